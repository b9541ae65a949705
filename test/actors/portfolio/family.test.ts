/** Signals with children and groups: the orders they become, what those count for, and when none of them leaves. */
import { describe, expect, test } from 'vitest'
import type { ChildInstructions, OrderSubmit, Signal, TradingEvent } from '../../../src/events/index.ts'
import { accepted, bar, filled, portfolio, report, signal } from './support.ts'

type Portfolio = ReturnType<typeof portfolio>

const exits: ChildInstructions[] = [
  { orderType: 'limit', limitPrice: 110, tag: 'profit' },
  { orderType: 'stop', stopPrice: 90, tag: 'loss' },
]
const ordersOf = (events: readonly TradingEvent[]): OrderSubmit[] =>
  events.filter((event): event is OrderSubmit => event.type === 'order.submit')
const typesOf = (events: readonly TradingEvent[]): string[] =>
  events.map((event) => `${event.type} ${'orderId' in event ? event.orderId : ''}`.trim())

function open(input: Parameters<typeof portfolio>[0] = {}): Portfolio {
  const one = portfolio(input)
  one.send(bar(100))
  return one
}
const entry = (more: Partial<Signal> = {}): Signal => signal('buy', { quantity: 10, children: exits, ...more })

describe('a signal with children', () => {
  test('becomes a parent and its children, the parent first, in one breath', () => {
    const orders = ordersOf(open().send(entry({ tag: 'entry', strategy: 's' })))
    expect(
      orders.map(({ orderId, parentId, side, quantity, tag, timeInForce }) => [
        orderId,
        parentId,
        side,
        quantity,
        tag,
        timeInForce,
      ]),
    ).toEqual([
      ['o-1', undefined, 'buy', 10, 'entry', 'day'],
      ['o-1-1', 'o-1', 'sell', 10, 'profit', 'gtc'],
      ['o-1-2', 'o-1', 'sell', 10, 'loss', 'gtc'],
    ])
    expect(
      orders.map(({ linkId, linkType, activation, strategy }) => [linkId, linkType, activation, strategy]),
    ).toEqual([
      [undefined, undefined, undefined, 's'],
      ['g-1', 'ouo', 'complete', 's'],
      ['g-1', 'ouo', 'complete', 's'],
    ])
  })

  test('of any depth; what a child leaves out is its parent’s', () => {
    const children = [{ ...exits[0]!, children: [{ side: 'buy' as const, quantity: 4, children: exits }] }]
    const orders = ordersOf(open().send(entry({ children, activation: 'partial', childLink: 'oco' })))
    expect(orders.map(({ orderId, parentId, side, quantity }) => `${orderId} ${parentId} ${side} ${quantity}`)).toEqual(
      [
        'o-1 undefined buy 10',
        'o-1-1 o-1 sell 10',
        'o-1-1-1 o-1-1 buy 4',
        'o-1-1-1-1 o-1-1-1 sell 4',
        'o-1-1-1-2 o-1-1-1 sell 4',
      ],
    )
    expect(orders.map(({ activation, linkType }) => [activation, linkType])).toEqual([
      [undefined, undefined],
      ['partial', undefined],
      ['complete', undefined],
      ['complete', 'ouo'],
      ['complete', 'ouo'],
    ])
  })

  test('groups of children by name are groups of their own; on the side of the parent they stand alone', () => {
    const pairs: ChildInstructions[] = [
      { ...exits[0]!, link: 'a', linkType: 'oco' },
      { ...exits[0]!, link: 'b' },
      { ...exits[1]!, link: 'a', linkType: 'oco' },
      { ...exits[1]!, link: 'b' },
      { side: 'buy' },
    ]
    const orders = ordersOf(open().send(entry({ children: pairs })))
    expect(orders.slice(1).map(({ linkId, linkType }) => `${linkId} ${linkType}`)).toEqual([
      'g-1 oco',
      'g-2 ouo',
      'g-1 oco',
      'g-2 ouo',
      'undefined undefined',
    ])
  })

  test('of a reversal covers what is opened, not what is closed', () => {
    const one = open()
    const [first] = ordersOf(one.send(signal('sell', { quantity: 10 })))
    one.send(filled(first!, 10, 100, 'f'))
    const orders = ordersOf(one.send(signal('long', { quantity: 10, children: exits })))
    expect(orders.map(({ quantity }) => quantity)).toEqual([20, 10, 10])
  })

  test.each<[string, Partial<Signal>, string]>([
    ['a child of more than its parent', { children: [{ quantity: 11 }] }, 'invalidChild'],
    ['a child of nothing', { children: [{ quantity: 0 }] }, 'invalidChild'],
    ['a child off the lot', { children: [{ quantity: 2.5 }] }, 'invalidChild'],
    ['a child on no side', { children: [{ side: 'up' as 'buy' }] }, 'invalidChild'],
    [
      'a grandchild of more than its parent',
      { children: [{ quantity: 4, children: [{ quantity: 5 }] }] },
      'invalidChild',
    ],
    ['a list of no children', { children: [] }, 'invalidChild'],
    ['children that nothing activates', { children: [{}], activation: 'soon' as 'partial' }, 'invalidChild'],
    ['children of holding nothing', { intent: 'flat' }, 'nothingToDo'],
    ['a kind of group that is none', { childLink: 'oto' as 'oco' }, 'invalidLink'],
    ['a child of a kind that is none', { children: [{ link: 'a', linkType: 'oto' as 'oco' }] }, 'invalidLink'],
    ['a group without a kind', { link: 'a' }, 'invalidLink'],
    ['a kind without a group', { linkType: 'oco' }, 'invalidLink'],
  ])('%s is refused', (_, more, code) => {
    const one = open()
    expect(one.send(entry(more))).toMatchObject([{ type: 'signal.refused', code }])
    expect(one.context.orders.size).toBe(0)
  })

  test('children of holding nothing are refused while something is held, too', () => {
    const one = open()
    const [first] = ordersOf(one.send(signal('buy', { quantity: 10 })))
    one.send(filled(first!, 10, 100, 'f'))
    expect(one.send(signal('flat', { children: exits }))).toMatchObject([{ code: 'invalidChild' }])
  })
})

