/** Trailing stops and price paths against models that keep every order by itself and look at each of them on every price. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BrokerInput, type PathPolicy, PATHS } from '../../../actors/broker/index.ts'
import type { OrderSubmit, OrderType, Side } from '../../../src/events/index.ts'
import { bar, cancel, openVenue, order, replace } from './support/venue.ts'
import { words } from './support/words.ts'

type Prices = readonly [open: number, high: number, low: number, close: number]

const price = fc.integer({ min: 90, max: 110 })
const bars = fc.tuple(price, price, price, price).map((of): Prices => [of[0], Math.max(...of), Math.min(...of), of[3]])
const side = fc.constantFrom<Side>('buy', 'sell')

/** One trailing stop, its best price its own. Prices are signed: for both sides the best price only rises. */
interface Trailing {
  readonly id: string
  readonly sign: 1 | -1
  distance: number
  readonly isPart: boolean
  best: number
}

const stopOf = ({ sign, distance, isPart, best }: Trailing): number =>
  isPart ? best - sign * distance * best : best - distance

const steps = fc.array(
  fc.oneof(
    { arbitrary: fc.record({ kind: fc.constant('bar' as const), of: bars }), weight: 3 },
    {
      arbitrary: fc.record({
        kind: fc.constant('order' as const),
        side,
        isPart: fc.boolean(),
        distance: fc.integer({ min: 1, max: 12 }),
        start: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
      }),
      weight: 4,
    },
    { arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(40) }), weight: 1 },
    {
      arbitrary: fc.record({
        kind: fc.constant('change' as const),
        which: fc.nat(20),
        distance: fc.integer({ min: 1, max: 12 }),
      }),
      weight: 2,
    },
  ),
  { maxLength: 50, size: 'max' },
)

test.each([undefined, 'ohlc', 'olhc'] as const)(
  'trailing stops in levels are trailing stops by themselves: path %s',
  (path) => {
    let changed = 0
    fc.assert(
      fc.property(steps, (made) => {
        const input: BrokerInput = { symbols: ['AAA'], ...(path === undefined ? {} : { path }) }
        const venue = openVenue(input, 'fast')
        venue.send(bar([100, 100, 100, 100]))
        let open: Trailing[] = []
        let last = 100
        for (const [n, step] of made.entries()) {
          const at = 11 + n
          if (step.kind === 'cancel') {
            const id = `o-${step.which}`
            venue.send(cancel(id, `x-${n}`, at))
            open = open.filter((trailing) => trailing.id !== id)
          } else if (step.kind === 'change') {
            if (open.length === 0) continue
            const trailing = open[step.which % open.length]!
            const distance = trailing.isPart ? step.distance / 100 : step.distance
            const beyond = stopOf({ ...trailing, distance }) - last * trailing.sign
            // right at the market it is a matter of the last binary digit
            if (Math.abs(beyond) < 1e-9) continue
            const isOnSide = beyond < 0
            const said = venue.send({ ...replace(trailing.id, { trailOffset: step.distance }), clOrdId: `r-${n}`, at })
            expect(words(said)).toEqual([`${trailing.id} ${isOnSide ? 'replaced' : 'replaceRejected'}`])
            if (!isOnSide) expect(said).toMatchObject([{ code: 'wrongSideStop' }])
            if (isOnSide) trailing.distance = distance
            changed++
          } else if (step.kind === 'order') {
            const sign = step.side === 'sell' ? 1 : -1
            const { isPart, distance, start } = step
            const trailing: Trailing = {
              id: `o-${n}`,
              sign,
              distance: isPart ? distance / 100 : distance,
              isPart,
              best: last * sign,
            }
            const stopPrice = start === undefined ? undefined : last - sign * start
            if (stopPrice !== undefined)
              trailing.best = isPart
                ? (stopPrice * sign) / (1 - sign * trailing.distance)
                : stopPrice * sign + trailing.distance
            open.push(trailing)
            const how: Partial<OrderSubmit> = { trailBy: isPart ? 'percent' : 'price', trailOffset: distance }
            const submit = order({
              orderId: trailing.id,
              at,
              side: step.side,
              orderType: 'trailingStop',
              timeInForce: 'gtc',
              ...how,
            })
            expect(words(venue.send(stopPrice === undefined ? submit : { ...submit, stopPrice }))).toEqual([
              `o-${n} accepted`,
            ])
          } else {
            const [first, high, low, close] = step.of
            const way =
              path === undefined ? [] : path === 'ohlc' ? [first, high, low, close] : [first, low, high, close]
            const wanted: string[] = []
            const still: Trailing[] = []
            for (const trailing of open) {
              const { sign } = trailing
              let hit: number | undefined
              const meet = (worst: number, from: number): void => {
                if (hit !== undefined || worst > stopOf(trailing)) return
                hit = Math.min(from, stopOf(trailing)) * sign
              }
              if (path === undefined) meet(Math.min(high * sign, low * sign), first * sign)
              for (const [index, to] of way.entries()) {
                meet(to * sign, (way[index - 1] ?? to) * sign)
                trailing.best = Math.max(trailing.best, to * sign)
              }
              trailing.best = Math.max(trailing.best, close * sign)
              if (hit === undefined) still.push(trailing)
              else wanted.push(`${trailing.id} 10 @ ${hit.toFixed(9)}`)
            }
            open = still
            last = close
            const fills = venue
              .send(bar(step.of, { at, openAt: at }))
              .flatMap((said) =>
                said.type === 'order.filled' ? [`${said.orderId} 10 @ ${said.lastPx.toFixed(9)}`] : [],
              )
            expect(fills.toSorted()).toEqual(wanted.toSorted())
          }
        }
      }),
      { numRuns: 150 },
    )
    expect(changed).toBeGreaterThan(100)
  },
)

