/**
 * What the venue asks its models, in the order in which it asks: at what price (fill), how much (volume), what the trade
 * itself moves the price by (slippage), what it costs (commission), whether it is paid for (credit). One object goes through all
 * of them and is filled in on the way, so each question is the one before it and a little more. A question is to be read
 * during the call and not kept: the venue's records behind it change afterwards.
 */
import type { OrderTerms } from '../../order/index.ts'
import type { Liquidity, MarketBar, Micros, OrderType, Side, TimeInForce } from '../../../src/events/index.ts'

/** What is traded, where it matters to the venue. Left out, prices and sizes are free and one unit is worth its price. */
export interface Instrument {
  /** Prices are whole multiples of it. */
  readonly tick?: number
  /** Sizes are whole multiples of it; 0 or left out, any size will do. */
  readonly lot?: number
  /** Currency per point of price and unit, 1 when left out. */
  readonly multiplier?: number
  /** Of a future, for margin: currency to enter and to keep each contract. */
  readonly deposit?: number
  readonly maintenanceDeposit?: number
}

/** A working order as models see it. */
export interface WorkingOrder {
  readonly orderId: string
  readonly clOrdId: string
  readonly symbol: string
  readonly side: Side
  readonly orderType: OrderType
  readonly quantity: number
  readonly limitPrice?: number | undefined
  readonly stopPrice?: number | undefined
  readonly timeInForce: TimeInForce
  /** The order whose executions it waits for, or waited for. */
  readonly parentId?: string | undefined
  /** Of a child: its parent has executed, and it works. */
  readonly activated?: boolean
  /** Instructions beyond these. */
  readonly terms: OrderTerms
  readonly strategy?: string | undefined
  readonly tag?: string | undefined
  /** What was executed before the execution in question. */
  readonly cumQty: number
  readonly leavesQty: number
  readonly avgPx: number
  /** Its stop was hit on an earlier bar, so that it is a market or a limit order now. */
  readonly triggered: boolean
}

/** Does this order trade on this bar, and at what price? */
export interface FillQuestion {
  readonly order: WorkingOrder
  readonly bar: MarketBar
  readonly instrument: Instrument
  /** From when on the order can trade: its arrival, or that of its last replacement. */
  readonly activeFrom: Micros
  /** Close of the symbol's bar before this one, `undefined` on the first. */
  readonly previousClose: number | undefined
  /** Time of that close. */
  readonly previousAt: Micros | undefined
  /** The credit model's own account, `undefined` where there is no such model. */
  readonly account: unknown
}

/** Which price of the bar or of the order an execution is based on. */
export type PriceBasis = 'open' | 'close' | 'limit' | 'stop' | 'custom'

/** How much of it trades now? `quantity` is what is left of the order. */
export interface VolumeQuestion extends FillQuestion {
  /** The fill model's price. */
  readonly price: number
  readonly basis: PriceBasis
  readonly quantity: number
  /** What orders of the same side have already traded on this bar. */
  readonly usedVolume: number
  /** Whether the execution takes what rests in the market or was resting there itself: see `liquidityOf`. */
  readonly liquidity: Liquidity
  /** A random number from 0 to below 1, from the venue's own stream of the run. */
  readonly random: () => number
}

/** What price does it get in the end? `quantity` is now what will trade. */
export type SlippageQuestion = VolumeQuestion

/** What is charged? `price` is now the execution's. */
export interface CommissionQuestion extends SlippageQuestion {
  /** Charged for earlier executions of this order, in currency. */
  readonly charged: number
  /** Units, and value in currency, that the account had traded in the calendar month (UTC) before this order's first execution. */
  readonly monthQuantity: number
  readonly monthNotional: number
}

/** Is it paid for? */
export interface CreditQuestion extends CommissionQuestion {
  /** Charged for this execution if it happens whole, in currency. */
  readonly commission: number
}

/** Why an order did not trade on a bar on which the venue looked at it. `custom` is for models of one's own. */
export type NoFillCode =
  | 'notYetActive'
  | 'limitNotReached'
  | 'limitNotTradedThrough'
  | 'stopNotReached'
  | 'limitNotReachedAfterTrigger'
  | 'touchNotReached'
  | 'noVolume'
  | 'minQuantity'
  | 'fillOrKill'
  | 'postOnly'
  | 'reduceOnly'
  | 'openHasPassed'
  | 'waitsForClose'
  | 'noClosingPrice'
  | 'waitsForQuote'
  | 'noQuote'
  | 'notWatched'
  | 'noPriceToTrail'
  | 'tradesOnTicks'
  | 'slippageOutsideBar'
  | 'insufficientFunds'
  | 'marketPreOpen'
  | 'marketHalted'
  | 'marketClosed'
  | 'ended'
  | 'suspended'
  | 'parentNotFilled'
  | 'noTurn'
  | 'custom'

/** The order trades. */
export interface Fill {
  readonly kind: 'fill'
  readonly price: number
  readonly basis: PriceBasis
  /** Its stop was hit, on this bar or before; the venue reports the first time as `order.triggered`. */
  readonly triggered: boolean
  /** When the trade happened; left out, the bar's open time for the basis `open`, else its close time. */
  readonly transactTime: Micros | undefined
  /** Left out, it follows from the basis: see `liquidityOf`. */
  readonly liquidity?: Liquidity
}

/** The order does not trade. */
export interface NoFill {
  readonly kind: 'none'
  readonly code: NoFillCode
  readonly facts: Readonly<Record<string, number>>
  /** As in a fill: a stop may be hit without a trade. */
  readonly triggered: boolean
}

export type FillAnswer = Fill | NoFill

/** An execution at the order's own limit was resting there; every other one takes the price that the market shows. */
export const liquidityOf = (basis: PriceBasis): Liquidity => (basis === 'limit' ? 'maker' : 'taker')

/** An answer of a fill model: the order trades at `price`. */
export const fillAt = (price: number, basis: PriceBasis, triggered = false, transactTime?: Micros): Fill => ({
  kind: 'fill',
  price,
  basis,
  triggered,
  transactTime,
})

/** An answer of a fill or slippage model: the order does not trade on this bar, and why. */
export const noFill = (code: NoFillCode, facts: Readonly<Record<string, number>> = {}, triggered = false): NoFill => ({
  kind: 'none',
  code,
  facts,
  triggered,
})

/** A model gave the venue an answer that it cannot execute. The run ends with it: going on would invent numbers. */
export class ModelError extends Error {
  readonly code = 'modelAnswer'
  readonly model: string
  readonly orderId: string
  readonly answer: number
  constructor(model: string, wanted: string, orderId: string, answer: number) {
    super(`the ${model} model answered ${answer} for order ${orderId}; it has to answer ${wanted}`)
    this.name = 'ModelError'
    this.model = model
    this.orderId = orderId
    this.answer = answer
  }
}
