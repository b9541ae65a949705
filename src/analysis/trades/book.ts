/** The open lots of one symbol, first in, first out, and the extremes of the price while they are open. */
import type { MarketBar, Micros } from '../../events/index.ts'
import { Extremes } from './extremes.ts'
import type { Match } from './trade.ts'

interface Lot {
  quantity: number
  price: number
  /** What is left of the entry's commission. */
  commission: number
  at: Micros
  order: number
  /** Number of the bar or tick it was entered in, and bars seen before. */
  step: number
  bars: number
  /** Extremes of its entry price and of what of the entry's bar surely came after it. */
  high: number
  low: number
}

/** Quantities this far apart, relative to their size, are the same: sums of decimal fractions are not exact in binary. */
const DUST = 1e-12

export class Book {
  /** Last close, `NaN` before the first bar. */
  close = NaN
  closeAt = NaN
  private readonly lots: Lot[] = []
  /** A closed lot, to be used again: most symbols hold one at a time. */
  private spare: Lot | undefined
  /** The last match, used again for the next: whoever is given it copies what he needs. */
  private readonly found: Match
  private head = 0
  /** +1 while the lots are long, -1 while they are short. */
  private sign = 1
  private readonly extremes = new Extremes()
  /** Bars and ticks seen. The newest, number `steps - 1`, joins the extremes when the next one comes: fills in it are still to come. */
  private steps = 0
  /** Bars alone, and whether there are ticks, which know better than bars what came after an entry. */
  private bars = 0
  private ticked = false
  private openAt = NaN
  private open = NaN
  private high = NaN
  private low = NaN

  constructor(symbol: number) {
    this.found = {
      symbol,
      sign: 1,
      quantity: NaN,
      entryAt: NaN,
      exitAt: NaN,
      entryPrice: NaN,
      exitPrice: NaN,
      commission: NaN,
      high: NaN,
      low: NaN,
      bars: 0,
      entryOrder: 0,
      exitOrder: 0,
    }
  }

  /** Open lots. */
  get length(): number {
    return this.lots.length - this.head
  }

  /** Signed quantity held. */
  get quantity(): number {
    let quantity = 0
    for (let i = this.head; i < this.lots.length; i++) quantity += this.lots[i]!.quantity
    return this.sign * quantity
  }

  bar(event: MarketBar): void {
    this.bars++
    if (this.ticked) {
      this.close = event.close
      return
    }
    this.nextStep()
    this.openAt = event.openAt
    this.closeAt = event.at
    this.open = event.open
    this.high = event.high
    this.low = event.low
    this.close = event.close
  }

  /** A price between bars, or without any. */
  tick(at: Micros, price: number): void {
    this.ticked = true
    this.nextStep()
    this.openAt = this.closeAt = at
    this.open = this.high = this.low = this.close = price
  }

  private nextStep(): void {
    if (this.lots.length > 0 && this.steps > 0) this.extremes.push(this.steps - 1, this.high, this.low)
    this.steps++
  }

  /** A split: all prices seen are in the new units from here on. What is held follows by `splitLots`. */
  splitPrices(ratio: number): void {
    this.close /= ratio
    this.open /= ratio
    this.high /= ratio
    this.low /= ratio
    this.extremes.divide(ratio)
  }

  /** The open lots after a split: more units at a lower price, at the same cost. */
  splitLots(ratio: number): void {
    for (let i = this.head; i < this.lots.length; i++) {
      const lot = this.lots[i]!
      lot.quantity *= ratio
      lot.price /= ratio
      lot.high /= ratio
      lot.low /= ratio
    }
  }

  /** Books an execution: closes lots of the other direction, oldest first, and opens a lot with what is left. */
  fill(
    sign: number,
    quantity: number,
    price: number,
    commission: number,
    at: Micros,
    order: number,
    closed: (match: Match) => void,
  ): void {
    let left = quantity
    let fee = commission
    while (left > 0 && this.length > 0 && this.sign !== sign) {
      const lot = this.lots[this.head]!
      const dust = DUST * (lot.quantity + quantity)
      const whole = lot.quantity <= left + dust
      const last = left <= lot.quantity + dust
      const part = whole ? lot.quantity : left
      // The last part takes what is left of a commission, so that the shares add up to it exactly.
      const entryFee = whole ? lot.commission : lot.commission * (part / lot.quantity)
      const exitFee = last ? fee : commission * (part / quantity)
      closed(this.match(lot, part, entryFee + exitFee, price, at, order))
      lot.commission -= entryFee
      lot.quantity -= part
      fee -= exitFee
      left = last ? 0 : left - part
      if (whole) this.drop()
    }
    if (left > 0) this.enter(sign, left, price, fee, at, order)
  }

