/** Slippage that grows with the part of the bar's volume that is traded. */
import { callOf, named } from './named.ts'
import { type SlippageModel, taken } from './slippage.ts'
import { participation, type VolumeModel } from './volume.ts'

export interface VolumeShareOptions {
  /** Largest part of the bar's volume that can be traded, default 0.025. */
  readonly limit?: number
  /** Part of the price by which a trade of the whole volume would move it, default 0.1. */
  readonly impact?: number
}

/** @throws RangeError unless 0 < limit <= 1 and impact >= 0. */
function checked({ limit = 0.025, impact = 0.1 }: VolumeShareOptions): { limit: number; impact: number } {
  if (!(limit > 0 && limit <= 1))
    throw new RangeError(`volumeShare takes a limit above 0 and up to 1, a part of the bar's volume, not ${limit}`)
  if (!(impact >= 0 && Number.isFinite(impact)))
    throw new RangeError(`volumeShare takes an impact of 0 or more, a part of the price, not ${impact}`)
  return { limit, impact }
}

/**
 * price · (1 ± impact · share²), where `share` is the part of the bar's volume that this execution and those before it on the same bar and side
 * make up, at most `limit`. It moves what takes liquidity: an order with a limit pays up to its limit, and one that rested at its limit pays nothing. (Zipline's
 * VolumeShareSlippage, which counts both sides together and lets no order with a limit trade that the impact moves beyond it.)
 * @throws RangeError unless 0 < limit <= 1 and impact >= 0.
 */
export function volumeShareSlippage(options: VolumeShareOptions = {}): SlippageModel {
  const { limit, impact } = checked(options)
  return named(callOf('volumeShareSlippage', [], { ...options }), (question) => {
    const { price, quantity, usedVolume, bar } = question
    const share = Math.min((usedVolume + quantity) / bar.volume, limit)
    return taken(question, price * impact * share * share)
  })
}

/**
 * Both halves of the rule, the impact on the price and the cap on the volume, to be spread into the venue's settings:
 * `broker: { ...volumeShare({ limit: 0.025, impact: 0.1 }) }`.
 * @throws RangeError unless 0 < limit <= 1 and impact >= 0.
 */
export function volumeShare(options: VolumeShareOptions = {}): { volume: VolumeModel; slippage: SlippageModel } {
  return { volume: participation(checked(options).limit), slippage: volumeShareSlippage(options) }
}
