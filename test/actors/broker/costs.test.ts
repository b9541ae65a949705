/** What trading costs: the shipped slippage and commission models against their published rules, and against a reference that counts unit by unit. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bps,
  type BrokerInput,
  cashAccount,
  type CommissionModel,
  fillAt,
  fixed,
  inParts,
  inTurn,
  makerTaker,
  MissingTickError,
  oneTick,
  participation,
  perContract,
  percentOfNotional,
  perShare,
  regulatoryFees,
  rounded,
  type SlippageModel,
  spread,
  tiered,
  together,
  volumeShare,
  volumeShareSlippage,
} from '../../../actors/broker/index.ts'
import type { OrderFilled, OrderSubmit } from '../../../src/events/index.ts'
import { randomStream } from '../../../src/system/index.ts'
import { bar, type Mode, openVenue, order } from './support/venue.ts'

type Prices = readonly [number, number, number, number]
const flat: Prices = [100, 101, 99, 100]
const MONTH = 31 * 86_400_000_000

/** The executions of one order on bars of these prices. */
function fills(input: BrokerInput, submit: Partial<OrderSubmit> = {}, ...bars: Prices[]): OrderFilled[] {
  const venue = openVenue({ symbols: ['AAA'], ...input }, 'fast')
  venue.send(order({ timeInForce: 'gtc', ...submit }))
  return (bars.length === 0 ? [flat] : bars)
    .flatMap((prices, index) => venue.send(bar(prices, { at: 10 + index })))
    .filter((report) => report.type === 'order.filled')
}

