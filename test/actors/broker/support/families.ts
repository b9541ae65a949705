/** Generated days on which orders come in families: brackets of any depth, groups, late children, changes of all of them. */
import fc from 'fast-check'
import type { BrokerIncoming } from '../../../../actors/broker/index.ts'
import type { LinkType, MarketBar, OrderSubmit, SessionPhase } from '../../../../src/events/index.ts'

const price = fc.integer({ min: 95, max: 105 })

/** What a child or a member is to be; its children follow it. */
interface Member {
  readonly kind: 'market' | 'limit' | 'stop'
  readonly price: number
  readonly quantity: number
  readonly isExit: boolean
  readonly isForDay: boolean
  readonly activation: 'partial' | 'complete' | undefined
  readonly link: LinkType | 'none'
  readonly children: readonly Member[]
}

const { member } = fc.letrec<{ member: Member }>((tie) => ({
  member: fc.record({
    kind: fc.constantFrom('market', 'limit', 'limit', 'stop'),
    price,
    quantity: fc.constantFrom(6, 6, 6, 4, 9),
    isExit: fc.boolean().map((no) => !no),
    isForDay: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    activation: fc.constantFrom('partial', 'complete', undefined),
    link: fc.constantFrom('oco', 'ouo', 'ouo', 'none'),
    children: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.constant([]),
      fc.array(tie('member'), { minLength: 1, maxLength: 3 }),
    ),
  }),
}))

type Step = (at: number, orders: OrderSubmit[], requests: number) => BrokerIncoming[]

function submitOf(one: Member, at: number, orders: OrderSubmit[], parent?: OrderSubmit): OrderSubmit[] {
  const orderId = `o-${orders.length + 1}`
  const side = parent !== undefined && one.isExit ? (parent.side === 'buy' ? 'sell' : 'buy') : (parent?.side ?? 'buy')
  const event: OrderSubmit = {
    type: 'order.submit',
    at,
    orderId,
    clOrdId: `c-${orderId}`,
    symbol: 'AAA',
    side,
    orderType: one.kind,
    quantity: one.quantity,
    timeInForce: one.isForDay ? 'day' : 'gtc',
    ...(one.kind === 'limit' ? { limitPrice: one.price } : {}),
    ...(one.kind === 'stop' ? { stopPrice: one.price } : {}),
    ...(parent === undefined ? {} : { parentId: parent.orderId }),
    ...(parent === undefined || one.activation === undefined ? {} : { activation: one.activation }),
    ...(parent === undefined || one.link === 'none'
      ? {}
      : { linkId: `${parent.orderId}/${one.link}`, linkType: one.link }),
  }
  orders.push(event)
  return [event, ...one.children.flatMap((child) => submitOf(child, at, orders, event))]
}

const familyStep = member.map(
  (one): Step =>
    (at, orders) =>
      submitOf(one, at, orders),
)

const groupStep = fc
  .record({
    members: fc.array(member, { minLength: 2, maxLength: 3 }),
    linkType: fc.constantFrom<LinkType>('oco', 'ouo'),
  })
  .map(({ members, linkType }): Step => (at, orders) => {
    const linkId = `g-${orders.length + 1}`
    return members.flatMap((one) => {
      const [first, ...rest] = submitOf(one, at, orders)
      return [{ ...first!, linkId, linkType }, ...rest]
    })
  })

const back = fc.integer({ min: 0, max: 9 })
const chosen = (orders: readonly OrderSubmit[], from: number): OrderSubmit | undefined =>
  orders[Math.max(0, orders.length - 1 - from)]

const lateStep = fc.record({ one: member, from: back }).map(({ one, from }): Step => (at, orders) => {
  const parent = chosen(orders, from)
  return parent === undefined ? [] : submitOf(one, at, orders, parent)
})

const cancelStep = back.map((from): Step => (at, orders, requests) => {
  const order = chosen(orders, from)
  if (order === undefined) return []
  const { orderId, symbol, clOrdId: origClOrdId } = order
  return [{ type: 'order.cancel', at, orderId, clOrdId: `x-${requests}`, origClOrdId, symbol }]
})

const replaceStep = fc
  .record({ from: back, quantity: fc.integer({ min: 1, max: 12 }) })
  .map(({ from, quantity }): Step => (at, orders, requests) => {
    const order = chosen(orders, from)
    if (order === undefined) return []
    const { orderId, symbol, clOrdId: origClOrdId } = order
    return [{ type: 'order.replace', at, orderId, clOrdId: `r-${requests}`, origClOrdId, symbol, quantity }]
  })

/** Some bars have opened before what happened on the one before them: what began to work since is not for them. */
const barStep = fc
  .record({ prices: fc.tuple(price, price, price, price), length: fc.constantFrom(1, 2, 3) })
  .map(({ prices, length }): Step => (at) => {
    const [open, close] = prices
    const bar: MarketBar = {
      type: 'market.bar',
      symbol: 'AAA',
      at,
      openAt: at - length,
      open,
      high: Math.max(...prices),
      low: Math.min(...prices),
      close,
      volume: 100,
    }
    return [bar]
  })

const sessionStep = fc.constantFrom<SessionPhase>('closed', 'preOpen', 'halted').map((phase): Step => (at) => [
  { type: 'market.session', at, phase, day: 0 },
  { type: 'market.session', at, phase: 'open', day: 0 },
])

const lineStep = fc.constant<Step>((at) => [
  { type: 'broker.disconnect', at },
  { type: 'broker.connect', at },
])

function days(withChanges: boolean): fc.Arbitrary<BrokerIncoming[]> {
  const steps = [
    { arbitrary: barStep, weight: 12 },
    { arbitrary: familyStep, weight: 4 },
    { arbitrary: groupStep, weight: 2 },
    { arbitrary: lateStep, weight: 2 },
    { arbitrary: cancelStep, weight: 2 },
    { arbitrary: sessionStep, weight: 1 },
    { arbitrary: lineStep, weight: 1 },
    ...(withChanges ? [{ arbitrary: replaceStep, weight: 3 }] : []),
  ]
  return fc.array(fc.oneof(...steps), { maxLength: 40, size: 'max' }).map((made) => {
    const orders: OrderSubmit[] = []
    const events: BrokerIncoming[] = []
    for (const [place, step] of made.entries()) events.push(...step(10 + 2 * place, orders, events.length))
    return events
  })
}

/** With cancel/replace of quantities, and without: only then are the quantities of a group what they were sent with. */
export const changingDays = days(true)
export const plainDays = days(false)
