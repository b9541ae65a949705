/**
 * What the parts of an execution say to each other. A worker (one algorithm at work on one order) asks for slices; the desk makes child orders of them
 * and tells what becomes of those; the pool begins and ends workers.
 */
import type {
  Instructions,
  MarketEvent,
  OrderDuplicate,
  OrderRequest,
  OrderSubmit,
  OrderViolation,
  StatusRequest,
  VenueReport,
} from '../../src/events/index.ts'

/** How a slice is to be worked. What is left out is its parent's: a market order, or a limit order at the parent's limit. */
export type SliceInstructions = Omit<
  Instructions,
  'children' | 'childLink' | 'activation' | 'link' | 'linkType' | 'algorithm'
>

/** A worker wants a child order. */
export interface SliceSubmit extends SliceInstructions {
  readonly type: 'slice.submit'
  readonly parentId: string
  readonly quantity: number
  /** The worker's name for it, by which it can be canceled and changed; that of an order that has ended is free again. */
  readonly tag: string
}

export interface SliceCancel {
  readonly type: 'slice.cancel'
  readonly parentId: string
  readonly tag: string
}

/** `quantity` is the slice's new total, executions included. */
export interface SliceChange {
  readonly type: 'slice.change'
  readonly parentId: string
  readonly tag: string
  readonly quantity?: number
  readonly limitPrice?: number
}

export type SliceRequest = SliceSubmit | SliceCancel | SliceChange

/** Why the desk made no order of a slice. */
export type SliceRefusalCode =
  | 'parentOver'
  | 'tooMuch'
  | 'invalidQuantity'
  | 'beyondLimit'
  | 'duplicateTag'
  | 'unknownTag'

/** The desk made no order of a slice, or did not change one. */
export interface SliceRefused {
  readonly type: 'slice.refused'
  readonly parentId: string
  readonly tag: string
  readonly code: SliceRefusalCode
  readonly text: string
  readonly facts: Readonly<Record<string, number>>
}

/** The client has changed the order: its new total, executions included, and its limit. */
export interface ParentChanged {
  readonly type: 'parent.changed'
  readonly parentId: string
  readonly quantity: number
  readonly limitPrice?: number | undefined
}

/** What a worker hears beside the market: what becomes of its slices, under their tags, and of its parent. */
export type WorkerNews = VenueReport | SliceRefused | ParentChanged

/** From the desk to the pool. */
export interface WorkBegin {
  readonly type: 'work.begin'
  readonly orderId: string
  readonly algorithm: string
  readonly parent: OrderSubmit
}
export interface WorkEnd {
  readonly type: 'work.end'
  readonly orderId: string
}
export interface WorkNews {
  readonly type: 'work.news'
  readonly orderId: string
  readonly news: WorkerNews
}
/** From the pool to the desk: a worker has come to its end. */
export interface WorkDone {
  readonly type: 'work.done'
  readonly orderId: string
}

export type DeskIncoming = OrderRequest | StatusRequest | VenueReport | SliceRequest | WorkDone | MarketEvent
export type DeskEmitted =
  | OrderRequest
  | StatusRequest
  | VenueReport
  | OrderViolation
  | OrderDuplicate
  | WorkBegin
  | WorkEnd
  | WorkNews
export type Emit = (event: DeskEmitted) => void

/** What an order needs to be named by. */
type Parent = Pick<OrderSubmit, 'orderId'>

/** Asks for a child order of so many units: `emit(({ context }) => slice(context.parent, { quantity: 10, tag: 'first' }))`. */
export const slice = (
  { orderId }: Parent,
  how: SliceInstructions & { readonly quantity: number; readonly tag: string },
): SliceSubmit => ({ type: 'slice.submit', parentId: orderId, ...how })

/** Asks to cancel a slice. */
export const cancelSlice = ({ orderId }: Parent, tag: string): SliceCancel => ({
  type: 'slice.cancel',
  parentId: orderId,
  tag,
})

/** Asks to change a slice's quantity or limit. */
export const changeSlice = (
  { orderId }: Parent,
  tag: string,
  how: { readonly quantity?: number; readonly limitPrice?: number },
): SliceChange => ({ type: 'slice.change', parentId: orderId, tag, ...how })
