/**
 * The orders that an order is tied to: its parent, and those of its group. Their executions are a part of its story. Groups are remembered only
 * while one of their orders may still be followed by another, so their number does not grow with the run.
 */
import type { OrderSubmit } from '../../events/index.ts'
import type { Told } from './sentences.ts'

/** What another order is to the one in question. */
export type Relation = 'parent' | 'child' | 'linked' | 'slice'

export class Relatives {
  readonly #orderId: string
  readonly #relations = new Map<string, Relation>()
  /** Orders of groups that are open, by the group, and the other way round. */
  readonly #groups = new Map<string, string[]>()
  readonly #groupOf = new Map<string, string>()
  #link: string | undefined

  constructor(orderId: string) {
    this.#orderId = orderId
  }

  /** What the order of an event is to the one in question; `undefined` for a stranger. */
  of(orderId: string): Relation | undefined {
    return this.#relations.get(orderId)
  }

  add(orderId: string, relation: Relation): void {
    this.#relations.set(orderId, relation)
  }

  /** To be told of everything that is said of orders. */
  note(event: Told): void {
    if (event.type === 'order.submit') this.#submitted(event)
    else if ('leavesQty' in event && event.leavesQty === 0) this.#forget(event.orderId)
  }

  #submitted({ orderId, parentId, linkId }: OrderSubmit): void {
    if (orderId === this.#orderId) {
      this.#link = linkId
      if (parentId !== undefined) this.#relations.set(parentId, 'parent')
      for (const other of (linkId === undefined ? undefined : this.#groups.get(linkId)) ?? [])
        this.#relations.set(other, 'linked')
      return
    }
    if (parentId === this.#orderId) this.#relations.set(orderId, 'child')
    if (linkId === undefined) return
    if (linkId === this.#link) this.#relations.set(orderId, 'linked')
    this.#groups.set(linkId, [...(this.#groups.get(linkId) ?? []), orderId])
    this.#groupOf.set(orderId, linkId)
  }

  #forget(orderId: string): void {
    const linkId = this.#groupOf.get(orderId)
    if (linkId === undefined) return
    for (const other of this.#groups.get(linkId) ?? []) this.#groupOf.delete(other)
    this.#groups.delete(linkId)
  }
}
