/** All figures of a run in one plain object. */
import type { Micros } from '../../events/index.ts'
import { iso } from '../format/time.ts'
import type { RunRecord } from '../record/index.ts'
import { exposure, turnover } from './activity.ts'
import { alphaBeta, benchmarkReturns, benchmarkTotalReturn, sampled } from './benchmark.ts'
import type { BenchmarkSeries } from './benchmark.ts'
import { drawdowns } from './drawdown.ts'
import { annualReturn, periodReturns, periodsPerYear, totalReturn, yearsBetween } from './returns.ts'
import { calmar, sharpe, sortino, volatility } from './risk.ts'
import { extent, mean, sum } from './statistics.ts'
import { expectancy, profitFactor, sqn, winRate } from './trading.ts'

/**
 * The figures of a run. Amounts are in currency; returns, rates, volatility, drawdowns and shares are fractions (0.12 is 12 %); instants are
 * ISO 8601 in UTC; `null` means that a figure is not defined for this run (no trades, no time, nothing lost …). How each is
 * computed stands at the function of its name.
 */
export interface Summary {
  readonly name: string
  readonly symbols: readonly string[]
  /** First and last marked instant. */
  readonly from: string | null
  readonly to: string | null
  /** Calendar days between them. */
  readonly days: number
  readonly tradingDays: number
  /** Marked instants: the rows of the equity column. */
  readonly rows: number
  readonly periodsPerYear: number

  readonly startingCash: number
  readonly finalEquity: number
  readonly totalReturn: number | null
  readonly annualReturn: number | null
  readonly volatility: number | null
  readonly sharpe: number | null
  readonly sortino: number | null
  readonly calmar: number | null

  /** A positive fraction of the peak. */
  readonly maxDrawdown: number
  readonly maxDrawdownPeak: string | null
  readonly maxDrawdownTrough: string | null
  /** `null` when it had not recovered at the end. */
  readonly maxDrawdownRecovery: string | null
  /** Days from the peak to the recovery, or to the end. */
  readonly maxDrawdownDays: number
  /** Days of the longest stretch below a peak. */
  readonly longestDrawdownDays: number
  readonly averageDrawdown: number | null

  readonly exposure: number | null
  readonly turnover: number | null

  readonly benchmark: string | null
  readonly benchmarkReturn: number | null
  /** A year. */
  readonly alpha: number | null
  readonly beta: number | null

  readonly signals: number
  readonly orders: number
  readonly fills: number
  /** Closed round trips. */
  readonly trades: number
  readonly openTrades: number
  /** Unrealised net profit of the open lots. */
  readonly openProfit: number
  readonly winRate: number | null
  readonly profitFactor: number | null
  readonly expectancy: number | null
  readonly sqn: number | null
  /** Net profits, in currency. */
  readonly bestTrade: number | null
  readonly worstTrade: number | null
  readonly averageTrade: number | null
  /** The same as fractions of the entry value. */
  readonly bestTradeReturn: number | null
  readonly worstTradeReturn: number | null
  readonly averageTradeReturn: number | null
  readonly averageTradeBars: number | null
  readonly commissions: number
  readonly slippage: number
  /** Interest and borrow fees paid, and dividends received (less those paid on short positions). */
  readonly financing: number
  readonly dividends: number
  readonly marginCalls: number

  readonly refused: number
  readonly denied: number
  readonly rejected: number
  readonly violations: number
  /** Bars whose result depends on the order of their prices. */
  readonly ambiguities: number

  readonly hash: string | null
}

export interface SummaryOptions {
  /** What the run is called; default `backtest`. */
  readonly name?: string
  /** Riskless yearly rate for Sharpe, Sortino and alpha; default 0. */
  readonly riskFree?: number
  /** Default: the close of the record's benchmark symbol. */
  readonly benchmark?: BenchmarkSeries
  /** Run hash. */
  readonly hash?: string
}

const DAY_MICROS = 86_400_000_000

