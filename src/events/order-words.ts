/** The words of orders: sides, types, times in force, kinds of report, statuses. Names are FIX's where FIX has a word. */

export type Side = 'buy' | 'sell'

/**
 * FIX tag 40 by name. On the open and on the close are times in force, not types: a market order `atTheClose` is market-on-close.
 * A trailing stop's `stopPrice`, where given, is where it begins; left out, the venue sets it from the market when the order arrives.
 */
export type OrderType =
  | 'market'
  | 'limit'
  | 'stop'
  | 'stopLimit'
  | 'marketIfTouched'
  | 'limitIfTouched'
  | 'trailingStop'
  | 'trailingStopLimit'
  | 'marketToLimit'

/** FIX tag 59 by name. */
export type TimeInForce = 'day' | 'gtc' | 'gtd' | 'ioc' | 'fok' | 'atTheOpen' | 'atTheClose'

/** What `trailOffset` and `limitOffset` are measured in: currency, percent of the price, ticks of the instrument. */
export type TrailBy = 'price' | 'percent' | 'ticks'

/** The price that a stop, a trailing stop or an if-touched order watches. */
export type TriggerBy = 'last' | 'bidAsk' | 'mid'

/**
 * FIX tag 1385, what ties orders of one `linkId` together: `oco`, the first execution or end of one cancels the others; `ouo`, an execution
 * of one reduces the others by as much. (One-triggers-others is `parentId`.)
 */
export type LinkType = 'oco' | 'ouo'

/** When a child begins to work: with the first partial execution of its parent, growing with it, or once the parent is filled. */
export type ChildActivation = 'partial' | 'complete'

/** FIX tag 851, LastLiquidityInd: the execution added liquidity (an order that was resting at its price) or took it. */
export type Liquidity = 'maker' | 'taker'

/** FIX tag 150, the kinds of execution report, by their names. */
export type ExecType =
  | 'PendingNew'
  | 'New'
  | 'Trade'
  | 'TradeCorrect'
  | 'TradeCancel'
  | 'PendingCancel'
  | 'Canceled'
  | 'PendingReplace'
  | 'Replaced'
  | 'Rejected'
  | 'Expired'
  | 'DoneForDay'
  | 'Stopped'
  | 'Suspended'
  | 'Calculated'
  | 'Restated'
  | 'Triggered'
  | 'OrderStatus'

/** FIX tag 39, the projection of an order's three regions by precedence. */
export type OrdStatus =
  | 'PendingNew'
  | 'New'
  | 'PartiallyFilled'
  | 'Filled'
  | 'DoneForDay'
  | 'Canceled'
  | 'PendingCancel'
  | 'PendingReplace'
  | 'Replaced'
  | 'Stopped'
  | 'Rejected'
  | 'Suspended'
  | 'Calculated'
  | 'Expired'
  | 'AcceptedForBidding'
