/**
 * What led to what. Whenever an actor says something, the message that it is just handling is the cause. That is kept for as long as what
 * was said is still on its way or remembered, by the identity of the event, so a run of any length is followed in little memory.
 */
import type { ActorSystem } from '../../system/index.ts'
import type { Micros } from '../../events/index.ts'
import type { Told } from './sentences.ts'

/** A message as its receiver handled it, and what had led to it. */
export interface Link {
  readonly at: Micros
  readonly from: string
  readonly to: string
  readonly event: Told
  readonly cause: Link | undefined
  readonly depth: number
}

/** Where strategies and venue answer each other without a bar between, a chain could go on for ever. */
const DEPTH = 40

export class Causes {
  readonly #system: ActorSystem
  /** By who said it: what one actor passes on unchanged is the same event said twice. */
  readonly #said = new Map<string, WeakMap<object, Link>>()
  /** The last link made, for everything said while one message is handled. */
  #present: Link | undefined

  /** `system` keeps a journal of the present. */
  constructor(system: ActorSystem) {
    this.#system = system
  }

  /** The message that `who` is handling now. */
  present(who: string): Link | undefined {
    const entry = this.#system.journal.at(-1)
    if (entry === undefined || entry.to !== who) return undefined
    const event = entry.event as Told
    const known = this.#present
    if (known !== undefined && known.event === event && known.to === who && known.at === entry.at) return known
    // A chain begins with what the market said.
    const cause = entry.from === 'market' ? undefined : this.#said.get(entry.from)?.get(event)
    const isWhole = cause === undefined || cause.depth < DEPTH
    this.#present = {
      at: entry.at,
      from: entry.from,
      to: who,
      event,
      cause: isWhole ? cause : undefined,
      depth: isWhole ? (cause?.depth ?? 0) + 1 : 1,
    }
    return this.#present
  }

  /** `who` says `event` now. */
  note(who: string, event: object): Link | undefined {
    const link = this.present(who)
    if (link === undefined) return undefined
    let said = this.#said.get(who)
    if (said === undefined) this.#said.set(who, (said = new WeakMap()))
    said.set(event, link)
    return link
  }
}

/** The links up to this one, the first cause first. */
export function chainOf(link: Link | undefined): Link[] {
  const chain: Link[] = []
  for (let each = link; each !== undefined; each = each.cause) chain.unshift(each)
  return chain
}
