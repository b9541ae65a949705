/** What went wrong, counted by kind and code, with the first case of each as an example. */
import type { Micros } from '../../events/index.ts'

/**
 * - `refused`: the portfolio made no order of a signal;
 * - `denied`: its risk check kept an order at home;
 * - `rejected`: the venue refused an order, a cancel or a replace;
 * - `violation`: an event that was not legal in the order's state;
 * - `marginCall`: the account's equity fell below what it had to be;
 * - `ambiguity`: what happened on a bar depends on the order of its prices, which it does not say;
 * - `fault`: a message between portfolio and venue went astray, or a command to the venue could not be done;
 * - `uncertain`: the portfolio does not know how an order stands.
 */
export type IncidentKind =
  | 'refused'
  | 'denied'
  | 'rejected'
  | 'violation'
  | 'marginCall'
  | 'ambiguity'
  | 'fault'
  | 'uncertain'

export interface Incident {
  readonly kind: IncidentKind
  readonly code: string
  readonly count: number
  readonly firstAt: Micros
  readonly lastAt: Micros
  /** What the first of them said. */
  readonly example: string
}

/** Bounded by the number of different codes, not by the number of cases. */
export class Incidents {
  private readonly byCode = new Map<string, { -readonly [K in keyof Incident]: Incident[K] }>()

  add(kind: IncidentKind, code: string, at: Micros, text: string): void {
    const key = `${kind} ${code}`
    const known = this.byCode.get(key)
    if (known === undefined) {
      this.byCode.set(key, { kind, code, count: 1, firstAt: at, lastAt: at, example: text })
      return
    }
    known.count++
    known.lastAt = at
  }

  count(kind: IncidentKind): number {
    let count = 0
    for (const incident of this.byCode.values()) if (incident.kind === kind) count += incident.count
    return count
  }

  /** Most frequent first; equal ones in the order of their first case. */
  list(): Incident[] {
    return [...this.byCode.values()].map((incident) => ({ ...incident })).sort((a, b) => b.count - a.count)
  }
}