  /** The lots still open, each marked at the last close (at its own price before any bar). */
  marked(): Match[] {
    const matches: Match[] = []
    for (let i = this.head; i < this.lots.length; i++) {
      const lot = this.lots[i]!
      const known = this.steps > 0
      const price = known ? this.close : lot.price
      matches.push({
        ...this.match(lot, lot.quantity, lot.commission, price, known ? Math.max(this.closeAt, lot.at) : lot.at, -1),
      })
    }
    return matches
  }

  /** Takes an execution out whose lot is still whole; `stays`, what remains charged for it, goes to the lot before. False where it is not. */
  remove(sign: number, quantity: number, price: number, stays: number, order: number): boolean {
    if (this.sign !== sign) return false
    for (let i = this.lots.length - 1; i >= this.head; i--) {
      const lot = this.lots[i]!
      if (lot.order !== order || lot.price !== price || Math.abs(lot.quantity - quantity) > DUST * quantity) continue
      const other = this.lots[i > this.head ? i - 1 : i + 1]
      if (stays !== 0 && other === undefined) return false
      if (other !== undefined) other.commission += stays
      this.lots.splice(i, 1)
      if (this.length === 0) {
        this.lots.length = 0
        this.head = 0
        this.extremes.clear()
      }
      return true
    }
    return false
  }

  private enter(sign: number, quantity: number, price: number, commission: number, at: Micros, order: number): void {
    this.sign = sign
    let high = price
    let low = price
    if (at <= this.openAt) {
      high = Math.max(price, this.high)
      low = Math.min(price, this.low)
    } else if (at <= this.closeAt) {
      high = Math.max(price, this.close)
      low = Math.min(price, this.close)
    }
    const lot = this.spare ?? { quantity, price, commission, at, order, step: 0, bars: 0, high, low }
    this.spare = undefined
    lot.quantity = quantity
    lot.price = price
    lot.commission = commission
    lot.at = at
    lot.order = order
    lot.step = this.steps - 1
    lot.bars = this.bars
    lot.high = high
    lot.low = low
    this.lots.push(lot)
  }

  private match(lot: Lot, quantity: number, commission: number, price: number, at: Micros, order: number): Match {
    let high = Math.max(lot.price, price)
    let low = Math.min(lot.price, price)
    const now = this.steps - 1
    const afterBar = !(at <= this.closeAt) || order === -1
    if (lot.step < now) {
      high = Math.max(high, lot.high, this.extremes.highSince(lot.step + 1))
      low = Math.min(low, lot.low, this.extremes.lowSince(lot.step + 1))
      if (afterBar) {
        high = Math.max(high, this.high)
        low = Math.min(low, this.low)
      } else if (at > this.openAt) {
        high = Math.max(high, this.open)
        low = Math.min(low, this.open)
      }
    } else if (afterBar) {
      high = Math.max(high, lot.high)
      low = Math.min(low, lot.low)
    }
    const { found } = this
    found.sign = this.sign
    found.quantity = quantity
    found.entryAt = lot.at
    found.exitAt = at
    found.entryPrice = lot.price
    found.exitPrice = price
    found.commission = commission
    found.high = high
    found.low = low
    found.bars = this.bars - lot.bars
    found.entryOrder = lot.order
    found.exitOrder = order
    return found
  }

  private drop(): void {
    this.spare = this.lots[this.head]
    this.head++
    if (this.head === this.lots.length) {
      if (this.head === 1) this.lots.pop()
      else this.lots.length = 0
      this.head = 0
      this.extremes.clear()
    } else if (this.head > 1_024 && this.head * 2 > this.lots.length) {
      this.lots.splice(0, this.head)
      this.head = 0
    }
  }
}
