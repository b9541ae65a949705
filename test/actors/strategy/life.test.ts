/** Warming up, running, paused, stopped: what a strategy is told in each, and its timers. */
import { describe, expect, test } from 'vitest'
import { defineStrategy, sma } from '../../../actors/strategy/index.ts'
import { minutes, seconds, type PortfolioState } from '../../../src/events/index.ts'
import { barsOf, merged, modes, runStrategy, type Said } from './run.ts'

const say = (at: number, type: string, more: object = {}): Said => ({ at: seconds(at), event: { type, ...more } })
const portfolio = (at: number, state: PortfolioState): Said => say(at, 'portfolio.state', { state })
const session = (at: number, phase: string): Said => say(at, 'market.session', { phase, day: 0, at: seconds(at) })

/** Notes every call of its functions. */
function chatty(notes: string[], indicators = () => ({ average: sma(2) })) {
  return defineStrategy({
    name: 'chatty',
    indicators,
    onBar: ({ bar, indicators: { average } }) => void notes.push(`bar ${bar.close} ${average.value}`),
    onFill: ({ fill }) => void notes.push(`fill ${fill.orderId}`),
    onOrder: ({ order }) => void notes.push(`${order.type} ${order.orderId}`),
    onRefused: ({ refusal }) => void notes.push(`refused ${refusal.code}`),
    onSession: ({ session: { phase } }) => void notes.push(phase),
    onTimer: ({ name, now }) => void notes.push(`${name} ${now / 1e6}`),
    onStart: ({ timer }) => {
      notes.push('start')
      timer.every(seconds(1.5), 'tick')
    },
    onStop: ({ now }) => void notes.push(`stop ${now / 1e6}`),
  })
}

describe.each(modes)('the life of a strategy, %s', (mode) => {
  const live = (said: Said[], onState?: (value: unknown) => void): string[] => {
    const notes: string[] = []
    runStrategy(chatty(notes), said, { mode, ...(onState === undefined ? {} : { onState }) })
    return notes
  }

  test('is told what happens, until it is stopped', () => {
    const order = { orderId: 'o-1', strategy: 'chatty', symbol: 'ACME' }
    const said = merged(
      [session(0.5, 'open')],
      barsOf('ACME', [10, 20]),
      [
        say(2, 'order.accepted', order),
        say(2, 'order.filled', order),
        say(2, 'order.filled', { ...order, orderId: 'o-2', strategy: 'somebody else' }),
        say(2, 'order.canceled', { orderId: 'o-3', symbol: 'ACME' }),
        say(2, 'signal.refused', { code: 'noPrice', strategy: 'chatty' }),
        say(2, 'signal.refused', { code: 'halted', strategy: 'somebody else' }),
        say(3.2, 'strategy.stop'),
      ],
      barsOf('ACME', [30], 4),
      [
        say(4, 'order.filled', order),
        say(4, 'order.canceled', order),
        say(4, 'signal.refused', { code: 'noPrice' }),
        session(5, 'done'),
        portfolio(5, 'halted'),
        say(5, 'strategy.pause'),
        say(5, 'strategy.stop'),
      ],
    )
    expect(live(said)).toEqual([
      'start',
      'open',
      'tick 1.5',
      'bar 20 15',
      'order.accepted o-1',
      'fill o-1',
      'order.canceled o-3',
      'refused noPrice',
      'tick 3',
      'stop 3.2',
    ])
  })

  test('ends with the market, its timers with it', () => {
    const notes: string[] = []
    const { value, context, end } = runStrategy(chatty(notes), [session(2, 'done')], { mode })
    expect(notes).toEqual(['start', 'tick 1.5', 'done', 'stop 2'])
    expect([value, context['timers'], end]).toEqual(['stopped', {}, seconds(2)])
  })

  test('looks on while it is paused, and decides nothing', () => {
    const states: unknown[] = []
    const said = merged(
      barsOf('ACME', [10, 20, 30, 40], 1),
      [say(2.5, 'strategy.pause'), say(2.6, 'strategy.pause'), session(2.7, 'open')],
      [say(3.2, 'order.filled', { orderId: 'o-1' }), say(3.5, 'strategy.resume')],
      [session(6, 'done')],
    )
    expect(live(said, (value) => states.push(value))).toEqual([
      'start',
      'tick 1.5',
      'bar 20 15',
      'fill o-1',
      'bar 40 35',
      'tick 4.5',
      'tick 6',
      'done',
      'stop 6',
    ])
    expect(states).toEqual([
      'warmingUp',
      'running',
      ...Array<object>(5).fill({ paused: 'byRequest' }),
      'running',
      'running',
      'stopped',
    ])
  })

  test('is paused by a portfolio that lets nothing through', () => {
    const states: unknown[] = []
    const said = [
      portfolio(1, 'reducing'),
      portfolio(1, 'halted'),
      portfolio(1, 'liquidating'),
      portfolio(1, 'active'),
      portfolio(1, 'halted'),
      say(1, 'strategy.pause'),
      portfolio(1, 'liquidating'),
      say(1, 'strategy.resume'),
      portfolio(1, 'active'),
      ...barsOf('ACME', [1, 2]),
      portfolio(3, 'halted'),
      portfolio(3, 'reducing'),
      say(3, 'strategy.pause'),
      portfolio(3, 'active'),
      say(3, 'strategy.resume'),
      say(3, 'strategy.pause'),
      session(4, 'done'),
    ]
    live(said, (value) => states.push(typeof value === 'string' ? value : (value as { paused: string }).paused))
    expect(states).toEqual([
      'warmingUp',
      'byPortfolio',
      'byPortfolio',
      'warmingUp',
      'byPortfolio',
      'byRequest',
      'byRequest',
      'byPortfolio',
      'warmingUp',
      'warmingUp',
      'running',
      'byPortfolio',
      'running',
      'byRequest',
      'byRequest',
      'running',
      'byRequest',
      'stopped',
    ])
  })

  test('sets timers by name, one a name', () => {
    const notes: string[] = []
    const strategy = defineStrategy({
      name: 'punctual',
      onStart({ timer }) {
        timer.after(seconds(5), 'replaced')
        timer.after(seconds(2), 'replaced')
        timer.at(seconds(3), 'at')
        timer.at(-1, 'past')
        timer.after(seconds(1), 'cancelled')
        timer.cancel('cancelled')
        timer.cancel('never set')
        timer.every(minutes(1), 'toString')
      },
      onTimer({ name, now, timer }) {
        notes.push(`${name} ${now / 1e6}`)
        if (name === 'toString') timer.cancel('toString')
      },
      onBar: () => {},
    })
    const { context } = runStrategy(strategy, [], { mode })
    expect(notes).toEqual(['past 0', 'replaced 2', 'at 3', 'toString 60'])
    expect(context['timers']).toEqual({})
  })
})
