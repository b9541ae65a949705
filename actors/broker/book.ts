/**
 * The working orders of one symbol. Ladders ordered by price and a queue of orders that are worked at the next chance, each a sorted array
 * whose last element is the one the market reaches first. What a falling and a rising market reach first is noted in the book, so whether a bar
 * reaches anything is two comparisons, however many orders rest.
 */
import type { MarketBar, Micros, SessionPhase } from '../../src/events/index.ts'
import { collectTrail, insertTrail, lowestMark, NOTHING, removeTrail, type Trail, type TrailTerms } from './trail.ts'
import { type Entry, positionIn } from './entries.ts'

/**
 * Where an order stands:
 * - `market`: it is worked on the next event, whatever the prices;
 * - `below`, `above`: it waits for a price at or below (above) its own;
 * - `quotedBelow`, `quotedAbove`: the same of what watches bid and offer, not trades;
 * - `trail`: its price moves with the market;
 * - `closing`: it waits for the session's closing price;
 * - `nowhere`: it is not worked, whatever happens.
 */
export type Place = 'market' | 'below' | 'above' | 'quotedBelow' | 'quotedAbove' | 'trail' | 'closing' | 'nowhere'

/** The places that are ladders. */
export type Ladder = Exclude<Place, 'trail' | 'nowhere'>

/** What orders have traded on an event, by side. */
export interface Used {
  buy: number
  sell: number
}

export const unused = (): Used => ({ buy: 0, sell: 0 })

/** The best bid and offer that the venue knows of, and what its orders have taken of them. */
export interface Quoted {
  readonly at: Micros
  readonly bid: number
  readonly bidSize: number
  readonly ask: number
  readonly askSize: number
  readonly used: Used
}

export interface Book {
  /** The symbol's own phase, `open` unless the market said otherwise of it. */
  phase: SessionPhase
  /** A price of it has been seen, and `lastClose` and `lastAt` mean something. */
  seen: boolean
  lastClose: number
  lastAt: Micros
  /** Trades or quotes of it have been seen: its bars are only noted from then on. */
  ticks: boolean
  quote: Quoted | undefined
  /** Number of the session in which it last traded. */
  session: number
  /** The last bar that was traded on and what orders have taken of it: for whoever may still trade at its close. */
  lastBar: MarketBar | undefined
  used: Used
  /** What the venue's own executions have made of the account: signed units. */
  position: number
  /** While a path through a bar is followed: when the bar opened. What begins to work meanwhile may be reached on the rest of the way. */
  walkedFrom: Micros | undefined
  /** How often an order has come to wait for a price here. */
  changes: number
  /** Orders in this book. */
  working: number
  /** Those of them that end with the day. */
  dayWorking: number
  /** The highest key among what waits for a falling market. */
  nearestBelow: number
  /** The highest key among what waits for a rising one. */
  nearestAbove: number
  /** Orders that trail and have just come. */
  newcomers: number
  /** A price above the first, or below the second, moves a stop that follows the market. */
  followsAbove: number
  followsBelow: number
  market: Entry[]
  below: Entry[]
  above: Entry[]
  quotedBelow: Entry[]
  quotedAbove: Entry[]
  closing: Entry[]
  trails: Trail[]
}

export const openBook = (): Book => ({
  phase: 'open',
  seen: false,
  lastClose: 0,
  lastAt: 0,
  ticks: false,
  quote: undefined,
  session: -1,
  lastBar: undefined,
  used: unused(),
  position: 0,
  walkedFrom: undefined,
  changes: 0,
  working: 0,
  dayWorking: 0,
  nearestBelow: NOTHING,
  nearestAbove: NOTHING,
  newcomers: 0,
  followsAbove: -NOTHING,
  followsBelow: NOTHING,
  market: [],
  below: [],
  above: [],
  quotedBelow: [],
  quotedAbove: [],
  closing: [],
  trails: [],
})

