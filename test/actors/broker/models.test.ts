/** The models: what the shipped ones answer, and what one of one's own can do. */
import { describe, expect, test } from 'vitest'
import {
  bps,
  type BrokerInput,
  cashAccount,
  type CommissionModel,
  type CreditModel,
  fillAt,
  type FillModel,
  fillOnBars,
  fixed,
  fixedSlippage,
  inParts,
  ModelError,
  noCommission,
  noFill,
  noSlippage,
  participation,
  percentOfNotional,
  percentSlippage,
  perShare,
  type SlippageModel,
  together,
  unlimitedVolume,
  withinBar,
} from '../../../actors/broker/index.ts'
import type { OrderFilled, OrderSubmit } from '../../../src/events/index.ts'
import { bar, openVenue, order, session, typesOf } from './support/venue.ts'

type Prices = readonly [number, number, number, number]
const flat: Prices = [100, 101, 99, 100]

/** The executions of one order on bars of these prices. */
function fills(input: BrokerInput, submit: Partial<OrderSubmit> = {}, ...bars: Prices[]): OrderFilled[] {
  const venue = openVenue({ symbols: ['AAA'], ...input })
  venue.send(order({ timeInForce: 'gtc', ...submit }))
  return (bars.length === 0 ? [flat] : bars)
    .flatMap((prices, index) => venue.send(bar(prices, { at: 10 + index })))
    .filter((report) => report.type === 'order.filled')
}

describe('commission', () => {
  const charged = (
    commission: CommissionModel,
    parts = 1,
    submit: Partial<OrderSubmit> = { quantity: 100 },
  ): number[] =>
    fills({ commission, volume: inParts(parts) }, submit, ...Array.from({ length: parts }, () => flat)).map(
      (fill) => fill.commission,
    )

  test('none', () => expect(charged(noCommission)).toEqual([0]))
  test('per share', () => expect(charged(perShare(0.01))).toEqual([1]))
  test('per share, at least', () => expect(charged(perShare(0.005, { min: 1 }))).toEqual([1]))
  test('per share, at most', () => expect(charged(perShare(0.5, { max: 20 }))).toEqual([20]))
  test('the least is for the order, not for each part', () =>
    expect(charged(perShare(0.005, { min: 1 }), 2)).toEqual([1, 0]))
  test('what goes beyond the least is charged as it comes', () =>
    expect(charged(perShare(0.015, { min: 1 }), 2)).toEqual([1, 0.5]))
  test('the most is for the order too', () => expect(charged(perShare(0.3, { max: 20 }), 2)).toEqual([15, 5]))
  test('percent of the value', () => expect(charged(percentOfNotional(0.001))).toEqual([10]))
  test('percent of the value with a multiplier', () =>
    expect(
      fills({ commission: percentOfNotional(0.001), instruments: { AAA: { multiplier: 50 } } })[0]!.commission,
    ).toBe(50))
  test('fixed, once an order', () => expect(charged(fixed(7), 2)).toEqual([7, 0]))
  test('several at once', () =>
    expect(charged(together(fixed(7), perShare(0.01), percentOfNotional(0.001)))).toEqual([18]))
  test('it is charged on the price after slippage', () =>
    expect(fills({ commission: percentOfNotional(0.01), slippage: fixedSlippage(10) })[0]!.commission).toBe(11))
})

describe('slippage', () => {
  const price = (slippage: SlippageModel, submit: Partial<OrderSubmit> = {}, prices = flat, input: BrokerInput = {}) =>
    fills({ ...input, slippage }, submit, prices).map((fill) => [fill.lastPx, fill.slippage])

  test('none', () => expect(price(noSlippage)).toEqual([[100, 0]]))
  test('fixed, a buy', () => expect(price(fixedSlippage(0.5))).toEqual([[100.5, 0.5]]))
  test('fixed, a sale', () => expect(price(fixedSlippage(0.5), { side: 'sell' })).toEqual([[99.5, 0.5]]))
  test('percent', () => expect(price(percentSlippage(0.02))).toEqual([[102, 2]]))
  test('basis points', () => expect(price(bps(50))).toEqual([[100.5, 0.5]]))
  test('stops slip', () =>
    expect(price(fixedSlippage(0.5), { orderType: 'stop', stopPrice: 101 })).toEqual([[101.5, 0.5]]))
  test('limits do not', () =>
    expect(price(fixedSlippage(0.5), { orderType: 'limit', limitPrice: 105 })).toEqual([[100, 0]]))
  test('stop-limits do not', () =>
    expect(price(fixedSlippage(0.5), { orderType: 'stopLimit', stopPrice: 101, limitPrice: 105 })).toEqual([[101, 0]]))
  test('within the bar', () => expect(price(withinBar(fixedSlippage(5)))).toEqual([[101, 1]]))
  test('on the tick, against the trader', () => {
    const input = { instruments: { AAA: { tick: 0.05 } } }
    expect(price(fixedSlippage(0.01), {}, flat, input)[0]![0]).toBe(100.05)
    expect(price(fixedSlippage(0.01), { side: 'sell' }, flat, input)[0]![0]).toBe(99.95)
    expect(price(fixedSlippage(0.05), {}, flat, input)[0]![0]).toBe(100.05)
  })
  test('a sale that would come to nothing waits', () =>
    expect(price(fixedSlippage(5), { side: 'sell' }, [4, 4, 4, 4])).toEqual([]))
})

