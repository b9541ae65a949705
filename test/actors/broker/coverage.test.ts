/** Every transition of the venue's machine is taken, interpreted and compiled. */
import { createActor } from 'xstate'
import { expect, test } from 'vitest'
import { brokerMachine, type BrokerIncoming, delayReports } from '../../../actors/broker/index.ts'
import { compile, createCoverage } from '../../../src/machine/index.ts'
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

test('compiled', () => {
  const coverage = createCoverage(brokerMachine)
  const stop = coverage.watch()
  const actor = createActor(compile(brokerMachine), { input }).start()
  for (const event of day) actor.send(event)
  stop()
  expect(coverage.untaken()).toEqual([])
})

test('interpreted', () => {
  const coverage = createCoverage(brokerMachine)
  const actor = createActor(brokerMachine, { input, inspect: coverage.inspect }).start()
  for (const event of day) actor.send(event)
  expect(coverage.untaken()).toEqual([])
})
