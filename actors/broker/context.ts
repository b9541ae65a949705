/** What a venue is given, and what it keeps. */
import type {
  BrokerConnection,
  BrokerFault,
  BrokerRefused,
  MarketBar,
  MarketEvent,
  Micros,
  OrderRequest,
  OrderDuplicate,
  OrderViolation,
  SessionPhase,
  StatusRequest,
  VenueCommand,
  VenueAmbiguity,
  VenueReport,
  VenueUnfilled,
} from '../../src/events/index.ts'
import type { OrderRecord } from '../order/index.ts'
import {
  type BrokerLine,
  type BrokerRelease,
  type LineFault,
  type LineTerms,
  openPlan,
  type PlanState,
  type Reaction,
} from './behaviour.ts'
import { type Book, openBook, type Place, type Used } from './book.ts'
import type { Entry } from './entries.ts'
import { type CommissionModel, noCommission } from './models/commission.ts'
import type { AnyCreditModel } from './models/credit.ts'
import { fillOnTicks, type TickFillModel } from './models/fill-ticks.ts'
import { type FillModel, fillOnBars, type LimitFill } from './models/fill.ts'
import type { Instrument } from './models/questions.ts'
import type { QueueModel } from './models/queue.ts'
import { openTies, type OrderTies, type Ties } from './ties.ts'
import type { PathPolicy } from './path.ts'
import { noSlippage, type SlippageModel } from './models/slippage.ts'
import { unlimitedVolume, type VolumeModel } from './models/volume.ts'
import { Watch } from './watch.ts'

/** When an order may trade for the first time. */
export type FillTiming = 'next-open' | 'same-close'

export interface BrokerInput {
  /** Its name in the system, `broker` when left out: the `owner` of order violations. */
  readonly name?: string
  /** Virtual time. Left out, the time of the event that is being handled, which is right only without latency. */
  readonly now?: () => Micros
  /** Every symbol there is data of; orders for others are rejected. Left out, a symbol is known from its first bar on. */
  readonly symbols?: readonly string[]
  /** Ticks, lots and multipliers, by symbol. */
  readonly instruments?: Readonly<Record<string, Instrument>>
  /** Default `fillOnBars()`. */
  readonly fill?: FillModel
  /** Fill rule on trades and quotes. Default `fillOnTicks`. */
  readonly fillTicks?: TickFillModel
  /** Default `unlimitedVolume`. */
  readonly volume?: VolumeModel
  /** Default `noSlippage`. */
  readonly slippage?: SlippageModel
  /** Default `noCommission`. */
  readonly commission?: CommissionModel
  /** Default none: every order is good for its money. */
  readonly credit?: AnyCreditModel
  /** Default: whoever was there first is served first (`oldestFirst` says it as a model). With a model every bar costs a look at every order. */
  readonly queue?: QueueModel
  /** `next-open` (the default): an order trades on bars that open after it came. `same-close`: one that comes with a bar's close may trade at that close. */
  readonly timing?: FillTiming
  /** In which order the prices of a bar are taken to have come. Default: no assumption, and the rules of `fillOnBars` do without. */
  readonly path?: PathPolicy
  /** A stop that the last price is already beyond: `reject` it (the default), or let it `trigger` on its first bar. */
  readonly wrongSideStop?: 'reject' | 'trigger'
  /** What happens to working orders when the line drops: `keep` (the default) or `cancel`. */
  readonly onDisconnect?: 'keep' | 'cancel'
  /** What happens to messages while it is down: see `LineTerms`. */
  readonly whileDown?: Pick<LineTerms, 'reports' | 'requests'>
  /** At the close every order that outlives the day is done for the day, and is restated at the next open. Default: it just goes on working. */
  readonly overnight?: 'work' | 'doneForDay'
  /** How the venue and its line misbehave: `dropReports({ nth: 3 })`. */
  readonly behaviours?: readonly (LineFault | Reaction)[]
  /** Random numbers from 0 to below 1, for behaviours that happen with a probability. Left out, every number is 0. */
  readonly chance?: () => number
  /** What a dividend does to buy limits and sell stops: `keep` them (the default), or `reduce` them by it. */
  readonly onDividend?: 'keep' | 'reduce'
  /** Random numbers from 0 to below 1, for models that want them. Left out, every number is 0. */
  readonly random?: () => number
  /** Orders of which it says on every event why they did not trade: of one that is being explained. */
  readonly watch?: readonly string[] | undefined
  /** Begins the ids of its reports, `e-` when left out; two venues of one run need two. */
  readonly execIdPrefix?: string
}

