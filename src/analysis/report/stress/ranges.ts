/** How far each factor moves final equity: a span a factor, the widest on top, a dot a run, a dashed line for the experiment as it is. */
import { decimal, percent } from '../../format/numbers.ts'
import { html, type Markup } from '../html.ts'
import { roundTicks } from '../sections/scale.ts'
import type { StressFactor, StressInput } from './input.ts'

const WIDTH = 1160
const LEFT = 210
const RIGHT = 90
const ROW = 46
const HEAD = 8
const FOOT = 26

export function ranges(input: StressInput): Markup | null {
  const { factors, base } = input
  if (factors.length === 0) return null
  const equity = base.figures!.finalEquity
  const low = Math.min(...factors.map((factor) => factor.low), equity)
  const high = Math.max(...factors.map((factor) => factor.high), equity)
  const pad = Math.max((high - low) * 0.04, equity * 0.001, 1e-6)
  const [from, to] = [low - pad, high + pad]
  const x = (value: number): string => round(LEFT + ((value - from) / (to - from)) * (WIDTH - LEFT - RIGHT))
  const height = HEAD + factors.length * ROW + FOOT
  const base_y = height - FOOT
  const { ticks, step } = roundTicks(from, to, 6)
  const digits = step < 1 ? 2 : 0
  return html`<section class="card">
    <div class="top">
      <h2>What it hangs on</h2>
      <span class="muted">final equity under each assumption; dashed: as it is, ${decimal(equity)}</span>
    </div>
    <div class="scroll">
      <svg
        class="plot"
        viewBox="0 0 ${WIDTH} ${height}"
        role="img"
        aria-label="Range of final equity for each factor"
        style="min-width: 640px"
      >
        ${ticks.map(
          (tick) =>
            html`<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${HEAD}" y2="${base_y}" />
              <text x="${x(tick)}" y="${height - 8}" text-anchor="middle">${decimal(tick, digits)}</text>`,
        )}
        <line class="own" x1="${x(equity)}" x2="${x(equity)}" y1="${HEAD}" y2="${base_y}" />
        ${factors.map((factor, index) => span(input, factor, HEAD + index * ROW + ROW / 2, x))}
      </svg>
    </div>
  </section>`
}

function span({ runs }: StressInput, factor: StressFactor, y: number, x: (value: number) => string): Markup {
  const own = runs.filter((run) => run.factor === factor.name && run.figures !== undefined)
  const labels = factor.spread === 0 ? 'no difference' : `${factor.worst} … ${factor.best}`
  return html`<text class="name" x="0" y="${y - 3}">${factor.title}</text>
    <text x="0" y="${y + 12}">${labels}</text>
    <line class="span" x1="${x(factor.low)}" x2="${x(factor.high)}" y1="${y}" y2="${y}" />
    ${own.map(
      ({ label, figures }) =>
        html`<circle class="dot" cx="${x(figures!.finalEquity)}" cy="${y}" r="4"
          ><title>${label}: ${decimal(figures!.finalEquity)}</title></circle
        >`,
    )}
    <text x="${WIDTH}" y="${y + 4}" text-anchor="end">${percent(factor.spread, 1)}</text>`
}

const round = (value: number): string => String(Math.round(value * 100) / 100)