describe('risk', () => {
  test('an exit needs no cash, and none is on its way', () => {
    const one = open({ cash: 1_000 })
    one.send(entry())
    const { reserved, books } = one.context
    expect([reserved, books['A']!.workingBuy, books['A']!.workingSell]).toEqual([1_000, 10, 0])
  })

  test('a position under exits is a position still', () => {
    const one = open()
    const [first, ...children] = ordersOf(one.send(entry()))
    for (const order of [first!, ...children]) one.send(accepted(order))
    one.send(filled(first!, 10, 100, 'f'))
    for (const child of children)
      one.send({ ...report(child), type: 'order.activated', execType: 'Triggered', execId: child.orderId })
    expect(one.send(signal('long', { quantity: 10 }))).toMatchObject([{ code: 'alreadyThere' }])
    one.send(filled(children[0]!, 10, 110, 'p'))
    one.send({ ...report(children[1]!), type: 'order.canceled', execType: 'Canceled', execId: 'c', reason: 'linked' })
    expect(one.context).toMatchObject({
      reserved: 0,
      orders: new Map(),
      tied: new Map(),
      groups: new Map(),
      tags: new Map(),
    })
    expect(one.context.books['A']).toMatchObject({ quantity: 0, workingBuy: 0, workingSell: 0 })
  })

  test('a child that opens again needs its cash, and is on its way once it works', () => {
    const one = open({ cash: 2_100 })
    const again: ChildInstructions = { side: 'buy', quantity: 10, orderType: 'limit', limitPrice: 90 }
    const [first, child] = ordersOf(one.send(entry({ children: [again] })))
    const { books } = one.context
    expect([one.context.reserved, books['A']!.workingBuy]).toEqual([1_900, 10])
    for (const order of [first!, child!]) one.send(accepted(order))
    one.send(filled(first!, 10, 100, 'f'))
    expect([one.context.reserved, one.context.books['A']!.workingBuy]).toEqual([900, 0])
    one.send({ ...report(child!), type: 'order.activated', execType: 'Triggered', execId: 'a' })
    expect(one.context.books['A']!.workingBuy).toBe(10)
    one.send({ ...report(child!), type: 'order.canceled', execType: 'Canceled', execId: 'c', reason: 'unsolicited' })
    expect([one.context.reserved, one.context.books['A']!.workingBuy]).toEqual([0, 0])
  })

  test.each<[string, Parameters<typeof portfolio>[0], Partial<Signal>, string[]]>([
    ['the parent', { cash: 999 }, {}, ['insufficientFunds', 'familyDenied', 'familyDenied']],
    [
      'a child',
      {
        risk: {
          checks: [({ order }) => (order.limitPrice === 110 ? { code: 'custom', text: 'no', facts: {} } : undefined)],
        },
      },
      {},
      ['familyDenied', 'custom', 'familyDenied'],
    ],
    [
      'a child for its cash beside the parent’s',
      { cash: 1_500 },
      { children: [{ side: 'buy' }] },
      ['familyDenied', 'insufficientFunds'],
    ],
  ])('where %s is denied, none leaves, and each is denied by name', (_, input, more, codes) => {
    const one = open(input)
    const said = one.send(entry(more))
    expect(said.map((event) => (event.type === 'order.denied' ? event.code : event.type))).toEqual(codes)
    expect(one.context).toMatchObject({ reserved: 0, orders: new Map(), tied: new Map(), groups: new Map() })
  })

  test('while only reducing is allowed, a child that would open keeps its parent from leaving', () => {
    const one = open()
    const [first] = ordersOf(one.send(signal('buy', { quantity: 10 })))
    one.send(filled(first!, 10, 100, 'f'))
    one.send({ type: 'portfolio.reduce' })
    const said = one.send(signal('sell', { quantity: 10, children: exits }))
    expect(said.map((event) => (event.type === 'order.denied' ? event.code : event.type))).toEqual([
      'familyDenied',
      'reducingOnly',
      'familyDenied',
    ])
  })

  test('limits on value and price are for what opens: an exit may be far away', () => {
    const one = open({ risk: { priceCollar: 0.01, maxOrderNotional: 1_000 } })
    const far: ChildInstructions[] = [{ orderType: 'stopLimit', stopPrice: 80, limitPrice: 70 }]
    expect(typesOf(one.send(entry({ children: far })))).toEqual(['order.submit o-1', 'order.submit o-1-1'])
  })
})

