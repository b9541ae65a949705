/** Splits and dividends through a whole run. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inParts, percentOfNotional, trialBalance } from '../../src/index.ts'
import { type Day, type Play, play, type Wish } from './support-corporate.ts'

/** Prices in quarters, so that whole ratios leave them exact. */
const day: fc.Arbitrary<Day> = fc
  .tuple(fc.integer({ min: 380, max: 420 }), fc.integer({ min: 380, max: 420 }), fc.nat(20), fc.nat(20))
  .map(([open, close, above, below]) => {
    const prices = [open, Math.max(open, close) + above, Math.min(open, close) - below, close]
    return prices.map((price) => price / 4) as unknown as Day
  })

const wish = (days: number): fc.Arbitrary<Wish> =>
  fc.record({
    day: fc.integer({ min: 0, max: days - 2 }),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    type: fc.constantFrom('market' as const, 'limit' as const, 'stop' as const, 'stopLimit' as const),
    quantity: fc.integer({ min: 1, max: 5 }).map((n) => n * 144),
    near: fc.integer({ min: 0, max: 24 }).map((quarters) => quarters / 4),
    far: fc.integer({ min: -12, max: 12 }).map((quarters) => quarters / 4),
    timeInForce: fc.constantFrom('day' as const, 'gtc' as const, 'gtc' as const),
  })

const market = fc.integer({ min: 4, max: 9 }).chain((length) =>
  fc.record({
    days: fc.array(day, { minLength: length, maxLength: length }),
    wishes: fc.array(wish(length), { maxLength: 8 }),
    splitOn: fc.integer({ min: 1, max: length - 1 }),
    ratio: fc.constantFrom(2, 3, 1.5, 4, 0.5, 0.25),
    parts: fc.constantFrom(1, 2, 3),
  }),
)

/** The same play as it was before anybody adjusted it: days before the split in the old units. */
function unadjusted({ days, wishes }: Play, splitOn: number, ratio: number): Play {
  const isOld = (index: number): boolean => index < splitOn
  return {
    days: days.map((prices, index) =>
      isOld(index) ? (prices.map((price) => price * ratio) as unknown as Day) : prices,
    ),
    wishes: wishes.map((each) =>
      isOld(each.day)
        ? { ...each, quantity: each.quantity / ratio, near: each.near * ratio, far: each.far * ratio }
        : each,
    ),
    actions: [{ day: splitOn, symbol: 'A', split: ratio }],
  }
}

describe('a split', () => {
  test('on any day, with any orders at work, leaves a run equal to that on adjusted prices', async () => {
    await fc.assert(
      fc.asyncProperty(market, async ({ days, wishes, splitOn, ratio, parts }) => {
        const broker = { volume: inParts(parts), commission: percentOfNotional(0.001) }
        const adjusted = await play({ days, wishes }, { broker })
        const split = await play(unadjusted({ days, wishes }, splitOn, ratio), { broker })

        expect([...split.equity.equity]).toEqual([...adjusted.equity.equity])
        expect([...split.equity.cash]).toEqual([...adjusted.equity.cash])
        expect(split.equity.benchmark.map((value) => value / ratio)).toEqual(adjusted.equity.benchmark)
        // of any two runs with the same cash the executions are the same
        const units = (at: number): number => (at < splitOn * 86_400_000_000 ? ratio : 1)
        expect(
          [...split.fills].map((f) => [f.transactTime, f.side, f.quantity * units(f.at), f.price / units(f.at)]),
        ).toEqual([...adjusted.fills].map((f) => [f.transactTime, f.side, f.quantity, f.price]))
        const nets = ({ trades, record }: typeof split) =>
          [...trades, ...record.openTrades].map((t) =>
            [t.quantity * t.entryPrice, t.net, t.mae, t.mfe, t.bars].map((n) => n.toFixed(6)),
          )
        expect(nets(split)).toEqual(nets(adjusted))
        const status = ({ orders }: typeof split) => [...orders].map((o) => [o.status, o.doneAt])
        expect(status(split)).toEqual(status(adjusted))
        expect(split.summary.violations).toBe(0)
        const { accounts, books } = split.portfolio
        expect(Object.values(trialBalance(accounts, books)).reduce((sum, n) => sum + n, 0)).toBe(0)
        expect([...split.portfolio.orders.values()].map((o) => o.context.leavesQty)).toEqual(
          [...adjusted.portfolio.orders.values()].map((o) => o.context.leavesQty),
        )
      }),
      { numRuns: 60 },
    )
  })
})
