/**
 * The pending timers of one actor by their ids, so that cancelling one, or all when the actor stops, costs what the actor has and not
 * what the system has. Most actors have one or a few: the first has a place of its own, the next a short list, past which a map takes over.
 */
import type { Token } from './heap.ts'

const SHORT = 8

export class OwnTimers {
  /** The only timer, while there is one and no list. */
  #soleId: string | null = null
  #soleToken: Token = 0.5
  #ids: string[] = []
  #tokens: Token[] = []
  #byId: Map<string, Token | Token[]> | null = null
  #unnamed = 0

  /** An id for a timer that was given none. */
  nextId(): string {
    return `timer:${++this.#unnamed}`
  }

  add(id: string, token: Token): void {
    if (this.#byId === null) {
      if (this.#soleId === null && this.#ids.length === 0) {
        this.#soleId = id
        this.#soleToken = token
        return
      }
      this.#list()
      if (this.#ids.length < SHORT) {
        this.#ids.push(id)
        this.#tokens.push(token)
        return
      }
      this.#byId = new Map()
      for (let i = 0; i < SHORT; i++) this.add(this.#ids[i] as string, this.#tokens[i] as Token)
      this.#ids.length = 0
      this.#tokens.length = 0
    }
    const present = this.#byId.get(id)
    if (present === undefined) this.#byId.set(id, token)
    else if (typeof present === 'number') this.#byId.set(id, [present, token])
    else present.push(token)
  }

  /** The only timer becomes one of a list. */
  #list(): void {
    if (this.#soleId === null) return
    this.#ids.push(this.#soleId)
    this.#tokens.push(this.#soleToken)
    this.#soleId = null
  }

  /** A timer has fired. */
  remove(id: string, token: Token): void {
    if (this.#soleId !== null) {
      if (this.#soleToken === token) this.#soleId = null
      return
    }
    if (this.#byId === null) {
      const tokens = this.#tokens
      for (let i = 0; i < tokens.length; i++) {
        if (tokens[i] !== token) continue
        const lastId = this.#ids.pop() as string
        const lastToken = tokens.pop() as Token
        if (i < tokens.length) {
          this.#ids[i] = lastId
          tokens[i] = lastToken
        }
        return
      }
      return
    }
    const present = this.#byId.get(id)
    if (present === token) this.#byId.delete(id)
    else if (Array.isArray(present)) {
      const rest = present.filter((other) => other !== token)
      if (rest.length === 0) this.#byId.delete(id)
      else this.#byId.set(id, rest)
    }
  }

  /** Forgets the timers of this id and returns their tokens. */
  take(id: string): Token[] {
    this.#list()
    if (this.#byId !== null) {
      const present = this.#byId.get(id)
      if (present === undefined) return []
      this.#byId.delete(id)
      return typeof present === 'number' ? [present] : present
    }
    const taken = this.#tokens.filter((_, i) => this.#ids[i] === id)
    for (const token of taken) this.remove(id, token)
    return taken
  }

  /** Forgets all timers and returns their tokens. */
  takeAll(): Token[] {
    this.#list()
    const taken = this.#byId === null ? this.#tokens : [...this.#byId.values()].flat()
    this.#byId = null
    this.#ids = []
    this.#tokens = []
    return taken
  }
}