describe('volume', () => {
  test('unlimited', () => expect(fills({ volume: unlimitedVolume })).toMatchObject([{ lastQty: 10, leavesQty: 0 }]))
  test('in parts of whole units, the last one smaller', () =>
    expect(fills({ volume: inParts(3) }, {}, flat, flat, flat).map((fill) => fill.lastQty)).toEqual([4, 4, 2]))
  test('in parts of any size for an order of any size', () =>
    expect(fills({ volume: inParts(2) }, { quantity: 0.5 }, flat, flat).map((fill) => fill.lastQty)).toEqual([
      0.25, 0.25,
    ]))
  test('in parts of whole lots', () =>
    expect(
      fills({ volume: inParts(2), instruments: { AAA: { lot: 100 } } }, { quantity: 500 }, flat, flat).map(
        (fill) => fill.lastQty,
      ),
    ).toEqual([300, 200]))

  test('a share of the bar, for all orders of a side together and first come first served', () => {
    const venue = openVenue({ symbols: ['AAA'], volume: participation(0.015) })
    for (const [orderId, side] of [
      ['a', 'buy'],
      ['b', 'buy'],
      ['c', 'buy'],
      ['d', 'sell'],
    ] as const)
      venue.send(order({ orderId, side, timeInForce: 'gtc' }))
    expect(
      venue.send(bar(flat)).map((report) => [(report as OrderFilled).orderId, (report as OrderFilled).lastQty]),
    ).toEqual([
      ['a', 10],
      ['b', 5],
      ['d', 10],
    ])
  })

  test('what a model answers is put on the lot', () =>
    expect(fills({ volume: () => 7.9, instruments: { AAA: { lot: 0.5 } } })).toMatchObject([{ lastQty: 7.5 }]))

  test('nothing to be had leaves the order as it is', () => expect(fills({ volume: () => 0 })).toEqual([]))
})

describe('credit', () => {
  test('what cannot be paid for is not bought, and the order ends', () => {
    const venue = openVenue({ symbols: ['AAA'], credit: cashAccount({ cash: 999 }) })
    venue.send(order())
    expect(venue.send(bar(flat))).toMatchObject([
      { type: 'order.canceled', reason: 'insufficientFunds', cumQty: 0, ordStatus: 'Canceled' },
    ])
  })

  test('commission counts, sales bring cash, and what is bought has to be paid from both', () => {
    const venue = openVenue({ symbols: ['AAA'], credit: cashAccount({ cash: 1_005 }), commission: fixed(5) })
    venue.send(order({ orderId: 'a' }))
    expect(typesOf(venue.send(bar(flat)))).toEqual(['order.filled'])
    expect(venue.snapshot().context.account).toEqual({ cash: 0, positions: { AAA: 10 } })
    venue.send(order({ orderId: 'b', side: 'sell', at: 10 }))
    venue.send(order({ orderId: 'c', at: 10 }))
    expect(typesOf(venue.send(bar([101, 102, 100, 101], { at: 11 })))).toEqual(['order.filled', 'order.canceled'])
    expect(venue.snapshot().context.account).toEqual({ cash: 1_005, positions: { AAA: 0 } })
  })

  test('a purchase that closes a short position and goes beyond its means is cut to the closing part', () => {
    const venue = openVenue({ symbols: ['AAA'], credit: cashAccount({ cash: 0 }) })
    venue.send(order({ orderId: 'short', side: 'sell', quantity: 4 }))
    venue.send(bar(flat))
    venue.send(order({ at: 10 }))
    expect(venue.send(bar(flat, { at: 11 }))).toMatchObject([
      { type: 'order.filled', lastQty: 4, cumQty: 4, leavesQty: 6 },
      { type: 'order.canceled', reason: 'insufficientFunds', cumQty: 4, leavesQty: 0 },
    ])
  })
})

