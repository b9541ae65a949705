/** A million bars of one symbol through all the actors, against the same backtest as one loop over arrays. */
import { backtest } from '../src/index.ts'
import { CASH, COMMISSION, crossing, names, QUANTITY, randomWalk } from './bars.ts'
import { alternate, type Figure, round } from './figure.ts'
import { bareLoop, handLoop } from './hand-loop.ts'

const BARS = 1_000_000

export async function* bars1m(): AsyncIterable<Figure> {
  const chunk = randomWalk(BARS)
  const experiment = crossing(chunk, names(1))
  const hand = () => handLoop(chunk, 10, 30, QUANTITY, CASH, COMMISSION)

  const expected = hand()
  const run = await backtest(experiment)
  const fills = [...run.fills].flatMap(({ side, quantity, price }) => [side === 'buy' ? quantity : -quantity, price])
  const wanted = expected.log.filter((_, index) => index % 3 !== 0)
  if (fills.length !== wanted.length || fills.some((value, index) => value !== wanted[index]))
    throw new Error('the actors and the hand-written loop did not make the same trades')
  if (run.equity.equity.some((value, index) => value !== expected.equity[index]))
    throw new Error('the actors and the hand-written loop disagree about equity')

  const { a_ms, b_ms, ratio } = await alternate(5, () => backtest(experiment), hand)
  const bare = await alternate(
    5,
    () => backtest(experiment),
    () => bareLoop(chunk, 10, 30, QUANTITY, CASH, COMMISSION),
  )
  yield {
    figure: 'bars-1m',
    value: round(ratio),
    unit: 'times the hand-written loop',
    floor: 10,
    aim: 5,
    better: 'lower',
    detail: {
      fills: run.fills.length,
      actors_ms: round(a_ms),
      hand_ms: round(b_ms),
      actors_Mbars_s: round(BARS / a_ms / 1000),
      times_the_bare_loop: round(bare.ratio),
      bare_Mbars_s: round(BARS / bare.b_ms / 1000),
      hand_Mbars_s: round(BARS / b_ms / 1000),
    },
  }
}
