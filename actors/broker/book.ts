/**
 * The working orders of one symbol. Four ladders ordered by price and a queue of market orders, each a sorted array whose last
 * element is the one the market reaches first. What a falling and a rising market reach first is noted in the book, so whether a bar reaches
 * anything is two comparisons, however many orders rest.
 */
import type { SessionPhase, Side } from '../../src/events/index.ts'
import type { Place } from './context.ts'

/** An order's place in a ladder. Never changed, only replaced. */
export interface Entry {
  readonly key: number
  readonly seq: number
  readonly orderId: string
}

export interface Book {
  /** The symbol's own phase, `open` unless the market said otherwise of it. */
  phase: SessionPhase
  /** A bar of it has been seen, and `lastClose` and `lastAt` mean something. */
  seen: boolean
  lastClose: number
  lastAt: number
  /** Orders in this book. */
  working: number
  /** Those of them that end with the day. */
  dayWorking: number
  /** The highest key among `buyLimit` and `sellStop`: what a falling market reaches first. */
  nearestBelow: number
  /** The highest key among `sellLimit` and `buyStop`: what a rising market reaches first. */
  nearestAbove: number
  market: Entry[]
  buyLimit: Entry[]
  sellLimit: Entry[]
  buyStop: Entry[]
  sellStop: Entry[]
}

/** Lower than any key, yet plain data, which minus infinity is not. */
const NOTHING = -Number.MAX_VALUE

export const openBook = (): Book => ({
  phase: 'open',
  seen: false,
  lastClose: 0,
  lastAt: 0,
  working: 0,
  dayWorking: 0,
  nearestBelow: NOTHING,
  nearestAbove: NOTHING,
  market: [],
  buyLimit: [],
  sellLimit: [],
  buyStop: [],
  sellStop: [],
})

export const PLACES: readonly Place[] = ['market', 'buyLimit', 'sellLimit', 'buyStop', 'sellStop']

export const limitPlace = (side: Side): Place => (side === 'buy' ? 'buyLimit' : 'sellLimit')
export const stopPlace = (side: Side): Place => (side === 'buy' ? 'buyStop' : 'sellStop')

/**
 * The key of a price: the market reaches higher keys first. A falling market reaches the highest buy limit and sell stop first, a
 * rising one the lowest sell limit and buy stop, whose keys are therefore negated.
 */
export const keyOf = (place: Place, price: number): number =>
  place === 'sellLimit' || place === 'buyStop' ? -price : price

export function ladderOf(book: Book, place: Place): Entry[] {
  switch (place) {
    case 'market':
      return book.market
    case 'buyLimit':
      return book.buyLimit
    case 'sellLimit':
      return book.sellLimit
    case 'buyStop':
      return book.buyStop
    case 'sellStop':
      return book.sellStop
  }
}

/** The first index at which an entry of this key and priority could stand: keys rise, and of one key the oldest comes last. */
function position(ladder: readonly Entry[], key: number, seq: number): number {
  let low = 0
  let high = ladder.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = ladder[middle]!
    if (entry.key < key || (entry.key === key && entry.seq > seq)) low = middle + 1
    else high = middle
  }
  return low
}

export function insertEntry(book: Book, place: Place, entry: Entry): void {
  const ladder = ladderOf(book, place)
  const at = position(ladder, entry.key, entry.seq)
  if (at === ladder.length) ladder.push(entry)
  else ladder.splice(at, 0, entry)
  noteNearest(book)
}

/** Both ends are taken off without moving the rest: orders leave a queue at its front and a ladder at its best price. */
export function removeEntry(book: Book, place: Place, key: number, seq: number): void {
  const ladder = ladderOf(book, place)
  const at = position(ladder, key, seq)
  if (at === ladder.length - 1) ladder.pop()
  else if (at === 0) ladder.shift()
  else ladder.splice(at, 1)
  noteNearest(book)
}

function noteNearest(book: Book): void {
  book.nearestBelow = Math.max(highestKey(book.buyLimit), highestKey(book.sellStop))
  book.nearestAbove = Math.max(highestKey(book.sellLimit), highestKey(book.buyStop))
}

const highestKey = (ladder: readonly Entry[]): number =>
  ladder.length === 0 ? NOTHING : ladder[ladder.length - 1]!.key