describe('a model of one’s own', () => {
  test('slippage that may refuse the bar', () => {
    const unlessBeyond: SlippageModel = ({ price, bar: { high, low } }) =>
      price + 2 > high ? noFill('slippageOutsideBar', { price, low }) : price + 2
    expect(fills({ slippage: unlessBeyond }, {}, flat, [100, 105, 99, 100])).toMatchObject([{ at: 11, lastPx: 102 }])
  })

  test('slippage capped differently by what the price is based on', () => {
    const capped: SlippageModel = ({ price, basis, order: { limitPrice }, bar: { high } }) =>
      basis === 'limit' ? price : Math.min(price + 3, high, limitPrice ?? Infinity)
    expect(fills({ slippage: capped }, { orderType: 'limit', limitPrice: 100.5 })[0]!.lastPx).toBe(100.5)
    expect(fills({ slippage: capped })[0]!.lastPx).toBe(101)
  })

  test('market orders at the close that was seen when they were sent', () => {
    const usual = fillOnBars()
    const atLastClose: FillModel = (question) =>
      question.order.orderType === 'market' && question.previousClose !== undefined
        ? fillAt(question.previousClose, 'close', false, question.previousAt)
        : usual(question)
    const venue = openVenue({ symbols: ['AAA'], fill: atLastClose })
    venue.send(bar([90, 91, 89, 90], { at: 5 }))
    venue.send(order({ at: 5 }))
    expect(venue.send(bar(flat, { at: 20, openAt: 15 }))).toMatchObject([{ lastPx: 90, transactTime: 5, at: 20 }])
  })

  test('a stop that forgets that it was hit', () => {
    const usual = fillOnBars()
    const forgetful: FillModel = (question) => ({
      ...usual({ ...question, order: { ...question.order, triggered: false } }),
      triggered: false,
    })
    const reports = fills(
      { fill: forgetful, volume: inParts(2) },
      { orderType: 'stop', stopPrice: 101 },
      flat,
      [90, 91, 89, 90],
      flat,
    )
    expect(reports.map((fill) => [fill.at, fill.lastPx])).toEqual([
      [10, 101],
      [12, 101],
    ])
  })

  test('an account with interest before, and settlement after the orders of a bar', () => {
    const log: string[] = []
    const credit: CreditModel<{ cash: number }> = {
      open: () => ({ cash: 0 }),
      beforeBar: (account) => {
        account.cash += 1
        log.push('before')
      },
      book: (account, { quantity, price }) => {
        account.cash -= quantity * price
        log.push('book')
      },
      afterBar: (account, { close }) => {
        account.cash += close
        log.push('after')
      },
    }
    const venue = openVenue({ symbols: ['AAA'], credit })
    venue.send(order())
    venue.send(bar(flat))
    expect(log).toEqual(['before', 'book', 'after'])
    expect(venue.snapshot().context.account).toEqual({ cash: 1 - 1_000 + 100 })
    venue.send(session('halted', 11))
    venue.send(bar(flat, { at: 12 }))
    expect(log.slice(3)).toEqual(['before', 'after'])
  })

  test('credit that keeps the order for a better day', () => {
    let rich = false
    const credit: CreditModel<object> = {
      open: () => ({}),
      book: () => {},
      fill: (_account, { quantity }) => ({ quantity: rich ? quantity : 3, rest: 'keep' }),
    }
    const venue = openVenue({ symbols: ['AAA'], credit })
    venue.send(order({ timeInForce: 'gtc' }))
    expect(venue.send(bar(flat))).toMatchObject([{ lastQty: 3 }])
    rich = true
    expect(venue.send(bar(flat, { at: 11 }))).toMatchObject([{ lastQty: 7 }])
  })

  const nonsense: [string, BrokerInput, number][] = [
    ['fill', { fill: () => fillAt(Number.NaN, 'custom') }, Number.NaN],
    ['volume', { volume: () => -1 }, -1],
    ['slippage', { slippage: () => 0 }, 0],
    ['commission', { commission: () => Infinity }, Infinity],
    ['credit', { credit: { open: () => ({}), book: () => {}, fill: () => ({ quantity: -1, rest: 'keep' }) } }, -1],
  ]
  test.each(nonsense)('an answer that cannot be executed stops the run: %s', (model, input, answer) => {
    const venue = openVenue({ symbols: ['AAA'], ...input }, 'fast')
    venue.send(order())
    const error = (() => {
      try {
        return venue.send(bar(flat))
      } catch (thrown) {
        return thrown
      }
    })()
    expect(error).toBeInstanceOf(ModelError)
    expect(error).toMatchObject({ code: 'modelAnswer', model, orderId: 'o-1', answer })
  })
})

describe('factories refuse what makes no sense', () => {
  test.each([
    () => perShare(-1),
    () => perShare(1, { min: 2, max: 1 }),
    () => percentOfNotional(-0.1),
    () => fixed(Number.NaN),
    () => fixedSlippage(-1),
    () => percentSlippage(1),
    () => bps(-1),
    () => participation(0),
    () => inParts(0),
    () => inParts(1.5),
    () => cashAccount({ cash: -1 }),
  ])('%s', (make) => expect(make).toThrow(RangeError))

  test('and so does the venue, of its instruments', () => {
    expect(() => openVenue({ instruments: { AAA: { tick: 0 } } })).toThrow(
      'the tick of AAA must be a number above 0, not 0',
    )
  })
})
