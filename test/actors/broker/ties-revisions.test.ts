/** Orders that belong together, and what a venue does by itself: executions taken back or corrected, splits. */
import { describe, expect, test } from 'vitest'
import { Bench, bracket, entry, inTwos, loss, profit, words } from './support/bench.ts'

describe('an execution of the parent that is taken back', () => {
  const filledBracket = (): { bench: Bench; execId: string } => {
    const bench = new Bench(inTwos)
    bracket(bench)
    for (let i = 0; i < 3; i++) bench.bar(95, 96, 94, 95)
    return { bench, execId: bench.lastFill! }
  }

  test('cuts its children to what is left of it', () => {
    const { bench, execId } = filledBracket()
    expect(bench.command({ type: 'venue.bust', execId })).toEqual(['tradeCanceled e', 'restated p 8', 'restated l 8'])
    expect(bench.command({ type: 'venue.bust', execId })).toEqual([expect.stringMatching(/refused/)])
  })

  test('ends them if nothing is', () => {
    const bench = new Bench()
    bracket(bench)
    bench.bar(95, 96, 94, 95)
    const execId = bench.lastFill!
    expect(bench.command({ type: 'venue.bust', execId })).toEqual([
      'tradeCanceled e',
      'canceled p parent',
      'canceled l parent',
    ])
  })

  test('leaves them as they are once corrected, within what it says now', () => {
    const { bench, execId } = filledBracket()
    expect(bench.command({ type: 'venue.correct', execId, price: 94 })).toEqual(['tradeCorrected e'])
    expect(bench.command({ type: 'venue.correct', execId: bench.lastExec!, quantity: 1 })).toEqual([
      'tradeCorrected e',
      'restated p 9',
      'restated l 9',
    ])
  })

  test('does not take back what a child has executed since, and lets it execute no more', () => {
    const { bench, execId } = filledBracket()
    for (let i = 0; i < 2; i++) bench.bar(100, 112, 100, 100)
    expect(bench.command({ type: 'venue.bust', execId })).toEqual([
      'tradeCanceled e',
      'canceled p parent',
      'canceled l parent',
    ])
  })

  test('and one of a child gives room to the others', () => {
    const bench = new Bench(inTwos)
    bench.submit(entry)
    for (const child of [profit, loss]) bench.submit(child)
    for (let i = 0; i < 3; i++) bench.bar(95, 96, 94, 95)
    bench.bar(100, 112, 100, 100)
    expect(bench.command({ type: 'venue.bust', execId: bench.lastFill! })).toEqual(['tradeCanceled p'])
    expect(bench.replace('l', { quantity: 10 })).toEqual(['replaced l 10'])
  })
})

describe('a split', () => {
  test('is one of parents, children and groups alike', () => {
    const bench = new Bench(inTwos)
    bracket(bench, { activation: 'partial' })
    bench.bar(95, 96, 94, 95)
    bench.bar(100, 112, 96, 100)
    const split = { type: 'market.split', symbol: 'AAA', at: 15, ratio: 2 } as const
    expect(words(bench.venue.send(split))).toEqual(['restated e 20', 'restated p 20', 'restated l 12'])
    // 8 are held and 8 are sold in the new units
    expect(bench.bar(50, 60, 49, 50)).toEqual([])
    expect(bench.cancel('e')).toEqual(['canceled e requested', 'canceled p parent', 'canceled l parent'])
  })

  describe('that leaves fractions of a lot executed', () => {
    /** Of 10 the entry has executed 4 and 4 more, the exit 4, and then a unit is half of one: 4 · 1.125 = 4.5, and 9. */
    const withHalves = (): Bench => {
      const bench = new Bench({ ...inTwos, instruments: { AAA: { lot: 1 } } })
      bracket(bench, { activation: 'partial' })
      bench.bar(95, 96, 94, 95)
      expect(bench.bar(95, 112, 94, 95)).toEqual(['filled e 4', 'filled p 4', 'restated l 6'])
      const split = { type: 'market.split', symbol: 'AAA', at: 15, ratio: 1.125 } as const
      expect(words(bench.venue.send(split))).toEqual(['restated e 11', 'restated p 10.5', 'restated l 6'])
      return bench
    }

    test('an exit is cut to whole lots of what is left of its parent, and trades no fraction', () => {
      const bench = withHalves()
      // 9 are bought and 4.5 of them sold: what is left for the exits are 4 whole ones
      expect(bench.cancel('e')).toEqual(['canceled e requested', 'restated p 8.5', 'restated l 4'])
      expect(bench.bar(100, 112, 96, 100)).toEqual(['filled p 4', 'canceled l linked'])
    })

    test('a change of its quantity leaves whole lots too', () => {
      const bench = withHalves()
      expect(bench.replace('p', { quantity: 8 })).toEqual(['replaced p 7.5'])
      expect(bench.bar(100, 112, 96, 100)).toEqual(['filled p 3', 'restated l 3'])
    })
  })
})
