/** Every order type on a single bar: at what price it trades, when, or why not. */
import { describe, expect, test } from 'vitest'
import { fillOnBars, type FillModel } from '../../../actors/broker/index.ts'
import { PLAIN_TERMS } from '../../../actors/order/index.ts'
import type { OrderSubmit } from '../../../src/events/index.ts'
import { bar, openVenue, order } from './support/venue.ts'

type Prices = readonly [open: number, high: number, low: number, close: number]
type Expected = readonly [price: number, where: 'open' | 'inside'] | string
type Case = readonly [words: string, prices: Prices, expected: Expected]

/** What the default model answers, through the machine and by itself: the two must be the same. */
function outcome(submit: OrderSubmit, prices: Prices, fill: FillModel = fillOnBars()): Expected {
  const venue = openVenue({ symbols: ['AAA'], fill })
  venue.send(submit)
  const trade = venue.send(bar(prices, { at: 10, openAt: 4 })).find((report) => report.type === 'order.filled')
  const answer = fill({
    order: { ...submit, terms: PLAIN_TERMS, cumQty: 0, leavesQty: submit.quantity, avgPx: 0, triggered: false },
    bar: bar(prices),
    instrument: {},
    activeFrom: 1,
    previousClose: undefined,
    previousAt: undefined,
    account: undefined,
  })
  if (trade === undefined) {
    expect(answer.kind).toBe('none')
    return answer.kind === 'none' ? answer.code : ''
  }
  expect(answer).toMatchObject({ kind: 'fill', price: trade.lastPx })
  expect(trade.transactTime === 4 || trade.transactTime === 10).toBe(true)
  return [trade.lastPx, trade.transactTime === 4 ? 'open' : 'inside']
}

function table(name: string, submit: OrderSubmit, cases: readonly Case[], fill?: FillModel): void {
  describe(name, () => {
    test.each(cases)('%s', (_words, prices, expected) => {
      expect(outcome(submit, prices, fill)).toEqual(expected)
    })
  })
}

table('market buy', order(), [['trades at the open', [100, 102, 99, 101], [100, 'open']]])
table('market sell', order({ side: 'sell' }), [['trades at the open', [100, 102, 99, 101], [100, 'open']]])

const buyLimit = order({ orderType: 'limit', limitPrice: 100 })
const sellLimit = order({ side: 'sell', orderType: 'limit', limitPrice: 100 })

table('buy limit 100', buyLimit, [
  ['gap below it: the better open', [98, 99, 97, 98], [98, 'open']],
  ['open at it', [100, 101, 100, 101], [100, 'open']],
  ['touched', [102, 103, 100, 101], [100, 'inside']],
  ['traded through', [102, 103, 95, 96], [100, 'inside']],
  ['not reached', [102, 103, 101, 101], 'limitNotReached'],
])
table('sell limit 100', sellLimit, [
  ['gap above it: the better open', [102, 103, 101, 102], [102, 'open']],
  ['open at it', [100, 100, 98, 99], [100, 'open']],
  ['touched', [98, 100, 97, 99], [100, 'inside']],
  ['traded through', [98, 105, 97, 104], [100, 'inside']],
  ['not reached', [98, 99, 97, 99], 'limitNotReached'],
])

const through = fillOnBars({ limits: 'through' })
table(
  'buy limit 100, traded through',
  buyLimit,
  [
    ['gap below it', [98, 99, 97, 98], [98, 'open']],
    ['open at it, and never below', [100, 101, 100, 101], 'limitNotTradedThrough'],
    ['open at it, and below', [100, 101, 99, 101], [100, 'inside']],
    ['touched only', [102, 103, 100, 101], 'limitNotTradedThrough'],
    ['traded through', [102, 103, 99, 101], [100, 'inside']],
    ['not reached', [102, 103, 101, 101], 'limitNotReached'],
  ],
  through,
)
table(
  'sell limit 100, traded through',
  sellLimit,
  [
    ['gap above it', [102, 103, 101, 102], [102, 'open']],
    ['open at it, and never above', [100, 100, 98, 99], 'limitNotTradedThrough'],
    ['open at it, and above', [100, 101, 98, 99], [100, 'inside']],
    ['touched only', [98, 100, 97, 99], 'limitNotTradedThrough'],
    ['traded through', [98, 101, 97, 99], [100, 'inside']],
  ],
  through,
)

