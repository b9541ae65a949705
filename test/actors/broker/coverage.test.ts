/** Every transition of the venue's machine is taken, and every event met in every state, interpreted and compiled. */
import { createActor } from 'xstate'
import { expect, test } from 'vitest'
import { brokerMachine, type BrokerIncoming, delayReports } from '../../../actors/broker/index.ts'
import { compile, createCoverage } from '../../../src/machine/index.ts'
import { expectWhole, Pairs, pathsOf } from '../../support/coverage.ts'
import { bar, cancel, order, quote, replace, session, trade } from './support/venue.ts'

const flat = [100, 101, 99, 100] as const

const questions: BrokerIncoming[] = [
  { type: 'order.statusRequest', at: 1, orderId: 'o-1', clOrdId: 'o-1/1', symbol: 'AAA', statusReqId: 'q-1' },
  { type: 'order.massStatusRequest', at: 1, statusReqId: 'q-2' },
]

const day: BrokerIncoming[] = [
  session('preOpen'),
  bar(flat),
  trade(100),
  quote(99, 101),
  order({ timeInForce: 'gtc' }),
  session('open'),
  bar(flat),
  { type: 'market.split', symbol: 'AAA', at: 5, ratio: 2 },
  { type: 'market.dividend', symbol: 'AAA', at: 5, amount: 1 },
  trade(100),
  quote(99, 101),
  replace('o-1', { quantity: 5 }),
  order({ orderId: 'o-4', timeInForce: 'gtc', orderType: 'limit', limitPrice: 1 }),
  cancel('o-1', 'again'),
  session('halted', 0, 'AAA'),
  session('halted'),
  bar(flat),
  trade(100),
  quote(99, 101),
  ...questions,
  { type: 'venue.doneForDay' },
  { type: 'broker.release', ticket: 1 },
  { type: 'broker.disconnect' },
  ...questions,
  order({ orderId: 'o-2' }),
  cancel('o-1'),
  replace('o-1', { quantity: 5 }),
  { type: 'broker.connect' },
  session('closed'),
  bar(flat),
  trade(100),
  quote(99, 101),
  session('open'),
  { type: 'broker.disconnect' },
  session('closed'),
  session('done'),
  ...questions,
  order({ orderId: 'o-3' }),
  cancel('o-1'),
  replace('o-1', { quantity: 5 }),
  { type: 'broker.connect' },
]

const input = { symbols: ['AAA'], behaviours: [delayReports({ by: 1, nth: 99 })] }

const opened: BrokerIncoming[] = [
  session('preOpen'),
  session('preOpen'),
  order({ timeInForce: 'gtc', orderType: 'limit', limitPrice: 1 }),
]

/** How each state is reached. */
const ways: Readonly<Record<string, readonly BrokerIncoming[]>> = {
  'trading.line.connected': opened,
  'trading.line.disconnected': [...opened, { type: 'broker.disconnect' }],
  'trading.session.preOpen': opened,
  'trading.session.open': [...opened, session('open')],
  'trading.session.halted': [...opened, session('open'), session('halted')],
  'trading.session.closed': [...opened, session('open'), session('closed')],
  done: [...opened, session('open'), session('done')],
}

/** One of each kind; the type says when one is missing. */
const each: Readonly<Record<BrokerIncoming['type'], BrokerIncoming>> = {
  'market.bar': bar(flat),
  'market.trade': trade(100),
  'market.quote': quote(99, 101),
  'market.session': session('halted', 0, 'AAA'),
  'market.split': { type: 'market.split', symbol: 'AAA', at: 5, ratio: 2 },
  'market.dividend': { type: 'market.dividend', symbol: 'AAA', at: 5, amount: 1 },
  'order.submit': order({ orderId: 'o-2' }),
  'order.cancel': cancel('o-1'),
  'order.replace': replace('o-1', { quantity: 5 }),
  'order.statusRequest': questions[0]!,
  'order.massStatusRequest': questions[1]!,
  'broker.release': { type: 'broker.release', ticket: 1 },
  'broker.connect': { type: 'broker.connect' },
  'broker.disconnect': { type: 'broker.disconnect' },
  'venue.bust': { type: 'venue.bust', execId: 'x' },
  'venue.correct': { type: 'venue.correct', execId: 'x', price: 3 },
  'venue.cancel': { type: 'venue.cancel', orderId: 'o-1' },
  'venue.restate': { type: 'venue.restate', orderId: 'o-1', quantity: 7 },
  'venue.doneForDay': { type: 'venue.doneForDay' },
  'venue.suspend': { type: 'venue.suspend', orderId: 'o-1' },
  'venue.resume': { type: 'venue.resume', orderId: 'o-1' },
}

test.each(['interpreted', 'compiled'] as const)('every transition, and every pair of state and event: %s', (how) => {
  const coverage = createCoverage(brokerMachine)
  const pairs = new Pairs(Object.keys(ways), Object.keys(each))
  const open = () =>
    how === 'compiled'
      ? createActor(compile(brokerMachine), { input }).start()
      : createActor(brokerMachine, { input, inspect: coverage.inspect }).start()
  const stop = how === 'compiled' ? coverage.watch() : () => undefined
  const actor = open()
  for (const event of day) actor.send(event)
  for (const [state, way] of Object.entries(ways))
    for (const [type, event] of Object.entries(each)) {
      const reached = open()
      for (const step of way) reached.send(step)
      const paths = pathsOf(reached.getSnapshot().value)
      expect(paths).toContain(state)
      expect(event.type).toBe(type)
      pairs.meet(paths, type)
      reached.send(event)
      expect(reached.getSnapshot().status).toBe('active')
    }
  stop()
  expectWhole(`venue, ${how}`, coverage, pairs)
})
