/** Orders that belong together at the venue, by example: parents and children, oco and ouo groups. */
import { describe, expect, test } from 'vitest'
import type { OrderSubmit } from '../../../src/events/index.ts'
import { Bench, bracket, entry, inTwos, loss, profit, quiet, tie, words } from './support/bench.ts'
import { order, session } from './support/venue.ts'

describe('a child', () => {
  test('is accepted and waits, whatever the market does', () => {
    const bench = new Bench()
    bench.submit(entry)
    expect(bench.submit(profit)).toEqual(['accepted p'])
    expect(bench.bar(100, 120, 99, 100)).toEqual([])
  })

  test('begins to work when its parent is filled, and trades from the next bar on', () => {
    const bench = new Bench()
    bracket(bench)
    expect(bench.bar(100, 120, 80, 100)).toEqual(['filled e 10', 'activated p', 'activated l'])
    expect(bench.bar(100, 115, 99, 100)).toEqual(['filled p 10', 'canceled l linked'])
    expect(bench.open()).toEqual([])
  })

  test('may be a stop that the last price is beyond: it is judged when it works', () => {
    const bench = new Bench()
    bench.bar(...quiet)
    bench.submit({ ...entry, orderType: 'stop', limitPrice: undefined, stopPrice: 120 })
    expect(bench.submit({ ...loss, stopPrice: 110 })).toEqual(['accepted l'])
    expect(bench.replace('l', { stopPrice: 111 })).toEqual(['replaced l 10'])
    expect(bench.bar(100, 121, 100, 120)).toEqual(['triggered e', 'filled e 10', 'activated l'])
    expect(bench.bar(120, 120, 110, 115)).toEqual(['triggered l', 'filled l 10'])
  })

  test('may lie beyond the limit of its own entry: what the entry will cost is not known before', () => {
    // a limit above the market is the most that is paid: bought at 80, sold at 90 with a profit
    const cap = new Bench()
    cap.submit(entry)
    cap.submit({ ...profit, limitPrice: 90 })
    expect(cap.bar(80, 81, 79, 80)).toEqual(['filled e 10', 'activated p'])
    expect(cap.bar(85, 91, 85, 90)).toEqual(['filled p 10'])
    // half of it is bought at 95, the rest given up at 105: the stop at 100 keeps a profit
    const late = new Bench(inTwos)
    late.submit(entry)
    late.submit({ ...loss, stopPrice: 100 })
    late.bar(95, 96, 94, 95)
    late.bar(105, 106, 104, 105)
    expect(late.cancel('e')).toEqual(['canceled e requested', 'restated l 4', 'activated l'])
    expect(late.bar(104, 104, 99, 100)).toEqual(['triggered l', 'filled l 4'])
  })

  test('of complete activation waits for the last execution', () => {
    const bench = new Bench(inTwos)
    bracket(bench)
    expect(bench.bar(95, 120, 80, 100)).toEqual(['filled e 4'])
    expect(bench.bar(95, 120, 80, 100)).toEqual(['filled e 4'])
    expect(bench.bar(95, 120, 80, 100)).toEqual(['filled e 2', 'activated p', 'activated l'])
  })

  test('of partial activation works as much as its parent has executed', () => {
    const bench = new Bench(inTwos)
    bracket(bench, { activation: 'partial' })
    expect(bench.bar(95, 96, 94, 95)).toEqual(['filled e 4', 'activated p', 'activated l'])
    // the entry 4 more, the profit the 4 of the bar before, which leaves 6 of the stop
    expect(bench.bar(95, 111, 94, 95)).toEqual(['filled e 4', 'filled p 4', 'restated l 6'])
    expect(bench.bar(100, 112, 100, 100)).toEqual(['filled p 4', 'restated l 2'])
    // nothing of the entry is left to sell
    expect(bench.bar(100, 112, 100, 100)).toEqual([])
    expect(bench.bar(95, 95, 94, 95)).toEqual(['filled e 2'])
    expect(bench.bar(100, 112, 100, 100)).toEqual(['filled p 2', 'canceled l linked'])
  })

  test('sells on no bar what its parent bought on that very bar: which came first is not known', () => {
    const bench = new Bench(inTwos)
    bracket(bench, { activation: 'partial' })
    expect(bench.bar(95, 96, 94, 95)).toEqual(['filled e 4', 'activated p', 'activated l'])
    expect(bench.bar(100, 112, 100, 100)).toEqual(['filled p 4', 'restated l 6'])
    // down to the entry and up to the profit, in whatever order
    expect(bench.bar(100, 112, 94, 100)).toEqual(['filled e 4'])
    expect(bench.bar(100, 112, 94, 100)).toEqual(['filled e 2', 'filled p 4', 'restated l 2'])
    expect(bench.bar(100, 112, 100, 100)).toEqual(['filled p 2', 'canceled l linked'])
    // a path knows which came first
    const walked = new Bench({ ...inTwos, path: 'olhc' })
    bracket(walked, { activation: 'partial' })
    expect(walked.bar(100, 112, 94, 100)).toEqual([
      'filled e 4',
      'activated p',
      'activated l',
      'filled p 4',
      'restated l 6',
    ])
  })

  test('that is a stop is not hit while there is nothing for it to trade', () => {
    const bench = new Bench(inTwos)
    bracket(bench, { activation: 'partial' })
    bench.bar(95, 96, 94, 95)
    expect(bench.bar(100, 112, 100, 100)).toEqual(['filled p 4', 'restated l 6'])
    expect(bench.bar(96, 100, 80, 100)).toEqual(['filled e 4'])
    expect(bench.bar(100, 101, 99, 100)).toEqual([])
    expect(bench.bar(100, 101, 80, 100)).toEqual(['filled e 2', 'triggered l', 'filled l 4', 'restated p 6'])
  })

  test('works for what was executed when its parent is canceled half way', () => {
    const bench = new Bench(inTwos)
    bracket(bench)
    bench.bar(95, 96, 94, 95)
    expect(bench.cancel('e')).toEqual([
      'canceled e requested',
      'restated p 4',
      'activated p',
      'restated l 4',
      'activated l',
    ])
    expect(bench.bar(100, 112, 100, 100)).toEqual(['filled p 4', 'canceled l linked'])
  })

  test('ends with a parent that has executed nothing, however it ended', () => {
    const bench = new Bench()
    bracket(bench)
    expect(bench.cancel('e')).toEqual(['canceled e requested', 'canceled p parent', 'canceled l parent'])
    const day = new Bench()
    day.submit({ ...entry, timeInForce: 'day' })
    day.submit(profit)
    expect(words(day.venue.send(session('closed', 20)))).toEqual(['expired e', 'canceled p parent'])
  })

  test('for the day ends with its day, waiting or not', () => {
    const bench = new Bench()
    bench.submit(entry)
    bench.submit({ ...profit, timeInForce: 'day' })
    expect(words(bench.venue.send(session('closed', 20)))).toEqual(['expired p'])
  })

  test('may have children, and they theirs', () => {
    const bench = new Bench()
    bench.submit(entry)
    bench.submit(profit)
    bench.submit({ ...entry, orderId: 'again', parentId: 'p' })
    bench.submit({ ...profit, orderId: 'last', parentId: 'again' })
    expect(bench.bar(95, 120, 80, 100)).toEqual(['filled e 10', 'activated p'])
    expect(bench.bar(100, 120, 80, 100)).toEqual(['filled p 10', 'activated again'])
    expect(bench.bar(100, 120, 80, 100)).toEqual(['filled again 10', 'activated last'])
    expect(bench.bar(100, 120, 80, 100)).toEqual(['filled last 10'])
  })

  test('takes its own children with it', () => {
    const bench = new Bench()
    bench.submit(entry)
    bench.submit(profit)
    bench.submit({ ...entry, orderId: 'again', parentId: 'p' })
    expect(bench.cancel('e')).toEqual(['canceled e requested', 'canceled p parent', 'canceled again parent'])
  })

  test('that comes after its parent has filled works at once, for what its siblings have left', () => {
    const bench = new Bench()
    bench.submit(entry)
    bench.bar(95, 96, 94, 95)
    expect(bench.submit({ ...profit, quantity: 4 })).toEqual(['accepted p', 'activated p'])
    expect(bench.bar(100, 112, 100, 100)).toEqual(['filled p 4'])
    expect(bench.submit(loss)).toEqual(['accepted l', 'restated l 6', 'activated l'])
    bench.bar(80, 80, 80, 80)
    const event = order({ ...profit, orderId: 'late', at: 20 })
    expect(bench.venue.send(event)[0]).toMatchObject({ code: 'parentOver', facts: { executed: 10, taken: 10 } })
  })

  test('that comes after its parent has ended without executions is rejected', () => {
    const bench = new Bench()
    bench.submit(entry)
    bench.cancel('e')
    expect(bench.submit(profit)).toEqual(['rejected p parentOver'])
  })

  test.each<[string, Partial<OrderSubmit>, string]>([
    ['of an unknown parent', { parentId: 'nobody' }, 'unknownParent'],
    ['of itself', { parentId: 'p' }, 'unknownParent'],
    ['of a parent of another symbol', { symbol: 'BBB' }, 'unknownParent'],
    ['with an activation and no parent', { parentId: undefined, activation: 'partial' }, 'unknownParent'],
    ['of an activation that is none', { activation: 'later' as 'partial' }, 'unsupported'],
    ['of a group without a kind', { linkId: 'g' }, 'invalidLink'],
    ['of a kind without a group', { linkType: 'oco' }, 'invalidLink'],
    ['of a kind of group that is none', { linkId: 'g', linkType: 'oto' as 'oco' }, 'invalidLink'],
  ])('%s is rejected', (_, more, code) => {
    const bench = new Bench()
    bench.submit(entry)
    expect(bench.submit({ ...profit, ...more })).toEqual([`rejected p ${code}`])
    expect(bench.open()).toEqual(['e'])
  })

  test('enlarged beyond what its parent has executed is cut again', () => {
    const bench = new Bench()
    bracket(bench)
    bench.bar(95, 96, 94, 95)
    expect(bench.replace('p', { quantity: 15 })).toEqual(['replaced p 15', 'restated p 10'])
  })

  test('without a group shares what the parent has executed with its siblings', () => {
    const bench = new Bench(inTwos)
    bench.submit(entry)
    for (const child of [profit, loss]) bench.submit(child)
    for (let i = 0; i < 3; i++) bench.bar(95, 96, 94, 95)
    expect(bench.bar(100, 112, 100, 100)).toEqual(['filled p 4', 'restated l 6'])
    expect(bench.bar(80, 80, 80, 80)).toEqual(['triggered l', 'filled l 4', 'restated p 6'])
    expect(bench.bar(80, 80, 80, 80)).toEqual(['filled l 2', 'canceled p parent'])
  })

  test('on the side of its parent adds at most as much again', () => {
    const bench = new Bench(inTwos)
    bench.submit(entry)
    bench.submit({ ...entry, orderId: 'more', parentId: 'e', limitPrice: 90 })
    bench.bar(95, 96, 94, 95)
    expect(bench.cancel('e')).toEqual(['canceled e requested', 'restated more 4', 'activated more'])
    expect(bench.bar(80, 80, 80, 80)).toEqual(['filled more 4'])
  })
})

