/**
 * The closed list of reasons: why a working order did not trade on an event in its market. The venue says a code and the numbers; here is
 * what each means, and how it reads. docs/explain.md is checked against this table.
 */
import type { NoFillCode } from '../../../actors/broker/index.ts'
import type { Micros } from '../../events/index.ts'
import { num, time } from './numbers.ts'

type Facts = Readonly<Record<string, number>>

/** Why the order did not trade on one event. */
export interface Reason {
  readonly at: Micros
  readonly symbol: string
  /** Type of the market event. */
  readonly on: string
  readonly code: NoFillCode
  readonly facts: Facts
  readonly text: string
}

/** Consecutive events with one reason. */
export interface Stretch {
  readonly code: NoFillCode
  readonly on: string
  readonly count: number
  readonly from: Micros
  readonly to: Micros
  /** How many of the story's events came before it. */
  readonly after: number
  /** The one on which it was nearest to trading, where that can be measured; else the first. */
  readonly nearest: Reason
}

/** A reason as it is documented and told. */
export interface ReasonEntry {
  /** A few words, for many of it in one line. */
  readonly brief: string
  /** What it means, for the documentation. */
  readonly meaning: string
  /** Names of its numbers, and what each is. */
  readonly facts: Readonly<Record<string, string>>
  readonly say: (facts: Facts) => string
  /** How far the market was from trading the order; left out where there is no such distance. */
  readonly distance?: (facts: Facts) => number
}

const SEEN = {
  lowSeen: 'in place of `low`: the lowest price that it was shown, where that was a part of the bar only',
  highSeen: 'in place of `high`: the highest such price',
}
const BAR_OF_LIMIT = { low: 'low of the bar (of a buy)', high: 'high of the bar (of a sell)', ...SEEN }
const LIMIT = { limit: 'the limit price', ...BAR_OF_LIMIT }
const STOP = { stop: 'the stop price', high: 'high of the bar (of a buy)', low: 'low of the bar (of a sell)', ...SEEN }

const lowOf = ({ low, lowSeen }: Facts): number | undefined => low ?? lowSeen
const highOf = ({ high, highSeen }: Facts): number | undefined => high ?? highSeen
const lowText = ({ low, lowSeen }: Facts): string =>
  low === undefined ? `${num(lowSeen)}, the lowest price it saw` : `low ${num(low)}`
const highText = ({ high, highSeen }: Facts): string =>
  high === undefined ? `${num(highSeen)}, the highest price it saw` : `high ${num(high)}`

/** `limit 101.20 below low 101.35`, or the same the other way round. */
const apart = (name: string, price: number | undefined, facts: Facts): string =>
  lowOf(facts) === undefined
    ? `${name} ${num(price)} above ${highText(facts)}`
    : `${name} ${num(price)} below ${lowText(facts)}`
const distanceTo = (price: number | undefined, facts: Facts): number =>
  Math.abs((lowOf(facts) ?? highOf(facts)!) - price!)

