/** The same machines and events, compiled and interpreted. */
import { createActor, setup } from 'xstate'
import { orderMachine } from '../src/index.ts'
import { compile, update } from '../src/machine/index.ts'
import type { OrderFilled, OrderSubmit } from '../src/events/index.ts'
import { alternate, type Figure, round } from './figure.ts'

/** A door that counts: a guard, an update, and changes of state two levels deep. */
const door = setup({
  types: {} as {
    context: { opened: number; power: number }
    events: { type: 'open' } | { type: 'close' } | { type: 'lock' }
  },
  guards: { hasPower: ({ context }) => context.power > 0 },
  actions: {
    count: update(({ context }) => {
      context.opened += 1
    }),
  },
}).createMachine({
  id: 'door',
  context: { opened: 0, power: 1 },
  initial: 'closed',
  states: {
    closed: {
      initial: 'unlocked',
      on: { open: { guard: 'hasPower', target: 'open', actions: 'count' } },
      states: { unlocked: { on: { lock: 'locked' } }, locked: {} },
    },
    open: { on: { close: 'closed' } },
  },
})

const EVENTS = 20_000

function doors(isCompiled: boolean): () => void {
  return () => {
    const actor = createActor(isCompiled ? compile(door) : door).start()
    for (let i = 0; i < EVENTS; i += 4) {
      actor.send({ type: 'lock' })
      actor.send({ type: 'open' })
      actor.send({ type: 'close' })
      actor.send({ type: 'lock' })
    }
  }
}

const submit: OrderSubmit = {
  type: 'order.submit',
  at: 0,
  orderId: 'o-1',
  clOrdId: 'o-1',
  symbol: 'A',
  side: 'buy',
  orderType: 'market',
  quantity: 2,
  timeInForce: 'gtc',
}
const report = {
  at: 0,
  orderId: 'o-1',
  clOrdId: 'o-1',
  symbol: 'A',
  side: 'buy',
  ordStatus: 'New',
  orderQty: 2,
  cumQty: 0,
  leavesQty: 0,
  avgPx: 0,
} as const
const fill = (execId: string): OrderFilled => ({
  ...report,
  type: 'order.filled',
  execType: 'Trade',
  execId,
  lastQty: 1,
  lastPx: 10,
  commission: 0,
  slippage: 0,
  transactTime: 0,
})
const LIFE = [
  submit,
  { ...report, type: 'order.accepted', execType: 'New', execId: 'a' } as const,
  fill('b'),
  fill('c'),
]

function orderLives(isCompiled: boolean, lives: number): () => void {
  return () => {
    for (let i = 0; i < lives; i++) {
      const actor = createActor(isCompiled ? compile(orderMachine) : orderMachine, { input: { submit } }).start()
      for (const event of LIFE) actor.send(event)
    }
  }
}

export async function* compiled(): AsyncIterable<Figure> {
  const small = await alternate(5, doors(false), doors(true))
  yield {
    figure: 'compiled-door',
    value: round(small.ratio),
    unit: 'times faster than interpreted',
    floor: 6,
    aim: 15,
    better: 'higher',
    detail: { interpreted_ns: round((small.a_ms * 1e6) / EVENTS), compiled_ns: round((small.b_ms * 1e6) / EVENTS) },
  }
  const lives = 2_000
  const order = await alternate(5, orderLives(false, lives), orderLives(true, lives))
  yield {
    figure: 'compiled-order',
    value: round(order.ratio),
    unit: 'times faster than interpreted',
    floor: 6,
    aim: 15,
    better: 'higher',
    detail: {
      interpreted_us_life: round((order.a_ms * 1e3) / lives),
      compiled_us_life: round((order.b_ms * 1e3) / lives),
    },
  }
}
