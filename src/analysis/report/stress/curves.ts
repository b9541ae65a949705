/** Equity as it is, and with everything at its worst and best. */
import { decimal } from '../../format/numbers.ts'
import { html, type Markup } from '../html.ts'
import { roundTicks } from '../sections/scale.ts'
import type { StressInput, StressRun } from './input.ts'

const WIDTH = 1160
const HEIGHT = 300
const LEFT = 70
const FOOT = 24

type Curve = NonNullable<StressRun['curve']>

export function curves({ base, runs }: StressInput): Markup | null {
  const named = [
    { name: 'worst', curve: runs.find(({ factor }) => factor === 'worst')?.curve },
    { name: 'best', curve: runs.find(({ factor }) => factor === 'best')?.curve },
    { name: 'own', curve: base.curve },
  ].flatMap(({ name, curve }) => (curve === undefined || curve.at.length < 2 ? [] : [{ name, curve }]))
  if (named.length < 2) return null
  const all = named.map(({ curve }) => curve)
  const [start, end] = [Math.min(...all.map(({ at }) => at[0]!)), Math.max(...all.map(({ at }) => at.at(-1)!))]
  const low = Math.min(...all.map(({ equity }) => Math.min(...equity)))
  const high = Math.max(...all.map(({ equity }) => Math.max(...equity)))
  const pad = Math.max((high - low) * 0.05, 1e-6)
  const x = (at: number): string => round(LEFT + ((at - start) / (end - start)) * (WIDTH - LEFT))
  const y = (value: number): string => round(8 + ((high + pad - value) / (high - low + 2 * pad)) * (HEIGHT - FOOT - 8))
  const { ticks, step } = roundTicks(low - pad, high + pad, 8)
  const line = ({ at, equity }: Curve): string => at.map((time, i) => `${x(time)},${y(equity[i]!)}`).join(' ')
  return html`<section class="card">
    <div class="top"><h2>Equity</h2></div>
    <div class="legend">
      <span class="key accent">as it is</span><span class="key loss">all at their worst</span
      ><span class="key gain">all at their best</span>
    </div>
    <div class="scroll">
      <svg
        class="plot"
        viewBox="0 0 ${WIDTH} ${HEIGHT}"
        role="img"
        style="min-width: 640px"
        aria-label="Equity as it is, and with all assumptions at their worst and best"
      >
        ${ticks.map(
          (tick) =>
            html`<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${y(tick)}" y2="${y(tick)}" />
              <text x="${LEFT - 8}" y="${Number(y(tick)) + 4}" text-anchor="end"
                >${decimal(tick, step < 1 ? 2 : 0)}</text
              >`,
        )}
        ${dates(start, end).map(
          (at) =>
            html`<text x="${x(at)}" y="${HEIGHT - 6}" text-anchor="middle"
              >${new Date(at).toISOString().slice(0, 10)}</text
            >`,
        )}
        ${named.map(({ name, curve }) => html`<polyline class="curve ${name}" points="${line(curve)}" />`)}
      </svg>
    </div>
  </section>`
}

/** Five instants between the ends. */
const dates = (start: number, end: number): number[] =>
  [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => Math.round(start + part * (end - start)))

const round = (value: number): string => String(Math.round(value * 100) / 100)
