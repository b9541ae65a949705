/** The double-entry ledger: sums to zero, moves by what prices did, rounds once. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bookFill,
  mark,
  openAccounts,
  openBook,
  trialBalance,
  type BookTerms,
} from '../../../actors/portfolio/ledger.ts'
import { MoneyError, scaleOf, share, toUnits } from '../../../actors/portfolio/money.ts'

const scale = 1_000_000
const sum = (balances: Record<string, number>): bigint =>
  Object.values(balances).reduce((total, b) => total + BigInt(b), 0n)

const fills = fc.array(
  fc.record({
    signed: fc.integer({ min: -500, max: 500 }).filter((n) => n !== 0),
    cents: fc.integer({ min: 1, max: 1_000_00 }),
    commission: fc.integer({ min: 0, max: 500 }).map((n) => n / 100),
  }),
  { maxLength: 60 },
)
const terms: fc.Arbitrary<BookTerms> = fc.oneof(
  fc.constant({}),
  fc.constant({ leverage: 2 }),
  fc.constant({ multiplier: 10 }),
  fc.constant({ deposit: 2000, multiplier: 50 }),
)

describe('the ledger', () => {
  test('holds what was traded, also a fraction of a lot, and no dust', () => {
    const accounts = openAccounts(100_000, scale)
    const book = openBook('X')
    for (const signed of [30, -16.1]) bookFill(accounts, book, signed, 95, 0, scale)
    mark(accounts, book, 95, scale)
    expect(book.quantity).toBeCloseTo(13.9, 12)
    expect(accounts.cash + book.marketValue).toBe(100_000e6)
    bookFill(accounts, book, -0.9, 95, 0, scale)
    expect(book.quantity).toBe(13)
  })

  test('adds up to zero after every entry, and integers stay integers', () => {
    fc.assert(
      fc.property(fills, terms, (executions, how) => {
        const accounts = openAccounts(100_000, scale)
        const book = openBook('X', how)
        for (const { signed, cents, commission } of executions) {
          bookFill(accounts, book, signed, cents / 100, commission, scale)
          mark(accounts, book, cents / 100 + 1, scale)
          const balances = trialBalance(accounts, { X: book })
          expect(sum(balances)).toBe(0n)
          expect(Object.values(balances).every(Number.isSafeInteger)).toBe(true)
        }
      }),
    )
  })

  test('equity moves by exactly what the prices did, less commission: a model in bigint fractions', () => {
    fc.assert(
      fc.property(fills, terms, (executions, how) => {
        const accounts = openAccounts(100_000, scale)
        const book = openBook('X', how)
        // the model: cash flow of full notional in exact micro units, position valued at the last price
        let flow = 100_000n * BigInt(scale)
        let position = 0n
        const multiplier = BigInt(how.multiplier ?? 1)
        let price = 0n
        for (const { signed, cents, commission } of executions) {
          price = BigInt(cents) * 10_000n
          bookFill(accounts, book, signed, cents / 100, commission, scale)
          mark(accounts, book, cents / 100, scale)
          flow -= BigInt(signed) * price * multiplier + BigInt(Math.round(commission * 100)) * 10_000n
          position += BigInt(signed)
        }
        const equity = BigInt(accounts.cash + book.marketValue + book.loan + book.margin)
        expect(equity).toBe(flow + position * price * multiplier)
        expect(BigInt(book.quantity)).toBe(position)
      }),
    )
  })

  test('a flat book keeps no cost, loan, margin or average price', () => {
    fc.assert(
      fc.property(fills, terms, (executions, how) => {
        const accounts = openAccounts(0, scale)
        const book = openBook('X', how)
        for (const { signed, cents } of executions) bookFill(accounts, book, signed, cents / 100, 0, scale)
        if (book.quantity !== 0) bookFill(accounts, book, -book.quantity, 12.34, 0, scale)
        expect([book.cost, book.loan, book.margin, book.averagePrice, book.quantity]).toEqual([0, 0, 0, 0, 0])
        expect(accounts.cash + accounts.realized).toBe(0)
      }),
    )
  })

  test('the average price is that of what is still held; a reduction leaves it, a reversal starts anew', () => {
    const accounts = openAccounts(10_000, scale)
    const book = openBook('X')
    bookFill(accounts, book, 10, 100, 0, scale)
    bookFill(accounts, book, 10, 110, 0, scale)
    expect(book.averagePrice).toBe(105)
    expect(bookFill(accounts, book, -5, 120, 0, scale)).toBe(75 * scale)
    expect(book.averagePrice).toBe(105)
    expect(bookFill(accounts, book, -25, 100, 0, scale)).toBe(-75 * scale)
    expect([book.quantity, book.averagePrice, book.cost]).toEqual([-10, 100, -1000 * scale])
  })

  test('a future settles into cash at every mark', () => {
    const accounts = openAccounts(50_000, scale)
    const book = openBook('F', { deposit: 2000, multiplier: 10 })
    bookFill(accounts, book, 2, 4000, 4, scale)
    expect(accounts.cash).toBe((50_000 - 4000 - 4) * scale)
    mark(accounts, book, 4010, scale)
    expect(accounts.cash).toBe((50_000 - 4000 - 4 + 200) * scale)
    bookFill(accounts, book, -2, 4005, 4, scale)
    expect(accounts.cash).toBe((50_000 - 8 + 100) * scale)
  })
})

describe('leverage', () => {
  test('a loan pays for what is bought; a short sale brings its whole price', () => {
    const accounts = openAccounts(10_000, scale)
    const book = openBook('X', { leverage: 2 })
    bookFill(accounts, book, 100, 50, 0, scale)
    expect([accounts.cash, book.loan]).toEqual([7_500 * scale, -2_500 * scale])
    bookFill(accounts, book, -300, 60, 0, scale)
    // sold: 100 for 6000, of which 2500 go back to the lender, and 200 short for 12000
    expect([accounts.cash, book.loan]).toEqual([(7_500 + 3_500 + 12_000) * scale, 0])
    bookFill(accounts, book, 200, 55, 0, scale)
    expect([accounts.cash, book.loan]).toEqual([(23_000 - 11_000) * scale, 0])
  })
})

describe('money', () => {
  test('rounds half away from zero, once', () => {
    expect(toUnits(0.0000005, scale)).toBe(1)
    expect(toUnits(-0.0000005, scale)).toBe(-1)
    expect(toUnits(1.1, scale)).toBe(1_100_000)
    expect(Object.is(toUnits(-1e-9, scale), 0)).toBe(true)
  })
  test('refuses what it cannot keep exactly', () => {
    expect(() => toUnits(Number.NaN, scale)).toThrow(MoneyError)
    expect(() => toUnits(1e10, scale)).toThrow(/coarser moneyUnit/)
    expect(() => scaleOf(0.3)).toThrow(RangeError)
  })
  test('shares add up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 }), fc.integer({ min: 1, max: 1000 }), (units, whole) => {
        let left = units
        for (let parts = whole; parts > 0; parts--) left -= share(left, 1, parts)
        expect(left).toBe(0)
      }),
    )
  })
})
