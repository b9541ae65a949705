/** Slippage that comes of the market's two sides: a spread on data that has one price, and the tick that a taker may lose. */
import { callOf, named } from './named.ts'
import type { SlippageQuestion } from './questions.ts'
import { type SlippageModel, slips, taken, worse } from './slippage.ts'

/** A model counts in ticks of an instrument that has none. */
export class MissingTickError extends Error {
  readonly code = 'missingTick'
  readonly model: string
  readonly symbol: string
  constructor(model: string, symbol: string) {
    super(`${model} counts in ticks, and ${symbol} has none: give one in \`instruments.${symbol}.tick\``)
    this.name = 'MissingTickError'
    this.model = model
    this.symbol = symbol
  }
}

function tickOf(model: string, { instrument, order }: SlippageQuestion): number {
  if (instrument.tick === undefined) throw new MissingTickError(model, order.symbol)
  return instrument.tick
}

/** The whole spread between bid and ask, in one of three measures: currency, hundredths of a percent of the price, ticks. */
export type SpreadWidth = { readonly price: number } | { readonly bps: number } | { readonly ticks: number }

/**
 * Bars and trades have one price where a market has two. It is taken for the middle: what takes liquidity buys half a spread above it and sells half a
 * spread below. An order with a limit pays up to its limit; one that rested at its limit pays nothing.
 * @throws RangeError unless exactly one width of 0 or more is given
 * @throws MissingTickError when an instrument without a tick is traded, and the width is in ticks
 */
export function spread(width: SpreadWidth): SlippageModel {
  const given = Object.entries(width)
  const [measure, size] = given[0] ?? ['nothing', NaN]
  if (given.length !== 1 || !['price', 'bps', 'ticks'].includes(measure) || !(Number(size) >= 0))
    throw new RangeError(
      `spread takes one of { price }, { bps } and { ticks }, of 0 or more, not ${JSON.stringify(width)}`,
    )
  const half = Number(size) / 2
  const name = callOf('spread', [], { ...width })
  if (measure === 'price') return named(name, (question) => taken(question, half))
  if (measure === 'bps') return named(name, (question) => taken(question, (question.price * half) / 10_000))
  return named(name, (question) => taken(question, half * tickOf(name, question)))
}

/**
 * With this probability, an order without a limit gets a price one tick worse: whoever arrives first takes the best one. The chance is drawn from
 * the venue's stream of the run, so that the same seed gives the same run. (NautilusTrader's `prob_slippage`.)
 * @throws RangeError unless 0 <= probability <= 1
 * @throws MissingTickError when an instrument without a tick is traded
 */
export function oneTick(probability: number): SlippageModel {
  if (!(probability >= 0 && probability <= 1))
    throw new RangeError(`oneTick takes a probability from 0 to 1, not ${probability}`)
  const name = callOf('oneTick', [probability])
  return named(name, (question) => {
    if (!slips(question)) return question.price
    const tick = tickOf(name, question)
    const slipped = worse(question.order.side, question.price, tick)
    // the last tick above nothing is not lost
    return question.random() < probability && slipped > 0 ? slipped : question.price
  })
}