/** The fixed part of a venue. An instance of a class, so that immer leaves it alone. */
export class VenueRules {
  readonly name: string
  readonly now: (() => Micros) | undefined
  readonly symbols: readonly string[]
  readonly instruments: ReadonlyMap<string, Instrument>
  readonly fill: FillModel
  readonly fillTicks: TickFillModel
  readonly volume: VolumeModel
  readonly slippage: SlippageModel
  readonly commission: CommissionModel
  readonly credit: AnyCreditModel | undefined
  readonly queue: QueueModel | undefined
  readonly timing: FillTiming
  readonly path: PathPolicy | undefined
  readonly limits: LimitFill
  readonly wrongSideStop: 'reject' | 'trigger'
  readonly line: { readonly [Key in keyof LineTerms]-?: NonNullable<LineTerms[Key]> }
  readonly overnight: 'work' | 'doneForDay'
  readonly behaviours: readonly (LineFault | Reaction)[]
  readonly chance: () => number
  readonly onDividend: 'keep' | 'reduce'
  readonly random: () => number
  readonly execIdPrefix: string
  readonly watch: Watch | undefined
  constructor(input: BrokerInput) {
    this.name = input.name ?? 'broker'
    this.now = input.now
    this.symbols = input.symbols ?? []
    this.instruments = new Map(
      Object.entries(input.instruments ?? {}).map(([symbol, instrument]) => [symbol, checked(symbol, instrument)]),
    )
    this.fill = input.fill ?? fillOnBars()
    this.fillTicks = input.fillTicks ?? fillOnTicks
    this.volume = input.volume ?? unlimitedVolume
    this.slippage = input.slippage ?? noSlippage
    this.commission = input.commission ?? noCommission
    this.credit = input.credit
    this.queue = input.queue
    this.timing = input.timing ?? 'next-open'
    this.path = input.path
    this.limits = this.fill.limits ?? 'touch'
    if (this.path !== undefined && this.fill.reach === undefined)
      throw new RangeError('broker: a path needs a fill model that says how far a bar reaches: see withReach')
    this.wrongSideStop = input.wrongSideStop ?? 'reject'
    this.line = {
      working: input.onDisconnect ?? 'keep',
      reports: input.whileDown?.reports ?? 'hold',
      requests: input.whileDown?.requests ?? 'reject',
    }
    this.overnight = input.overnight ?? 'work'
    this.behaviours = input.behaviours ?? []
    this.chance = input.chance ?? noChance
    this.onDividend = input.onDividend ?? 'keep'
    this.random = input.random ?? noChance
    this.execIdPrefix = input.execIdPrefix ?? 'e-'
    this.watch = input.watch === undefined ? undefined : new Watch(input.watch)
  }
}

const noChance = (): number => 0

/** The terms of an instrument, if they make sense. A lot of 0 means what it means to the portfolio: any size will do. */
function checked(symbol: string, instrument: Instrument): Instrument {
  const { lot, ...rest } = instrument
  const terms: Instrument = lot === undefined || lot === 0 ? rest : { ...rest, lot }
  for (const part of ['tick', 'lot', 'multiplier'] as const) {
    const value = terms[part]
    if (value !== undefined && !(value > 0 && Number.isFinite(value)))
      throw new RangeError(`broker: the ${part} of ${symbol} must be a number above 0, not ${value}`)
  }
  return terms
}

const PLAIN_INSTRUMENT: Instrument = Object.freeze({})

/** The terms of a symbol; those of a symbol nobody described are free. */
export const instrumentOf = (rules: VenueRules, symbol: string): Instrument =>
  rules.instruments.get(symbol) ?? PLAIN_INSTRUMENT

/** The venue's own record of a working order. */
export interface VenueOrder extends OrderTies {
  /** Its lifecycle, and in its context the order itself. */
  record: OrderRecord
  /** Time priority: lower is served first. */
  seq: number
  /** It is worked on bars that open at this time or later. */
  activeFrom: Micros
  /** It has instructions, or a time in force, that the venue has to look after while it trades. */
  special: boolean
  /** Of an iceberg: what it still shows. */
  peak: number
  /** Of a trailing order: its distance from the best price, in currency or as a part of the price. */
  trail: number
  /** Commission charged so far, in currency. */
  charged: number
  /** What the account had traded in the month before the order's first execution. */
  monthQuantity: number
  monthNotional: number
  place: Place
  /** Its key in that place. */
  key: number
}

