/** What each trade returned against the worst it went through: shows whether winners needed patience, and where a stop would have cut. */
import { count } from '../../format/numbers.ts'
import type { TradeRow } from '../../trades/index.ts'
import { html } from '../html.ts'
import type { Markup } from '../html.ts'
import { roundTicks, stepPercent } from './scale.ts'

const WIDTH = 460
const HEIGHT = 240
const LEFT = 44
const FOOT = 24
/** Dots drawn; with more trades every so-many-th. */
const DOTS = 1_500

export function excursions(trades: Iterable<TradeRow>): Markup | null {
  const all: (readonly [mae: number, value: number])[] = []
  for (const trade of trades) if (Number.isFinite(trade.return)) all.push([trade.maeReturn, trade.return])
  if (all.length === 0) return null
  const every = Math.ceil(all.length / DOTS)
  const dots = all.filter((_, i) => i % every === 0)
  const deepest = Math.min(-1e-6, ...dots.map(([mae]) => mae))
  const low = Math.min(0, ...dots.map(([, value]) => value))
  const high = Math.max(1e-6, ...dots.map(([, value]) => value))
  const x = (mae: number): number => WIDTH - 8 - (mae / deepest) * (WIDTH - LEFT - 14)
  const y = (value: number): number => 8 + ((high - value) / (high - low)) * (HEIGHT - FOOT - 14)
  const across = roundTicks(deepest, 0, 5)
  const up = roundTicks(low, high, 5)
  const zero = round(y(0))
  return html`<section class="card">
    <div class="top">
      <h2>Return against worst excursion</h2>
      <span class="muted">${every > 1 && `every ${count(every)}th trade`}</span>
    </div>
    <svg
      class="plot"
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      role="img"
      aria-label="Return of each trade against its maximum adverse excursion"
    >
      ${across.ticks.map((v) => html`<line class="grid" x1="${round(x(v))}" x2="${round(x(v))}" y1="4" y2="${HEIGHT - FOOT}" /><text x="${round(Math.min(x(v), WIDTH - 14))}" y="${HEIGHT - 6}" text-anchor="middle">${stepPercent(v, across.step)}</text>`)}
      ${up.ticks.map((v) => html`<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${round(y(v))}" y2="${round(y(v))}" /><text x="${LEFT - 6}" y="${round(y(v) + 4)}" text-anchor="end">${stepPercent(v, up.step)}</text>`)}
      <line class="axis" x1="${LEFT}" x2="${WIDTH}" y1="${zero}" y2="${zero}" />
      ${dots.map(([mae, value]) => html`<circle class="${value > 0 ? 'up' : 'down'}" cx="${round(x(mae))}" cy="${round(y(value))}" r="3" />`)}
    </svg>
  </section>`
}

const round = (value: number): string => String(Math.round(value * 10) / 10)
