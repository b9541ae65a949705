/**
 * The record of a run: everything the analysis needs, written down while the run goes on. Its methods are meant to be taps (listeners at
 * emission), so each takes an event of the protocol, copies the few numbers it wants and keeps no reference to it.
 */
import type {
  AccountNotice,
  AccountUncertain,
  BrokerFault,
  BrokerRefused,
  MarketBar,
  MarketQuote,
  MarketSession,
  MarketTrade,
  MarketSplit,
  Micros,
  OrderDenied,
  OrderFilled,
  OrderRequest,
  OrderTradeCanceled,
  OrderTradeCorrected,
  OrderViolation,
  PositionChanged,
  Signal,
  SignalRefused,
  VenueAmbiguity,
  VenueReport,
} from '../../events/index.ts'
import { midOf } from '../../events/index.ts'
import { TradeTable } from '../trades/index.ts'
import type { TradeColumns, TradeRow } from '../trades/index.ts'
import { AccountSums } from './account.ts'
import type { AccountTotals } from './account.ts'
import { EquityTable } from './equity.ts'
import type { EquityColumns } from './equity.ts'
import { FillTable } from './fills.ts'
import type { FillRow, FillTotals } from './fills.ts'
import { HoldingTable } from './holdings.ts'
import type { HoldingRow } from './holdings.ts'
import { Incidents } from './incidents.ts'
import type { Incident, IncidentKind } from './incidents.ts'
import { createNames } from '../tables/names.ts'
import { OrderTable } from './orders.ts'
import type { OrderRow } from './orders.ts'
import { ThinnedPrices } from './prices.ts'
import type { PriceSeries } from './prices.ts'
import { rowsOf } from '../tables/rows.ts'
import type { Rows } from '../tables/rows.ts'
import { SignalTable } from './signals.ts'
import type { SignalRow } from './signals.ts'

export interface RecordOptions {
  /** Cash before anything happened, in currency. */
  readonly startingCash: number
  /** Symbols in the order of the data. The first is the benchmark unless another is named. */
  readonly symbols: readonly string[]
  /** Symbol whose close is the benchmark. */
  readonly benchmark?: string
  /** What a unit of a symbol is worth at a price of 1, where that is not 1: a contract of a future. */
  readonly multipliers?: Readonly<Record<string, number>>
  /** Points kept of the price chart, over all symbols; default 65,536. */
  readonly pricePoints?: number
  /** Rows of the equity table, if their number is known beforehand; more may come. */
  readonly expectedRows?: number | undefined
}

/** What is held of a symbol, as the portfolio last said. */
export interface PositionRow {
  readonly symbol: string
  readonly at: Micros
  readonly quantity: number
  readonly averagePrice: number
  /** Sum of what the portfolio said was realised, before commission. */
  readonly realized: number
}

/** Written by the backtest's taps, read by figures, writers and report; reading is allowed while the run goes on. */
export interface RunRecord {
  readonly startingCash: number
  readonly symbols: readonly string[]
  readonly benchmarkSymbol: string | undefined

  /** A strategy's wish. */
  signal(event: Signal, now: Micros): void
  /** The portfolio made no order of a signal. */
  refusal(event: SignalRefused): void
  /** A request left the portfolio. */
  request(event: OrderRequest): void
  /** The portfolio heard of an order (or kept it at home). Tap what the portfolio says, so that a report it found illegal is not booked. */
  report(event: VenueReport | OrderDenied): void
  violation(event: OrderViolation): void
  /** A bar left open what happened on it. */
  ambiguity(event: VenueAmbiguity): void
  /** A message went astray, a command to the venue could not be done, or the portfolio does not know something. */
  astray(event: BrokerFault | BrokerRefused | AccountUncertain): void
  position(event: PositionChanged): void
  /** What the portfolio says of its account: financing, dividends, splits of what is held, margin calls. */
  account(event: AccountNotice): void
  /** A split, as the market says it. */
  split(event: MarketSplit): void
  session(event: MarketSession): void
  /** A bar, before the fills that happen in it. */
  bar(event: MarketBar): void
  /** A trade or a quote, before the fills that happen on it. Of a symbol with trades its quotes say nothing. */
  tick(event: MarketTrade | MarketQuote): void
  /** Once at the end of each instant with a bar, and now and then where there are ticks. A second mark in one instant replaces the first. */
  mark(now: Micros, equity: number, cash: number, gross: number): void
  /** Instant of the last mark, minus infinity before the first. */
  readonly lastMark: Micros
  /** A row of positions.csv. */
  holding(now: Micros, symbol: string, quantity: number, marketValue: number): void

