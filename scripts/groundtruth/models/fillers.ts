/** A4: how much of an order trades on a bar. Every order gets the allowance anew; orders of one bar do not share it [Q]. */
import { unlimitedVolume, type VolumeModel } from 'quantdome'
import type { CaseFiller } from '../formats.ts'
import { floorDivide } from './arithmetic.ts'

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

export function fillerOf(filler: CaseFiller = {}): VolumeModel {
  switch (filler.type) {
    case 'FixedBarPerc':
      return fixedBarPercent(filler.perc ?? 100)
    case 'FixedSize':
      return fixedSize(filler.size ?? Number.POSITIVE_INFINITY)
    case 'BarPointPerc':
      return barPointPercent(filler.perc ?? 100, filler.minmov ?? 0.01)
    default:
      return unlimitedVolume
  }
}
