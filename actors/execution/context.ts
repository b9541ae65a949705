/** What the desk is given, and what it keeps. */
import type { Micros, OrderCanceled } from '../../src/events/index.ts'
import { type OrderRecord, RENEWAL } from '../order/index.ts'

export interface DeskInput {
  /** Its name in the system, `execution` when left out: the `owner` of order violations. */
  readonly name?: string
  /** Names of the algorithms there are. */
  readonly algorithms: readonly string[]
  /** Virtual time. */
  readonly now: () => Micros
}

/** An instance of a class, so that immer leaves it alone. */
export class DeskConfig {
  readonly name: string
  readonly algorithms: readonly string[]
  readonly now: () => Micros
  constructor(input: DeskInput) {
    this.name = input.name ?? 'execution'
    this.algorithms = input.algorithms
    this.now = input.now
  }
}

/** How an order ends that is not filled: canceled for this reason, or expired; empty while it is being worked. */
export type Ending = '' | 'expired' | OrderCanceled['reason']

/** An order that an algorithm works. */
export interface Parent {
  /** Its lifecycle: the desk is the venue to the portfolio. */
  record: OrderRecord
  ending: Ending
  /** Its child orders, open and closed, by id: the desk is the client to the venue. */
  children: Record<string, OrderRecord>
  /** Child of each tag, the newest. */
  tags: Record<string, string>
  requests: number
  /**
   * Of children whose status was told: up to when, and how much of them was executed by then. What is reported of before is known; what is reported of
   * that instant, where the status told of executions that were news.
   */
  synced: Record<string, { at: Micros; cumQty: number; isNews: boolean }>
  /** When the newest report was made that was heard of a child. A status of before says less than is known. */
  heard: Record<string, Micros>
  /** When it was last said how the order stands: what is heard later was not in it, whenever it was made. */
  told: Micros
  /** What the portfolio has asked about it and is not told yet, by ClOrdID: the answer waits for those of the children. */
  questions: Record<string, { statusReqId: string }>
  /** Children that were asked about for it and have not been told of. */
  unanswered: Record<string, true>
  /** Something that was executed of a child did not fit into the order, and is not in it. */
  lacks: boolean
}

export interface DeskContext {
  readonly config: DeskConfig
  parents: Map<string, Parent>
  /** Orders that are over, at most two generations: an execution may still be taken back. */
  past: Map<string, Parent>
  pastBefore: Map<string, Parent>
  /** Reports made so far. */
  reports: number
}

export const openDesk = (input: DeskInput): DeskContext => ({
  config: new DeskConfig(input),
  parents: new Map(),
  past: new Map(),
  pastBefore: new Map(),
  reports: 0,
})

/** An order that an algorithm works or has worked, as long as it is remembered. */
export const parentOf = (context: DeskContext, orderId: string): Parent | undefined =>
  context.parents.get(orderId) ?? context.past.get(orderId) ?? context.pastBefore.get(orderId)

/** The parent of a child order by the child's id. */
export const parentOfChild = (context: DeskContext, childId: string): Parent | undefined =>
  parentOf(context, childId.slice(0, Math.max(0, childId.lastIndexOf('-'))))

export function retire(context: DeskContext, orderId: string): void {
  const parent = context.parents.get(orderId)
  if (parent === undefined) return
  context.parents.delete(orderId)
  if (context.past.size >= RENEWAL) {
    context.pastBefore = context.past
    context.past = new Map()
  }
  context.past.set(orderId, parent)
}

export const nextExecId = (context: DeskContext): string => `x-${++context.reports}`