const LADDERS: readonly Ladder[] = ['market', 'below', 'above', 'quotedBelow', 'quotedAbove', 'closing']

/**
 * The key of a price: the market reaches higher keys first. A falling market reaches the highest price first, a rising one the lowest,
 * whose keys are therefore negated.
 */
export const keyOf = (place: Ladder, price: number): number =>
  place === 'above' || place === 'quotedAbove' ? -price : price

export function insertEntry(book: Book, place: Ladder, entry: Entry): void {
  const ladder = book[place]
  const at = positionIn(ladder, entry.key, entry.seq)
  if (at === ladder.length) ladder.push(entry)
  else ladder.splice(at, 0, entry)
  if (place === 'market' || place === 'closing') return
  book.changes++
  noteNearest(book)
}

/** Both ends are taken off without moving the rest: orders leave a queue at its front and a ladder at its best price. */
export function removeEntry(book: Book, place: Ladder, key: number, seq: number): void {
  const ladder = book[place]
  const at = positionIn(ladder, key, seq)
  if (at === ladder.length - 1) ladder.pop()
  else if (at === 0) ladder.shift()
  else ladder.splice(at, 1)
  if (place !== 'market' && place !== 'closing') noteNearest(book)
}

/** Stands a trailing order behind the market. The trail is made with the first order that follows the market as it does. */
export function insertTrailing(book: Book, terms: TrailTerms, entry: Entry, mark: number, activeFrom: Micros): void {
  const trail = trailOf(book, terms) ?? newTrail(book, terms)
  book.changes++
  insertTrail(trail, { entry, isPart: terms.isPart, mark, activeFrom })
  noteNearest(book)
}

export function removeTrailing(book: Book, terms: TrailTerms, entry: Entry): void {
  removeTrail(trailOf(book, terms)!, entry, terms.isPart)
  noteNearest(book)
}

export const trailOf = (book: Book, { side, triggerBy }: TrailTerms): Trail | undefined =>
  book.trails.find((trail) => trail.side === side && trail.triggerBy === triggerBy)

function newTrail(book: Book, { side, triggerBy }: TrailTerms): Trail {
  book.trails.push({ side, triggerBy, levels: [], newcomers: [], nearest: NOTHING })
  return book.trails.at(-1)!
}

/** To be called after anything has changed among what waits for a price. */
export function noteNearest(book: Book): void {
  let below = Math.max(highestKey(book.below), highestKey(book.quotedBelow))
  let above = Math.max(highestKey(book.above), highestKey(book.quotedAbove))
  if (book.trails.length > 0) {
    noteTrails(book)
    for (const { side, nearest } of book.trails)
      if (side === 'sell') below = Math.max(below, nearest)
      else above = Math.max(above, nearest)
  }
  book.nearestBelow = below
  book.nearestAbove = above
}

function noteTrails(book: Book): void {
  let newcomers = 0
  let [rising, falling] = [-NOTHING, NOTHING]
  for (const trail of book.trails) {
    newcomers += trail.newcomers.length
    const lowest = lowestMark(trail)
    if (lowest === undefined) continue
    if (trail.side === 'sell') rising = Math.min(rising, lowest)
    else falling = Math.max(falling, -lowest)
  }
  book.newcomers = newcomers
  book.followsAbove = rising
  book.followsBelow = falling
}

const highestKey = (ladder: readonly Entry[]): number =>
  ladder.length === 0 ? NOTHING : ladder[ladder.length - 1]!.key

/** Ids of all orders that stand somewhere in the book, in no particular order. */
export function idsIn(book: Book): string[] {
  const ids: string[] = []
  for (const place of LADDERS) for (const { orderId } of book[place]) ids.push(orderId)
  for (const trail of book.trails) {
    for (const { entry } of trail.newcomers) ids.push(entry.orderId)
    collectTrail(trail, -Infinity, (entry) => ids.push(entry.orderId))
  }
  return ids
}
