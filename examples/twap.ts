/**
 * TWAP, an execution algorithm as a statechart: an order in equal slices, at equal distances in time. A slice that has not traded in its time is taken
 * back, and the next one makes good for it. Run it with `npm run example examples/twap.ts`.
 *
 *             slice                every [not the last]
 *   sending ─────────▶ resting ──────────────────────────▶ collecting ── nothing is open ──▶ sending
 *                         │ every [the last]                                                  ▲
 *                         └──────────▶ closing ── nothing is open ──▶ done                   [*]
 *
 * In `done` what is left of the order is given back. The desk ends the worker before that, wherever it is, when the order is filled or canceled.
 */
import {
  type AlgorithmTypes,
  backtest,
  cancelSlice,
  defineAlgorithm,
  defineExperiment,
  defineStrategy,
  type Duration,
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
  /** How many slices. */
  readonly slices: number
  /** Time from one to the next. */
  readonly every: Duration
}

interface Memory extends Terms {
  readonly parent: OrderSubmit
  readonly lot: number
  quantity: number
  sent: number
  executed: number
  /** Of the slice that is out. */
  open: number
}

/** What must be executed when the slices sent so far are. */
const target = ({ quantity, sent, slices, lot }: Memory): number => {
  if (sent >= slices) return quantity
  const part = (quantity * sent) / slices
  return lot === 0 ? part : Math.round(part / lot) * lot
}

const twapMachine = setup({
  types: {} as AlgorithmTypes<Memory, Terms>,
  delays: { every: ({ context }) => context.every / 1000 },
  guards: {
    owesNothing: ({ context }) => context.open <= 0,
    isLast: ({ context }) => context.sent >= context.slices,
    isOpen: ({ context }) => context.open > 0,
  },
  actions: {
    count: update(({ context }) => {
      context.sent++
      context.open = Math.max(0, target(context) - context.executed)
    }),
    send: emit(({ context }) => slice(context.parent, { quantity: context.open, tag: `slice ${context.sent}` })),
    takeBack: emit(({ context }) => cancelSlice(context.parent, `slice ${context.sent}`)),
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
  id: 'twap',
  context: ({ input: { parent, lot, slices, every } }) => ({
    parent,
    lot,
    slices,
    every,
    quantity: parent.quantity,
    sent: 0,
    executed: 0,
    open: 0,
  }),
  initial: 'sending',
  on: {
    'order.filled': { actions: 'book' },
    'order.canceled': { actions: 'forget' },
    'order.expired': { actions: 'forget' },
    'order.rejected': { actions: 'forget' },
    'slice.refused': { actions: 'forget' },
    'parent.changed': { actions: 'resize' },
  },
  states: {
    sending: {
      entry: 'count',
      always: [
        { guard: 'owesNothing', target: 'resting' },
        { target: 'resting', actions: 'send' },
      ],
    },
    resting: { after: { every: [{ guard: 'isLast', target: 'closing' }, { target: 'collecting' }] } },
    collecting: {
      initial: 'asking',
      always: { guard: 'owesNothing', target: 'sending' },
      states: { asking: { always: { guard: 'isOpen', target: 'waiting', actions: 'takeBack' } }, waiting: {} },
    },
    closing: {
      initial: 'asking',
      always: { guard: 'owesNothing', target: 'done' },
      states: { asking: { always: { guard: 'isOpen', target: 'waiting', actions: 'takeBack' } }, waiting: {} },
    },
    done: { type: 'final' },
  },
})

/** Works an order in `slices` equal parts, one `every` so often. */
export const twap = (terms: Terms) => defineAlgorithm(twapMachine, terms)

/** Buys 1,000 in the second hour of the first day, and lets TWAP do it. */
const buyer = defineStrategy({
  name: 'buyer',
  state: () => ({ bars: 0 }),
  onBar({ bar, signal, state }) {
    state.bars++
    if (state.bars === 60) signal.buy(bar.symbol, { quantity: 1_000, algorithm: 'twap', tag: 'accumulate' })
  },
})

export const experiment = defineExperiment({
  data: generated({ symbols: ['ACME'], bars: 390, interval: minutes(1), volatility: 0.4 }),
  strategies: [buyer],
  algorithms: { twap: twap({ slices: 10, every: minutes(15) }) },
  portfolio: { cash: 1_000_000 },
})

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const run = await backtest(experiment, { journal: 'decisions' })
  const fills = [...run.system.journal].filter(({ to, event }) => to === 'execution' && event.type === 'order.filled')
  for (const { event } of fills) {
    const { at, orderId, lastQty, lastPx } = event as OrderFilled
    console.log(
      `${new Date(at / 1000).toISOString().slice(11, 19)}  ${orderId.padEnd(7)}  ${String(lastQty).padStart(5)} @ ${lastPx.toFixed(2)}`,
    )
  }
  const { quantity, averagePrice } = run.portfolio.books['ACME']!
  console.log(`\no-1: ${quantity} bought at ${averagePrice.toFixed(4)} on average, in ${fills.length} executions`)
}
