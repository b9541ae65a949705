/** Volume models: how much of an order can trade on a bar. */
import { floorToLot } from '../grid.ts'
import { callOf, named } from './named.ts'
import type { VolumeQuestion } from './questions.ts'

/**
 * Answers how many units trade now, 0 or more; what is above the order's open quantity is ignored, and the venue rounds down to
 * the instrument's lot. What does not trade stays in the market for the next bar.
 */
export type VolumeModel = (question: VolumeQuestion) => number

/** The smallest amount in which an order's parts come: the lot, else 1 for an order of whole units, else 0 for any. */
const unitOf = ({ instrument, order }: VolumeQuestion): number =>
  instrument.lot ?? (Number.isInteger(order.quantity) ? 1 : 0)

/** Everything trades at once. */
export const unlimitedVolume: VolumeModel = (question) => question.quantity

/**
 * At most `rate` (0.1 = 10 %) of the bar's volume for all buy orders together, and the same for all sell orders; orders accepted first are served first.
 * @throws RangeError unless 0 < rate.
 */
export function participation(rate: number): VolumeModel {
  if (!(rate > 0))
    throw new RangeError(`participation takes a part of the bar's volume above 0, such as 0.1 for 10 %, not ${rate}`)
  return named(callOf('participation', [rate]), (question) => {
    const unit = unitOf(question)
    const left = question.bar.volume * rate - question.usedVolume
    return Math.max(0, unit === 0 ? left : floorToLot(left, unit))
  })
}

/**
 * Every order trades in `parts` equal parts, one a bar: for tests and benches of partial fills.
 * @throws RangeError unless parts is a whole number of at least 1.
 */
export function inParts(parts: number): VolumeModel {
  if (!(Number.isInteger(parts) && parts >= 1))
    throw new RangeError(`inParts takes a whole number of at least 1, not ${parts}`)
  return named(callOf('inParts', [parts]), (question) => {
    const unit = unitOf(question)
    const part = question.order.quantity / parts
    return unit === 0 ? part : floorToLot(part, unit) + (floorToLot(part, unit) < part ? unit : 0)
  })
}
