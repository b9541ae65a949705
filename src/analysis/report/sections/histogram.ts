/** Distribution of trade returns, drawn when the page is made. */
import type { TradeRow } from '../../trades/index.ts'
import { count, signedPercent } from '../../format/numbers.ts'
import { html } from '../html.ts'
import type { Markup } from '../html.ts'
import { roundStep, stepPercent } from './scale.ts'

const WIDTH = 460
const HEIGHT = 240
const FOOT = 24
const HEAD = 18
const BINS = 30

export function histogram(trades: Iterable<TradeRow>): Markup {
  const returns: number[] = []
  for (const trade of trades) if (Number.isFinite(trade.return)) returns.push(trade.return)
  return html`<section class="card">
    <div class="top">
      <h2>Trade returns</h2>
      <span class="muted">${returns.length > 0 && `${count(returns.length)} closed trades`}</span>
    </div>
    ${returns.length === 0 ? html`<p class="muted">No trade was closed.</p>` : bars(returns)}
  </section>`
}

function bars(returns: number[]): Markup {
  const sorted = returns.toSorted((a, b) => a - b)
  // Outliers share the outermost bins; the rest keeps its shape.
  const low = sorted[Math.floor(sorted.length * 0.005)]!
  const high = sorted[Math.ceil(sorted.length * 0.995) - 1]!
  const width = roundStep(Math.max(high - low, 1e-6) / BINS)
  const first = Math.floor(low / width)
  const last = Math.max(first, Math.ceil(high / width) - 1)
  const counts = Array.from({ length: last - first + 1 }, () => 0)
  for (const value of returns) counts[Math.min(last, Math.max(first, Math.floor(value / width))) - first]!++
  const most = Math.max(...counts)
  const step = WIDTH / counts.length
  const x = (value: number): number => (value / width - first) * step
  const base = HEIGHT - FOOT
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length
  const bar = (n: number, i: number): Markup => {
    const height = (n / most) * (base - HEAD)
    const from = (first + i) * width
    return html`<rect
      class="${from >= 0 ? 'up' : 'down'}"
      x="${round(i * step + 1)}"
      y="${round(base - height)}"
      width="${round(Math.max(1, step - 2))}"
      height="${round(height)}"
      rx="1.5"
      ><title>${stepPercent(from, width)} to ${stepPercent(from + width, width)}: ${count(n)}</title></rect
    >`
  }
  const every = Math.max(1, Math.ceil(counts.length / 6))
  const labels: Markup[] = []
  for (let k = Math.ceil(first / every) * every; k <= last + 1; k += every) {
    const px = x(k * width)
    if (px < 14 || px > WIDTH - 14) continue
    labels.push(
      html`<text x="${round(px)}" y="${HEIGHT - 6}" text-anchor="middle"
        >${stepPercent(k * width, every * width)}</text
      >`,
    )
  }
  const meanX = Math.min(WIDTH - 1, Math.max(1, x(mean)))
  const right = meanX > WIDTH * 0.6
  return html`<svg
    class="plot"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
    aria-label="Distribution of the returns of ${count(returns.length)} trades, mean ${signedPercent(mean)}"
  >
    ${counts.map(bar)}
    <line class="axis" x1="0" x2="${WIDTH}" y1="${base + 0.5}" y2="${base + 0.5}" />
    <line class="mean" x1="${round(meanX)}" x2="${round(meanX)}" y1="4" y2="${base}" />
    <text x="${round(meanX + (right ? -6 : 6))}" y="12" text-anchor="${right ? 'end' : 'start'}">
      mean ${signedPercent(mean)}
    </text>
    ${labels}
  </svg>`
}

const round = (value: number): string => String(Math.round(value * 100) / 100)