interface Waiting {
  readonly id: string
  readonly side: Side
  readonly orderType: OrderType
  readonly at: number
  left: number
}

const waiting = fc.record({
  side,
  orderType: fc.constantFrom<OrderType>('limit', 'stop', 'marketIfTouched'),
  at: price,
  left: fc.integer({ min: 1, max: 9 }),
})

/** Goes through a bar in steps of half a unit, and looks at every order at each. */
function walked(orders: Waiting[], prices: Prices, policy: PathPolicy, volume: number): string[] {
  const [open, high, low, close] = prices
  const highFirst = policy === 'ohlc' || (policy === 'adaptive' && high - open < open - low)
  const corners = highFirst ? [open, high, low, close] : [open, low, high, close]
  const said: string[] = []
  const used = { buy: 0, sell: 0 }
  const done = new Set<string>()
  const waitsBelow = (of: Waiting): boolean => (of.side === 'buy') !== (of.orderType === 'stop')
  const trade = (of: Waiting, at: number): void => {
    const size = Math.min(of.left, volume - used[of.side])
    if (size === 0) return
    used[of.side] += size
    done.add(of.id)
    said.push(`${of.id} ${size} @ ${at}`)
  }
  const fired = new Set<string>()
  for (const of of orders) {
    if (waitsBelow(of) ? of.at < open : of.at > open) continue
    trade(of, open)
    fired.add(of.id)
  }
  for (let leg = 1; leg < corners.length; leg++) {
    const [from, to] = [corners[leg - 1]!, corners[leg]!]
    for (let at = from; at !== to;) {
      at += Math.sign(to - from) * 0.5
      const falls = to < from
      for (const of of orders)
        if (!done.has(of.id) && !fired.has(of.id) && of.at === at && waitsBelow(of) === falls) trade(of, at)
    }
  }
  return said
}

test('orders along a path trade as if every price were looked at', () => {
  fc.assert(
    fc.property(
      fc.array(waiting, { maxLength: 14 }),
      bars,
      fc.constantFrom<PathPolicy>(...PATHS.filter((path) => path !== 'pessimistic' && path !== 'optimistic')),
      fc.integer({ min: 1, max: 40 }),
      (made, prices, path, volume) => {
        const venue = openVenue(
          { symbols: ['AAA'], path, volume: ({ quantity, usedVolume }) => Math.min(quantity, volume - usedVolume) },
          'fast',
        )
        const orders: Waiting[] = made.map((of, n) => ({ ...of, id: `o-${n}` }))
        for (const { id, side: of, orderType, at, left } of orders)
          venue.send(
            order({
              orderId: id,
              side: of,
              orderType,
              quantity: left,
              timeInForce: 'gtc',
              ...(orderType === 'limit' ? { limitPrice: at } : { stopPrice: at }),
            }),
          )
        const fills = venue.send(bar(prices)).filter((report) => report.type === 'order.filled')
        expect(words(fills)).toEqual(walked(orders, prices, path, volume))
      },
    ),
    { numRuns: 300 },
  )
})
