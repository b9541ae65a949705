/** Reasons of an order that works on trades and quotes, put together. */
import { expect, test } from 'vitest'
import type { OrderRow } from '../../src/analysis/index.ts'
import type { VenueUnfilled } from '../../src/events/index.ts'
import { Looks } from '../../src/backtest/explain/looks.ts'
import { storyText } from '../../src/backtest/explain/text.ts'

const missed = (at: number, on: string, low: number, code = 'limitNotReached'): VenueUnfilled => ({
  type: 'venue.unfilled',
  at,
  orderId: 'o-1',
  symbol: 'A',
  on,
  code,
  facts: { limit: 90, low },
})

test('trades and quotes that come in turns are a stretch each, until something happens to the order', () => {
  const looks = new Looks()
  for (let at = 1; at <= 6; at++) looks.add(missed(at, at % 2 === 1 ? 'market.trade' : 'market.quote', 90 + at), 0)
  looks.add(missed(7, 'market.trade', 90, 'limitNotTradedThrough'), 0)
  looks.cut()
  looks.add(missed(8, 'market.quote', 95), 1)
  expect(
    looks.stretches.map(({ on, code, count, from, to, after, nearest }) => [
      on,
      code,
      count,
      from,
      to,
      after,
      nearest.at,
    ]),
  ).toEqual([
    ['market.trade', 'limitNotReached', 3, 1, 5, 0, 1],
    ['market.quote', 'limitNotReached', 3, 2, 6, 0, 2],
    ['market.trade', 'limitNotTradedThrough', 1, 7, 7, 0, 7],
    ['market.quote', 'limitNotReached', 1, 8, 8, 1, 8],
  ])
  expect(looks.reasons.map(({ at }) => at)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

test('the size of a trade or a quote is not that of a bar', () => {
  const looks = new Looks()
  const facts = { volume: 500, used: 500, leaves: 10 }
  for (const on of ['market.bar', 'market.quote'])
    looks.add({ ...missed(1, on, 0, 'noVolume'), facts, text: 'used up by o-2 (500)' }, 0)
  expect(looks.reasons.map(({ text }) => text)).toEqual([
    "no volume left: 500 of the bar's 500 already traded on this side: used up by o-2 (500)",
    'no volume left: 500 of 500 already traded on this side: used up by o-2 (500)',
  ])
})

test('told one by one they are in the order of time', () => {
  const looks = new Looks()
  for (let at = 1; at <= 5; at++)
    looks.add(missed(at * 1e6, at % 2 === 1 ? 'market.trade' : 'market.quote', 90 + at), 0)
  const { reasons, stretches } = looks
  const story = { subject: 'o-1', order: undefined, orders: [], events: [], reasons, stretches, notes: [], hash: 'h' }
  const told = (all: boolean): string[] =>
    storyText(story, { all })
      .split('\n')
      .filter((line) => line.includes('limit'))
      .map((line) => line.trim().slice(0, 28))
  expect(told(true)).toEqual(
    [1, 2, 3, 4, 5].map((second) =>
      `1970-01-01 00:00:0${second}    ${second % 2 === 1 ? 'trade' : 'quote'}`.slice(0, 28),
    ),
  )
  expect(told(false)).toHaveLength(2)
})

test('an order that was filled says what of it was taken back, and one that its day ended is over', () => {
  const row = {
    orderId: 'o-1',
    symbol: 'A',
    side: 'buy',
    orderType: 'limit',
    quantity: 10,
    limitPrice: 9,
    submittedAt: 1,
  }
  const verdict = (more: object): string => {
    const order = {
      ...row,
      status: 'Filled',
      timeInForce: 'day',
      commission: 0,
      doneAt: 5,
      ...more,
    } as unknown as OrderRow
    const parts = { orders: [], events: [], reasons: [], stretches: [], notes: [], hash: 'h' }
    return storyText({ subject: 'o-1', order, ...parts })
      .split('\n')[0]!
      .split('   ')
      .at(-1)!
  }
  expect(verdict({ cumQty: 10, avgPx: 9 })).toBe('filled at 9')
  expect(verdict({ cumQty: 4, avgPx: 9 })).toBe('filled, of which 4 at 9 stand')
  expect(verdict({ cumQty: 0, avgPx: 0 })).toBe('filled, and all of it taken back')
  expect(verdict({ cumQty: 0, avgPx: 0, status: 'DoneForDay' })).toBe('done for the day, nothing filled')
  expect(verdict({ cumQty: 0, avgPx: 0, status: 'DoneForDay', doneAt: undefined })).toBe(
    'still DoneForDay, nothing filled',
  )
})