describe('slippage', () => {
  const price = (slippage: SlippageModel, submit: Partial<OrderSubmit> = {}, prices = flat, input: BrokerInput = {}) =>
    fills({ ...input, slippage }, submit, prices).map((fill) => fill.lastPx)
  const buyLimit = (limitPrice: number) => ({ orderType: 'limit', limitPrice }) as const
  const tick = { instruments: { AAA: { tick: 0.25 } } }

  test('a spread: buys at the ask, sells at the bid, in any measure', () => {
    expect(price(spread({ price: 0.5 }))).toEqual([100.25])
    expect(price(spread({ price: 0.5 }), { side: 'sell' })).toEqual([99.75])
    expect(price(spread({ bps: 20 }))).toEqual([100.1])
    expect(price(spread({ ticks: 2 }), {}, flat, tick)).toEqual([100.25])
  })
  test('a spread is paid up to the limit, and not at it', () => {
    expect(price(spread({ price: 1 }), buyLimit(102))).toEqual([100.5])
    expect(price(spread({ price: 1 }), buyLimit(100.25))).toEqual([100.25])
    expect(price(spread({ price: 1 }), buyLimit(99.5))).toEqual([99.5])
    expect(price(spread({ price: 1 }), { ...buyLimit(99.75), side: 'sell' })).toEqual([99.75])
  })
  test('a sale across a spread wider than its price waits', () =>
    expect(price(spread({ price: 9 }), { side: 'sell' }, [4, 4, 4, 4])).toEqual([]))
  test('one tick, or none, by chance; never for an order with a limit', () => {
    const always = { ...tick, random: () => 0.49 }
    expect(price(oneTick(0.5), {}, flat, always)).toEqual([100.25])
    expect(price(oneTick(0.49), {}, flat, always)).toEqual([100])
    expect(price(oneTick(0.5), { side: 'sell' }, flat, always)).toEqual([99.75])
    expect(price(oneTick(0.5), buyLimit(102), flat, always)).toEqual([100])
    expect(price(oneTick(0), {}, flat, { ...tick, random: () => 0 })).toEqual([100])
    expect(price(oneTick(1), {}, flat, { ...tick, random: () => 1 - 2 ** -53 })).toEqual([100.25])
    expect(price(oneTick(1), { side: 'sell' }, [0.25, 0.25, 0.25, 0.25], tick)).toEqual([0.25])
  })
  test('ticks of an instrument that has none are refused by name', () => {
    expect(() => price(oneTick(1))).toThrow(MissingTickError)
    expect(() => price(spread({ ticks: 1 }))).toThrow(/instruments\.AAA\.tick/)
  })
  test('one after the other', () =>
    expect(price(inTurn(spread({ price: 1 }), bps(100), oneTick(1)), {}, [99.5, 101, 99, 100], tick)).toEqual([101.25]))

  // Published cases of the rule: 2.5 % of a bar of 2,000 at 3.5 is 50, and costs 0.1 · 0.025² of the price.
  test('volume share: price and cap', () => {
    const on = (side: 'buy' | 'sell') => {
      const venue = openVenue({ symbols: ['AAA'], ...volumeShare() })
      venue.send(order({ side, quantity: 200, timeInForce: 'gtc' }))
      return venue
        .send(bar([3.5, 3.5, 3.5, 3.5], { volume: 2000 }))
        .flatMap((report) => (report.type === 'order.filled' ? [[report.lastQty, report.lastPx]] : []))
    }
    expect(on('buy')).toEqual([[50, expect.closeTo(3.50021875, 12)]])
    expect(on('sell')).toEqual([[50, expect.closeTo(3.49978125, 12)]])
  })
  test('volume share counts what the side has traded on the bar already', () => {
    const venue = openVenue({ symbols: ['AAA'], slippage: volumeShareSlippage({ limit: 1, impact: 1 }) })
    venue.send(order({ orderId: 'a', quantity: 100 }))
    venue.send(order({ orderId: 'b', quantity: 100 }))
    venue.send(order({ orderId: 'c', quantity: 100, side: 'sell' }))
    const prices = venue.send(bar(flat)).flatMap((report) => (report.type === 'order.filled' ? [report.lastPx] : []))
    expect(prices).toEqual([101, 104, 99].map((each) => expect.closeTo(each, 9)))
  })

  test.each(['observed', 'fast'] as const)('chance comes from the stream alone: %s', (mode: Mode) => {
    const run = (seed: number): number[] => {
      const venue = openVenue(
        { symbols: ['AAA'], slippage: oneTick(0.5), ...tick, random: randomStream(seed, 'broker').next },
        mode,
      )
      return Array.from({ length: 30 }, (_, n) => {
        venue.send(order({ orderId: `o-${n}` }))
        return venue.send(bar(flat, { at: 10 + n })).find((report) => report.type === 'order.filled')!.lastPx
      })
    }
    expect(run(1)).toEqual(run(1))
    expect(run(1)).not.toEqual(run(2))
    expect(new Set(run(1))).toEqual(new Set([100, 100.25]))
  })
})

