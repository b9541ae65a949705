/**
 * The assumptions about fills that a stress test tries: one row a factor, one entry a value. Each is the experiment with one thing in it
 * otherwise. To try another assumption is to add a line here.
 */
import {
  bps,
  fillOnBars,
  type FillTiming,
  type LimitFill,
  noSlippage,
  participation,
  type PathPolicy,
  PATHS,
  type SlippageModel,
  unlimitedVolume,
  type VolumeModel,
} from '../../../actors/broker/index.ts'
import { hours, minutes, seconds } from '../../events/index.ts'
import { constant } from '../../system/index.ts'
import type { Experiment, Venue } from '../experiment.ts'

/** One value of a factor. */
export interface Assumption {
  /** How it is written in tables. */
  readonly label: string
  /** The experiment under this assumption; everything else in it stays. */
  apply(experiment: Experiment): Experiment
}

/** Something about fills that nobody knows for certain, and what it may be. */
export interface Factor {
  /** Name for `--grid`. */
  readonly name: string
  /** Heading in tables. */
  readonly title: string
  readonly assumptions: readonly Assumption[]
  /** Why it cannot be tried with this experiment; left out, it always can. */
  unfit?(experiment: Experiment): string | undefined
}

const withVenue = (experiment: Experiment, change: Partial<Venue>): Experiment => ({
  ...experiment,
  broker: { ...experiment.broker, ...change },
})

const venue = (label: string, change: Partial<Venue>): Assumption => ({
  label,
  apply: (experiment) => withVenue(experiment, change),
})

const timing = (value: FillTiming): Assumption => venue(value, { timing: value })
const path = (value: PathPolicy): Assumption => venue(value, { path: value })
const limits = (value: LimitFill): Assumption => venue(value, { fill: fillOnBars({ limits: value }) })
const slippage = (label: string, model: SlippageModel): Assumption => venue(label, { slippage: model })
const volume = (label: string, model: VolumeModel): Assumption => venue(label, { volume: model })

/** Orders on their way to the venue, and its reports on their way back, for as long each. */
const latency = (label: string, delay: number): Assumption => ({
  label,
  apply: (experiment) => ({
    ...experiment,
    latency: { ...experiment.latency, orders: constant(delay), reports: constant(delay) },
  }),
})

/** Every factor there is, in the order in which they are tried. */
export const FACTORS: readonly Factor[] = [
  {
    name: 'timing',
    title: 'Fill timing',
    assumptions: [timing('next-open'), timing('same-close')],
  },
  {
    name: 'path',
    title: 'Path inside a bar',
    assumptions: [venue('none', { path: undefined }), ...PATHS.map(path)],
    unfit: ({ broker }) =>
      broker?.fill === undefined || broker.fill.reach !== undefined
        ? undefined
        : `a path needs a fill model with a reach, and ${broker.fill.name || 'yours'} has none`,
  },
  {
    name: 'limits',
    title: 'Limits fill on',
    assumptions: [limits('touch'), limits('through')],
    unfit: ({ broker }) =>
      broker?.fill === undefined || broker.fill.name.startsWith('fillOnBars')
        ? undefined
        : `the fill model ${broker.fill.name || 'of your own'} says itself what limits fill on`,
  },
  {
    name: 'slippage',
    title: 'Slippage',
    assumptions: [
      slippage('none', noSlippage),
      slippage('1 bp', bps(1)),
      slippage('5 bp', bps(5)),
      slippage('20 bp', bps(20)),
    ],
  },
  {
    name: 'latency',
    title: 'Latency of orders and reports',
    assumptions: [
      latency('1 s', seconds(1)),
      latency('1 min', minutes(1)),
      latency('1 h', hours(1)),
      latency('1 day', hours(24)),
    ],
  },
  {
    name: 'volume',
    title: 'Share of a bar’s volume',
    assumptions: [
      volume('all of it', unlimitedVolume),
      volume('10 %', participation(0.1)),
      volume('1 %', participation(0.01)),
    ],
  },
]

/** Names of all factors. */
export const FACTOR_NAMES: readonly string[] = FACTORS.map(({ name }) => name)
