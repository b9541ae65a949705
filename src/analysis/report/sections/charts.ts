/** The places of the charts and of the trade table; the script fills them. */
import { count } from '../../format/numbers.ts'
import type { ChartData, Omissions } from '../data.ts'
import { html } from '../html.ts'
import type { Markup } from '../html.ts'

const SPANS = [
  [30, '1M'],
  [182, '6M'],
  [365, '1Y'],
  [1826, '5Y'],
] as const

const HELP = 'Drag to zoom, double click for all. With the keyboard: arrows, plus, minus, Escape.'

const chart = (id: string, label: string): Markup =>
  html`<div class="legend" id="${id}-legend"></div>
    <div class="chart" id="${id}" tabindex="0" role="img" aria-label="${label}"></div>`

export const equityCharts = (): Markup =>
  html`<section class="card stack">
    <div class="top">
      <h2>Equity and drawdown</h2>
      <div class="controls" title="${HELP}">
        <button type="button" id="log" aria-pressed="false">Log</button>
        ${SPANS.map(([days, label]) => html`<button type="button" data-span="${days}">${label}</button>`)}
        <button type="button" data-span="all">All</button>
      </div>
    </div>
    ${chart('equity', `Equity. ${HELP}`)}${chart('drawdown', `Drawdown. ${HELP}`)}
  </section>`

export function priceChart(data: ChartData, omitted: Omissions): Markup | null {
  if (data.prices.length === 0) return null
  const options = data.prices.map((series, i) => html`<option value="${i}">${series.symbol}</option>`)
  return html`<section class="card">
    <div class="top">
      <h2>Price and fills${data.prices.length === 1 && html` <span class="muted">${data.prices[0]!.symbol}</span>`}</h2>
      <div class="controls">
        ${omitted.symbols > 0 && html`<span class="muted">the ${data.prices.length} symbols with the most fills</span>`}
        ${
          data.prices.length > 1 &&
          html`<select id="symbol" aria-label="Symbol">
            ${options}
          </select>`
        }
      </div>
    </div>
    ${chart('price', `Price and fills. ${HELP}`)}
  </section>`
}

export function tradeTable(data: ChartData, omitted: Omissions): Markup | null {
  if (data.trades.length === 0) return null
  const total = data.trades.length + omitted.trades
  return html`<section class="card long">
    <div class="top">
      <h2>Trades</h2>
      <div class="controls">
        <span class="muted"
          >${omitted.trades > 0 ? `the ${count(data.trades.length)} largest of ${count(total)}; all are in trades.csv` : count(total)}</span
        >
        <button type="button" id="all-trades" hidden></button>
      </div>
    </div>
    <div class="scroll"><table class="trades" id="trades"></table></div>
  </section>`
}
