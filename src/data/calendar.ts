/** Trading sessions by the clock: every local date has one session, with the same hours. */
import type { Session, SessionCalendar } from '../../actors/market/feed.ts'
import type { Micros } from '../events/index.ts'
import { dataError } from './fault.ts'
import type { TimeZone } from './zone.ts'
import { DAY, HOUR, MINUTE, SECOND } from './zone.ts'

/**
 * Hours of a session in local time, `HH:MM` or `HH:MM:SS`; `24:00` is the midnight that ends the day. A close that is not after
 * the open (futures: 18:00 to 17:00) means that the session opens on the evening before the day it belongs to.
 */
export interface SessionHours {
  readonly open: string
  readonly close: string
}

/** The whole local day, midnight to midnight. */
export const CONTINUOUS: SessionHours = { open: '00:00', close: '24:00' }

/** The hours that rows with nothing but a date are given where nothing else is said. */
export const DAY_SESSION: SessionHours = { open: '09:30', close: '16:00' }

/**
 * A calendar of equal sessions, one for every local date. It knows no holidays: a day without data is a day on which nothing is
 * asked of it. What lies outside the hours belongs to the session of its date (of the next close, where sessions span midnight).
 */
export class MarketCalendar implements SessionCalendar {
  readonly zone: TimeZone
  readonly hours: SessionHours
  readonly #open: number
  readonly #close: number
  /** Local time of day at which a trading day begins and ends. */
  readonly #edge: number
  #session: Session = { day: Number.NaN, openAt: Number.NaN, closeAt: Number.NaN }
  #after = Number.NaN
  #until = Number.NaN

  constructor(zone: TimeZone, hours: SessionHours) {
    this.zone = zone
    this.hours = hours
    this.#open = timeOfDay(hours.open, 'open')
    this.#close = timeOfDay(hours.close, 'close')
    const overnight = this.#close <= this.#open
    this.#edge = overnight ? this.#close : 0
    if (overnight) this.#open -= DAY
  }

  sessionOf(at: Micros): Session {
    if (at > this.#after && at <= this.#until) return this.#session
    const day = this.dayOf(at)
    this.#after = this.startOf(day)
    this.#until = this.startOf(day + 1)
    this.#session = { day, openAt: this.openOf(day), closeAt: this.closeOf(day) }
    return this.#session
  }

  /** The trading day an instant belongs to, as days since the epoch. A day ends with its last instant: midnight belongs to the day before. */
  dayOf(at: Micros): number {
    const local = this.zone.toLocal(at - 1) - this.#edge
    return Math.floor(local / DAY) + (this.#edge === 0 ? 0 : 1)
  }

  /** The instant after which a trading day begins. */
  startOf(day: number): Micros {
    return this.zone.fromLocal((this.#edge === 0 ? day : day - 1) * DAY + this.#edge)
  }

  /** When the session of a day opens. */
  openOf(day: number): Micros {
    return this.zone.fromLocal(day * DAY + this.#open)
  }

  /** When the session of a day closes. */
  closeOf(day: number): Micros {
    return this.zone.fromLocal(day * DAY + this.#close)
  }
}

function timeOfDay(text: string, which: 'open' | 'close'): number {
  const match = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text)
  const time =
    match === null ? Number.NaN : Number(match[1]) * HOUR + Number(match[2]) * MINUTE + Number(match[3] ?? 0) * SECOND
  if (time >= 0 && time <= (which === 'close' ? DAY : DAY - SECOND) && Number(match?.[2]) < 60) return time
  throw dataError(
    'badOption',
    `session.${which} is "${text}"; it must be a time of day such as 09:30, local to the market.`,
    {
      value: text,
    },
  )
}
