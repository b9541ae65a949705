/**
 * The races between requests and reports by their names: requests that cross executions, each other, or a line that fails. Every one is played
 * under generated timings, and counted: a property whose race hardly ever took place would say nothing.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  disconnectAt,
  duplicateReports,
  participation,
  pendRequests,
  rejectRequests,
  reorderReports,
} from '../../actors/broker/index.ts'
import { findRequest, isClosed, orderState, ordStatus } from '../../actors/order/index.ts'
import { type AccountUncertain, type OrderFilled, seconds, type TradingEvent } from '../../src/events/index.ts'
import { constant, uniform } from '../../src/system/index.ts'
import { answersIn, complaintsOf, crossingsOf, fillsIn, orderIn, playSound } from './support/crossings.ts'
import { walks } from './support/scenes.ts'
import { clientOrders, type Cue, OPEN, type Play, type Scene, venueOrders } from './support/wire.ts'

const RUNS = 60

/** Of the generated plays at least so many have to contain the race. */
const OFTEN = RUNS / 10

const between = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max }).map((n) => seconds(n))

/** Orders and reports on their way for up to so many seconds, in the order in which they left. */
const lags = (least: number, most: number): fc.Arbitrary<NonNullable<Scene['latency']>> =>
  fc
    .record({ orders: between(least, most), reports: between(least, most), varies: fc.boolean() })
    .map(({ orders, reports, varies }) => ({
      orders: varies ? uniform(orders / 2, orders) : constant(orders),
      reports: varies ? uniform(reports / 2, reports) : constant(reports),
    }))

/** An order that trades on bar after bar, a few units on each: `share` thousandths of what the bar trades. */
const trading = fc.record({
  closes: walks,
  intent: fc.constantFrom('buy', 'sell'),
  quantity: fc.integer({ min: 4, max: 24 }),
  share: fc.integer({ min: 2, max: 6 }),
  after: between(0, 50),
  latency: lags(30, 90),
})

type Trading = typeof trading extends fc.Arbitrary<infer T> ? T : never

function sceneOf({ closes, intent, quantity, share, after, latency }: Trading, asked: readonly Cue[] = []): Scene {
  const limitPrice = intent === 'buy' ? 130 : 70
  const order: Cue = {
    after,
    signal: { intent, quantity, orderType: 'limit', limitPrice, tag: 'a', timeInForce: 'gtc', price: 100 },
  }
  const script = [order, ...asked.map((cue) => ({ ...cue, after: after + cue.after }))]
  return { closes, script, latency, venue: { volume: participation(share / 1_000) } }
}

const cancelAfter = (after: number): Cue => ({ after, signal: { intent: 'cancel', tag: 'a' } })
const changeAfter = (after: number, quantity: number): Cue => ({
  after,
  signal: { intent: 'change', tag: 'a', quantity },
})

/** Runs the property on every scene, and wants the race in a good part of them. */
function race<T>(scenes: fc.Arbitrary<T>, property: (scene: T) => boolean): void {
  let races = 0
  fc.assert(
    fc.property(scenes, (scene) => {
      if (property(scene)) races += 1
    }),
    { numRuns: RUNS },
  )
  expect(races).toBeGreaterThan(OFTEN)
}

const positionIn = ({ client }: Play): number => client.books['AAA']!.quantity
const cashIn = ({ client }: Play): number => client.accounts.cash / client.config.scale
const tradesIn = (events: readonly TradingEvent[]): unknown[] =>
  fillsIn(events).map(({ lastQty, lastPx, transactTime }) => [lastQty, lastPx, transactTime])

test('fill while cancel is pending: booked, and the cancel stays asked for [nautilus_trader#1587]', () => {
  race(fc.tuple(trading, between(20, 240)), ([order, gap]) => {
    const lost: string[] = []
    const watch = (now: Play): void => {
      const [crossing] = crossingsOf(now)
      if (crossing === undefined || crossing.answer !== undefined) return
      const state = orderState(orderIn(now).order)
      if (!state.includes(' / sent / ')) lost.push(state)
    }
    const played = playSound({ ...sceneOf(order, [cancelAfter(gap)]), watch })
    expect([...lost, ...complaintsOf(played)]).toEqual([])
    for (const { fills, answer } of crossingsOf(played)) {
      expect(answer).toBeDefined()
      if (answer?.type === 'order.canceled') expect(orderState(orderIn(played).order)).toContain('closed.canceled')
      expect(fillsIn(played.said)).toHaveLength(fillsIn(played.heard).length)
      if (fills.length > 0) return true
    }
    return false
  })
})

