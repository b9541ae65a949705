/** Monthly returns as a heat table, a row a year. */
import type { YearOfReturns } from '../../figures/index.ts'
import { decimal } from '../../format/numbers.ts'
import { html, raw } from '../html.ts'
import type { Markup } from '../html.ts'

const NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Strongest tint, in percent of the full colour: text on it must stay readable. */
const FULL = 58

export function months(years: readonly YearOfReturns[]): Markup {
  const sizes = years
    .flatMap((year) => year.months.flatMap((value) => (value === null ? [] : Math.abs(value))))
    .sort((a, b) => a - b)
  // The scale ends at the 95th percentile, so that one wild month does not wash out the others.
  const scale = sizes[Math.floor(sizes.length * 0.95)] ?? 0
  const cell = (value: number | null): Markup => {
    if (value === null) return raw('<td></td>')
    const tint = scale === 0 ? 0 : Math.round(Math.min(1, Math.abs(value) / scale) * FULL)
    return html`<td class="${value < 0 ? 'down' : 'up'}" style="--v:${tint}">${decimal(value * 100, 1)}</td>`
  }
  return html`<section class="card">
    <div class="top"><h2>Monthly returns, %</h2></div>
    <div class="scroll" tabindex="0" role="region" aria-label="Monthly returns">
      <table class="months">
        <thead>
          <tr>
            <td class="year"></td>
            ${NAMES.map((name) => html`<th scope="col">${name}</th>`)}
            <th scope="col">Year</th>
          </tr>
        </thead>
        <tbody>
          ${years.map(
            (year) =>
              html`<tr>
                <th scope="row">${year.year}</th>
                ${year.months.map(cell)}
                <td class="year ${year.total === null ? '' : year.total < 0 ? 'loss' : 'gain'}">
                  ${decimal(year.total === null ? null : year.total * 100, 1)}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`
}
