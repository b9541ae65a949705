/**
 * Chase, an execution algorithm as a statechart: a limit order at the market's price that goes with the market, and after a while takes what there is. Run it
 * with `npm run example examples/chase.ts`.
 *
 *                price              price moved: change
 *   watching ───────────▶ chasing ─────────┐
 *      ▲                    │  │ ▲─────────┘
 *      └── slice has ended ─┘  │ patience
 *                              ▼
 *                          crossing ── nothing is open: take ──▶ taking ── slice has ended ──▶ done
 *
 * In `done` what is left of the order is given back. The desk ends the worker before that, wherever it is, when the order is filled or canceled.
 */
import {
  type AlgorithmTypes,
  backtest,
  cancelSlice,
  changeSlice,
  defineAlgorithm,
  defineExperiment,
  defineStrategy,
  type Duration,
  fillOnBars,
  generated,
  minutes,
  type OrderFilled,
  type OrderReplaced,
  type OrderSubmit,
  slice,
  update,
  when,
} from 'quantdome'
import { fileURLToPath } from 'node:url'
import { emit, setup } from 'xstate'

interface Terms {
  /** How long it chases before it takes. */
  readonly patience: Duration
}

interface Memory extends Terms {
  readonly parent: OrderSubmit
  /** Where it stands, or would. */
  price: number
  quantity: number
  executed: number
  open: number
}

/** The market's price, but never beyond the order's own limit. */
function within({ side, limitPrice }: OrderSubmit, price: number): number {
  if (limitPrice === undefined) return price
  return side === 'buy' ? Math.min(price, limitPrice) : Math.max(price, limitPrice)
}

const chaseMachine = setup({
  types: {} as AlgorithmTypes<Memory, Terms>,
  delays: { patience: ({ context }) => context.patience / 1000 },
  guards: {
    hasMoved: when('market.bar', ({ context, event }) => within(context.parent, event.close) !== context.price),
    owesNothing: ({ context }) => context.open <= 0,
    isOpen: ({ context }) => context.open > 0,
  },
  actions: {
    look: update(
      when('market.bar', ({ context, event }) => {
        context.price = within(context.parent, event.close)
      }),
    ),
    count: update(({ context }) => {
      context.open = context.quantity - context.executed
    }),
    quote: emit(({ context: { parent, open, price } }) =>
      slice(parent, { quantity: open, orderType: 'limit', limitPrice: price, tag: 'quote' }),
    ),
    move: emit(({ context: { parent, price } }) => changeSlice(parent, 'quote', { limitPrice: price })),
    takeBack: emit(({ context }) => cancelSlice(context.parent, 'quote')),
    take: emit(({ context: { parent, open } }) => slice(parent, { quantity: open, tag: 'take' })),
    book: update(
      when('order.filled', ({ context, event }) => {
        context.executed += event.lastQty
        context.open = event.leavesQty
      }),
    ),
    forget: update(({ context }) => {
      context.open = 0
    }),
    resize: update(
      when('parent.changed', ({ context, event }) => {
        context.quantity = event.quantity
      }),
    ),
  },
}).createMachine({
  id: 'chase',
  context: ({ input: { parent, patience } }) => ({
    parent,
    patience,
    price: 0,
    quantity: parent.quantity,
    executed: 0,
    open: 0,
  }),
  initial: 'working',
  on: {
    'order.filled': { actions: 'book' },
    'order.canceled': { actions: 'forget' },
    'order.expired': { actions: 'forget' },
    'order.rejected': { actions: 'forget' },
    'slice.refused': { actions: 'forget' },
    'parent.changed': { actions: 'resize' },
  },
  states: {
    working: {
      initial: 'watching',
      after: { patience: 'crossing' },
      states: {
        watching: { on: { 'market.bar': { target: 'chasing', actions: ['look', 'count', 'quote'] } } },
        chasing: {
          always: { guard: 'owesNothing', target: 'watching' },
          on: { 'market.bar': { guard: 'hasMoved', actions: ['look', 'move'] } },
        },
      },
    },
    crossing: {
      initial: 'asking',
      always: { guard: 'owesNothing', target: 'taking' },
      states: { asking: { always: { guard: 'isOpen', target: 'waiting', actions: 'takeBack' } }, waiting: {} },
    },
    taking: { entry: ['count', 'take'], always: { guard: 'owesNothing', target: 'done' } },
    done: { type: 'final' },
  },
})

/** Works an order at the market's price as long as its `patience` lasts, then takes what there is. */
export const chase = (terms: Terms) => defineAlgorithm(chaseMachine, terms)

/** Buys 1,000 in the second hour of the first day, and lets Chase do it. */
const buyer = defineStrategy({
  name: 'buyer',
  state: () => ({ bars: 0 }),
  onBar({ bar, signal, state }) {
    state.bars++
    if (state.bars === 60) signal.buy(bar.symbol, { quantity: 1_000, algorithm: 'chase', tag: 'accumulate' })
  },
})

export const experiment = defineExperiment({
  data: generated({ symbols: ['ACME'], bars: 390, interval: minutes(1), volatility: 0.4 }),
  strategies: [buyer],
  algorithms: { chase: chase({ patience: minutes(20) }) },
  portfolio: { cash: 1_000_000 },
  // at most 120 a bar, and none at a price that the market only touches
  broker: { volume: ({ quantity }) => Math.min(quantity, 120), fill: fillOnBars({ limits: 'through' }) },
})

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const run = await backtest(experiment, { journal: 'decisions' })
  const clock = (at: number): string => new Date(at / 1000).toISOString().slice(11, 19)
  for (const { to, event } of run.system.journal) {
    if (to !== 'execution') continue
    if (event.type === 'order.replaced') {
      const { at, orderId, limitPrice } = event as OrderReplaced
      console.log(`${clock(at)}  ${orderId}  to ${limitPrice!.toFixed(2)}`)
    } else if (event.type === 'order.filled') {
      const { at, orderId, lastQty, lastPx } = event as OrderFilled
      console.log(`${clock(at)}  ${orderId}  ${String(lastQty).padStart(5)} @ ${lastPx.toFixed(2)}`)
    }
  }
  const { quantity, averagePrice } = run.portfolio.books['ACME']!
  console.log(`\no-1: ${quantity} bought at ${averagePrice.toFixed(4)} on average`)
}
