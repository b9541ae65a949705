/** Gathers the reasons why an order did not trade, event by event: each for itself, and runs of one reason put together. */
import type { NoFillCode } from '../../../actors/broker/index.ts'
import type { VenueUnfilled } from '../../events/index.ts'
import { type Reason, REASONS, type Stretch } from './reasons.ts'

export class Looks {
  readonly reasons: Reason[] = []
  readonly stretches: { -readonly [Key in keyof Stretch]: Stretch[Key] }[] = []
  /** The stretches that may go on, by the type of their events: trades and quotes come in turns, and tell of different prices. */
  readonly #open = new Map<string, { -readonly [Key in keyof Stretch]: Stretch[Key] }>()

  add(event: VenueUnfilled, after: number): void {
    const { at, symbol, on, facts } = event
    const code = event.code as NoFillCode
    const said = REASONS[code].say(facts)
    // a trade or a quote has one price, which is no low and no high, and a size
    const told =
      on === 'market.bar' ? said : said.replace(/ (?:low|high) (?=[\d-])/, ' ').replace(/the bar's (?=\d)/, '')
    const text = event.text === undefined ? told : `${told}: ${event.text}`
    const reason: Reason = { at, symbol, on, code, facts, text }
    this.reasons.push(reason)
    const last = this.#open.get(on)
    if (last === undefined || last.code !== code) {
      const stretch = { code, on, count: 1, from: at, to: at, after, nearest: reason }
      this.stretches.push(stretch)
      this.#open.set(on, stretch)
      return
    }
    last.count++
    last.to = at
    const { distance } = REASONS[code]
    if (distance !== undefined && distance(facts) < distance(last.nearest.facts)) last.nearest = reason
  }

  /** Something happened to the order: what comes now is another stretch. */
  cut(): void {
    this.#open.clear()
  }
}
