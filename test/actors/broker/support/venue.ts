/** A venue to be talked to in a test: what it is sent, and what it has said since. */
import { createActor } from 'xstate'
import { brokerMachine } from '../../../../actors/broker/index.ts'
import type { BrokerEmitted, BrokerIncoming, BrokerInput } from '../../../../actors/broker/index.ts'
import type {
  MarketBar,
  MarketQuote,
  MarketTrade,
  OrderReplace,
  OrderSubmit,
  SessionPhase,
} from '../../../../src/events/index.ts'
import { compile } from '../../../../src/machine/index.ts'

export interface TestVenue {
  /** Sends an event, and returns what the venue said to it. */
  send(event: BrokerIncoming): BrokerEmitted[]
  snapshot(): ReturnType<ReturnType<typeof createActor<typeof brokerMachine>>['getSnapshot']>
}

export type Mode = 'observed' | 'fast'

export function openVenue(input: BrokerInput = {}, mode: Mode = 'observed'): TestVenue {
  const actor = createActor(mode === 'fast' ? compile(brokerMachine) : brokerMachine, { input })
  let said: BrokerEmitted[] = []
  let failure: unknown
  actor.on('*', (event) => void said.push(event))
  actor.subscribe({
    error: (error) => {
      failure = error
    },
  })
  actor.start()
  if (failure !== undefined) throw failure
  return {
    send(event) {
      said = []
      actor.send(event)
      if (failure !== undefined) throw failure
      return said
    },
    snapshot: () => actor.getSnapshot(),
  }
}

/** A bar from four prices, one unit of time long unless told otherwise. */
export const bar = (
  [open, high, low, close]: readonly [number, number, number, number],
  more: Partial<MarketBar> = {},
): MarketBar => {
  const at = more.at ?? 10
  return { type: 'market.bar', symbol: 'AAA', at, openAt: at - 1, open, high, low, close, volume: 1_000, ...more }
}

export const trade = (price: number, more: Partial<MarketTrade> = {}): MarketTrade => ({
  type: 'market.trade',
  symbol: 'AAA',
  at: 10,
  price,
  size: 1_000,
  ...more,
})

export const quote = (bid: number, ask: number, more: Partial<MarketQuote> = {}): MarketQuote => ({
  type: 'market.quote',
  symbol: 'AAA',
  at: 10,
  bid,
  bidSize: 1_000,
  ask,
  askSize: 1_000,
  ...more,
})

export const session = (phase: SessionPhase, at = 0, symbol?: string): BrokerIncoming =>
  symbol === undefined
    ? { type: 'market.session', at, phase, day: 0 }
    : { type: 'market.session', at, phase, day: 0, symbol }

/** A market buy order of 10 for the day, sent at 1, unless told otherwise. */
export const order = (more: Partial<OrderSubmit> = {}): OrderSubmit => {
  const orderId = more.orderId ?? 'o-1'
  return {
    type: 'order.submit',
    at: 1,
    orderId,
    clOrdId: `${orderId}/1`,
    symbol: 'AAA',
    side: 'buy',
    orderType: 'market',
    quantity: 10,
    timeInForce: 'day',
    ...more,
  }
}

export const cancel = (orderId: string, clOrdId = `${orderId}/2`, at = 2): BrokerIncoming => ({
  type: 'order.cancel',
  at,
  orderId,
  clOrdId,
  origClOrdId: `${orderId}/1`,
  symbol: 'AAA',
})

export const replace = (orderId: string, change: Partial<OrderReplace>): OrderReplace => ({
  type: 'order.replace',
  at: 2,
  orderId,
  clOrdId: `${orderId}/2`,
  origClOrdId: `${orderId}/1`,
  symbol: 'AAA',
  ...change,
})

export const typesOf = (events: readonly BrokerEmitted[]): string[] => events.map((event) => event.type)