test('fill while the venue says that a cancel or a replace is pending: the status is that of the request until it is answered [FIX B.1.b, C.3.a]', () => {
  const asks = fc.tuple(between(20, 180), fc.constantFrom('cancel', 'replace'), fc.integer({ min: 1, max: 40 }))
  race(fc.tuple(trading, asks, between(5, 200)), ([order, [gap, kind, quantity], by]) => {
    const wrong: string[] = []
    const watch = (now: Play): void => {
      const [crossing] = crossingsOf(now)
      const isSaid = now.heard.some(({ type }) => type === 'order.pendingCancel' || type === 'order.pendingReplace')
      if (crossing === undefined || crossing.answer !== undefined || !isSaid) return
      const status = ordStatus(orderIn(now).order)
      if (status !== (kind === 'cancel' ? 'PendingCancel' : 'PendingReplace')) wrong.push(status)
    }
    const cue = kind === 'cancel' ? cancelAfter(gap) : changeAfter(gap, quantity)
    const played = playSound({ ...sceneOf(order, [cue]), behaviours: [pendRequests({ by })], watch })
    expect([...wrong, ...complaintsOf(played)]).toEqual([])
    const [crossing] = crossingsOf(played)
    if (crossing === undefined) return false
    // the venue has answered, and what it said in between it counts on both sides
    expect(crossing.answer).toBeDefined()
    const { said } = played
    const from = said.findIndex(({ type }) => type === 'order.pendingCancel' || type === 'order.pendingReplace')
    const until = said.findIndex((event) => answersIn([event], crossing.request.clOrdId).length > 0)
    if (from < 0) return false
    expect(from).toBeLessThan(until)
    expect(ordStatus(orderIn(played).order)).not.toContain('Pending')
    return fillsIn(said.slice(from, until)).length > 0
  })
})

test('fill while replace is pending: what is executed counts against the new quantity [nautilus_trader#4154]', () => {
  race(fc.tuple(trading, between(20, 180), fc.integer({ min: 1, max: 40 })), ([order, gap, quantity]) => {
    const played = playSound(sceneOf(order, [changeAfter(gap, quantity)]))
    expect(complaintsOf(played)).toEqual([])
    const [crossing] = crossingsOf(played)
    if (crossing?.answer === undefined) return false
    const { fills, answer } = crossing
    const { order: mine } = orderIn(played)
    // executions that are heard of before the answer have the terms from before the replace
    for (const fill of fills) expect([fill.orderQty, fill.clOrdId]).toEqual([order.quantity, mine.context.firstClOrdId])
    if (answer.type === 'order.replaced') {
      expect(mine.context.quantity).toBe(Math.max(quantity, answer.cumQty))
      expect(answer.leavesQty).toBe(Math.max(0, quantity - answer.cumQty))
    } else expect(mine.context.quantity).toBe(order.quantity)
    return fills.length > 0
  })
})

test('replace below the filled quantity: no more is executed, and what was stays [FIX C.3]', () => {
  const scenes = fc.tuple(trading, between(40, 180), fc.integer({ min: 1, max: 4 }))
  race(scenes, ([order, gap, quantity]) => {
    const played = playSound(sceneOf({ ...order, quantity: 24 }, [changeAfter(gap, quantity)]))
    expect(complaintsOf(played)).toEqual([])
    const [crossing] = crossingsOf(played)
    const { order: mine } = orderIn(played)
    if (crossing?.answer?.type !== 'order.replaced' || crossing.answer.cumQty < quantity) return false
    const { cumQty } = crossing.answer
    expect([mine.context.quantity, mine.context.cumQty, mine.context.leavesQty]).toEqual([cumQty, cumQty, 0])
    expect([ordStatus(mine), positionIn(played)]).toEqual(['Filled', order.intent === 'buy' ? cumQty : -cumQty])
    return cumQty > quantity && crossing.fills.length > 0
  })
})

test('two replaces in flight: each is answered once, in turn, and the last accepted one counts [FIX D.2]', () => {
  const quantities = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
  race(fc.tuple(trading, between(0, 120), between(0, 60), quantities), ([order, gap, pause, [first, second]]) => {
    const asked = [changeAfter(gap, first), changeAfter(gap + pause, second)]
    const played = playSound(sceneOf({ ...order, quantity: 24 }, asked))
    expect(complaintsOf(played)).toEqual([])
    const crossings = crossingsOf(played)
    let expected = 24
    for (const { request, answer } of crossings) {
      expect(answersIn(played.heard, request.clOrdId)).toEqual([answer])
      if (answer?.type === 'order.replaced')
        expected = Math.max((request as { quantity?: number }).quantity!, answer.cumQty)
    }
    expect(orderIn(played).order.context.quantity).toBe(expected)
    const [one, two] = crossings
    if (one === undefined || two === undefined || one.later.length === 0) return false
    expect(two.request.origClOrdId).toBe(one.request.clOrdId)
    expect(played.heard.indexOf(one.answer!)).toBeLessThan(played.heard.indexOf(two.answer!))
    return true
  })
})

