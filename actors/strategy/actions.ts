/** What the strategy machine does with what it hears; the user's code is called through the desk. */
import type {
  CorporateAction,
  MarketBar,
  MarketQuote,
  MarketTrade,
  OrderEvent,
  OrderFilled,
  SignalRefused,
} from '../../src/events/index.ts'
import { update } from '../../src/machine/index.ts'
import type { StrategyContext, StrategyMachineTypes, StrategyTimer } from './context.ts'
import type { Effects } from './tools.ts'

type Events = StrategyMachineTypes['events']

/** Actions are bound to events in the machine; here each says once which one that is. */
const recipe = (change: (args: Effects) => void) =>
  update<StrategyContext, Events, undefined, Events, StrategyMachineTypes['emitted']>(change)

const start = recipe((args) => args.context.desk.start(args))

const stop = recipe((args) => args.context.desk.stop(args))

/** Indicators are fed and, once the symbol is warm, `onBar` is called. */
const decide = recipe((args) => {
  const { context } = args
  if (context.desk.bar(args, args.event as MarketBar) && !context.warm) {
    context.warm = true
    args.raise({ type: 'strategy.ready' })
  }
})

/** Indicators are fed. */
const observe = recipe(({ context, event }) => context.desk.observe(event as MarketBar))

/** `onTrade` or `onQuote` is called, once the symbol is warm. */
const tellTick = recipe((args) => {
  const { context } = args
  if (context.desk.tick(args, args.event as MarketTrade | MarketQuote) && !context.warm) {
    context.warm = true
    args.raise({ type: 'strategy.ready' })
  }
})

const noteTick = recipe(({ context, event }) => void context.desk.noteTick(event as MarketTrade | MarketQuote))

const tellAction = recipe((args) => args.context.desk.action(args, args.event as CorporateAction))

const tellFill = recipe((args) => args.context.desk.fill(args, args.event as OrderFilled))

const tellOrder = recipe((args) => args.context.desk.order(args, args.event as Exclude<OrderEvent, OrderFilled>))

const tellRefusal = recipe((args) => args.context.desk.refusal(args, args.event as SignalRefused))

const tellSession = recipe((args) => {
  if (args.event.type === 'market.session') args.context.desk.session(args, args.event)
})

const noteSession = recipe(({ context, event }) => {
  if (event.type === 'market.session') context.desk.noteSession(event)
})

const tellTimer = recipe((args) => args.context.desk.timer(args, args.event as StrategyTimer, true))

/** A timer that repeats goes on while nobody is told. */
const passTimer = recipe((args) => args.context.desk.timer(args, args.event as StrategyTimer, false))

const notePosition = recipe(({ context, event }) => {
  if (event.type !== 'position.changed') return
  context.desk.position(event)
  if (event.quantity === 0) delete context.positions[event.symbol]
  else context.positions[event.symbol] = event.quantity
})

const notePortfolio = recipe(({ context, event }) => {
  if (event.type === 'portfolio.state') context.portfolio = event.state
})

export const strategyActions = {
  start,
  stop,
  decide,
  observe,
  tellTick,
  noteTick,
  tellAction,
  tellFill,
  tellOrder,
  tellRefusal,
  tellSession,
  noteSession,
  tellTimer,
  passTimer,
  notePosition,
  notePortfolio,
}
