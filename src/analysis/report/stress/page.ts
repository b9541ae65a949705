/** The page of a stress test: one HTML file in the style of the report, drawn when it is made, so it has no script but the theme's. */
import { count, date, decimal, percent, signed, signedPercent } from '../../format/numbers.ts'
import { END_SCRIPT, html, type Markup, raw } from '../html.ts'
import { POLICY } from '../policy.ts'
import { STYLE } from '../style.ts'
import { curves } from './curves.ts'
import type { StressInput, StressRun } from './input.ts'
import { ranges } from './ranges.ts'

const MORE_STYLE = `
.runs td, .runs th { border-bottom: 1px solid var(--grid); } .runs tr.group th { padding-top: 14px; color: var(--ink); text-align: left; }
.runs tr.base td { color: var(--ink-3); } .runs td:first-child { padding-left: 18px; }
.plot .span { stroke: var(--accent); stroke-width: 6; stroke-linecap: round; opacity: 0.35; } .plot .dot { fill: var(--accent); fill-opacity: 1; }
.plot .own { stroke: var(--ink); stroke-dasharray: 3 3; } .plot .name { fill: var(--ink); font-size: 12px; }
.plot .curve { fill: none; stroke-width: 1.6; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.plot .curve.own { stroke: var(--accent); stroke-dasharray: none; } .plot .curve.worst { stroke: var(--loss); } .plot .curve.best { stroke: var(--gain); }
.key.gain::before { background: var(--gain); } .key.gain, .key.loss { color: inherit; }
`

const THEME = `(() => {
const root = document.documentElement
document.getElementById('theme').addEventListener('click', () => {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  root.dataset.theme = dark ? 'light' : 'dark'
})
let kept
addEventListener('beforeprint', () => { kept = root.dataset.theme; root.dataset.theme = 'light' })
addEventListener('afterprint', () => { if (kept) root.dataset.theme = kept; else delete root.dataset.theme })
})()`