test('reject of a replace after a fill: the order is as it was, and the execution stays [FIX C.1.c]', () => {
  const scenes = fc.tuple(trading, between(60, 120), fc.integer({ min: 25, max: 40 }), lags(50, 120))
  race(scenes, ([trade, gap, quantity, latency]) => {
    const order = { ...trade, latency }
    const scene = sceneOf(order, [changeAfter(gap, quantity)])
    const played = playSound({ ...scene, behaviours: [rejectRequests({ type: 'order.replace' })] })
    const untouched = playSound(sceneOf(order))
    expect(complaintsOf(played)).toEqual([])
    expect(tradesIn(played.heard)).toEqual(tradesIn(untouched.heard))
    const [mine, other] = [orderIn(played).order, orderIn(untouched).order]
    expect(ordStatus(mine)).toBe(ordStatus(other))
    expect([mine.context.quantity, mine.context.avgPx]).toEqual([order.quantity, other.context.avgPx])
    const [crossing] = crossingsOf(played)
    if (crossing === undefined) return false
    expect(crossing.answer?.type).toBe('order.replaceRejected')
    expect(findRequest(mine.context, crossing.request.clOrdId)?.state).toBe('rejected')
    return crossing.fills.length > 0
  })
})

test('cancel that crosses the last fill: rejected as too late, and the order is Filled, not Rejected [hftbacktest#239]', () => {
  const scenes = fc.tuple(trading, fc.integer({ min: 1, max: 4 }), between(60, 150), lags(60, 120))
  race(scenes, ([order, quantity, gap, latency]) => {
    const played = playSound(sceneOf({ ...order, quantity, share: 4, latency }, [cancelAfter(gap)]))
    expect(complaintsOf(played)).toEqual([])
    const [crossing] = crossingsOf(played)
    if (crossing?.answer?.type !== 'order.cancelRejected') return false
    const { answer, request } = crossing
    expect([answer.code, answer.ordStatus]).toEqual(['tooLate', 'Filled'])
    for (const orders of [clientOrders(played), venueOrders(played)]) {
      const record = orders.get(request.orderId)!
      expect([ordStatus(record), record.context.cumQty]).toEqual(['Filled', quantity])
      expect(findRequest(record.context, request.clOrdId)?.state).toBe('rejected')
    }
    return crossing.fills.some(({ leavesQty }) => leavesQty === 0)
  })
})

test('partial fill then cancel reject: status and executions are those of an order nobody asked to cancel [Lean#2143]', () => {
  race(fc.tuple(trading, between(20, 180)), ([order, gap]) => {
    const scene = sceneOf(order, [cancelAfter(gap)])
    const statuses: string[] = []
    const watch = (now: Play): void => {
      if (crossingsOf(now)[0]?.answer === undefined) return
      const { order: mine } = orderIn(now)
      const { cumQty, leavesQty } = mine.context
      const due = leavesQty === 0 ? 'Filled' : cumQty > 0 ? 'PartiallyFilled' : 'New'
      if (ordStatus(mine) !== due) statuses.push(`${ordStatus(mine)}, not ${due}`)
    }
    const played = playSound({ ...scene, behaviours: [rejectRequests({ type: 'order.cancel' })], watch })
    const untouched = playSound(sceneOf(order))
    expect([...statuses, ...complaintsOf(played)]).toEqual([])
    expect(tradesIn(played.heard)).toEqual(tradesIn(untouched.heard))
    expect(orderState(orderIn(played).order)).toBe(orderState(orderIn(untouched).order))
    const [crossing] = crossingsOf(played)
    if (crossing === undefined) return false
    const { answer } = crossing
    expect(answer?.type).toBe('order.cancelRejected')
    return answer !== undefined && 'cumQty' in answer && answer.cumQty > 0 && answer.leavesQty > 0
  })
})

