/** What a strategy wants. The portfolio decides whether, and how much. */
import type { Micros } from './time.ts'
import type { ChildActivation, LinkType, OrderType, Side, TimeInForce, TrailBy, TriggerBy } from './order-words.ts'

/**
 * - `long`, `short`: hold a position of this direction, sized by the portfolio; nothing happens while one is held or on its way.
 * - `flat`: hold nothing.
 * - `buy`, `sell`: trade `quantity` (or what the portfolio's sizing says), whatever is held.
 * - `target`: hold `quantity` (signed).
 * - `weight`: hold `weight` (signed) of equity.
 * - `cancel`, `change`: cancel, or change the order that was asked for under `tag`.
 */
export type Intent = 'long' | 'short' | 'flat' | 'buy' | 'sell' | 'target' | 'weight' | 'cancel' | 'change'

/** How the order is to be worked, where the strategy cares. The default is a market order for the day. */
export interface Instructions {
  readonly orderType?: OrderType
  readonly limitPrice?: number
  readonly stopPrice?: number
  readonly timeInForce?: TimeInForce
  readonly expireTime?: Micros
  readonly displayQuantity?: number
  readonly minQuantity?: number
  readonly postOnly?: boolean
  readonly reduceOnly?: boolean
  readonly trailBy?: TrailBy
  readonly trailOffset?: number
  readonly limitOffset?: number
  readonly triggerBy?: TriggerBy
  /** Name of the execution algorithm that is to work it, one of the run's. */
  readonly algorithm?: string
  /** The strategy's name for a group of orders, and what ties them together: see `linkId` of an order. */
  readonly link?: string
  readonly linkType?: LinkType
  /** Orders that wait for this one's executions; all on the other side unless they say otherwise, all tied together as `childLink` says. */
  readonly children?: readonly ChildInstructions[]
  /** Default `ouo`. */
  readonly childLink?: LinkType
  /** Of a child: when it begins to work, default its parent's; of a parent: the default of its children, itself by default `complete`. */
  readonly activation?: ChildActivation
}

/** An order that waits for its parent. A child may have children: a bracket inside a bracket. */
export interface ChildInstructions extends Instructions {
  /** Default: the other side of its parent's. */
  readonly side?: Side
  /** Default: all of its parent, of an exit all that its parent opens. At most its parent's, because it follows the parent's executions. */
  readonly quantity?: number
  readonly tag?: string
}

export interface Signal extends Instructions {
  readonly type: 'signal'
  /** Left out by a machine that does not know the time: it is then the instant in which the portfolio hears it. */
  readonly at?: Micros
  readonly strategy?: string
  readonly symbol: string
  readonly intent: Intent
  /** Units of the instrument; positive, but signed for `target`. */
  readonly quantity?: number
  /** Part of equity, signed, for `weight`. */
  readonly weight?: number
  /** The price the strategy saw when it decided; left out, sizing uses the portfolio's last mark. */
  readonly price?: number
  /** The strategy's own name for what it asks; `cancel` and `change` refer to it. */
  readonly tag?: string
}

/** The portfolio made no order of a signal; `code` says why, the numbers stand in `facts`. */
export interface SignalRefused {
  readonly type: 'signal.refused'
  readonly at: Micros
  readonly strategy?: string
  readonly symbol: string
  readonly intent: Intent
  readonly tag?: string
  readonly code: RefusalCode
  readonly text: string
  readonly facts: Readonly<Record<string, number>>
}

/** The portfolio's risk check kept an order from leaving; it was never sent. */
export interface OrderDenied {
  readonly type: 'order.denied'
  readonly at: Micros
  readonly orderId: string
  readonly symbol: string
  readonly side: Side
  readonly orderType: OrderType
  readonly quantity: number
  readonly limitPrice?: number
  readonly stopPrice?: number
  readonly timeInForce: TimeInForce
  readonly strategy?: string
  readonly tag?: string
  readonly code: RefusalCode
  readonly text: string
  readonly facts: Readonly<Record<string, number>>
}

/** Why the portfolio did not act, or did not let an order out. */
export type RefusalCode =
  | 'alreadyThere'
  | 'nothingToDo'
  | 'zeroQuantity'
  | 'invalidQuantity'
  | 'invalidPrice'
  | 'unknownSymbol'
  | 'unknownTag'
  | 'duplicateTag'
  | 'noPrice'
  | 'insufficientFunds'
  | 'insufficientMargin'
  | 'maxOrderQuantity'
  | 'maxOrderNotional'
  | 'maxPosition'
  | 'maxGrossExposure'
  | 'priceCollar'
  | 'dailyLoss'
  | 'reducingOnly'
  | 'halted'
  /** Ties of a signal that make no sense: a group without a kind, a kind that is none or another than the group's. */
  | 'invalidLink'
  /** A child that makes no sense: its side, or its quantity, above all one of more than its parent. */
  | 'invalidChild'
  /** It was to leave together with an order that was denied. */
  | 'familyDenied'
  | 'custom'
