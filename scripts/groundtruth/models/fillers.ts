/** A4: how much of an order trades on a bar. Every order gets the allowance anew; orders of one bar do not share it [Q]. */
import { unlimitedVolume, type VolumeModel } from 'quantdome'
import type { CaseFiller } from '../formats.ts'
import { floorDivide } from './arithmetic.ts'
import type { CashBook } from './cash-check.ts'
import { isPastClose } from './fill-rules.ts'

/** A part of the bar's volume. */
const fixedBarPercent =
  (percent: number): VolumeModel =>
  ({ bar, quantity }) =>
    Math.min(floorDivide(bar.volume * percent, 100), quantity)

/** So many units a bar, at most its volume. */
const fixedSize =
  (size: number): VolumeModel =>
  ({ bar, quantity }) =>
    Math.min(bar.volume, quantity, size)

/** A part of the volume, which is thought to be spread evenly over the prices of the bar. */
const barPointPercent =
  (percent: number, step: number): VolumeModel =>
  ({ bar, quantity }) => {
    const parts = step > 0 ? floorDivide(bar.high - bar.low + step, step) : 1
    return Math.min(floorDivide((bar.volume / parts) * percent, 100), quantity)
  }

/** What trades at the close of the bar before has that bar's volume. */
const onItsBar =
  (model: VolumeModel): VolumeModel =>
  (question) => {
    const { account, bar, order } = question
    const book = account as CashBook | undefined
    if (!isPastClose(book, order)) return model(question)
    const { high, low, volume } = book!.before[order.symbol]!
    return model({ ...question, bar: { ...bar, high, low, volume } })
  }

export function fillerOf(filler: CaseFiller = {}): VolumeModel {
  switch (filler.type) {
    case 'FixedBarPerc':
      return onItsBar(fixedBarPercent(filler.perc ?? 100))
    case 'FixedSize':
      return onItsBar(fixedSize(filler.size ?? Number.POSITIVE_INFINITY))
    case 'BarPointPerc':
      return onItsBar(barPointPercent(filler.perc ?? 100, filler.minmov ?? 0.01))
    default:
      return unlimitedVolume
  }
}