describe('commission', () => {
  const charged = (
    commission: CommissionModel,
    parts = 1,
    submit: Partial<OrderSubmit> = { quantity: 100 },
    input: BrokerInput = {},
  ): number[] =>
    fills({ commission, volume: inParts(parts), ...input }, submit, ...Array.from({ length: parts }, () => flat)).map(
      (fill) => fill.commission,
    )

  test('the most as a part of the value prevails over the least', () => {
    expect(charged(perShare(0.005, { min: 1, maxShare: 0.01 }), 1, { quantity: 10 })).toEqual([1])
    expect(fills({ commission: perShare(0.005, { min: 1, maxShare: 0.01 }) }, {}, [0.2, 0.2, 0.2, 0.2])).toMatchObject([
      { commission: expect.closeTo(0.02, 12) },
    ])
  })
  test('per contract, for all and by symbol', () => {
    expect(charged(perContract(2.25))).toEqual([225])
    expect(charged(perContract({ AAA: 2, BBB: 3 }))).toEqual([200])
    expect(charged(perContract({ BBB: 3 }))).toEqual([0])
  })
  test('several at once keep their own least and most, however many parts an order is filled in', () => {
    const least = perShare(0.005, { min: 1 })
    expect(charged(together(least, percentOfNotional(0.0001)), 2)).toEqual([1.5, 0.5])
    expect(charged(together(fixed(2), least), 2)).toEqual([3, 0])
  })
  test('sales pay the regulators, purchases do not', () => {
    const fees = regulatoryFees({ value: 0.0000278, perUnit: 0.000166, perUnitMax: 8.3 })
    const sale = (quantity: number) => charged(fees, 1, { quantity, side: 'sell' })[0]
    expect(charged(fees)).toEqual([0])
    expect(sale(1000)).toBeCloseTo(2.78 + 0.166, 12)
    expect(sale(100_000)).toBeCloseTo(278 + 8.3, 12)
    const cents = regulatoryFees({ value: 0.0000278, perUnit: 0.000166, perUnitMax: 8.3, roundUpTo: 0.01 })
    expect(charged(cents, 1, { quantity: 1000, side: 'sell' })[0]).toBe(2.78 + 0.17)
  })
  test('rounded, to the nearest or up; a whole number of steps stays what it is', () => {
    expect(charged(rounded(perShare(0.00125), 0.01))).toEqual([0.13])
    expect(charged(rounded(perShare(0.00121), 0.01, 'up'))).toEqual([0.13])
    expect(charged(rounded(perShare(0.0007), 0.01, 'up'))).toEqual([0.07])
    expect(charged(rounded(makerTaker({ maker: 0, taker: -0.00125 }, { by: 'quantity' }), 0.01))).toEqual([-0.13])
  })

  test('what rests adds liquidity and what comes later takes it', () => {
    const of = (submit: Partial<OrderSubmit>) =>
      fills({ commission: makerTaker({ maker: -0.0001, taker: 0.0004 }) }, submit).map(
        ({ liquidity, commission, lastPx }) => [liquidity, lastPx, commission],
      )
    expect(of({})).toEqual([['taker', 100, 0.4]])
    expect(of({ orderType: 'limit', limitPrice: 99.5 })).toEqual([['maker', 99.5, expect.closeTo(-0.0995, 12)]])
    expect(of({ orderType: 'limit', limitPrice: 100.5 })).toEqual([['taker', 100, 0.4]])
    expect(of({ orderType: 'stop', stopPrice: 101 })).toMatchObject([['taker', 101, expect.closeTo(0.404, 12)]])
    expect(of({ orderType: 'stopLimit', stopPrice: 101, limitPrice: 100.5 })[0]![0]).toBe('maker')
    const byUnit = makerTaker({ maker: -0.002, taker: 0.003 }, { by: 'quantity' })
    expect(charged(byUnit)).toEqual([0.3])
  })
  test('a fill model may know better', () => {
    const fill = () => ({ ...fillAt(100, 'custom'), liquidity: 'maker' as const })
    expect(fills({ fill })[0]!.liquidity).toBe('maker')
    expect(fills({ fill: () => fillAt(100, 'custom') })[0]!.liquidity).toBe('taker')
  })

  test('tiers begin anew with the month, in UTC', () => {
    const venue = openVenue({
      symbols: ['AAA'],
      commission: tiered([
        { from: 0, rate: 2 },
        { from: 10, rate: 1 },
      ]),
    })
    const trade = (orderId: string, at: number): number => {
      venue.send(order({ orderId, at }))
      return venue.send(bar(flat, { at: at + 1, openAt: at })).find((report) => report.type === 'order.filled')!
        .commission
    }
    expect(trade('a', 1)).toBe(20)
    expect(trade('b', MONTH - 3)).toBe(10)
    expect(trade('c', MONTH - 1)).toBe(20)
    expect(trade('d', MONTH)).toBe(10)
  })
  test('an execution that the account cannot pay for is charged for what it can', () => {
    const credit = { ...cashAccount({ cash: 0 }), fill: () => ({ quantity: 4, rest: 'cancel' as const }) }
    expect(charged(perShare(0.5), 1, { quantity: 10 }, { credit })).toEqual([2])
  })

  test.each([
    [() => perShare(1, { min: 2, max: 1 }), /min 2 and max 1/],
    [() => perShare(1, { maxShare: 0 }), /maxShare/],
    [() => perContract({ ES: -1 }), /-1 for ES/],
    [() => tiered([]), /at least one tier/],
    [() => tiered([{ from: 5, rate: 1 }]), /first from 0/],
    [
      () =>
        tiered([
          { from: 0, rate: 1 },
          { from: 0, rate: 2 },
        ]),
      /rising order/,
    ],
    [() => tiered([{ from: 0, rate: -1 }]), /rates of 0 or more/],
    [() => tiered([{ from: 0, rate: 1 }], { by: 'lots' as never }), /by 'quantity' or 'notional'/],
    [() => makerTaker({ maker: NaN, taker: 0 }), /two rates/],
    [() => makerTaker({ maker: 0, taker: 0 }, { by: 'lots' as never }), /by 'quantity' or 'notional'/],
    [() => regulatoryFees({ value: -1 }), /value of 0 or more/],
    [() => regulatoryFees({ roundUpTo: 0 }), /roundUpTo/],
    [() => rounded(fixed(1), 0), /step of currency above 0/],
    [() => spread({ price: 1, bps: 1 } as never), /one of/],
    [() => spread({ bps: -1 }), /0 or more/],
    [() => oneTick(1.5), /probability from 0 to 1/],
    [() => volumeShare({ limit: 0 }), /limit above 0/],
    [() => volumeShareSlippage({ impact: -1 }), /impact of 0 or more/],
  ])('nonsense is refused at once (%#)', (make, message) => expect(make).toThrow(message))

  test('their names say how they were made', () => {
    expect(
      [
        tiered(
          [
            { from: 0, rate: 0.0035 },
            { from: 300_000, rate: 0.002 },
          ],
          { min: 0.35, maxShare: 0.01 },
        ),
        makerTaker({ maker: -0.0001, taker: 0.0004 }, { by: 'quantity' }),
        together(fixed(1), rounded(regulatoryFees({ value: 0.0000278 }), 0.01, 'up')),
        perContract({ ES: 2.25 }),
        inTurn(spread({ bps: 2 }), oneTick(0.5)),
        volumeShareSlippage({ impact: 0.2 }),
      ].map((model) => model.name),
    ).toEqual([
      'tiered([0: 0.0035, 300000: 0.002], { min: 0.35, maxShare: 0.01 })',
      "makerTaker({ maker: -0.0001, taker: 0.0004 }, { by: 'quantity' })",
      "together(fixed(1), rounded(regulatoryFees({ value: 0.0000278 }), 0.01, 'up'))",
      'perContract({ ES: 2.25 })',
      'inTurn(spread({ bps: 2 }), oneTick(0.5))',
      'volumeShareSlippage({ impact: 0.2 })',
    ])
  })
})

