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
})
