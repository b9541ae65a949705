/**
 * How long something takes: models of latency for routes, equally usable for service times or gaps between arrivals.
 *
 * A model is a recipe; `sampler(random)` makes a fresh source of durations (whole microseconds, never negative) over a random stream.
 */
import { UsageError } from './errors.ts'
import type { RandomStream } from './random.ts'
import type { Duration } from './time.ts'

export interface LatencyModel {
  /** What it is, for a person. */
  readonly name: string
  /** May a later message overtake an earlier one on the same route? By default a route is first in, first out. */
  readonly reorder: boolean
  sampler(random: RandomStream): () => Duration
}

export interface LatencyOptions {
  readonly reorder?: boolean
}

/** Always the same duration. */
export function constant(duration: Duration): LatencyModel {
  const fixed = checked('constant', duration)
  return model(`constant ${fixed}`, {}, () => () => fixed)
}

/** Every duration from `min` to `max`, both included, equally likely. */
export function uniform(min: Duration, max: Duration, options: LatencyOptions = {}): LatencyModel {
  const low = checked('uniform', min)
  const high = checked('uniform', max)
  if (high < low) throw new UsageError('invalidLatency', `uniform: ${max} is less than ${min}`, { min, max })
  return model(`uniform ${low}..${high}`, options, (random) => () => random.int(low, high))
}

/** Exponential with this mean. */
export function exponential(mean: Duration, options: LatencyOptions = {}): LatencyModel {
  const average = checked('exponential', mean)
  return model(`exponential ${average}`, options, (random) => () => Math.round(random.exponential(average)))
}

/** Log-normal, the usual shape of a network's delay: half of the durations lie below `median`, `sigma` says how long the tail is. */
export function logNormal(median: Duration, sigma: number, options: LatencyOptions = {}): LatencyModel {
  const middle = checked('logNormal', median)
  if (!(sigma >= 0 && sigma <= 10))
    throw new UsageError('invalidLatency', `logNormal: sigma ${sigma} is not in 0..10`, { sigma })
  return model(`logNormal ${middle} ${sigma}`, options, (random) => () => Math.round(random.logNormal(middle, sigma)))
}

/** Recorded durations in their order, from the beginning again when they are used up. */
export function recorded(durations: readonly Duration[], options: LatencyOptions = {}): LatencyModel {
  if (durations.length === 0) throw new UsageError('invalidLatency', 'recorded: the list is empty', {})
  const list = durations.map((duration) => checked('recorded', duration))
  return model(`recorded ${list.length}`, options, () => {
    let next = 0
    return () => list[next++ % list.length] as Duration
  })
}

function model(name: string, options: LatencyOptions, sampler: LatencyModel['sampler']): LatencyModel {
  return { name, reorder: options.reorder ?? false, sampler }
}

function checked(name: string, duration: Duration): Duration {
  if (!(duration >= 0 && Number.isFinite(duration))) {
    throw new UsageError('invalidLatency', `${name}: ${duration} is not a duration in microseconds, 0 or more`, {
      duration,
    })
  }
  return Math.round(duration)
}
