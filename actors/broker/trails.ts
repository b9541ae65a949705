/** The trailing orders of a book as the market goes on. */
import type { Micros } from '../../src/events/index.ts'
import { type Book, noteNearest } from './book.ts'
import { watchedPrice } from './desk.ts'
import { admit, follow, followNewcomers } from './trail.ts'

/** Those that were there before the market opened stand in its way from here on. */
export function admitNewcomers(book: Book, openAt: Micros): void {
  if (book.newcomers === 0) return
  let isNew = false
  for (const trail of book.trails) isNew = admit(trail, openAt) || isNew
  if (isNew) noteNearest(book)
}

/** All of them follow a price of a bar, which has no others. */
export function followPrice(book: Book, price: number): void {
  if (price <= book.followsAbove && price >= book.followsBelow) return
  let isMoved = false
  for (const trail of book.trails) isMoved = follow(trail, price) || isMoved
  if (isMoved) noteNearest(book)
}

/** They follow the bar to its close, and so do those that came while it lasted. */
export function followClose(book: Book, close: number, at: Micros): void {
  followPrice(book, close)
  // asked by numbers alone: most books have no trails
  if (book.newcomers > 0) for (const trail of book.trails) followNewcomers(trail, close, at)
}

/** Those that watch trades follow one; those that watch quotes follow them. */
export function followTick(book: Book, of: 'trade' | 'quote', at: Micros): void {
  let isMoved = false
  for (const trail of book.trails) {
    if ((trail.triggerBy === 'last') !== (of === 'trade')) continue
    const price = watchedPrice(book, trail.side, trail.triggerBy)
    if (price === undefined) continue
    isMoved = follow(trail, price) || isMoved
    if (trail.newcomers.length > 0) followNewcomers(trail, price, at)
  }
  if (isMoved) noteNearest(book)
}
