/** A portfolio with a script: what it is sent, what it said, and a venue played by the test. */
import { createActor } from 'xstate'
import {
  type PortfolioContext,
  type PortfolioIncoming,
  type PortfolioInput,
  portfolioMachine,
} from '../../../actors/portfolio/index.ts'
import type {
  MarketBar,
  MarketQuote,
  MarketTrade,
  OrderFilled,
  OrderSubmit,
  Signal,
  TradingEvent,
} from '../../../src/events/index.ts'
import { compile } from '../../../src/machine/index.ts'

export const bar = (close: number, symbol = 'A', at = 0): MarketBar => ({
  type: 'market.bar',
  symbol,
  at,
  openAt: at,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1000,
})
export const trade = (price: number, symbol = 'A'): MarketTrade => ({
  type: 'market.trade',
  symbol,
  at: 0,
  price,
  size: 1,
})
export const quote = (bid: number, ask: number, symbol = 'A', bidSize = 1): MarketQuote => ({
  type: 'market.quote',
  symbol,
  at: 0,
  bid,
  bidSize,
  ask,
  askSize: 1,
})
export const signal = (intent: Signal['intent'], more: Partial<Signal> = {}): Signal => ({
  type: 'signal',
  symbol: 'A',
  intent,
  ...more,
})

export function accepted(order: OrderSubmit): PortfolioIncoming {
  return { ...report(order), type: 'order.accepted', execType: 'New', execId: `a-${order.orderId}` }
}
export function report(order: OrderSubmit) {
  const { orderId, clOrdId, symbol, side } = order
  return {
    at: 0,
    orderId,
    clOrdId,
    symbol,
    side,
    execId: '',
    execType: 'Trade',
    ordStatus: 'New',
    orderQty: order.quantity,
    cumQty: 0,
    leavesQty: 0,
    avgPx: 0,
  } as const
}
export const filled = (
  order: OrderSubmit,
  lastQty: number,
  lastPx: number,
  execId: string,
  commission = 0,
): OrderFilled => ({
  ...report(order),
  type: 'order.filled',
  execType: 'Trade',
  execId,
  lastQty,
  lastPx,
  commission,
  slippage: 0,
  transactTime: 0,
})

/** A portfolio with a script: what it emitted, and a venue of one's own. */
export function portfolio(input: Partial<PortfolioInput> = {}) {
  const heard: TradingEvent[] = []
  const actor = createActor(compile(portfolioMachine), {
    input: { cash: 10_000, symbols: ['A', 'B'], now: () => 7, ...input },
  })
  actor.on('*', (event) => heard.push(event))
  actor.start()
  const take = (): TradingEvent[] => heard.splice(0)
  return {
    send: (event: PortfolioIncoming): TradingEvent[] => {
      actor.send(event)
      return take()
    },
    get context(): PortfolioContext {
      return actor.getSnapshot().context
    },
    get state(): unknown {
      return actor.getSnapshot().value
    },
  }
}
export const submitOf = (events: TradingEvent[]): OrderSubmit => {
  const found = events.find((event) => event.type === 'order.submit')
  if (found === undefined) throw new Error(`no order among ${events.map((event) => JSON.stringify(event)).join()}`)
  return found
}
export const codeOf = (events: TradingEvent[]): string | undefined => {
  const found = events.find((event) => event.type === 'signal.refused' || event.type === 'order.denied')
  return found?.code
}
