/** Top of the report: what was run, and the figures one looks at first. */
import type { Summary } from '../../figures/index.ts'
import { count, date, dayCount, decimal, percent, signedPercent } from '../../format/numbers.ts'
import { html, raw } from '../html.ts'
import type { Markup } from '../html.ts'

const HALF_MOON = raw(
  '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.6v10.8a5.4 5.4 0 0 1 0-10.8Z"/></svg>',
)

export function header(s: Summary): Markup {
  const symbols =
    s.symbols.length > 6 ? `${s.symbols.slice(0, 5).join(', ')} and ${s.symbols.length - 5} more` : s.symbols.join(', ')
  const span = s.from === null ? 'no data' : `${date(s.from)} – ${date(s.to)}`
  return html`<header>
    <div>
      <h1>${s.name}</h1>
      <div class="facts">
        <span>${symbols}</span><span>${span}</span
        ><span>${count(s.tradingDays)} trading ${s.tradingDays === 1 ? 'day' : 'days'}</span>
        ${s.hash !== null && html`<span title="${s.hash}">run <code>${s.hash.slice(0, 12)}</code></span>`}
      </div>
    </div>
    <button id="theme" type="button" aria-label="Switch between light and dark" title="Light or dark">
      ${HALF_MOON}
    </button>
  </header>`
}

/** Small returns need their second decimal. */
const digits = (value: number | null): number => (Math.abs(value ?? 0) < 0.1 ? 2 : 1)

const toneOf = (value: number | null): string => (value === null || value === 0 ? '' : value > 0 ? 'gain' : 'loss')

const tile = (label: string, value: string, note: string, tone = ''): Markup =>
  html`<div class="tile">
    <div class="label">${label}</div>
    <div class="value ${tone}">${value}</div>
    <div class="note" title="${note}">${note}</div>
  </div>`

export function tiles(s: Summary): Markup {
  const held =
    s.benchmarkReturn === null
      ? `from ${decimal(s.startingCash, 0)}`
      : `holding ${s.benchmark ?? ''} ${signedPercent(s.benchmarkReturn, digits(s.benchmarkReturn))}`
  const fall =
    s.maxDrawdown === 0
      ? 'never below a peak'
      : `${date(s.maxDrawdownPeak)}, ${s.maxDrawdownRecovery === null ? 'not recovered' : `${dayCount(s.maxDrawdownDays)} to recover`}`
  return html`<div class="tiles">
    ${[
      tile('Total return', signedPercent(s.totalReturn, digits(s.totalReturn)), held, toneOf(s.totalReturn)),
      tile(
        'Annual return',
        signedPercent(s.annualReturn),
        `volatility ${percent(s.volatility, 1)}`,
        toneOf(s.annualReturn),
      ),
      tile('Sharpe ratio', decimal(s.sharpe), `Sortino ${decimal(s.sortino)}, Calmar ${decimal(s.calmar)}`),
      tile('Maximum drawdown', percent(-s.maxDrawdown, digits(s.maxDrawdown)), fall, s.maxDrawdown > 0 ? 'loss' : ''),
      tile(
        'Final equity',
        decimal(s.finalEquity, s.finalEquity >= 1e5 ? 0 : 2),
        `from ${decimal(s.startingCash, s.startingCash >= 1e5 ? 0 : 2)}`,
      ),
      tile(
        'Trades',
        count(s.trades),
        `${count(s.orders)} orders, ${count(s.fills)} fills${s.openTrades > 0 ? `, ${count(s.openTrades)} open` : ''}`,
      ),
      tile('Win rate', percent(s.winRate, 1), `SQN ${decimal(s.sqn)}`),
      tile('Profit factor', decimal(s.profitFactor), `average trade ${signedPercent(s.averageTradeReturn)}`),
    ]}
  </div>`
}
