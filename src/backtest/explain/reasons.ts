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

const LIMIT = { limit: 'the limit price', low: 'low of the bar (of a buy)', high: 'high of the bar (of a sell)' }
const STOP = { stop: 'the stop price', high: 'high of the bar (of a buy)', low: 'low of the bar (of a sell)' }

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
    say: ({ limit, low, high }) =>
      low === undefined ? `limit ${num(limit)} above high ${num(high)}` : `limit ${num(limit)} below low ${num(low)}`,
    distance: ({ limit, low, high }) => Math.abs((low ?? high!) - limit!),
  },
  limitNotTradedThrough: {
    brief: 'limit touched, not traded through',
    meaning: 'The market touched the limit without trading through it, and the fill model asks for that.',
    facts: LIMIT,
    say: ({ limit, low, high }) =>
      `limit ${num(limit)} touched by ${low === undefined ? `high ${num(high)}` : `low ${num(low)}`}, not traded through`,
  },
  stopNotReached: {
    brief: 'stop not reached',
    meaning: 'The market stayed on the near side of the stop.',
    facts: STOP,
    say: ({ stop, high, low }) =>
      high === undefined ? `stop ${num(stop)} below low ${num(low)}` : `stop ${num(stop)} above high ${num(high)}`,
    distance: ({ stop, high, low }) => Math.abs((high ?? low!) - stop!),
  },
  limitNotReachedAfterTrigger: {
    brief: 'stop hit, limit not reached',
    meaning:
      'The stop of a stop-limit was hit inside the bar, and the bar did not close beyond the limit, so that it cannot be known whether the limit was reached afterwards.',
    facts: { stop: 'the stop price', limit: 'the limit price', close: 'close of the bar' },
    say: ({ stop, limit, close }) =>
      `stop ${num(stop)} hit, then limit ${num(limit)} not certainly reached: close ${num(close)}`,
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
    facts: { wanted: 'units that would have traded', allowed: 'units that are paid for', price: 'price of a unit' },
    say: ({ wanted, allowed, price }) =>
      `insufficient funds: ${num(wanted)} at ${num(price)}, paid for are ${num(allowed)}`,
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