table('buy stop 100', order({ orderType: 'stop', stopPrice: 100 }), [
  ['gap above it: the open', [102, 103, 101, 102], [102, 'open']],
  ['open at it', [100, 101, 99, 100], [100, 'open']],
  ['touched', [98, 100, 97, 99], [100, 'inside']],
  ['passed', [98, 104, 97, 103], [100, 'inside']],
  ['not reached', [98, 99, 97, 98], 'stopNotReached'],
])
table('sell stop 100', order({ side: 'sell', orderType: 'stop', stopPrice: 100 }), [
  ['gap below it: the open', [98, 99, 97, 98], [98, 'open']],
  ['open at it', [100, 101, 99, 100], [100, 'open']],
  ['touched', [102, 103, 100, 101], [100, 'inside']],
  ['passed', [102, 103, 96, 97], [100, 'inside']],
  ['not reached', [102, 103, 101, 102], 'stopNotReached'],
])

table('buy stop 100 limit 102', order({ orderType: 'stopLimit', stopPrice: 100, limitPrice: 102 }), [
  ['not reached', [98, 99, 97, 98], 'stopNotReached'],
  ['hit at the open, which is within the limit', [101, 103, 100, 102], [101, 'open']],
  ['hit at the open above the limit, which is reached later', [103, 104, 101, 103], [102, 'inside']],
  ['hit at the open above the limit, and never reached', [103, 105, 103, 104], 'limitNotReached'],
  ['hit inside: marketable there', [98, 105, 97, 104], [100, 'inside']],
])
table('buy stop 100 limit 98', order({ orderType: 'stopLimit', stopPrice: 100, limitPrice: 98 }), [
  ['hit at the open, and the limit reached', [101, 102, 97, 99], [98, 'inside']],
  ['hit inside, closes beyond the limit: certain', [99, 101, 96, 97], [98, 'inside']],
  ['hit inside, closes at the limit: certain', [99, 101, 96, 98], [98, 'inside']],
  ['hit inside, the low perhaps before: not certain', [99, 101, 96, 99], 'limitNotReachedAfterTrigger'],
])
table('sell stop 100 limit 98', order({ side: 'sell', orderType: 'stopLimit', stopPrice: 100, limitPrice: 98 }), [
  ['not reached', [102, 103, 101, 102], 'stopNotReached'],
  ['hit at the open, which is within the limit', [99, 100, 97, 98], [99, 'open']],
  ['hit at the open below the limit, which is reached later', [97, 99, 96, 97], [98, 'inside']],
  ['hit at the open below the limit, and never reached', [97, 97, 95, 96], 'limitNotReached'],
  ['hit inside: marketable there', [102, 103, 95, 96], [100, 'inside']],
])
table('sell stop 100 limit 102', order({ side: 'sell', orderType: 'stopLimit', stopPrice: 100, limitPrice: 102 }), [
  ['hit at the open, and the limit reached', [99, 103, 98, 101], [102, 'inside']],
  ['hit inside, closes beyond the limit: certain', [101, 104, 99, 103], [102, 'inside']],
  ['hit inside, the high perhaps before: not certain', [101, 104, 99, 101], 'limitNotReachedAfterTrigger'],
])
table(
  'stop-limits whose limit must be traded through',
  order({ orderType: 'stopLimit', stopPrice: 100, limitPrice: 98 }),
  [
    ['closes at the limit: not through', [99, 101, 96, 98], 'limitNotReachedAfterTrigger'],
    ['closes beyond it', [99, 101, 96, 97], [98, 'inside']],
  ],
  through,
)
table(
  'sell stop-limits whose limit must be traded through',
  order({ side: 'sell', orderType: 'stopLimit', stopPrice: 100, limitPrice: 102 }),
  [
    ['closes at the limit: not through', [101, 104, 99, 102], 'limitNotReachedAfterTrigger'],
    ['closes beyond it', [101, 104, 99, 103], [102, 'inside']],
  ],
  through,
)

test('the reasons come with their numbers', () => {
  const answer = fillOnBars()({
    order: { ...buyLimit, terms: PLAIN_TERMS, cumQty: 0, leavesQty: 10, avgPx: 0, triggered: false },
    bar: bar([102, 103, 101, 101]),
    instrument: {},
    activeFrom: 1,
    previousClose: undefined,
    previousAt: undefined,
    account: undefined,
  })
  expect(answer).toEqual({ kind: 'none', code: 'limitNotReached', facts: { limit: 100, low: 101 }, triggered: false })
})

test('a way for limits to fill that there is not is refused', () => {
  expect(() => fillOnBars({ limits: 'thru' as never })).toThrow('limits are filled by touch or through, not thru')
})
