/**
 * What a real venue does by itself, as commands to a simulated one: from an experiment, a test or a person. They are no part of the wire
 * between venue and client, which sees only the reports that come of them. A command that cannot be done is a `broker.refused`.
 */
import type { RejectCode } from './order.ts'
import type { Micros } from './time.ts'

interface Command {
  readonly at?: Micros
}

/** Takes an execution back. */
export interface VenueBust extends Command {
  readonly type: 'venue.bust'
  readonly execId: string
  /** What stays charged for it, in currency; 0 when left out. */
  readonly commission?: number
}

/** Changes an execution's quantity, price or commission; what is left out stays. */
export interface VenueCorrect extends Command {
  readonly type: 'venue.correct'
  readonly execId: string
  readonly quantity?: number
  readonly price?: number
  readonly commission?: number
}

/** Cancels an order that nobody asked to cancel. */
export interface VenueCancel extends Command {
  readonly type: 'venue.cancel'
  readonly orderId: string
}

/** Changes an order that nobody asked to change. `quantity` is the new total. */
export interface VenueRestate extends Command {
  readonly type: 'venue.restate'
  readonly orderId: string
  readonly quantity?: number
  readonly limitPrice?: number
  readonly stopPrice?: number
  readonly text?: string
}

/** The day is over for an order, or for all that work: a DAY order is closed by it, any other is restated at the next open. */
export interface VenueDoneForDay extends Command {
  readonly type: 'venue.doneForDay'
  readonly orderId?: string
}

/** Stops the trading of one order, and lets it go on. */
export interface VenueSuspend extends Command {
  readonly type: 'venue.suspend' | 'venue.resume'
  readonly orderId: string
}

/** Everything that a venue can be told to do. */
export type VenueCommand = VenueBust | VenueCorrect | VenueCancel | VenueRestate | VenueDoneForDay | VenueSuspend

/** The venue could not do what it was told. */
export interface BrokerRefused {
  readonly type: 'broker.refused'
  readonly at: Micros
  readonly command: VenueCommand['type']
  readonly code: RejectCode | 'unknownExecution' | 'notPossible'
  readonly text: string
  /** What the command named; empty where it did not. */
  readonly orderId: string
  readonly execId: string
}

/** What was done to a message: it was lost, doubled, held back, let past by later ones, refused, or (a request) acknowledged and answered later. */
export type FaultEffect = 'drop' | 'duplicate' | 'delay' | 'reorder' | 'reject' | 'pend'

/** A message between venue and client did not go its usual way. `cause` names the behaviour that was ordered, or `line` while it is down. */
export interface BrokerFault {
  readonly type: 'broker.fault'
  readonly at: Micros
  readonly cause: string
  readonly effect: FaultEffect
  /** Type of the message. */
  readonly event: string
  readonly orderId: string
  readonly execId?: string | undefined
  readonly clOrdId?: string | undefined
}