describe('against a reference that counts unit by unit, in whole millionths', () => {
  // Rates in millionths, prices whole: every product is a whole number of millionths.
  const schedule = fc.record({
    tiers: fc
      .uniqueArray(fc.record({ from: fc.integer({ min: 1, max: 60 }), rate: fc.integer({ min: 0, max: 5_000 }) }), {
        maxLength: 3,
        selector: (tier) => tier.from,
      })
      .chain((later) =>
        fc.integer({ min: 0, max: 5_000 }).map((rate) => [{ from: 0, rate }, ...later.sort((a, b) => a.from - b.from)]),
      ),
    min: fc.option(fc.integer({ min: 0, max: 40_000 }), { nil: undefined }),
    above: fc.option(fc.integer({ min: 0, max: 90_000 }), { nil: undefined }),
    maxShare: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
    by: fc.constantFrom('quantity' as const, 'notional' as const),
    parts: fc.integer({ min: 1, max: 4 }),
  })
  const trades = fc.array(
    fc.record({
      quantity: fc.integer({ min: 1, max: 25 }),
      price: fc.integer({ min: 1, max: 9 }),
      later: fc.constantFrom(1, 1, 1, MONTH),
    }),
    { minLength: 1, maxLength: 12 },
  )

  test('tiers by volume, with a least, a most and a most of the value', () => {
    fc.assert(
      fc.property(schedule, trades, ({ tiers, min, above, maxShare, by, parts }, orders) => {
        const max = above === undefined ? undefined : above + (min ?? 0)
        const commission = tiered(
          tiers.map(({ from, rate }) => ({ from, rate: rate / 1e6 })),
          {
            by,
            ...(min === undefined ? {} : { min: min / 1e6 }),
            ...(max === undefined ? {} : { max: max / 1e6 }),
            ...(maxShare === undefined ? {} : { maxShare: maxShare / 1e4 }),
          },
        )
        const venue = openVenue({ symbols: ['AAA'], commission, volume: inParts(parts) }, 'fast')
        let at = 0
        let month = -1
        let traded = 0
        orders.forEach(({ quantity, price, later }, index) => {
          at += later
          venue.send(order({ orderId: `o-${index}`, quantity, at, timeInForce: 'gtc' }))
          const done: OrderFilled[] = []
          while (done.at(-1)?.leavesQty !== 0) {
            const { length } = done
            at++
            // each part at a price of its own
            const now = price + length
            for (const report of venue.send(bar([now, now, now, now], { at, openAt: at })))
              if (report.type === 'order.filled') {
                if (length === 0 && month !== new Date(at / 1000).getUTCMonth()) {
                  month = new Date(at / 1000).getUTCMonth()
                  traded = 0
                }
                done.push(report)
              }
          }
          // the reference: the order's units one after the other, each at the rate of its place in the month
          const rateAt = (place: number): number => tiers.findLast((tier) => tier.from <= place)!.rate
          let place = traded
          let raw = 0
          let value = 0
          let total = 0
          for (const { lastQty, lastPx } of done) {
            const measure = by === 'quantity' ? lastQty : lastQty * lastPx
            for (let unit = 0; unit < measure; unit++) raw += rateAt(place++)
            value += lastQty * lastPx
            total = Math.min(
              Math.max(raw, min ?? 0),
              max ?? Infinity,
              maxShare === undefined ? Infinity : value * maxShare * 100,
            )
          }
          traded = place
          expect(done.reduce((sum, fill) => sum + fill.commission, 0) * 1e6).toBeCloseTo(total, 4)
          expect(done.every((fill) => fill.commission >= -1e-12)).toBe(true)
        })
      }),
      { numRuns: 150 },
    )
  })

  test('per share with bounds: an order costs the same in one part or in many', () => {
    fc.assert(
      fc.property(schedule, trades, ({ tiers, min = 0, above = 50_000, maxShare = 100, parts }, orders) => {
        const rate = tiers[0]!.rate
        const model = together(
          perShare(rate / 1e6, { min: min / 1e6, max: (min + above) / 1e6, maxShare: maxShare / 1e4 }),
          fixed(1),
        )
        for (const { quantity, price } of orders) {
          const cost = fills(
            { commission: model, volume: inParts(parts) },
            { quantity },
            ...Array.from({ length: parts }, (): Prices => [price, price, price, price]),
          ).reduce((sum, fill) => sum + fill.commission, 0)
          const total = Math.min(Math.max(quantity * rate, min), min + above, quantity * price * maxShare * 100)
          expect(cost * 1e6).toBeCloseTo(total + 1e6, 4)
        }
      }),
      { numRuns: 60 },
    )
  })
})

test('volume is shared by the orders of a side, whatever the slippage', () => {
  const venue = openVenue({ symbols: ['AAA'], ...volumeShare({ limit: 0.02 }) })
  venue.send(order({ orderId: 'a', quantity: 15 }))
  venue.send(order({ orderId: 'b', quantity: 15 }))
  const quantities = venue.send(bar(flat)).flatMap((report) => (report.type === 'order.filled' ? [report.lastQty] : []))
  expect(quantities).toEqual([15, 5])
  expect(participation(0.02).name).toBe(volumeShare({ limit: 0.02 }).volume.name)
})