/** The reasons, complete by type. */
export const REASONS: Readonly<Record<NoFillCode, ReasonEntry>> = {
  notYetActive: {
    brief: 'not yet active',
    meaning:
      'The order reached the venue after the bar had opened. What happened in the bar before that cannot be told from it, so the order works from the next bar on.',
    facts: { activeFrom: 'when the order began to work, in microseconds', openAt: 'when the bar opened' },
    say: ({ activeFrom, openAt }) =>
      `not yet active: works from ${time(activeFrom!)} on, the bar opened ${time(openAt!)}`,
  },
  limitNotReached: {
    brief: 'limit not reached',
    meaning: 'The market stayed on the other side of the limit.',
    facts: LIMIT,
    say: (facts) => apart('limit', facts['limit'], facts),
    distance: (facts) => distanceTo(facts['limit'], facts),
  },
  limitNotTradedThrough: {
    brief: 'limit touched, not traded through',
    meaning: 'The market touched the limit without trading through it, and the fill model asks for that.',
    facts: LIMIT,
    say: (facts) =>
      `limit ${num(facts['limit'])} touched by ${lowOf(facts) === undefined ? highText(facts) : lowText(facts)}, not traded through`,
  },
  stopNotReached: {
    brief: 'stop not reached',
    meaning: 'The market stayed on the near side of the stop.',
    facts: STOP,
    say: (facts) => apart('stop', facts['stop'], facts),
    distance: (facts) => distanceTo(facts['stop'], facts),
  },
  limitNotReachedAfterTrigger: {
    brief: 'stop hit, limit not reached',
    meaning:
      'The stop of a stop-limit was hit inside the bar, and the bar did not close beyond the limit, so that it cannot be known whether the limit was reached afterwards.',
    facts: {
      stop: 'the stop price',
      limit: 'the limit price',
      close: 'close of the bar',
      closeSeen: 'in place of `close`: the last price that it was shown',
    },
    say: ({ stop, limit, close, closeSeen }) =>
      `stop ${num(stop)} hit, then limit ${num(limit)} not certainly reached: close ${num(close ?? closeSeen)}`,
  },
  noVolume: {
    brief: 'no volume left',
    meaning: 'The volume model had nothing left for the order: the share of the bar is used up, or less than a lot.',
    facts: {
      volume: 'volume of the bar',
      used: 'what orders of the same side have traded on it',
      leaves: 'what is left of the order',
    },
    say: ({ volume, used }) => `no volume left: ${num(used)} of the bar's ${num(volume)} already traded on this side`,
  },
  slippageOutsideBar: {
    brief: 'no price to slip to',
    meaning: 'The slippage model lets the trade happen at no price.',
    facts: { price: 'price of the fill model', slipped: 'that price after slippage', low: 'low of the bar' },
    say: ({ price, slipped }) => `${num(price)} would slip to ${num(slipped)}, where nothing trades`,
  },
  insufficientFunds: {
    brief: 'insufficient funds',
    meaning: "The venue's credit model did not let it trade.",
    facts: {
      wanted: 'units that would have traded',
      allowed: 'units that are paid for',
      price: 'price of a unit',
      missing: 'currency that the account was short of, from a model that says it',
    },
    say: ({ wanted, allowed, price, missing }) =>
      missing === undefined
        ? `insufficient funds: ${num(wanted)} at ${num(price)}, paid for are ${num(allowed)}`
        : `insufficient margin by ${num(missing)}: ${num(wanted)} at ${num(price)}, allowed are ${num(allowed)}`,
  },
  marketPreOpen: {
    brief: 'before the open',
    meaning: 'The market, or this instrument, has not opened yet.',
    facts: {},
    say: () => 'before the open',
  },
  marketHalted: {
    brief: 'halted',
    meaning: 'The market, or this instrument, is halted.',
    facts: {},
    say: () => 'halted',
  },
  marketClosed: {
    brief: 'closed',
    meaning: 'The market, or this instrument, is closed.',
    facts: {},
    say: () => 'closed',
  },
  suspended: {
    brief: 'suspended',
    meaning: 'The order itself is suspended.',
    facts: {},
    say: () => 'the order is suspended',
  },
  parentNotFilled: {
    brief: 'parent not filled',
    meaning: 'A child waits for executions of its parent.',
    facts: {},
    say: () => 'parent not filled',
  },
  noTurn: {
    brief: 'no turn',
    meaning:
      'The price was within reach, but the queue model gave the order no turn on this bar, or another rule of the venue passed it over.',
    facts: {},
    say: () => 'got no turn on this event',
  },
  ended: {
    brief: 'ended by something else',
    meaning: 'The order was working when the event came and was ended by something else on it, before its own turn.',
    facts: {},
    say: () => 'ended before its turn on this event',
  },
  touchNotReached: {
    brief: 'touch not reached',
    meaning: 'The market stayed on the near side of the price that an if-touched order waits for.',
    facts: { touch: 'the touch price', ...BAR_OF_LIMIT },
    say: (facts) => apart('touch', facts['touch'], facts),
    distance: (facts) => distanceTo(facts['touch'], facts),
  },
  minQuantity: {
    brief: 'minimum quantity not available',
    meaning: 'Less could be had than the least quantity of its first execution.',
    facts: { available: 'units that could be had', least: 'units it wants at least' },
    say: ({ available, least }) => `${num(available)} could be had, at least ${num(least)} are wanted`,
    distance: ({ available, least }) => least! - available!,
  },
  fillOrKill: {
    brief: 'not all available',
    meaning: 'A fill-or-kill order trades whole or not at all, and less than all of it could be had.',
    facts: { available: 'units that could be had', least: 'all that is left of it' },
    say: ({ available, least }) => `${num(available)} of ${num(least)} could be had, and it wants all or nothing`,
  },
  postOnly: {
    brief: 'post-only',
    meaning: 'It would have taken what was there instead of resting, which it must not; the order was canceled.',
    facts: { limit: 'the limit price', price: 'the price it would have traded at' },
    say: ({ limit, price }) => `post-only with limit ${num(limit)}, and the market was there already at ${num(price)}`,
  },
  reduceOnly: {
    brief: 'nothing to reduce',
    meaning: 'A reduce-only order found no position on the other side; the order was canceled.',
    facts: { position: 'what the account held, signed' },
    say: ({ position }) => `reduce-only, and the position is ${num(position)}`,
  },
  openHasPassed: {
    brief: 'the open had passed',
    meaning: 'An order for the open came after the first bar of the session had opened; the order expired.',
    facts: { activeFrom: 'when the order came, in microseconds', openAt: 'when the bar opened' },
    say: ({ activeFrom }) => `came ${time(activeFrom!)}, after the session's open`,
  },
  waitsForClose: {
    brief: 'waits for the close',
    meaning: 'An order for the close trades when the session ends.',
    facts: {},
    say: () => 'waits for the close of the session',
  },
  noClosingPrice: {
    brief: 'no closing price',
    meaning: 'The session had no price after an order for its close had come; the order expired.',
    facts: { activeFrom: 'when the order came, in microseconds', lastAt: 'when the last price was, if there was one' },
    say: ({ activeFrom, lastAt }) =>
      lastAt === undefined
        ? 'the session had no price to close at'
        : `came ${time(activeFrom!)}, and the last price of the session was ${time(lastAt)}`,
  },
  waitsForQuote: {
    brief: 'waits for a quote',
    meaning: 'Where there are quotes, what takes liquidity trades against them and not against trades of others.',
    facts: { wanted: 'units left', available: 'units left of the standing quote' },
    say: ({ wanted, available }) => `wants ${num(wanted)}, the standing quote has ${num(available)} left`,
  },
  noQuote: {
    brief: 'nothing offered',
    meaning: 'The other side of the quote was empty.',
    facts: {},
    say: () => 'nobody is on the other side of the quote',
  },
  notWatched: {
    brief: 'watches another price',
    meaning: 'Its trigger watches trades and this was a quote, or the other way round.',
    facts: { stop: 'the trigger price' },
    say: ({ stop }) => `its trigger at ${num(stop)} does not watch this kind of price`,
  },
  noPriceToTrail: {
    brief: 'no price to follow yet',
    meaning: 'A trailing stop without a stop price of its own waits for a first price to follow.',
    facts: {},
    say: () => 'there was no price to follow yet',
  },
  tradesOnTicks: {
    brief: 'trades on ticks',
    meaning: 'There are trades or quotes of the symbol, so its bars are not traded on.',
    facts: {},
    say: () => 'the symbol trades on its trades and quotes, not on bars',
  },
  custom: {
    brief: 'a model said no',
    meaning: "A model of one's own said so.",
    facts: {},
    say: (facts) =>
      ['a model of your own said no', ...Object.entries(facts).map(([name, value]) => `${name} ${num(value)}`)].join(
        ', ',
      ),
  },
}
