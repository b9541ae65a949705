/** Ties a record to a running system: what is written down, and when. */
import type { PortfolioContext } from '../../actors/portfolio/index.ts'
import { cashOf, equityOf, grossOf, valueOf } from '../../actors/portfolio/index.ts'
import type { RunRecord } from '../analysis/index.ts'
import type {
  Duration,
  AccountNotice,
  AccountUncertain,
  BrokerFault,
  BrokerRefused,
  MarketBar,
  MarketQuote,
  MarketSession,
  MarketTrade,
  MarketSplit,
  Micros,
  OrderDenied,
  OrderRequest,
  OrderViolation,
  PositionChanged,
  Signal,
  SignalRefused,
  TradingEvent,
  VenueAmbiguity,
  VenueReport,
} from '../events/index.ts'
import type { ActorSystem } from '../system/index.ts'
import type { Experiment } from './experiment.ts'

/** How far a run has come. */
export interface Recording {
  /** Bars published so far. */
  bars: number
  /** Trades and quotes. */
  ticks: number
  /** The run is over: what was booked after the last row of equity gets one more, at the time it was booked. */
  readonly finish: () => void
}

/** Time between two rows of equity where there are ticks and no bars. */
const A_MINUTE: Duration = 60_000_000

/**
 * Records everything that happens in `system`; the equity at the end of every instant that had a bar, and, where there are ticks, at most once
 * in `equityEvery` and when a session closes.
 */
export function recordRun(system: ActorSystem, record: RunRecord, experiment: Experiment): Recording {
  const progress: Recording = {
    bars: 0,
    ticks: 0,
    finish: () => {
      if (bookedAt > record.lastMark) mark(bookedAt)
    },
  }
  const every = experiment.equityEvery ?? A_MINUTE
  /** What is held, and the same to walk along: a set would make an iterator for every bar. */
  const isHeld = new Set<string>()
  const held: string[] = []
  const portfolio = system.get('portfolio')
  let isMarked = false
  let isTicked = false
  let isClosing = false
  let bookedAt = -Infinity

  const mark = (now: Micros): void => {
    const context = portfolio.getSnapshot().context as PortfolioContext
    record.mark(now, equityOf(context), cashOf(context), grossOf(context))
    const { books } = context
    for (let i = 0; i < held.length; i++) {
      const symbol = held[i]!
      const book = books[symbol]!
      record.holding(now, symbol, book.quantity, valueOf(context, book))
      if (book.quantity !== 0) continue
      isHeld.delete(symbol)
      held.splice(i--, 1)
    }
  }

  system.tap<MarketBar>('market', 'market.bar', (bar) => {
    progress.bars++
    isMarked = true
    record.bar(bar)
  })
  for (const type of ['market.trade', 'market.quote'])
    system.tap<MarketTrade | MarketQuote>('market', type, (tick) => {
      progress.ticks++
      isTicked = true
      record.tick(tick)
    })
  system.tap<MarketSession>('market', 'market.session', (session) => {
    if (session.phase === 'closed' || session.phase === 'done') isClosing = true
    record.session(session)
  })
  system.tap<MarketSplit>('market', 'market.split', (split) => record.split(split))
  for (const { name } of experiment.strategies)
    system.tap<Signal>(name, 'signal', (signal, now) => record.signal(signal, now))
  system.tap<TradingEvent>('portfolio', '*', (event, now) => {
    switch (event.type) {
      // what comes most comes first
      case 'order.filled':
      case 'order.accepted':
        return record.report(event as VenueReport)
      case 'order.submit':
      case 'order.cancel':
      case 'order.replace':
        return record.request(event satisfies OrderRequest)
      case 'order.violation':
        return record.violation(event satisfies OrderViolation)
      case 'order.duplicate':
      case 'portfolio.state':
      case 'portfolio.checked':
      case 'order.statusRequest':
      case 'order.massStatusRequest':
        return
      case 'account.uncertain':
        return record.astray(event satisfies AccountUncertain)
      case 'signal.refused':
        return record.refusal(event satisfies SignalRefused)
      case 'account.financing':
      case 'account.dividend':
      case 'account.split':
      case 'account.cashInLieu':
      case 'account.lateExecution':
      case 'account.marginCall':
        bookedAt = now
        return record.account(event satisfies AccountNotice)
      case 'position.changed':
        bookedAt = now
        if (!isHeld.has((event satisfies PositionChanged).symbol)) {
          isHeld.add(event.symbol)
          held.push(event.symbol)
        }
        return record.position(event)
      default:
        return record.report(event as VenueReport | OrderDenied)
    }
  })
  system.tap<TradingEvent>('broker', 'venue.ambiguity', (event) => record.ambiguity(event as VenueAmbiguity))
  system.tap<OrderViolation>('broker', 'order.violation', (event) => record.violation(event))
  for (const type of ['broker.fault', 'broker.refused'])
    system.tap<BrokerFault | BrokerRefused>('broker', type, (event) => record.astray(event))

  system.onInstant((now) => {
    if (!isMarked) {
      const isDue = isTicked && (isClosing || now - record.lastMark >= every)
      isClosing = false
      if (!isDue) return
    }
    isMarked = isTicked = isClosing = false
    mark(now)
  })
  return progress
}
