/**
 * Trailing stops of one side that watch one price. A stop that follows the market is a distance from the best price since the order came,
 * its mark. Orders of one mark share a level and are sorted by their distance, so when the market makes a new best price, whole levels move
 * with it and no order is touched: levels that the market has passed become one, the smaller merged into the larger.
 *
 * All prices here are signed, `+price` for sales and `-price` for buys: then every mark only rises, and every stop lies below its mark.
 */
import type { Micros, Side, TriggerBy } from '../../src/events/index.ts'
import { type Entry, insertSorted, isIn, removeSorted } from './entries.ts'

/** Lower than any key, yet plain data, which minus infinity is not. */
export const NOTHING = -Number.MAX_VALUE

/** How an order trails. */
export interface TrailTerms {
  readonly side: Side
  readonly triggerBy: TriggerBy
  /** Its distance is a part of the price, not an amount of currency. */
  readonly isPart: boolean
}

/** Orders whose best price is the same. The keys of their entries are their distances, negated: the nearest comes last. */
export interface Level {
  mark: number
  amounts: Entry[]
  parts: Entry[]
}

/** An order that came while the present event was under way: only prices after it count. */
export interface Newcomer {
  readonly entry: Entry
  readonly isPart: boolean
  mark: number
  readonly activeFrom: Micros
}

export interface Trail {
  readonly side: Side
  readonly triggerBy: TriggerBy
  /** Marks fall: the last level is the nearest to the market. */
  levels: Level[]
  newcomers: Newcomer[]
  /** The highest stop of all levels. */
  nearest: number
}

const signOf = (side: Side): 1 | -1 => (side === 'sell' ? 1 : -1)

/** The price as a trail sees it. */
export const signed = (side: Side, price: number): number => signOf(side) * price

/** The stop that a mark and an order's key (its negated distance) make, signed. */
export const stopAt = (side: Side, mark: number, key: number, isPart: boolean): number =>
  isPart ? mark + signOf(side) * key * mark : mark + key

/** Where the market may be said to have come to a stop: binary fractions must not keep one that stands on the tick out of reach. What is just short of it is asked in vain. */
const inReach = (side: Side, mark: number, key: number, isPart: boolean): number =>
  stopAt(side, mark, key, isPart) + NOISE * Math.abs(mark)

/** Parts of a price that are rounding noise. */
const NOISE = 1e-9

/** The mark from which a stop follows. */
export const markOf = (side: Side, stop: number, key: number, isPart: boolean): number =>
  isPart ? stop / (1 + signOf(side) * key) : stop - key

function nearestOf({ side }: Trail, { mark, amounts, parts }: Level): number {
  let nearest = NOTHING
  if (amounts.length > 0) nearest = Math.max(nearest, inReach(side, mark, amounts[amounts.length - 1]!.key, false))
  if (parts.length > 0) nearest = Math.max(nearest, inReach(side, mark, parts[parts.length - 1]!.key, true))
  return nearest
}

export function insertTrail(trail: Trail, newcomer: Newcomer): void {
  trail.newcomers.push(newcomer)
}

export function removeTrail(trail: Trail, entry: Entry, isPart: boolean): void {
  const fresh = trail.newcomers.findIndex((newcomer) => newcomer.entry.orderId === entry.orderId)
  if (fresh >= 0) {
    trail.newcomers.splice(fresh, 1)
    return
  }
  const { levels } = trail
  const at = levels.findIndex((level) => removeSorted(isPart ? level.parts : level.amounts, entry))
  if (levels[at]!.amounts.length + levels[at]!.parts.length === 0) levels.splice(at, 1)
  let nearest = NOTHING
  for (const level of levels) nearest = Math.max(nearest, nearestOf(trail, level))
  trail.nearest = nearest
}

/** The orders that came before a price now stand in its way like the others. True if there were any. */
export function admit(trail: Trail, openAt: Micros): boolean {
  if (trail.newcomers.length === 0) return false
  const waiting = trail.newcomers.filter(({ activeFrom }) => activeFrom > openAt)
  if (waiting.length === trail.newcomers.length) return false
  for (const { entry, isPart, mark, activeFrom } of trail.newcomers) {
    if (activeFrom > openAt) continue
    const level = levelAt(trail, mark)
    insertSorted(isPart ? level.parts : level.amounts, entry)
    trail.nearest = Math.max(trail.nearest, inReach(trail.side, mark, entry.key, isPart))
  }
  trail.newcomers = waiting
  return true
}

/** The level of a mark, made if there is none. */
function levelAt({ levels }: Trail, mark: number): Level {
  let low = 0
  let high = levels.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (levels[middle]!.mark > mark) low = middle + 1
    else high = middle
  }
  if (levels[low]?.mark !== mark) levels.splice(low, 0, { mark, amounts: [], parts: [] })
  return levels[low]!
}

/** A signed price above it moves a level; `undefined` where there is none. */
export const lowestMark = ({ levels }: Trail): number | undefined => levels[levels.length - 1]?.mark

/** The market has come to a price. True if that moved any stop. */
export function follow(trail: Trail, price: number): boolean {
  const { levels } = trail
  const to = signed(trail.side, price)
  if (levels.length === 0 || levels[levels.length - 1]!.mark >= to) return false
  let moved = levels.pop()!
  while (levels.length > 0 && levels[levels.length - 1]!.mark <= to) moved = merged(levels.pop()!, moved)
  moved.mark = to
  levels.push(moved)
  trail.nearest = Math.max(trail.nearest, nearestOf(trail, moved))
  return true
}

const sizeOf = ({ amounts, parts }: Level): number => amounts.length + parts.length

function merged(a: Level, b: Level): Level {
  const [into, from] = sizeOf(a) < sizeOf(b) ? [b, a] : [a, b]
  for (const entry of from.amounts) insertSorted(into.amounts, entry)
  for (const entry of from.parts) insertSorted(into.parts, entry)
  return into
}

/** The same for what came while the event was under way; `at` is the price's time. */
export function followNewcomers(trail: Trail, price: number, at: Micros): void {
  const to = signed(trail.side, price)
  for (const newcomer of trail.newcomers) if (newcomer.activeFrom <= at && newcomer.mark < to) newcomer.mark = to
}

/** Every order whose stop is at or above a signed price, with its mark. Levels are gone through from their nearest order as far as the market reaches. */
export function collectTrail(trail: Trail, reach: number, found: (entry: Entry, mark: number) => void): void {
  for (const { mark, amounts, parts } of trail.levels) {
    for (let i = amounts.length - 1; i >= 0 && inReach(trail.side, mark, amounts[i]!.key, false) >= reach; i--)
      found(amounts[i]!, mark)
    for (let i = parts.length - 1; i >= 0 && inReach(trail.side, mark, parts[i]!.key, true) >= reach; i--)
      found(parts[i]!, mark)
  }
}

/** The mark of one order that is here, `NOTHING` before it has seen a price. Looks through all levels: not for every event. */
export function markIn(trail: Trail, entry: Entry, isPart: boolean): number {
  const fresh = trail.newcomers.find((newcomer) => newcomer.entry.orderId === entry.orderId)
  if (fresh !== undefined) return fresh.mark
  return trail.levels.find(({ amounts, parts }) => isIn(isPart ? parts : amounts, entry))!.mark
}