const instant = (at: Micros | null | undefined): string | null => (at === null || at === undefined ? null : iso(at))

/** Computes every figure of a record. Gives no `NaN` whatever the run was: a figure without meaning is `null`. */
export function summarize(record: RunRecord, options: SummaryOptions = {}): Summary {
  const columns = record.equity
  const { at, equity, length } = columns
  const { startingCash } = record
  const riskFree = options.riskFree ?? 0
  const finalEquity = length === 0 ? startingCash : equity[length - 1]!
  const span = length === 0 ? 0 : at[length - 1]! - at[0]!
  const years = yearsBetween(0, span)
  const periods = periodsPerYear(columns.days)
  const returns = periodReturns(columns, startingCash) ?? new Float64Array(0)
  const annual = annualReturn(startingCash, finalEquity, years)
  const falls = drawdowns(at, equity, startingCash)

  const benchmark = options.benchmark === undefined ? columns.benchmark : sampled(options.benchmark, at)
  const benchmarkName = options.benchmark?.name ?? record.benchmarkSymbol ?? null
  const { alpha, beta } = alphaBeta(returns, benchmarkReturns(columns, benchmark, startingCash), periods, riskFree)

  const trades = record.tradeColumns()
  const nets = extent(trades.net)
  const tradeReturns = extent(trades.returns)
  const open = record.openTrades
  const fills = record.fillTotals()
  const account = record.accountTotals()

  return {
    name: options.name ?? 'backtest',
    symbols: record.symbols,
    from: instant(at[0]),
    to: instant(at[length - 1]),
    days: span / DAY_MICROS,
    tradingDays: columns.days.length,
    rows: length,
    periodsPerYear: periods,

    startingCash,
    finalEquity,
    totalReturn: totalReturn(startingCash, finalEquity),
    annualReturn: annual,
    volatility: volatility(returns, periods),
    sharpe: sharpe(returns, periods, riskFree),
    sortino: sortino(returns, periods, riskFree),
    calmar: calmar(annual, falls.deepest?.depth ?? null),

    maxDrawdown: falls.deepest?.depth ?? 0,
    maxDrawdownPeak: instant(falls.deepest?.peakAt),
    maxDrawdownTrough: instant(falls.deepest?.troughAt),
    maxDrawdownRecovery: instant(falls.deepest?.recoveredAt),
    maxDrawdownDays: (falls.deepest?.duration ?? 0) / DAY_MICROS,
    longestDrawdownDays: (falls.longest?.duration ?? 0) / DAY_MICROS,
    averageDrawdown: falls.averageDepth,

    exposure: exposure(columns.gross),
    turnover: turnover(fills.bought + fills.sold, equity, years),

    benchmark: benchmarkName,
    benchmarkReturn: benchmarkTotalReturn(benchmark),
    alpha,
    beta,

    signals: record.signals.length,
    orders: record.orders.length,
    fills: fills.count,
    trades: trades.length,
    openTrades: open.length,
    openProfit: sum(open.map((trade) => trade.net)),
    winRate: winRate(trades.net),
    profitFactor: profitFactor(trades.net),
    expectancy: expectancy(trades.net),
    sqn: sqn(trades.net),
    bestTrade: nets?.greatest ?? null,
    worstTrade: nets?.least ?? null,
    averageTrade: mean(trades.net),
    bestTradeReturn: tradeReturns?.greatest ?? null,
    worstTradeReturn: tradeReturns?.least ?? null,
    averageTradeReturn: mean(trades.returns),
    averageTradeBars: mean(trades.bars),
    commissions: fills.commission,
    slippage: fills.slippage,
    financing: account.financing,
    dividends: account.dividends,
    marginCalls: record.incidentCount('marginCall'),

    refused: record.incidentCount('refused'),
    denied: record.incidentCount('denied'),
    rejected: record.incidentCount('rejected'),
    violations: record.incidentCount('violation'),
    ambiguities: record.incidentCount('ambiguity'),

    hash: options.hash ?? null,
  }
}
