/**
 * Part A, the queue (A0): one list of orders for all instruments, gone through once a step, in the order in which they were accepted. Groups,
 * brackets and validity are part of going through it (A6).
 */
import type { QueueDesk, QueueModel, WorkingOrder } from 'quantdome'
import type { Action, SubmitAction } from '../formats.ts'
import type { CashBook } from './cash-check.ts'
import { isTrailing, keyOf, ocoOf, parentOf, trailTo, validUntil } from './order-plan.ts'
import { complete, ending, isAwake, isOrphan, release, tie, wake, withGroups } from './ties.ts'

export interface OrderRules {
  readonly plans: ReadonlyMap<string, SubmitAction>
  /** Actions of a step. */
  readonly actionsIn: (step: number) => readonly Action[]
  /** Orders are checked in the step after they were sent, and pending only then. */
  readonly isChecked: boolean
}

export const orderQueue =
  (rules: OrderRules): QueueModel =>
  (desk) => {
    const book = desk.account as CashBook
    if (book.ended >= 0) new Cycle(desk, book, rules).run()
  }

/**
 * What a step's script means for groups and brackets, in the order of its actions: orders are tied, and a cancel takes others along. Answers with all that ended.
 * `pending` are the orders that could be cancelled then.
 */
export function replay(book: CashBook, actions: readonly Action[], pending: Set<string>, isChecked: boolean): string[] {
  const ended: string[] = []
  for (const action of actions) {
    const { id, op } = action
    if (op === 'submit') {
      const plan = action as unknown as SubmitAction
      tie(book.ties, id, ocoOf(plan), parentOf(plan))
      if (!isChecked) pending.add(id)
    } else if (op === 'cancel' && pending.delete(id)) {
      ended.push(id)
      for (const mate of ending(book.ties, id, (one) => pending.has(one))) {
        pending.delete(mate)
        ended.push(mate)
      }
    }
  }
  return ended
}

class Cycle {
  private readonly desk: QueueDesk
  private readonly book: CashBook
  private readonly rules: OrderRules
  private readonly working: Map<string, WorkingOrder>

  constructor(desk: QueueDesk, book: CashBook, rules: OrderRules) {
    this.desk = desk
    this.book = book
    this.rules = rules
    this.working = new Map(desk.waiting().map(({ order }) => [keyOf(order), order]))
  }

  run(): void {
    const { book, working } = this
    this.afterActions(book.ended - 1)
    wake(book.ties)
    this.afterCheck()
    for (const key of [...working.keys()]) if (working.has(key)) this.serve(key)
    book.pending = [...working.keys()]
  }

  /** What the last step's cancels took along ended then. */
  private afterActions(step: number): void {
    const { book, rules } = this
    const pending = new Set(book.pending)
    for (const key of replay(book, rules.actionsIn(step), pending, rules.isChecked)) {
      if (!this.working.has(key)) continue
      book.endedIn[key] = step
      this.drop(key)
    }
  }

  /** Orders that were refused for want of money take along what was pending before them. */
  private afterCheck(): void {
    const { book } = this
    for (const key of book.refused) {
      if (isOrphan(book.ties, key)) continue
      const isBefore = (one: string): boolean => this.isPending(one) && book.arrivals[one]! < book.arrivals[key]!
      this.take(ending(book.ties, key, isBefore))
    }
    book.refused = []
  }

  private take(keys: readonly string[]): void {
    for (const key of keys) this.drop(key)
  }

  private drop(key: string): void {
    const order = this.working.get(key)
    if (order === undefined) return
    this.working.delete(key)
    this.desk.cancel(order.orderId)
  }

  private readonly isPending = (key: string): boolean => this.working.has(key)

  /** An order's turn. */
  private serve(key: string): void {
    const { book, desk, working } = this
    const { orderId, symbol, leavesQty } = working.get(key)!
    const now = book.clocks[symbol]!
    const plan = this.rules.plans.get(key)
    if (plan !== undefined) {
      const until = validUntil(plan, book.born[key]!)
      if (until !== undefined && now.at > until) {
        working.delete(key)
        desk.expire(orderId)
        return this.take(ending(book.ties, key, this.isPending))
      }
      if (!isAwake(book.ties, key)) return
      if (plan.type === 'close' && !this.isClosing(key)) {
        book.annotated[key] = now.close
        return
      }
    }
    const wasTriggered = working.get(key)!.triggered
    const traded = desk.turn(orderId)
    if (traded > 0) this.take(release(book.ties, key))
    if (traded === leavesQty) {
      working.delete(key)
      this.take(withGroups(book.ties, complete(book.ties, key), this.isPending))
    } else if (desk.waiting().every(({ order }) => order.orderId !== orderId)) {
      // there was no money for it
      working.delete(key)
      this.take(ending(book.ties, key, this.isPending))
    } else if (plan !== undefined && isTrailing(plan) && !wasTriggered) trailTo(book.trails[key]!, plan, now.close)
  }

  /** A2: an order for the close waits for the end of its session. */
  private isClosing(key: string): boolean {
    const { book, working } = this
    const now = book.clocks[working.get(key)!.symbol]!.at
    return now > book.born[key]! && now >= book.sessionEnds[key]!
  }
}
