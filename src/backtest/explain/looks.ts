/** Gathers the reasons why an order did not trade, event by event: each for itself, and runs of one reason put together. */
import type { NoFillCode } from '../../../actors/broker/index.ts'
import type { VenueUnfilled } from '../../events/index.ts'
import { type Reason, REASONS, type Stretch } from './reasons.ts'

export class Looks {
  readonly reasons: Reason[] = []
  readonly stretches: { -readonly [Key in keyof Stretch]: Stretch[Key] }[] = []
  #isOpen = false

  add(event: VenueUnfilled, after: number): void {
    const { at, symbol, on, facts } = event
    const code = event.code as NoFillCode
    const said = REASONS[code].say(facts)
    // a trade or a quote has one price: it is no low and no high
    const told = on === 'market.bar' ? said : said.replace(/ (?:low|high) (?=[\d-])/, ' ')
    const text = event.text === undefined ? told : `${told}: ${event.text}`
    const reason: Reason = { at, symbol, on, code, facts, text }
    this.reasons.push(reason)
    const last = this.stretches.at(-1)
    if (!this.#isOpen || last === undefined || last.code !== code || last.on !== on) {
      this.stretches.push({ code, on, count: 1, from: at, to: at, after, nearest: reason })
      this.#isOpen = true
      return
    }
    last.count++
    last.to = at
    const { distance } = REASONS[code]
    if (distance !== undefined && distance(facts) < distance(last.nearest.facts)) last.nearest = reason
  }

  /** Something happened to the order: what comes now is another stretch. */
  cut(): void {
    this.#isOpen = false
  }
}
