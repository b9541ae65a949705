/**
 * The trading cycle put together: actors, and the routes between them. Nothing else knows who hears whom.
 *
 * The class of a route ranks the messages of one instant. It is what makes a bar fair: the venue works the orders that rest against it, what
 * they did reaches portfolio and strategies, the portfolio marks, the strategies see the bar, and only then do new orders go out.
 */
import type { AnyActorLogic, AnyStateMachine } from 'xstate'
import { brokerMachine, disturbsLine } from '../../actors/broker/index.ts'
import { type LendFeed, marketMachine, type MarketFeed } from '../../actors/market/index.ts'
import { portfolioMachine, type RecoveryOptions } from '../../actors/portfolio/index.ts'
import { minutes } from '../events/index.ts'
import { compile } from '../machine/index.ts'
import { type ActorSystem, createActorSystem, type JournalMode } from '../system/index.ts'
import { scheduleTimed, untimed } from './behaviours.ts'
import type { Experiment } from './experiment.ts'
import { wireAlgorithms } from './wiring-algorithms.ts'

/** `fast` runs compiled machines, `observed` lets XState interpret them. Both give the same run, to the byte. */
export type RunMode = 'fast' | 'observed'

/** Ranks of the messages of one instant. */
const VENUE = 0
const REPORT = 1
const MARK = 2
const DECIDE = 3
const REQUEST = 4

/** What goes from the portfolio to the venue. */
const REQUESTS = ['order.submit', 'order.cancel', 'order.replace', 'order.statusRequest', 'order.massStatusRequest']

/** What is market data: in no hash and in no journal of decisions, because the hashes of the inputs stand for it. */
const MARKET_DATA = ['market.bar', 'market.trade', 'market.quote', 'bars.due', 'bars.played', 'feed.loaded']

/** What is said only of a watched order. It follows from the rest, so a run that is being explained has the hash that it has without. */
const SAID_OF_WATCHED = ['venue.unfilled', 'portfolio.checked']

export interface WiringOptions {
  readonly mode: RunMode
  readonly journal: JournalMode
  /** Virtual time at which the run begins. */
  readonly start: number
  /** Orders of which portfolio and venue say why they did, and did not, do what. */
  readonly watch?: readonly string[] | undefined
}

/**
 * Where the line is ordered to misbehave the portfolio looks after all that it can; where messages only overtake each other, at the end of the
 * day; where nothing is lost it need not ask.
 */
const recoveryFor = ({ broker, latency = {} }: Experiment): RecoveryOptions => {
  if ((broker?.behaviours ?? []).some(disturbsLine)) return { timeout: minutes(1), daily: true }
  return latency.orders?.reorder || latency.reports?.reorder ? { daily: true } : {}
}

export function wire(experiment: Experiment, feed: MarketFeed, options: WiringOptions): ActorSystem {
  const { symbols } = feed
  const { instruments, latency = {} } = experiment
  const { watch } = options
  const system = createActorSystem({
    seed: experiment.seed ?? 1,
    start: options.start,
    journal: options.journal,
    data: [...MARKET_DATA, ...SAID_OF_WATCHED],
    freeze: options.mode === 'observed',
  })
  const now = (): number => system.now
  const prepare = (machine: AnyStateMachine): AnyActorLogic => (options.mode === 'fast' ? compile(machine) : machine)

  system.add('broker', prepare(brokerMachine), {
    input: {
      ...experiment.broker,
      behaviours: untimed(experiment),
      name: 'broker',
      symbols,
      instruments,
      watch,
      now,
      random: system.random('broker').next,
      chance: system.random('broker behaviours').next,
    },
  })
  system.add('portfolio', prepare(portfolioMachine), {
    input: {
      recovery: recoveryFor(experiment),
      ...experiment.portfolio,
      name: 'portfolio',
      symbols,
      instruments,
      watch,
      now,
    },
  })

  system.route('market', 'market.*', 'broker', { class: VENUE })
  for (const data of ['market.bar', 'market.trade', 'market.quote', 'market.session'])
    system.route('market', data, 'portfolio', { class: MARK })
  // before what the venue has to say of orders that it restated, or executed in the new units
  for (const action of ['market.split', 'market.dividend'])
    system.route('market', action, 'portfolio', { class: VENUE })
  const trader = experiment.algorithms === undefined ? 'portfolio' : 'execution'
  if (experiment.algorithms !== undefined)
    wireAlgorithms(system, experiment, experiment.algorithms, {
      requests: REQUESTS,
      classes: { report: REPORT, decide: DECIDE, request: REQUEST },
      prepare,
    })
  for (const request of REQUESTS)
    system.route(trader, request, 'broker', { class: REQUEST, latency: latency.orders, line: 'orders' })
  system.route('broker', 'order.*', trader, { class: REPORT, latency: latency.reports, line: 'reports' })
  system.route('broker', 'broker.connection', 'portfolio', {
    class: REPORT,
    latency: latency.reports,
    line: 'reports',
  })
  // What the portfolio and the venue say of themselves need not interest any strategy.
  system.ignore('broker', 'broker.*')
  system.ignore('broker', 'venue.*')
  system.ignore('portfolio', '*')

  for (const strategy of experiment.strategies) {
    const { name } = strategy
    const logic = prepare(strategy.machine)
    system.add(name, strategy.dress?.(logic) ?? logic, { input: strategy.input({ symbols, now }), timerClass: DECIDE })
    for (const pattern of strategy.hears)
      if (pattern.startsWith('market.'))
        system.route('market', pattern, name, { class: DECIDE, latency: latency.market, line: `market ${name}` })
      else
        system.route('portfolio', pattern, name, { class: REPORT, latency: latency.notices, line: `notices ${name}` })
    system.route(name, 'signal', 'portfolio', { class: REQUEST, latency: latency.signals })
  }

  // The market comes last: it speaks as soon as it is there.
  const lend: LendFeed = (lane, until, spent) => system.lend('market', lane, until, spent)
  system.add('market', prepare(marketMachine), {
    input: { feed, now, lend: options.mode === 'fast' ? lend : undefined },
    timerClass: VENUE,
  })
  scheduleTimed(system, experiment)
  return system
}
