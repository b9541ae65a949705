/** All figures of the summary, in three groups. */
import type { Summary } from '../../figures/index.ts'
import { count, date, DASH, dayCount, decimal, percent, signed, signedPercent } from '../../format/numbers.ts'
import { html } from '../html.ts'
import type { Markup } from '../html.ts'

type Entry = readonly [label: string, value: string]

const group = (title: string, entries: readonly Entry[]): Markup =>
  html`<div>
    <h3>${title}</h3>
    <dl class="figures">
      ${entries.map(
        ([label, value]) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </div>`

export function figures(s: Summary): Markup {
  const recovery = s.maxDrawdown === 0 ? DASH : s.maxDrawdownRecovery === null ? 'not yet' : date(s.maxDrawdownRecovery)
  return html`<section class="card">
    <div class="top"><h2>Figures</h2></div>
    <div class="groups">
      ${group('Return and risk', [
        ['Total return', signedPercent(s.totalReturn)],
        ['Benchmark return', signedPercent(s.benchmarkReturn)],
        ['Annual return', signedPercent(s.annualReturn)],
        ['Annual volatility', percent(s.volatility)],
        ['Sharpe', decimal(s.sharpe, 3)],
        ['Sortino', decimal(s.sortino, 3)],
        ['Calmar', decimal(s.calmar, 3)],
        ['Alpha a year', signedPercent(s.alpha)],
        [`Beta to ${s.benchmark ?? 'benchmark'}`, decimal(s.beta, 3)],
        ['Periods a year', decimal(s.periodsPerYear, 0)],
      ])}
      ${group('Trades', [
        ['Closed trades', count(s.trades)],
        ['Win rate', percent(s.winRate)],
        ['Profit factor', decimal(s.profitFactor)],
        ['Expectancy', signed(s.expectancy)],
        ['Best trade', signed(s.bestTrade)],
        ['Worst trade', signed(s.worstTrade)],
        ['Best, worst return', `${signedPercent(s.bestTradeReturn, 1)}, ${signedPercent(s.worstTradeReturn, 1)}`],
        ['SQN', decimal(s.sqn)],
        ['Average length', s.averageTradeBars === null ? DASH : `${decimal(s.averageTradeBars, 1)} bars`],
        ['Open at the end', s.openTrades === 0 ? 'none' : `${count(s.openTrades)}, ${signed(s.openProfit)}`],
      ])}
      ${group('Drawdown, activity, costs', [
        ['Maximum drawdown', percent(-s.maxDrawdown)],
        ['Peak, trough', s.maxDrawdown === 0 ? DASH : `${date(s.maxDrawdownPeak)}, ${date(s.maxDrawdownTrough)}`],
        ['Recovered', recovery],
        ['Longest drawdown', dayCount(s.longestDrawdownDays)],
        ['Average drawdown', percent(s.averageDrawdown === null ? null : -s.averageDrawdown)],
        ['Time in the market', percent(s.exposure, 1)],
        ['Turnover a year', decimal(s.turnover)],
        ['Commissions', decimal(s.commissions)],
        ['Slippage', decimal(s.slippage)],
        ['Financing, dividends', `${decimal(s.financing)}, ${signed(s.dividends)}`],
        ['Orders, fills', `${count(s.orders)}, ${count(s.fills)}`],
      ])}
    </div>
  </section>`
}
