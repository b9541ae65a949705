/**
 * A strategy as a statechart, for an idea whose life has states: it waits for a new high, enters, and then follows the price with a stop order
 * that only ever rises. Run it with `npm run quantdome -- backtest examples/breakout.ts`.
 */
import {
  bps,
  changeTag,
  csv,
  defineExperiment,
  flat,
  fromMachine,
  goLong,
  percentOfEquity,
  perShare,
  type StrategyTypes,
  update,
  when,
} from 'quantdome'
import { emit, setup } from 'xstate'

interface Memory {
  entryBars: number
  exitBars: number
  highs: number[]
  lows: number[]
  stop: number
}

export const breakout = setup({
  types: {} as StrategyTypes<Memory, never, { entryBars: number; exitBars: number }>,
  guards: {
    newHigh: when(
      'market.bar',
      ({ context, event }) => context.highs.length === context.entryBars && event.close > Math.max(...context.highs),
    ),
    stopRises: ({ context }) => Math.min(...context.lows) > context.stop,
  },
  actions: {
    remember: update(
      when('market.bar', ({ context, event }) => {
        if (context.highs.push(event.high) > context.entryBars) context.highs.shift()
        if (context.lows.push(event.low) > context.exitBars) context.lows.shift()
      }),
    ),
    enter: emit(when('market.bar', ({ event }) => goLong(event.symbol))),
    placeStop: update(({ context }) => {
      context.stop = Math.min(...context.lows)
    }),
    protect: emit(
      when('order.filled', ({ context, event }) =>
        flat(event.symbol, { stop: context.stop, timeInForce: 'gtc', tag: 'stop' }),
      ),
    ),
    follow: emit(when('market.bar', ({ context, event }) => changeTag(event.symbol, 'stop', { stop: context.stop }))),
  },
}).createMachine({
  id: 'breakout',
  context: ({ input }) => ({ ...input, highs: [], lows: [], stop: 0 }),
  initial: 'watching',
  states: {
    watching: {
      on: {
        'market.bar': [
          { guard: 'newHigh', target: 'entering', actions: ['remember', 'enter'] },
          { actions: 'remember' },
        ],
      },
    },
    entering: {
      on: {
        'market.bar': { actions: 'remember' },
        'order.filled': { target: 'holding', actions: ['placeStop', 'protect'] },
        'order.rejected': 'watching',
        'order.denied': 'watching',
        'order.expired': 'watching',
        'signal.refused': 'watching',
      },
    },
    holding: {
      on: {
        'market.bar': [{ guard: 'stopRises', actions: ['remember', 'placeStop', 'follow'] }, { actions: 'remember' }],
        'order.filled': 'watching',
      },
    },
  },
})

export default defineExperiment({
  data: csv('node_modules/vega-datasets/data/sp500-2000.csv', { symbol: 'SPX' }),
  strategies: [fromMachine(breakout, { params: { entryBars: 50, exitBars: 25 } })],
  portfolio: { cash: 100_000, sizing: percentOfEquity(0.95) },
  broker: { commission: perShare(0.005, { min: 1 }), slippage: bps(1) },
  seed: 1,
})