describe('oco', () => {
  const pair = tie('oco', { ...entry, orderId: 'a' }, { ...entry, orderId: 'b', limitPrice: 96 })

  test('the first execution, also a partial one, cancels the others, the last of them first', () => {
    const bench = new Bench(inTwos)
    for (const one of [...pair, ...tie('oco', { ...entry, orderId: 'c', limitPrice: 50 })]) bench.submit(one)
    expect(bench.bar(95, 95, 94, 95)).toEqual(['filled a 4', 'canceled c linked', 'canceled b linked'])
    expect(bench.bar(95, 95, 94, 95)).toEqual(['filled a 4'])
    expect(bench.bar(95, 95, 94, 95)).toEqual(['filled a 2'])
  })

  test('the end of one ends the others', () => {
    const bench = new Bench()
    for (const one of pair) bench.submit(one)
    expect(bench.cancel('b')).toEqual(['canceled b requested', 'canceled a linked'])
    const day = new Bench()
    for (const one of pair) day.submit({ ...one, timeInForce: 'day' })
    expect(words(day.venue.send(session('closed', 20)))).toEqual(['expired a', 'canceled b linked'])
    const dropped = new Bench({ onDisconnect: 'cancel' })
    for (const one of pair) dropped.submit(one)
    dropped.venue.send({ type: 'broker.disconnect', at: 20 })
    expect(words(dropped.venue.send({ type: 'broker.connect', at: 21 })).slice(1)).toEqual([
      'canceled a disconnect',
      'canceled b linked',
    ])
  })

  test('of children: the end of one before the parent executes ends the other, not the parent', () => {
    const bench = new Bench()
    bracket(bench, {}, 'oco')
    expect(bench.cancel('p')).toEqual(['canceled p requested', 'canceled l linked'])
    expect(bench.bar(95, 95, 94, 95)).toEqual(['filled e 10'])
  })

  test('who comes too late, or is of another kind, is rejected', () => {
    const bench = new Bench()
    bench.submit(pair[0]!)
    expect(bench.submit({ ...pair[1]!, linkType: 'ouo' })).toEqual(['rejected b invalidLink'])
    bench.bar(95, 95, 94, 95)
    expect(bench.submit({ ...pair[1]!, orderId: 'c' })).toEqual(['rejected c linkOver'])
  })

  test('an order that was rejected has never belonged to its group', () => {
    const bench = new Bench()
    bench.submit(pair[0]!)
    expect(bench.submit({ ...pair[1]!, quantity: -1 })).toEqual(['rejected b invalidQuantity'])
    expect(bench.open()).toEqual(['a'])
  })
})

