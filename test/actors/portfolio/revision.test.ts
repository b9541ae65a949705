/** Executions taken back and corrected, against a model that books from scratch what counts in the end; closed orders stay few. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bookFill,
  type BookTerms,
  mark,
  openAccounts,
  openBook,
  trialBalance,
} from '../../../actors/portfolio/ledger.ts'
import { countOf, type Executed } from '../../../actors/portfolio/recent.ts'
import { book as enter, revise } from '../../../actors/portfolio/revision.ts'
import { accepted, bar, filled, portfolio, signal, submitOf } from './support.ts'

const SCALE = 1_000_000

const step = fc.record({
  /** Above 0.6 an execution, else a revision of an earlier one. */
  kind: fc.constantFrom('execution', 'execution', 'execution', 'bust', 'correction'),
  which: fc.nat(1_000),
  signed: fc.integer({ min: -200, max: 200 }).filter((units) => units !== 0),
  cents: fc.integer({ min: 1, max: 50_000 }),
  fee: fc.integer({ min: 0, max: 300 }),
})
const terms = fc.constantFrom<BookTerms>({}, { leverage: 3 }, { multiplier: 10 }, { deposit: 2_000, multiplier: 50 })

/** Plays the steps, and keeps the list of executions that count. */
function play(how: BookTerms, steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]) {
  const accounts = openAccounts(1_000_000, SCALE)
  const book = openBook('X', how)
  const counting: Executed[] = []
  const balance = (): number =>
    Object.values(trialBalance(accounts, { X: book })).reduce((total, units) => total + units, 0)
  steps.forEach(({ kind, which, signed, cents, fee }, index) => {
    const live = counting.map((_, place) => place).filter((place) => counting[place]!.signed !== 0)
    const execution: Executed = { execId: `x-${index}`, signed, price: cents / 100, commission: fee / 100 }
    if (kind === 'execution' || live.length === 0) {
      enter(accounts, book, execution.execId, execution.signed, execution.price, execution.commission, SCALE)
      counting.push(execution)
    } else {
      const place = live[which % live.length]!
      const was = counting[place]!
      const now: Executed =
        kind === 'bust'
          ? { ...was, execId: execution.execId, signed: 0, commission: execution.commission }
          : { ...execution, signed: Math.sign(was.signed) * Math.abs(signed) }
      const before = accounts.realized
      expect(revise(accounts, book, was, now, SCALE) + 0).toBe(before - accounts.realized + 0)
      counting[place] = now
    }
    expect(balance()).toBe(0)
  })
  return { accounts, book, counting }
}

test('the books are what they would be had the mistakes never been made', () => {
  fc.assert(
    fc.property(terms, fc.array(step, { maxLength: 40 }), (how, steps) => {
      const { accounts, book, counting } = play(how, steps)
      const model = openAccounts(1_000_000, SCALE)
      const held = openBook('X', how)
      for (const { signed, price, commission } of counting)
        if (signed !== 0) bookFill(model, held, signed, price, commission, SCALE)
        else {
          model.cash -= Math.round(commission * SCALE)
          model.commission += Math.round(commission * SCALE)
        }
      for (const [money, into] of [
        [accounts, book],
        [model, held],
      ] as const)
        mark(money, into, 123, SCALE)
      expect(accounts).toEqual(model)
      const { quantity, cost, loan, margin, marketValue } = held
      expect(book).toMatchObject({ quantity, cost, loan, margin, marketValue })
      expect(book.averagePrice).toBeCloseTo(held.averagePrice, 6)
    }),
    { numRuns: 300 },
  )
})

test('what is older than the book remembers is undone by its opposite: position and money are right', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 90, maxLength: 160 }), (steps) => {
      const { accounts, book, counting } = play({}, steps)
      const flow = counting.reduce((sum, one) => sum + one.signed * one.price + one.commission, 0)
      expect(book.quantity).toBe(counting.reduce((sum, one) => sum + one.signed, 0))
      expect(accounts.cash).toBe(Math.round((1_000_000 - flow) * 100) * 10_000)
      expect(countOf(book.recent)).toBeLessThanOrEqual(64)
    }),
    { numRuns: 60 },
  )
})

test('closed orders are remembered, and not for ever', () => {
  const p = portfolio({ cash: 1e9, recovery: {} })
  p.send(bar(50))
  const first = submitOf(p.send(signal('buy', { quantity: 1 })))
  p.send(accepted(first))
  p.send(filled(first, 1, 50, 'x-first'))
  for (let n = 0; n < 700; n++) {
    const order = submitOf(p.send(signal(n % 2 === 0 ? 'sell' : 'buy', { quantity: 1 })))
    p.send(accepted(order))
    p.send(filled(order, 1, 50, `x-${n}`))
    const { newer, older } = p.context.closed
    expect(newer.size + older.size).toBe(n < 254 ? n + 2 : newer.size + older.size)
    expect(newer.size + older.size).toBeLessThanOrEqual(512)
    if (n > 300) expect(newer.size + older.size).toBeGreaterThanOrEqual(256)
    expect(p.context.orders.size).toBe(0)
  }
  expect(p.send(filled(first, 1, 50, 'x-late'))[0]).toMatchObject({ type: 'order.violation', state: 'unknown' })
})
