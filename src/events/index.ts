/** The protocol: every event that travels between the services, and nothing else. */
export * from './time.ts'
export * from './market.ts'
export * from './signal.ts'
export * from './order-words.ts'
export * from './order.ts'
export * from './status.ts'
export * from './account.ts'
export * from './ambiguity.ts'
export * from './venue.ts'
export * from './watch.ts'

import type { AccountEvent } from './account.ts'
import type { VenueAmbiguity } from './ambiguity.ts'
import type { MarketEvent } from './market.ts'
import type { OrderEvent } from './order.ts'
import type { Signal, SignalRefused } from './signal.ts'
import type { StatusRequest } from './status.ts'
import type { BrokerFault, BrokerRefused } from './venue.ts'
import type { WatchEvent } from './watch.ts'

/** Any event of the trading cycle. */
export type TradingEvent =
  | MarketEvent
  | Signal
  | SignalRefused
  | OrderEvent
  | StatusRequest
  | AccountEvent
  | VenueAmbiguity
  | BrokerRefused
  | BrokerFault
  | WatchEvent
