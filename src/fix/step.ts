/** What a trace is made of: scenarios, each a sequence of messages about orders, from whatever file they come. */
import type { LifecycleProfile } from '../../actors/order/index.ts'
import { EXEC_TYPE_WORDS } from './words.ts'
import type { ExecType, Micros, OrderType, OrdStatus, Side, TimeInForce } from '../events/index.ts'

/** `remark`: nothing was sent; something happened outside the messages, such as an order by telephone. */
export type MessageKind =
  | 'newOrder'
  | 'cancelRequest'
  | 'replaceRequest'
  | 'statusRequest'
  | 'execution'
  | 'cancelReject'
  | 'remark'

/** What a report says of the order as a whole. It is only ever compared with what the lifecycle computes. */
export interface Totals {
  readonly ordStatus?: OrdStatus
  readonly orderQty?: number
  readonly cumQty?: number
  readonly leavesQty?: number
  readonly avgPx?: number
}

/** One message, reduced to what an order's life depends on. Quantities in units, prices as quoted. */
export interface Step {
  /** Its index in the scenario. */
  readonly step: number
  /** Line of the log it stands in. */
  readonly line?: number
  readonly kind: MessageKind
  /** When it was said; only its order against other times matters. */
  readonly at: Micros
  readonly clOrdId?: string
  readonly origClOrdId?: string
  readonly execType?: ExecType
  readonly execId?: string
  readonly execRefId?: string
  readonly orderQty?: number
  readonly cashOrderQty?: number
  readonly lastQty?: number
  readonly lastPx?: number
  readonly limitPrice?: number
  readonly stopPrice?: number
  readonly transactTime?: Micros
  readonly side?: Side
  readonly symbol?: string
  readonly orderType?: OrderType
  readonly timeInForce?: TimeInForce
  readonly dayOrderQty?: number
  readonly dayCumQty?: number
  /** A restatement because of a corporate action, such as a split. */
  readonly isCorporateAction?: boolean
  /** A rejection because the order had been received before. */
  readonly isDuplicateOrder?: boolean
  /** A Cancel Reject that says it answers a replace, or a cancel. */
  readonly rejects?: 'cancel' | 'replace'
  /** Sent again by the session (PossDupFlag): the receiver ignores what it has had. */
  readonly possDup?: boolean
  /** A branch that the following steps do not continue. */
  readonly isAlternative?: boolean
  readonly comment?: string
  readonly stated: Totals
}

/** A story of one or a few orders. */
export interface Scenario {
  readonly id: string
  readonly title: string
  readonly profile: LifecycleProfile
  readonly steps: readonly Step[]
}

/** The message as the specification writes it: `Execution(Y,X) Trade 2000 @ 50.1`. */
export function messageText(step: Step): string {
  if (step.kind === 'remark') return step.comment === undefined || step.comment === '' ? '-' : `(${step.comment})`
  const ids = [step.clOrdId, step.origClOrdId].filter((id) => id !== undefined).join(',')
  const name = ids === '' ? NAMES[step.kind] : `${NAMES[step.kind]}(${ids})`
  const words = [name]
  if (step.execType !== undefined) words.push(EXEC_TYPE_WORDS[step.execType])
  const quantity = step.kind === 'execution' ? step.lastQty : step.orderQty
  if (quantity !== undefined && quantity !== 0) words.push(String(quantity))
  const price = step.kind === 'execution' ? step.lastPx : step.limitPrice
  if (price !== undefined && price !== 0) words.push(`@ ${price}`)
  return words.join(' ')
}

const NAMES: Readonly<Record<Exclude<MessageKind, 'remark'>, string>> = {
  newOrder: 'New Order',
  cancelRequest: 'Cancel Request',
  replaceRequest: 'Replace Request',
  statusRequest: 'Status Request',
  execution: 'Execution',
  cancelReject: 'Cancel Reject',
}
