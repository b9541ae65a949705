/** Where a series of bars has holes: counted in trading days between days, in bars within a day. */
import type { Micros } from '../events/index.ts'
import type { MarketCalendar } from './calendar.ts'
import type { Period } from './period.ts'
import { DAY, HOUR } from './zone.ts'

/** A hole between two bars. */
export interface Gap {
  /** Times of the bars on both sides. */
  readonly from: Micros
  readonly to: Micros
  /** What is missing between them. */
  readonly missing: number
  readonly unit: 'days' | 'bars'
}

/** 0 is Sunday. Day 0 was a Thursday. */
const weekdayOf = (day: number) => (((day + 4) % 7) + 7) % 7

/** Collects the distances between bars of one symbol that are longer than usual; what of them is a hole shows only at the end. */
export class GapFinder {
  readonly #period: Period
  readonly #calendar: MarketCalendar
  readonly #from: number[] = []
  readonly #to: number[] = []
  #last = Number.NaN
  #hours = 0
  #weekdays = 0

  constructor(period: Period, calendar: MarketCalendar) {
    this.#period = period
    this.#calendar = calendar
  }

  /** Takes the next bar. */
  add(at: Micros): void {
    const { unit, length } = this.#period
    const usual = unit === 'time' ? length * 1.5 : DAY * 1.5
    if (at - this.#last > usual) {
      this.#from.push(this.#last)
      this.#to.push(at)
    }
    this.#last = at
    const local = this.#calendar.zone.toLocal(at - 1)
    this.#hours |= 1 << Math.floor((((local % DAY) + DAY) % DAY) / HOUR)
    this.#weekdays |= 1 << weekdayOf(Math.floor(local / DAY))
  }

  /** All holes, in order of time. */
  gaps(): Gap[] {
    const { unit } = this.#period
    if (unit !== 'time' && unit !== 'day') return []
    return this.#from.flatMap((from, index) => this.#gap(from, this.#to[index]!) ?? [])
  }

  #gap(from: Micros, to: Micros): Gap | undefined {
    const [first, last] = [this.#calendar.dayOf(from), this.#calendar.dayOf(to)]
    const { unit, length } = this.#period
    const aroundTheClock = this.#hours === 0xff_ffff
    if (unit === 'time' && (first === last || (aroundTheClock && last === first + 1))) {
      const missing = Math.round((to - from) / length) - 1
      return missing > 0 ? { from, to, missing, unit: 'bars' } : undefined
    }
    let missing = 0
    for (let day = first + 1; day < last; day++) {
      if (this.#weekdays & (1 << weekdayOf(day))) missing += 1
    }
    return missing > 0 ? { from, to, missing, unit: 'days' } : undefined
  }
}
