/** Runs of a script of orders on daily bars with splits and dividends: the script in the units of the day, or in those of the last day. */
import {
  backtest,
  type BacktestResult,
  type DataSource,
  defineStrategy,
  type Experiment,
  type MarketBar,
  type RunMode,
} from '../../src/index.ts'
import type { DatedAction } from '../../actors/market/index.ts'
import { dailyCalendar, DAY, feedOf } from '../actors/market/feeds.ts'

const HOUR = DAY / 24

/** A wish of the script: offsets are from the close it is made at, sizes in units. */
export interface Wish {
  readonly day: number
  readonly side: 'buy' | 'sell'
  readonly type: 'market' | 'limit' | 'stop' | 'stopLimit' | 'iceberg' | 'trailingStop' | 'bracket'
  readonly quantity: number
  /** Distances from the close. */
  readonly near: number
  readonly far: number
  readonly timeInForce: 'day' | 'gtc'
}

/** A day's prices and volume. */
export type Day = readonly [open: number, high: number, low: number, close: number, volume: number]

export interface Play {
  readonly days: readonly Day[]
  readonly wishes: readonly Wish[]
  readonly actions?: readonly DatedAction[]
}

const barOf = ([open, high, low, close, volume]: Day, day: number): MarketBar => ({
  type: 'market.bar',
  symbol: 'A',
  at: day * DAY + 17 * HOUR,
  openAt: day * DAY + 9 * HOUR,
  open,
  high,
  low,
  close,
  volume,
})

function dataOf({ days, actions }: Play): DataSource {
  return {
    describe: () => ({ kind: 'test' }),
    open: () =>
      Promise.resolve({
        feed: feedOf(
          days.map((day, index) => barOf(day, index)),
          { symbols: ['A'], calendar: dailyCalendar(), actions: actions ?? [] },
        ),
        inputs: [],
        rows: days.length,
        repairs: [],
        close: () => Promise.resolve(),
      }),
  }
}

const strategyOf = (wishes: readonly Wish[]) =>
  defineStrategy({
    name: 'script',
    state: () => ({ day: 0 }),
    onBar({ bar, signal, state }) {
      for (const { day, side, type, quantity, near, far, timeInForce } of wishes) {
        if (day !== state.day) continue
        const sign = side === 'buy' ? 1 : -1
        const better = bar.close - sign * near
        const worse = bar.close + sign * near
        const options = { quantity, timeInForce }
        if (type === 'market') signal[side]('A', options)
        if (type === 'limit') signal[side]('A', { ...options, limit: better })
        if (type === 'stop') signal[side]('A', { ...options, stop: worse })
        if (type === 'stopLimit') signal[side]('A', { ...options, stop: worse, limit: worse + sign * far })
        if (type === 'iceberg') signal[side]('A', { ...options, limit: better, displayQuantity: quantity / 3 })
        if (type === 'trailingStop') signal[side]('A', { ...options, trailOffset: near })
        if (type === 'bracket') {
          const takeProfit = worse + sign * Math.abs(far)
          const stopLoss = better - sign * (near + Math.abs(far))
          signal[side]('A', { ...options, limit: better, bracket: { takeProfit, stopLoss }, activation: 'partial' })
        }
      }
      state.day++
    },
  })

export const play = (what: Play, more: Partial<Experiment> = {}, mode: RunMode = 'fast'): Promise<BacktestResult> =>
  backtest(
    {
      data: dataOf(what),
      strategies: [strategyOf(what.wishes)],
      ...more,
      portfolio: { cash: 10_000_000, risk: { buyingPower: 'none' }, ...more.portfolio },
    },
    { mode, journal: 'all' },
  )