/** The close before a bar. A book is one as long as the bar has not been noted. */
export interface PriceBefore {
  readonly seen: boolean
  readonly lastClose: number
  readonly lastAt: Micros
}

/** The last bar of a symbol, kept for a queue model. */
export interface Shown extends PriceBefore {
  readonly bar: MarketBar
  used: Used
}

export interface BrokerContext {
  readonly rules: VenueRules
  /** Orders that can still trade, by order id. */
  orders: Map<string, VenueOrder>
  books: Map<string, Book>
  /** Time priorities given so far. */
  priorities: number
  /** Reports made so far. */
  reports: number
  /** Working DAY orders in all books. */
  dayWorking: number
  /** Good-till-date orders by the last instant at which they may trade, the soonest last, and that instant. */
  expiries: Entry[]
  nextExpiry: Micros
  /** Its session region is `open`: requests need to know that as well. */
  isOpen: boolean
  /** Sessions that have ended. */
  sessions: number
  /** Some book is in a phase of its own. */
  hasOwnPhases: boolean
  /** Reports that wait for the line to come back; `null` while it is up. */
  held: VenueReport[] | null
  /** What becomes of messages while the line is down. */
  reportsWhileDown: 'hold' | 'lose'
  requestsWhileDown: 'reject' | 'lose'
  /** Orders are done for the day, and to be restated when the next one opens: first the `close` has to come, then the `open`. */
  awaitsDay: 'close' | 'open' | ''
  /** Where its behaviours stand; `null` while none are ordered. */
  plan: PlanState | null
  /** Closed orders, at most two generations of `CLOSED_MEMORY`: for late requests, questions, and executions that are taken back. */
  closed: Map<string, OrderRecord>
  closedBefore: Map<string, OrderRecord>
  closedCount: number
  /** What has been traded in the calendar month that ends at `monthEnds`, in units and in currency. */
  monthEnds: Micros
  monthQuantity: number
  monthNotional: number
  /** The credit model's account. */
  account: unknown
  /** The last bar of each symbol; empty without a queue model. */
  shown: Map<string, Shown>
  /** Orders that belong together. */
  ties: Ties
}

export type BrokerIncoming = MarketEvent | OrderRequest | StatusRequest | BrokerLine | BrokerRelease | VenueCommand
export type BrokerEmitted =
  | VenueReport
  | OrderViolation
  | OrderDuplicate
  | BrokerConnection
  | BrokerFault
  | BrokerRefused
  | VenueUnfilled
  | VenueAmbiguity
export type Emit = (event: BrokerEmitted) => void

/** A venue at which nothing has happened yet. */
export function initialContext({ input }: { readonly input: BrokerInput }): BrokerContext {
  const rules = new VenueRules(input)
  return {
    rules,
    orders: new Map(),
    books: new Map(rules.symbols.map((symbol) => [symbol, openBook()])),
    priorities: 0,
    reports: 0,
    dayWorking: 0,
    expiries: [],
    nextExpiry: Number.MAX_SAFE_INTEGER,
    isOpen: true,
    sessions: 0,
    hasOwnPhases: false,
    held: null,
    reportsWhileDown: 'hold',
    requestsWhileDown: 'reject',
    awaitsDay: '',
    plan: rules.behaviours.length === 0 ? null : openPlan(rules.behaviours),
    closed: new Map(),
    closedBefore: new Map(),
    closedCount: 0,
    monthEnds: 0,
    monthQuantity: 0,
    monthNotional: 0,
    account: rules.credit?.open(),
    shown: new Map(),
    ties: openTies(),
  }
}

/** The instant in which the venue handles an event. */
export const timeOf = (context: BrokerContext, event: { readonly at?: Micros }): Micros =>
  context.rules.now === undefined ? (event.at ?? 0) : context.rules.now()

/** Phases in which the bars of a symbol are traded on. */
export const tradesIn = (phase: SessionPhase): boolean => phase === 'open'