describe('ouo', () => {
  test('reduces the others by as much, and cancels those of which nothing is left', () => {
    const bench = new Bench(inTwos)
    const all = tie('ouo', { ...entry, orderId: 'a' }, { ...entry, orderId: 'b', limitPrice: 50, quantity: 15 })
    for (const one of all) bench.submit(one)
    expect(bench.submit({ ...all[1]!, orderId: 'c', quantity: 4 })).toEqual(['accepted c'])
    expect(bench.bar(95, 95, 94, 95)).toEqual(['filled a 4', 'canceled c linked', 'restated b 11'])
    expect(bench.submit({ ...all[1]!, orderId: 'd', quantity: 7 })).toEqual(['accepted d', 'restated d 3'])
    expect(bench.submit({ ...all[1]!, orderId: 'f', quantity: 4 })).toEqual(['rejected f linkOver'])
    expect(bench.bar(95, 95, 94, 95)).toEqual(['filled a 4', 'canceled d linked', 'restated b 7'])
    expect(bench.cancel('a')).toEqual(['canceled a requested'])
    expect(bench.open()).toEqual(['b'])
  })

  test('both legs reached by one bar trade at most what they share', () => {
    const bench = new Bench(inTwos)
    bench.submit({ ...entry, quantity: 4 })
    for (const one of tie('ouo', { ...profit, quantity: 4 }, { ...loss, quantity: 4 })) bench.submit(one)
    bench.bar(95, 95, 94, 95)
    expect(bench.bar(100, 120, 80, 100)).toEqual(['filled p 4', 'canceled l linked'])
  })

  test('a replacement below what is executed ends a leg and leaves the other as it is', () => {
    const bench = new Bench(inTwos)
    bracket(bench)
    for (let i = 0; i < 3; i++) bench.bar(95, 96, 94, 95)
    bench.bar(100, 112, 100, 100)
    expect(bench.replace('p', { quantity: 3 })).toEqual(['replaced p 4'])
    expect(bench.bar(80, 80, 80, 80)).toEqual(['triggered l', 'filled l 4'])
    expect(bench.bar(80, 80, 80, 80)).toEqual(['filled l 2'])
  })

  test('quantities that binary cannot hold stay on their grid', () => {
    const bench = new Bench({ volume: ({ quantity }) => Math.min(quantity, 0.1), instruments: { AAA: { lot: 0.1 } } })
    const all = tie('ouo', { ...entry, orderId: 'a' }, { ...entry, orderId: 'b', limitPrice: 50 })
    for (const one of all) bench.submit({ ...one, quantity: 0.3 })
    expect(bench.bar(95, 95, 94, 95)).toEqual(['filled a 0.1', 'restated b 0.2'])
    expect(bench.bar(95, 95, 94, 95)).toEqual(['filled a 0.1', 'restated b 0.1'])
    expect(bench.bar(95, 95, 94, 95).slice(1)).toEqual(['canceled b linked'])
  })
})