/** Renders stress.html. The same input gives the same bytes. */
export function renderStress(input: StressInput): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <title>${input.name} under stress – quantdome</title>
        <style>
          ${raw(STYLE)}${raw(MORE_STYLE)}
        </style>
      </head>
      <body>
        <main>
          ${head(input)} ${remarks(input)} ${tiles(input)} ${ranges(input)} ${curves(input)} ${table(input)}
          <footer>
            Each run differs from the experiment in the one thing named. “All at once” puts every factor at its worst,
            or best, value for final equity.
            ${input.base.hash !== undefined && html`<br />Run as it is <code>${input.base.hash}</code>`}
          </footer>
        </main>
        <script>
          ${raw(THEME)}
        ${END_SCRIPT}
      </body>
    </html> `
  return page.text
}

const HALF_MOON = raw(
  '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.6v10.8a5.4 5.4 0 0 1 0-10.8Z"/></svg>',
)

const runsMade = ({ runs }: StressInput): number => 1 + runs.filter(({ isBase }) => !isBase).length

function head(input: StressInput): Markup {
  const { name, symbols, from, to } = input
  const what =
    symbols.length > 6 ? `${symbols.slice(0, 5).join(', ')} and ${symbols.length - 5} more` : symbols.join(', ')
  return html`<header>
    <div>
      <h1>${name}: how sure is the result?</h1>
      <div class="facts">
        <span>${what}</span><span>${from === null ? 'no data' : `${date(from)} – ${date(to)}`}</span
        ><span>${count(runsMade(input))} runs under other assumptions of how orders fill</span>
      </div>
    </div>
    <button id="theme" type="button" aria-label="Switch between light and dark" title="Light or dark">
      ${HALF_MOON}
    </button>
  </header>`
}

/** What the reader must know before the figures. */
function remarks({ omitted, runs, ambiguities, planned, isComplete }: StressInput): Markup | null {
  const lines = [
    ...(isComplete ? [] : [`Stopped before all of the ${planned} runs were made.`]),
    ...ambiguities.map(
      ({ code, count: cases, first, example }) =>
        `${count(cases)} × ${code}, where the order of a bar’s prices decides; first ${date(first)}: ${example}`,
    ),
    ...omitted.map(({ factor, reason }) => `${factor} was not tried: ${reason}.`),
    ...runs
      .filter(({ failure }) => failure !== undefined)
      .map(({ label, failure }) => `The run with ${label} failed: ${failure ?? ''}`),
  ]
  if (lines.length === 0) return null
  return html`<section class="card warnings">
    <ul>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
  </section>`
}

const toneOf = (value: number | null | undefined): string =>
  value === null || value === undefined || value === 0 ? '' : value > 0 ? 'gain' : 'loss'

const tile = (label: string, value: string, note: string, tone = ''): Markup =>
  html`<div class="tile">
    <div class="label">${label}</div>
    <div class="value ${tone}">${value}</div>
    <div class="note" title="${note}">${note}</div>
  </div>`

function tiles({ base, runs, factors }: StressInput): Markup {
  const outcome = (label: string, run: StressRun | undefined): Markup => {
    const figures = run?.figures
    if (figures === undefined) return tile(label, '–', 'not known')
    const note = `${decimal(figures.finalEquity)}, drawdown ${percent(-figures.maxDrawdown, 1)}`
    return tile(label, signedPercent(figures.totalReturn), note, toneOf(figures.totalReturn))
  }
  const [first] = factors
  const hangs =
    first === undefined || first.spread === 0
      ? tile('Hangs most on', 'nothing tried', 'no assumption moves the result')
      : tile('Hangs most on', first.title, `moves final equity by ${percent(first.spread, 1)}`)
  return html`<div class="tiles">
    ${[
      outcome('Total return as it is', base),
      outcome(
        'All at their worst',
        runs.find(({ factor }) => factor === 'worst'),
      ),
      outcome(
        'All at their best',
        runs.find(({ factor }) => factor === 'best'),
      ),
      hangs,
    ]}
  </div>`
}

function table({ base, runs, factors }: StressInput): Markup {
  const titles = new Map(factors.map(({ name, title }) => [name, title]))
  const titleOf = (factor: string): string =>
    factor === 'worst' || factor === 'best' ? 'All at once' : (titles.get(factor) ?? factor)
  const rows: Markup[] = [row(base)]
  let last = ''
  for (const run of runs) {
    const title = titleOf(run.factor)
    if (title !== last)
      rows.push(
        html`<tr class="group">
          <th colspan="9">${title}</th>
        </tr>`,
      )
    last = title
    rows.push(row(run))
  }
  return html`<section class="card long">
    <div class="top"><h2>Runs</h2></div>
    <div class="scroll">
      <table class="runs">
        <thead>
          <tr>
            <th class="text">assumption</th>
            ${['final equity', 'change', 'return', 'Sharpe', 'max drawdown', 'trades', 'fills', 'ambiguous'].map((name) => html`<th>${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`
}

function row({ label, figures, change, failure, isBase, factor, hash }: StressRun): Markup {
  if (figures === undefined)
    return html`<tr>
      <td class="text">${label}</td>
      <td class="text loss" colspan="8">failed: ${failure ?? ''}</td>
    </tr>`
  const { finalEquity, totalReturn, sharpe, maxDrawdown, trades, fills, ambiguities } = figures
  return html`<tr class="${isBase && factor !== 'base' ? 'base' : ''}" title="run ${hash ?? ''}">
    <td class="text">${label}${isBase && factor !== 'base' && ' (as it is)'}</td>
    <td>${decimal(finalEquity)}</td>
    <td class="${toneOf(change)}">${isBase ? '' : signed(change)}</td>
    <td>${signedPercent(totalReturn)}</td>
    <td>${decimal(sharpe)}</td>
    <td>${percent(-maxDrawdown)}</td>
    <td>${count(trades)}</td>
    <td>${count(fills)}</td>
    <td>${count(ambiguities)}</td>
  </tr>`
}
