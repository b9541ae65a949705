/** Looks on while a run is made again, and writes down what concerns one order, or one signal. */
import type { Micros, Signal, VenueUnfilled } from '../../events/index.ts'
import type { ActorSystem } from '../../system/index.ts'
import type { Experiment } from '../experiment.ts'
import type { Watcher } from '../run.ts'
import { Causes, chainOf, type Link } from './causes.ts'
import { Looks } from './looks.ts'
import { Relatives } from './relatives.ts'
import { sentence, type Told } from './sentences.ts'
import type { StoryCause, StoryEvent } from './story.ts'

/** What is to be explained: an order by its id, or the n-th signal (from 1) that asks for a trade, as signals.csv counts them. */
export type Subject = { readonly orderId: string } | { readonly signal: number }

export class Witness implements Watcher {
  readonly orders: readonly string[]
  readonly looks = new Looks()
  readonly events: StoryEvent[] = []
  /** Orders that came of the signal. */
  readonly made: string[] = []
  readonly #subject: Subject
  #causes!: Causes
  #sizing = ''
  #signals = 0
  /** The signal in question, once it has been heard of. */
  #signal: Signal | undefined
  /** Events of the chain that have been told already. */
  readonly #told = new Map<object, Micros>()
  #tag: string | undefined
  readonly #relatives: Relatives | undefined

  constructor(subject: Subject) {
    this.#subject = subject
    this.orders = 'orderId' in subject ? [subject.orderId] : []
    this.#relatives = 'orderId' in subject ? new Relatives(subject.orderId) : undefined
  }

  attach(system: ActorSystem, experiment: Experiment): void {
    this.#causes = new Causes(system)
    this.#sizing = experiment.portfolio.sizing?.name ?? 'the sizing model'
    for (const name of system.names) {
      if (name === 'market') continue
      system.tap<Told>(name, '*', (event, now) => this.#heard(name, event, now))
      // what an actor's children say, they say while they handle a message
      system.tap<Told>(`${name}/*`, '*', (event) => void this.#causes.note(system.journal.at(-1)?.to ?? name, event))
    }
  }

  #heard(who: string, event: Told, now: Micros): void {
    const cause = this.#causes.note(who, event)
    this.#relatives?.note(event)
    if (event.type === 'signal' && event.intent !== 'cancel' && event.intent !== 'change')
      this.#count(who, event, now, cause)
    if (event.type === 'venue.unfilled') return this.looks.add(event satisfies VenueUnfilled, this.events.length)
    if (this.#concerns(who, event, cause)) this.#tell(who, event, now, cause)
  }

  #count(who: string, signal: Signal, now: Micros, cause: Link | undefined): void {
    this.#signals++
    if (!('signal' in this.#subject) || this.#subject.signal !== this.#signals) return
    this.#signal = signal
    this.#tell(who, signal, now, cause)
  }

  #concerns(who: string, event: Told, cause: Link | undefined): boolean {
    if (event.type === 'signal' || event.type.startsWith('work.') || isRoutine(event, cause)) return false
    const heard = cause?.event
    if ('signal' in this.#subject) {
      if (heard === undefined || heard !== this.#signal) return false
      if (event.type === 'order.submit' || event.type === 'order.denied') this.made.push(event.orderId)
      return true
    }
    const { orderId } = this.#subject
    if ('orderId' in event) {
      if (event.type === 'order.submit' && event.orderId === orderId) this.#tag = event.tag
      return (
        event.orderId === orderId ||
        this.#isSlice(event, heard, orderId) ||
        ('otherOrderId' in event && event.otherOrderId === orderId) ||
        (event.type === 'order.filled' && who === 'broker' && this.#relatives?.of(event.orderId) !== undefined)
      )
    }
    // what its executions did to the account, and wishes under its tag that came to nothing
    if (event.type.startsWith('position.') || event.type.startsWith('account.'))
      return heard !== undefined && 'orderId' in heard && heard.orderId === orderId
    return event.type === 'signal.refused' && this.#tag !== undefined && event.tag === this.#tag
  }

  /** An algorithm that works the order has made another of a part of it. */
  #isSlice(event: Told, heard: Told | undefined, orderId: string): boolean {
    if (event.type !== 'order.submit' || heard?.type !== 'slice.submit' || heard.parentId !== orderId) return false
    this.#relatives?.add(event.orderId, 'slice')
    return true
  }

  #tell(who: string, event: Told, now: Micros, cause: Link | undefined): void {
    const chain = chainOf(cause)
    // A signal that led to this has a line of its own, before it.
    for (const [index, link] of chain.entries())
      if (link.event.type === 'signal' && !this.#told.has(link.event))
        this.#write(link.from, link.event, chain[index - 1]?.at ?? link.at, chain.slice(0, index))
    this.#write(who, event, now, chain)
  }

  #write(who: string, event: Told, at: Micros, chain: readonly Link[]): void {
    // The portfolio passes a report on as it is: that is a line of its own only where the report took its time.
    const toldAt = this.#told.get(event)
    if (toldAt === at) return
    this.#told.set(event, at)
    this.looks.cut()
    const isConcluded = 'inferred' in event && event.inferred === true
    const text = `${this.#nameOf(event)}${sentence(event, this.#sizer(chain.at(-1)))}`
    this.events.push({
      at,
      who,
      type: event.type,
      text: toldAt === undefined ? (isConcluded ? `concludes: ${text}` : text) : `hears: ${text}`,
      event,
      causes: chain.map((link) => this.#cause(link)),
    })
  }

  /** Another order's events say whose they are. */
  #nameOf(event: Told): string {
    if (!('orderId' in event) || event.type === 'venue.ambiguity' || event.type === 'order.submit') return ''
    const relation = this.#relatives?.of(event.orderId)
    return relation === undefined ? '' : `${event.orderId} (${relation}): `
  }

  /** Who said how large an order is. */
  #sizer(cause: Link | undefined): string {
    const signal = cause?.event
    if (signal?.type !== 'signal') return this.#sizing
    return signal.quantity === undefined && signal.weight === undefined ? this.#sizing : 'the signal itself'
  }

  #cause({ at, from, event }: Link): StoryCause {
    return { at, who: from, type: event.type, text: sentence(event, this.#sizing) }
  }
}

const QUESTIONS: ReadonlySet<string> = new Set(['order.statusRequest', 'order.massStatusRequest', 'order.status'])

/** Asked and answered at the end of every day. Where something came of it, it is told as its cause. */
const isRoutine = (event: Told, cause: Link | undefined): boolean =>
  QUESTIONS.has(event.type) && chainOf(cause)[0]?.event.type === 'market.session'