test('duplicate and reordered reports: each counts once, and a stale one is not passed on [nautilus_trader#4157]', () => {
  const wires = fc.record({ probability: fc.constantFrom(0.3, 0.6), every: fc.constantFrom(2, 3), seed: fc.nat(1_000) })
  race(fc.tuple(trading, wires), ([order, { probability, every, seed }]) => {
    const behaviours = [duplicateReports({ probability }), reorderReports({ every, by: seconds(90) })]
    const latency = { reports: uniform(0, seconds(100), { reorder: true }) }
    const played = playSound({ ...sceneOf({ ...order, latency }), behaviours, seed })
    const clean = playSound({ ...sceneOf({ ...order, latency: {} }), seed })
    expect(orderState(orderIn(played).order)).toBe(orderState(orderIn(clean).order))
    expect(positionIn(played)).toBe(positionIn(clean))
    expect(cashIn(played)).toBeCloseTo(cashIn(clean), 6)
    const passed = played.heard.flatMap((event) =>
      // a status changes nothing by itself, what is concluded from it has names of its own
      'execId' in event && 'ordStatus' in event && event.type !== 'order.status' ? [event.execId] : [],
    )
    expect(new Set(passed).size).toBe(passed.length)
    const came = played.journal.flatMap(({ to, event }) =>
      to === 'portfolio' && event.type === 'order.filled' ? [(event as unknown as OrderFilled).cumQty] : [],
    )
    return new Set(came).size < came.length && came.some((cumQty, n) => n > 0 && cumQty < came[n - 1]!)
  })
})

test('report for an unknown order: said with its numbers, and nothing of it is booked [nautilus_trader#1365]', () => {
  race(fc.tuple(trading, between(0, 400), fc.integer({ min: 1, max: 9 })), ([order, after, quantity]) => {
    const ghost = { orderId: 'ghost', clOrdId: 'ghost-1', symbol: 'AAA', side: 'buy', orderType: 'limit', quantity }
    const event = { type: 'order.submit', at: OPEN + after, ...ghost, limitPrice: 130, timeInForce: 'gtc' }
    const alone: Scene = { ...sceneOf(order), venue: {} }
    const played = playSound({ ...alone, commands: [{ after, to: 'broker', event }] })
    const clean = playSound(alone)
    expect(clientOrders(played).has('ghost')).toBe(false)
    expect([positionIn(played), cashIn(played)]).toEqual([positionIn(clean), cashIn(clean)])
    const reports = played.journal.filter(
      ({ to, event: report }) =>
        to === 'portfolio' && 'execId' in report && (report as { orderId?: string }).orderId === 'ghost',
    ).length
    const violations = played.heard.filter(({ type }) => type === 'order.violation').length
    const said = played.heard.filter((one): one is AccountUncertain => one.type === 'account.uncertain')
    expect([violations, said.length]).toEqual([reports, reports])
    for (const { code, orderId, facts } of said) {
      expect([code, orderId]).toEqual(['unknownOrder', 'ghost'])
      expect(facts['cumQty']! + facts['leavesQty']!).toBe(quantity)
    }
    return fillsIn(played.said).some(({ orderId }) => orderId === 'ghost')
  })
})

test('disconnect between submit and acknowledgement: the order is found, or known not to have arrived [nautilus_trader#4958]', () => {
  const lines = fc.record({
    gap: between(1, 100),
    lasts: between(20, 200),
    working: fc.constantFrom('keep', 'cancel'),
    reports: fc.constantFrom('hold', 'lose'),
    requests: fc.constantFrom('reject', 'lose'),
    // with neither a timeout nor a daily question, all that is left is to ask when the line is back
    recovery: fc.constantFrom({}, undefined),
  })
  race(fc.tuple(trading, lines, lags(20, 90)), ([order, { gap, lasts, recovery, ...terms }, latency]) => {
    const down = OPEN + order.after + gap
    const behaviours = [disconnectAt(down, { for: lasts, ...terms })]
    const played = playSound({
      ...sceneOf({ ...order, latency }),
      behaviours,
      ...(recovery === undefined ? {} : { recovery }),
    })
    const { sent, order: mine } = orderIn(played)
    const theirs = venueOrders(played).get(sent.orderId)
    expect(played.heard.filter(({ type }) => type === 'order.submit')).toHaveLength(1)
    expect(played.heard.filter(({ type }) => type === 'account.uncertain')).toEqual([])
    const refused = played.heard.find((event) => event.type === 'order.rejected')
    if (theirs === undefined) {
      expect(isClosed(mine)).toBe(true)
      expect(['notReceived', 'disconnected']).toContain(refused?.code)
    } else {
      expect(refused).toBeUndefined()
      expect(ordStatus(mine)).toBe(ordStatus(theirs))
      expect(mine.context.acknowledgedBy).toBeDefined()
    }
    const known = played.journal.find(
      ({ to, event }) => to === 'portfolio' && (event.type === 'order.accepted' || event.type === 'order.rejected'),
    )
    return known === undefined || known.at > down
  })
})
