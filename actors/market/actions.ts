/** What the market machine does: it keeps one entry in its agenda, the earlier of the next bars and the session's next step. */
import { update } from '../../src/machine/index.ts'
import type { UpdateArgs } from '../../src/machine/index.ts'
import type { MarketSession, SessionPhase } from '../../src/events/index.ts'
import type { MarketAgenda, MarketContext, MarketTypes, SessionStep } from './context.ts'
import { NEVER } from './cursor.ts'

type Args = UpdateArgs<MarketContext, MarketTypes['events'], MarketTypes['events'], MarketTypes['emitted']>

const recipe = (change: (args: Args) => void) =>
  update<MarketContext, MarketTypes['events'], undefined, MarketTypes['events'], MarketTypes['emitted']>(change)

const BARS_DUE: MarketAgenda = Object.freeze({ type: 'bars.due' })
const BARS_PLAYED: MarketAgenda = Object.freeze({ type: 'bars.played' })
const DATA_OVER: MarketAgenda = Object.freeze({ type: 'data.over' })
const STEPS: Readonly<Record<SessionStep, MarketAgenda>> = {
  'session.nears': Object.freeze({ type: 'session.nears' }),
  'session.opens': Object.freeze({ type: 'session.opens' }),
  'session.closes': Object.freeze({ type: 'session.closes' }),
}

/**
 * The one entry of the agenda. Bars complete at the very time of a step come first: they belong to what ends there. Ticks of the very open come
 * after it.
 */
function schedule({ context, raise }: Args): void {
  const { cursor, stepAt } = context
  const { at } = cursor
  const bars = at < stepAt || (at === stepAt && !cursor.afterSteps)
  const due = bars ? at : stepAt
  if (due === NEVER) return
  // Where no step is planned, every bar may bring one.
  if (bars && stepAt < NEVER && context.lend?.(cursor, stepAt, BARS_PLAYED) === true) return
  const delay = (due - context.now()) / 1000
  raise(bars ? BARS_DUE : STEPS[context.step], { delay: delay > 0 ? delay : 0, id: 'agenda' })
}

function announce({ context, emit }: Args, phase: SessionPhase): void {
  emit({ type: 'market.session', at: context.now(), phase, day: context.day })
}

function announceHalt({ context, emit }: Args): void {
  const reason = context.halt ?? ''
  emit({ type: 'market.session', at: context.now(), phase: 'halted', day: context.day, reason })
}

function announceSymbol({ context, emit }: Args, phase: SessionPhase, symbol: string, reason?: string): void {
  const event: MarketSession = { type: 'market.session', at: context.now(), phase, day: context.day, symbol }
  emit(reason === undefined ? event : { ...event, reason })
}

/** The session's next step is now its close. */
function awaitClose(context: MarketContext): void {
  context.step = 'session.closes'
  context.stepAt = context.closeAt
}

/** Puts what comes next into the agenda. */
function plan(args: Args): void {
  const { context, raise } = args
  if (!context.starved) schedule(args)
  // A step that is due at this very instant cannot wait for the feed: whatever comes next, it comes later.
  else if (context.stepAt <= context.now()) raise(STEPS[context.step], { delay: 0, id: 'agenda' })
}

function publish({ context, emit }: Args): void {
  const { cursor } = context
  cursor.publish(emit)
  context.starved = !cursor.advance()
}

/** An `open` or `halted` of the whole market says nothing about an instrument that is halted by itself: say so after it. */
function remindOfHaltedSymbols(args: Args): void {
  if (args.context.haltedCount === 0) return
  for (const [symbol, reason] of Object.entries(args.context.haltedSymbols))
    announceSymbol(args, 'halted', symbol, reason)
}

const readOn = recipe(({ context }) => {
  context.starved = !context.cursor.advance()
})

/** One recipe and not two, because this is what a market does for every bar. */
const publishBars = recipe((args) => {
  publish(args)
  plan(args)
})

const publishStrayBars = recipe(publish)

const planNext = recipe(plan)

/** After a close, or before the first session: the next bar tells which session comes next. Once named, a session takes place. */
const seekSession = recipe((args) => {
  const { context, raise } = args
  if (context.starved) return
  const { cursor } = context
  if (context.stepAt === NEVER) {
    if (cursor.over) return raise(DATA_OVER)
    const { day, openAt, closeAt } = context.calendar.sessionOf(cursor.afterSteps ? cursor.at + 1 : cursor.at)
    const isFirst = context.closeAt === NEVER
    if (isFirst) context.corporate.skip(day)
    if (isFirst || day > context.day) {
      context.day = day
      context.openAt = openAt
      context.closeAt = closeAt
      context.step = 'session.nears'
      context.stepAt = Math.max(openAt - context.preOpen, context.now())
    }
  }
  schedule(args)
})

const announcePreOpen = recipe((args) => {
  const { context } = args
  context.step = 'session.opens'
  context.stepAt = context.openAt
  context.corporate.publish(context.day, context.now(), args.emit)
  announce(args, 'preOpen')
  plan(args)
})

const announceOpen = recipe((args) => {
  awaitClose(args.context)
  announce(args, 'open')
  remindOfHaltedSymbols(args)
  plan(args)
})

const announceHaltedOpen = recipe((args) => {
  awaitClose(args.context)
  announceHalt(args)
  remindOfHaltedSymbols(args)
  plan(args)
})

const announceClosed = recipe((args) => {
  if (!args.context.haltHolds) args.context.halt = null
  args.context.stepAt = NEVER
  announce(args, 'closed')
})

const announceDone = recipe((args) => announce(args, 'done'))

const haltMarket = recipe((args) => {
  if (args.event.type !== 'market.halt') return
  args.context.halt = args.event.reason
  args.context.haltHolds = args.event.overnight === true
  announceHalt(args)
})

const resumeMarket = recipe((args) => {
  args.context.halt = null
  args.context.haltHolds = false
  announce(args, 'open')
  remindOfHaltedSymbols(args)
})

const noteHalt = recipe(({ context, event }) => {
  if (event.type !== 'market.halt') return
  context.halt = event.reason
  context.haltHolds = event.overnight === true
})

const forgetHalt = recipe(({ context }) => {
  context.halt = null
  context.haltHolds = false
})

const haltSymbol = recipe((args) => {
  const { context, event } = args
  if (event.type !== 'market.halt' || event.symbol === undefined) return
  if (context.haltedSymbols[event.symbol] === undefined) context.haltedCount++
  context.haltedSymbols[event.symbol] = event.reason
  // Before the first session there is no day to name; the open will tell of the halt.
  if (context.closeAt !== NEVER) announceSymbol(args, 'halted', event.symbol, event.reason)
})

const resumeSymbol = recipe((args) => {
  const { context, event } = args
  if (event.type !== 'market.resume' || event.symbol === undefined) return
  delete context.haltedSymbols[event.symbol]
  context.haltedCount--
  if (context.closeAt !== NEVER) announceSymbol(args, 'open', event.symbol)
})

export const marketActions = {
  readOn,
  publishBars,
  publishStrayBars,
  planNext,
  seekSession,
  announcePreOpen,
  announceOpen,
  announceHaltedOpen,
  announceClosed,
  announceDone,
  haltMarket,
  resumeMarket,
  noteHalt,
  forgetHalt,
  haltSymbol,
  resumeSymbol,
}
