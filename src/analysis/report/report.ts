/** The report of a run as one HTML page that needs nothing else: no network, no font, no file beside it. */
import { SCRIPT } from './client/index.ts'
import { chartData } from './data.ts'
import { END_SCRIPT, html, jsonScript, raw } from './html.ts'
import type { ReportInput } from './input.ts'
import { POLICY } from './policy.ts'
import { equityCharts, priceChart, tradeTable } from './sections/charts.ts'
import { configuration } from './sections/configuration.ts'
import { excursions } from './sections/excursions.ts'
import { figures } from './sections/figures.ts'
import { header, tiles } from './sections/head.ts'
import { histogram } from './sections/histogram.ts'
import { months } from './sections/months.ts'
import { refusals, warnings } from './sections/warnings.ts'
import { STYLE } from './style.ts'

/**
 * Renders the report: header and key figures, equity with benchmark and drawdown, price with fills, monthly returns, the
 * distribution of trade returns, all figures, the trades, warnings and the configuration. Light and dark, for screen and print. Series
 * are thinned to their extremes, so that the page stays below 2 MB whatever the run was. The same input gives the same bytes.
 */
export function renderReport(input: ReportInput): string {
  const { data, omitted } = chartData(input)
  const drawn = data.equity.i.length > 0
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <title>${input.summary.name} – quantdome</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <main>
          ${header(input.summary)} ${warnings(input)} ${tiles(input.summary)} ${drawn && equityCharts()}
          ${drawn && priceChart(data, omitted)} ${months(input.months)}
          <div class="two">${histogram(input.trades)}${excursions(input.trades)}</div>
          ${figures(input.summary)} ${tradeTable(data, omitted)} ${refusals(input)}
          ${configuration(input.configuration)}
          <footer>
            Times in UTC. Drag over a chart to zoom, double click to see all; a click on a trade shows it on the price.
            ${input.summary.hash !== null && html`<br />Run <code>${input.summary.hash}</code>`}
          </footer>
        </main>
        <script type="application/json" id="data">
          ${jsonScript(data)}
        ${END_SCRIPT}
        <script>
          ${raw(SCRIPT)}
        ${END_SCRIPT}
      </body>
    </html> `
  return page.text
}