  readonly signals: Rows<SignalRow>
  readonly orders: Rows<OrderRow>
  readonly fills: Rows<FillRow>
  readonly holdings: Rows<HoldingRow>
  /** Closed round trips, in the order of their exits. */
  readonly trades: Rows<TradeRow>
  /** Lots still held, marked at the last close. */
  readonly openTrades: readonly TradeRow[]
  readonly positions: readonly PositionRow[]
  readonly equity: EquityColumns
  readonly incidents: readonly Incident[]

  prices(symbol: string): PriceSeries | undefined
  incidentCount(kind: IncidentKind): number
  orderCounts(): Record<string, number>
  fillTotals(): FillTotals
  accountTotals(): AccountTotals
  tradeColumns(): TradeColumns
}

/** What a price is drawn from: bars where there are bars, else trades, else the middle of quotes. */
const [QUOTE, TRADE, BAR] = [1, 2, 3]

/** An empty record. It takes any number of rows: a million orders are some 130 MB, a million fills some 90 MB. */
export function createRecord(options: RecordOptions): RunRecord {
  const names = createNames()
  for (const symbol of options.symbols) names.symbols.number(symbol)
  const benchmarkSymbol = options.benchmark ?? options.symbols[0]
  const benchmark = names.symbols.number(benchmarkSymbol)
  const pointsEach = Math.floor((options.pricePoints ?? 65_536) / Math.max(1, options.symbols.length))
  const pricePoints = 2 * Math.round(Math.min(8_192, Math.max(512, pointsEach)) / 2)

  const signals = new SignalTable(names)
  const orders = new OrderTable(names)
  const multiplierOf = (symbol: number): number => options.multipliers?.[names.symbols.name(symbol)] ?? 1
  const fills = new FillTable(names, orders, multiplierOf)
  const trades = new TradeTable(names, orders, multiplierOf)
  const holdings = new HoldingTable(names)
  const equity = new EquityTable(options.expectedRows)
  const incidents = new Incidents()
  const prices: (ThinnedPrices | undefined)[] = []
  /** What of each symbol was heard and what is drawn: the best there is. */
  const ranks: number[] = []
  const drawn: number[] = []
  const positions = new Map<string, { -readonly [Key in keyof PositionRow]: PositionRow[Key] }>()
  const sums = new AccountSums()
  /** Old units that one unit of the benchmark was: its closes go on as if it had never been split. */
  let benchmarkUnits = 1
  /** Of executions that were reported after a split that came before them: units of today for each of theirs, by ExecID. */
  const late = new Map<string, number>()

  const draw = (symbol: number, rank: number): ThinnedPrices => {
    const series = prices[symbol]
    if (series !== undefined && rank === drawn[symbol]) return series
    drawn[symbol] = rank
    return (prices[symbol] = new ThinnedPrices(pricePoints))
  }

  const execute = (order: number, event: OrderFilled): void => {
    fills.add(order, event)
    orders.executed(order, event.lastQty, event.lastPx, event.commission)
    const ratio = late.size === 0 ? 1 : (late.get(event.execId) ?? 1)
    trades.fill(
      orders.symbol(order),
      event.side,
      event.lastQty * ratio,
      event.lastPx / ratio,
      event.commission,
      event.transactTime,
      order,
    )
  }

  // A trade that the venue takes back leaves the lot that it opened. Where that lot is closed already it is undone by its opposite, at
  // the same price and the time of the notice, so that the trades still add up to the cash.
  const revoke = (order: number, event: OrderTradeCanceled | OrderTradeCorrected): void => {
    const row = fills.find(order, event.execRefId)
    if (row === undefined) return
    const fill = fills.row(row)
    const isBust = event.type === 'order.tradeCanceled'
    const stays = isBust ? (event.commission ?? 0) : 0
    fills.revoke(row, isBust ? 'busted' : 'corrected', stays)
    orders.executed(order, -fill.quantity, fill.price, stays - fill.commission)
    trades.takeBack(orders.symbol(order), fill.side, fill.quantity, fill.price, fill.commission, stays, event.at, order)
    if (isBust) return
    const { at, execId, lastQty, lastPx, commission = fill.commission } = event
    fills.add(order, {
      at,
      execId,
      transactTime: at,
      lastQty,
      lastPx,
      commission,
      slippage: fill.slippage,
      liquidity: fill.liquidity,
    })
    orders.executed(order, lastQty, lastPx, commission)
    trades.fill(orders.symbol(order), fill.side, lastQty, lastPx, commission, at, order)
  }

  return {
    startingCash: options.startingCash,
    symbols: options.symbols,
    benchmarkSymbol,

    signal(event, now) {
      signals.add(event, now, trades.lastClose(names.symbols.number(event.symbol)))
    },
    refusal(event) {
      signals.refused(event)
      incidents.add('refused', event.code, event.at, event.text)
    },
    request(event) {
      if (event.type !== 'order.submit') return
      orders.submitted(event)
      signals.ordered(event)
    },
    report(event) {
      switch (event.type) {
        case 'order.filled':
          execute(orders.reported(event), event)
          break
        case 'order.tradeCanceled':
        case 'order.tradeCorrected':
          revoke(orders.reported(event), event)
          break
        case 'order.denied':
          orders.denied(event)
          signals.denied(event)
          incidents.add('denied', event.code, event.at, event.text)
          break
        case 'order.rejected':
        case 'order.cancelRejected':
        case 'order.replaceRejected':
          incidents.add('rejected', event.code, event.at, event.text)
          orders.reported(event)
          break
        case 'order.status':
          // An order that the venue does not know, or has forgotten, is what it was.
          if (event.code !== 'unknownOrder') orders.reported(event)
          break
        default:
          orders.reported(event)
      }
    },
    ambiguity({ code, at, symbol, orderId, otherOrderId, policy, facts: { open, high, low, close } }) {
      const who = otherOrderId === undefined ? orderId : `${orderId} and ${otherOrderId}`
      incidents.add(
        'ambiguity',
        code,
        at,
        `${symbol} ${open} ${high} ${low} ${close}: ${who}, decided by path ${policy}`,
      )
    },
    violation(event) {
      incidents.add('violation', `${event.event} in ${event.state}`, event.at, event.text)
    },
    astray(event) {
      if (event.type === 'broker.fault')
        incidents.add('fault', `${event.effect} ${event.event}`, event.at, `${event.orderId}, by ${event.cause}`)
      else if (event.type === 'broker.refused')
        incidents.add('fault', `${event.command} ${event.code}`, event.at, event.text)
      else incidents.add('uncertain', event.code, event.at, `${event.orderId}: ${event.text}`)
    },
    position(event) {
      const { symbol, at, quantity, averagePrice, realized } = event
      const row = positions.get(symbol)
      if (row === undefined) {
        positions.set(symbol, { symbol, at, quantity, averagePrice, realized })
        return
      }
      row.at = at
      row.quantity = quantity
      row.averagePrice = averagePrice
      row.realized += realized
    },
    account(event) {
      sums.add(event)
      switch (event.type) {
        case 'account.split':
          return trades.splitLots(names.symbols.number(event.symbol), event.ratio)
        case 'account.cashInLieu':
          return trades.paidOff(names.symbols.number(event.symbol), event.quantity, event.price, event.at)
        case 'account.lateExecution':
          return void late.set(event.execId, event.ratio)
        case 'account.marginCall':
          if (event.state === 'called')
            incidents.add('marginCall', 'marginCall', event.at, `equity ${event.equity} below ${event.maintenance}`)
          return
        default:
          // Financing and dividends are sums.
          return
      }
    },
    split(event) {
      const symbol = names.symbols.number(event.symbol)
      trades.splitPrices(symbol, event.ratio)
      if (symbol === benchmark) benchmarkUnits *= event.ratio
    },
    session(event) {
      if (event.symbol === undefined) equity.session(event.day)
    },
    bar(event) {
      const symbol = names.symbols.number(event.symbol)
      trades.bar(symbol, event)
      equity.bar()
      draw(symbol, BAR).add(event)
    },
    tick(event) {
      const symbol = names.symbols.number(event.symbol)
      const isTrade = event.type === 'market.trade'
      const price = isTrade ? event.price : midOf(event)
      const rank = isTrade ? TRADE : QUOTE
      const known = ranks[symbol] ?? 0
      if (!(price > 0) || (rank < TRADE && known === TRADE)) return
      ranks[symbol] = rank
      trades.tick(symbol, event.at, price)
      equity.bar()
      if (rank >= (drawn[symbol] ?? 0))
        draw(symbol, rank).add({ at: event.at, open: price, high: price, low: price, close: price })
    },
    mark(now, value, cash, gross) {
      equity.add(now, value, cash, gross, trades.lastClose(benchmark) * benchmarkUnits)
    },
    get lastMark() {
      return equity.lastMark
    },
    holding(now, symbol, quantity, marketValue) {
      holdings.add(now, symbol, quantity, marketValue)
    },

    signals: rowsOf(signals),
    orders: rowsOf(orders),
    fills: rowsOf(fills),
    holdings: rowsOf(holdings),
    trades: rowsOf(trades),
    get openTrades() {
      return trades.open()
    },
    get positions() {
      return [...positions.values()].map((row) => ({ ...row }))
    },
    get equity() {
      return equity.read()
    },
    get incidents() {
      return incidents.list()
    },

    prices: (symbol) => prices[names.symbols.find(symbol)]?.read(symbol),
    incidentCount: (kind) => incidents.count(kind),
    orderCounts: () => orders.counts(),
    fillTotals: () => fills.totals(),
    accountTotals: () => sums,
    tradeColumns: () => trades.read(),
  }
}
