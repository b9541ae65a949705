/** Every transition of the venue's machine is taken, interpreted and compiled. */
import { createActor } from 'xstate'
import { expect, test } from 'vitest'
import { brokerMachine, type BrokerIncoming } from '../../../actors/broker/index.ts'
import { compile, createCoverage } from '../../../src/machine/index.ts'
import { bar, cancel, order, replace, session } from './support/venue.ts'

const flat = [100, 101, 99, 100] as const

const day: BrokerIncoming[] = [
  session('preOpen'),
  bar(flat),
  order({ timeInForce: 'gtc' }),
  session('open'),
  bar(flat),
  replace('o-1', { quantity: 5 }),
  cancel('o-1', 'again'),
  session('halted', 0, 'AAA'),
  session('halted'),
  bar(flat),
  { type: 'broker.disconnect' },
  order({ orderId: 'o-2' }),
  cancel('o-1'),
  replace('o-1', { quantity: 5 }),
  { type: 'broker.connect' },
  session('closed'),
  bar(flat),
  { type: 'broker.disconnect' },
  session('done'),
  order({ orderId: 'o-3' }),
  cancel('o-1'),
  replace('o-1', { quantity: 5 }),
  { type: 'broker.connect' },
]

test('compiled', () => {
  const coverage = createCoverage(brokerMachine)
  const stop = coverage.watch()
  const actor = createActor(compile(brokerMachine), { input: { symbols: ['AAA'] } }).start()
  for (const event of day) actor.send(event)
  stop()
  expect(coverage.untaken()).toEqual([])
})

test('interpreted', () => {
  const coverage = createCoverage(brokerMachine)
  const actor = createActor(brokerMachine, { input: { symbols: ['AAA'] }, inspect: coverage.inspect }).start()
  for (const event of day) actor.send(event)
  expect(coverage.untaken()).toEqual([])
})