describe('a group', () => {
  const leg = (intent: 'buy' | 'sell', more: Partial<Signal> = {}): Signal =>
    signal(intent, { quantity: 10, link: 'pair', linkType: 'oco', ...more })

  test('is one by its strategy’s name, as long as one of it is open; then the name is free', () => {
    const one = open()
    const orders = [leg('buy'), leg('sell'), leg('buy', { strategy: 'other' })].flatMap((s) => ordersOf(one.send(s)))
    expect(orders.map(({ linkId, linkType }) => [linkId, linkType])).toEqual([
      ['g-1', 'oco'],
      ['g-1', 'oco'],
      ['g-2', 'oco'],
    ])
    expect(one.send(leg('buy', { linkType: 'ouo' }))).toMatchObject([{ code: 'invalidLink' }])
    for (const order of orders.slice(0, 2))
      one.send({
        ...report(order),
        type: 'order.rejected',
        execType: 'Rejected',
        execId: order.orderId,
        code: 'custom',
        text: '',
      })
    expect(ordersOf(one.send(leg('buy')))[0]!.linkId).toBe('g-3')
  })

  test('counts once: its largest order on each side, and the cash of the dearest', () => {
    const one = open({ cash: 1_000 })
    const limit = { orderType: 'limit', limitPrice: 90 } as const
    const [first] = ordersOf(one.send(leg('buy')))
    const [second] = ordersOf(one.send(leg('buy', { quantity: 11, ...limit })))
    const counts = (): unknown[] => [one.context.reserved, one.context.books['A']!.workingBuy]
    expect(counts()).toEqual([1_000, 11])
    one.send({ ...report(first!), type: 'order.canceled', execType: 'Canceled', execId: 'c', reason: 'linked' })
    expect(counts()).toEqual([990, 11])
    one.send({ ...report(second!), type: 'order.restated', execType: 'Restated', execId: 'r', orderQty: 5 })
    expect(counts()).toEqual([450, 5])
    one.send(filled(second!, 5, 90, 'f'))
    expect(counts()).toEqual([0, 0])
  })

  test('of exits does not sell a position twice', () => {
    const one = open()
    const [first] = ordersOf(one.send(signal('buy', { quantity: 10 })))
    one.send(filled(first!, 10, 100, 'f'))
    one.send({ type: 'portfolio.reduce' })
    const legs = [leg('sell'), leg('sell', { orderType: 'limit', limitPrice: 120 })].flatMap((s) => one.send(s))
    expect(typesOf(legs)).toEqual(['order.submit o-2', 'order.submit o-3'])
    expect(one.context.books['A']!.workingSell).toBe(10)
  })
})

describe('cancels', () => {
  test('of everything ask for the children before their parents', () => {
    const one = open()
    one.send(entry({ children: [{ children: exits }] }))
    one.send(signal('buy', { quantity: 1 }))
    expect(typesOf(one.send({ type: 'portfolio.halt' }))).toEqual([
      'order.cancel o-1-1-1',
      'order.cancel o-1-1-2',
      'order.cancel o-1-1',
      'order.cancel o-1',
      'order.cancel o-2',
      'portfolio.state',
    ])
  })

  test('and changes by a child’s tag mean the newest order of that tag and symbol', () => {
    const one = open()
    one.send(entry())
    one.send(entry())
    one.send(bar(100, 'B'))
    one.send(entry({ symbol: 'B' }))
    expect(typesOf(one.send(signal('cancel', { tag: 'profit' })))).toEqual(['order.cancel o-2-1'])
    const [change] = one.send(signal('change', { tag: 'loss', stopPrice: 95 }))
    expect(change).toMatchObject({ type: 'order.replace', orderId: 'o-2-2', stopPrice: 95 })
    expect(typesOf(one.send(signal('cancel', { symbol: 'B', tag: 'loss' })))).toEqual(['order.cancel o-3-2'])
  })
})
