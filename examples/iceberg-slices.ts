/**
 * An iceberg by slices, an execution algorithm as a statechart: a limit order that shows a part of itself at a time, on a venue that has no icebergs. Run it
 * with `npm run example examples/iceberg-slices.ts`.
 *
 *              slice               it is filled
 *   showing ──────────▶ resting ─────────────────▶ showing
 *                          │ it ended otherwise
 *                          └──────────▶ done
 *
 * In `done` what is left of the order is given back. The desk ends the worker before that, wherever it is, when the order is filled or canceled.
 */
import {
  type AlgorithmTypes,
  backtest,
  defineAlgorithm,
  defineExperiment,
  defineStrategy,
  generated,
  minutes,
  type OrderFilled,
  type OrderSubmit,
  slice,
  update,
  when,
} from 'quantdome'
import { fileURLToPath } from 'node:url'
import { emit, setup } from 'xstate'

interface Terms {
  /** Units shown at a time. */
  readonly show: number
}

interface Memory extends Terms {
  readonly parent: OrderSubmit
  quantity: number
  executed: number
  shown: number
}

const icebergMachine = setup({
  types: {} as AlgorithmTypes<Memory, Terms>,
  guards: { isFilled: when('order.filled', ({ event }) => event.leavesQty === 0) },
  actions: {
    count: update(({ context }) => {
      context.shown++
    }),
    send: emit(({ context: { parent, show, quantity, executed, shown } }) =>
      slice(parent, { quantity: Math.min(show, quantity - executed), tag: `part ${shown}` }),
    ),
    book: update(
      when('order.filled', ({ context, event }) => {
        context.executed += event.lastQty
      }),
    ),
    resize: update(
      when('parent.changed', ({ context, event }) => {
        context.quantity = event.quantity
      }),
    ),
  },
}).createMachine({
  id: 'icebergSlices',
  context: ({ input: { parent, show } }) => ({ parent, show, quantity: parent.quantity, executed: 0, shown: 0 }),
  initial: 'showing',
  on: { 'parent.changed': { actions: 'resize' } },
  states: {
    showing: { entry: ['count', 'send'], always: 'resting' },
    resting: {
      on: {
        'order.filled': [{ guard: 'isFilled', target: 'showing', actions: 'book' }, { actions: 'book' }],
        'order.canceled': 'done',
        'order.expired': 'done',
        'order.rejected': 'done',
        'slice.refused': 'done',
      },
    },
    done: { type: 'final' },
  },
})

/** Works an order in parts of `show`, one after the other. */
export const icebergSlices = (terms: Terms) => defineAlgorithm(icebergMachine, terms)

/** Bids for 1,000 a little below the market, and shows 150 of it. */
const buyer = defineStrategy({
  name: 'buyer',
  state: () => ({ bars: 0 }),
  onBar({ bar, signal, state }) {
    state.bars++
    const limit = Math.round(bar.close * 100 - 5) / 100
    if (state.bars === 60) signal.buy(bar.symbol, { quantity: 1_000, limit, algorithm: 'iceberg', tag: 'accumulate' })
  },
})

export const experiment = defineExperiment({
  data: generated({ symbols: ['ACME'], bars: 390, interval: minutes(1), volatility: 0.4 }),
  strategies: [buyer],
  algorithms: { iceberg: icebergSlices({ show: 150 }) },
  portfolio: { cash: 1_000_000 },
  broker: { volume: ({ quantity }) => Math.min(quantity, 100) },
})

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const run = await backtest(experiment, { journal: 'decisions' })
  for (const { to, event } of run.system.journal) {
    if (to !== 'execution' || event.type !== 'order.filled') continue
    const { at, orderId, lastQty, lastPx, leavesQty } = event as OrderFilled
    const time = new Date(at / 1000).toISOString().slice(11, 19)
    console.log(`${time}  ${orderId}  ${String(lastQty).padStart(5)} @ ${lastPx.toFixed(2)}  ${leavesQty} left of it`)
  }
  const { quantity, averagePrice } = run.portfolio.books['ACME']!
  console.log(`\no-1: ${quantity} bought at ${averagePrice.toFixed(4)} on average`)
}
