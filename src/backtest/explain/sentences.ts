/** One sentence for every kind of event that has a part in an order's story. */
import type { SliceRequest } from '../../../actors/execution/index.ts'
import type { OrderSubmit, PortfolioChecked, ReplaceableTerms, Signal, TradingEvent } from '../../events/index.ts'
import { num, time } from './numbers.ts'

const words = (...parts: readonly (string | undefined | false)[]): string =>
  parts.filter((part) => part !== undefined && part !== false && part !== '').join(' ')
const list = (facts: Readonly<Record<string, number>>): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name} ${num(value)}`)
    .join(', ')

/** `stopLimit` as `stop-limit`. */
export const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** `buy 95 SPX limit 101.20 gtc`. */
export function orderText(order: OrderSubmit): string {
  const { side, quantity, symbol, orderType, limitPrice, stopPrice, timeInForce } = order
  return words(
    `${side} ${num(quantity)} ${symbol}`,
    orderType !== 'limit' && orderType !== 'stop' && dashed(orderType),
    stopPrice !== undefined && `stop ${num(stopPrice)}`,
    limitPrice !== undefined && `limit ${num(limitPrice)}`,
    dashed(timeInForce),
    order.expireTime !== undefined && `until ${time(order.expireTime)}`,
    order.trailOffset !== undefined && `trailing by ${num(order.trailOffset)} ${order.trailBy ?? 'price'}`,
    order.displayQuantity !== undefined && `showing ${num(order.displayQuantity)}`,
    order.minQuantity !== undefined && `at least ${num(order.minQuantity)}`,
    order.postOnly === true && 'post-only',
    order.reduceOnly === true && 'reduce-only',
    order.parentId !== undefined && `child of ${order.parentId}`,
    order.linkId !== undefined && `in ${order.linkType ?? 'link'} ${order.linkId}`,
  )
}

/** What a replacement changes beside quantity and prices. */
const termsText = (terms: ReplaceableTerms): (string | false)[] => [
  terms.timeInForce !== undefined && dashed(terms.timeInForce),
  terms.expireTime !== undefined && `until ${time(terms.expireTime)}`,
  terms.trailOffset !== undefined && `trailing by ${num(terms.trailOffset)}`,
  terms.limitOffset !== undefined && `limit ${num(terms.limitOffset)} beyond its stop`,
  terms.displayQuantity !== undefined && `showing ${num(terms.displayQuantity)}`,
  terms.minQuantity !== undefined && `at least ${num(terms.minQuantity)}`,
]

function signalText(signal: Signal): string {
  const { intent, symbol, quantity, weight, orderType, limitPrice, stopPrice, tag } = signal
  return words(
    intent,
    quantity !== undefined && num(quantity),
    weight !== undefined && `${num(weight * 100)} % of equity`,
    symbol,
    orderType !== undefined && orderType !== 'limit' && orderType !== 'stop' && dashed(orderType),
    stopPrice !== undefined && `stop ${num(stopPrice)}`,
    limitPrice !== undefined && `limit ${num(limitPrice)}`,
    signal.timeInForce !== undefined && dashed(signal.timeInForce),
    signal.children !== undefined &&
      `with ${signal.children.length} ${signal.children.length === 1 ? 'child' : 'children'}`,
    signal.price !== undefined && `seen at ${num(signal.price)}`,
    tag !== undefined && `tagged ${tag}`,
  )
}

const CHECKS: Readonly<Partial<Record<PortfolioChecked['code'], string>>> = {
  maxOrderQuantity: 'order quantity',
  maxOrderNotional: 'order value',
  maxPosition: 'position after the order',
  maxGrossExposure: 'gross exposure over equity',
  priceCollar: 'distance of the limit from the last price',
  insufficientFunds: 'cash needed',
  insufficientMargin: 'margin needed',
}

function checkText({ code, passed, facts }: PortfolioChecked, sizing: string): string {
  const { quantity, price: at, position, cash, equity, value, limit } = facts
  if (code === 'sizing')
    return `sized ${num(quantity)} by ${sizing} at ${num(at)}: equity ${num(equity)}, cash ${num(cash)}, position ${num(position)}`
  const verdict = passed ? 'passed' : 'not passed'
  const what = CHECKS[code]
  if (what === undefined || limit === undefined) return `checked ${code}: ${list(facts)}: ${verdict}`
  return `checked ${code}: ${what} ${num(value)}, ${code.startsWith('insufficient') ? 'free' : 'limit'} ${num(limit)}: ${verdict}`
}

/** Whatever may have a part in a story: the protocol, and what an execution algorithm asks its desk for. */
export type Told = TradingEvent | SliceRequest

function sliceText(request: SliceRequest): string {
  const { type, tag } = request
  const [limit, quantity] = type === 'slice.cancel' ? [] : [request.limitPrice, request.quantity]
  return words(
    `asks to ${type.slice('slice.'.length)} ${tag}`,
    quantity !== undefined && `of ${num(quantity)}`,
    limit !== undefined && `limit ${num(limit)}`,
  )
}

/** `sizing`: the name of the portfolio's sizing model. */
export function sentence(event: Told, sizing = 'the sizing model'): string {
  switch (event.type) {
    case 'market.bar':
      return `bar ${event.symbol} open ${num(event.open)} high ${num(event.high)} low ${num(event.low)} close ${num(event.close)} volume ${num(event.volume)}`
    case 'market.trade':
      return `trade ${event.symbol} ${num(event.size)} at ${num(event.price)}`
    case 'market.quote':
      return `quote ${event.symbol} ${num(event.bid)} (${num(event.bidSize)}) / ${num(event.ask)} (${num(event.askSize)})`
    case 'market.session':
      return words(`session ${event.phase}`, event.symbol, event.reason !== undefined && `(${event.reason})`)
    case 'market.split':
      return `split ${event.symbol} ${num(event.ratio)} for 1`
    case 'market.dividend':
      return `dividend ${event.symbol} ${num(event.amount)} a unit`
    case 'slice.submit':
    case 'slice.change':
    case 'slice.cancel':
      return sliceText(event)
    case 'signal':
      return `signal ${signalText(event)}`
    case 'signal.refused':
      return `signal refused: ${event.code}: ${event.text}`
    case 'portfolio.checked':
      return checkText(event, sizing)
    case 'order.submit':
      return `submits ${event.orderId}: ${orderText(event)}`
    case 'order.denied':
      return `denied: ${event.code}: ${event.text}`
    case 'order.cancel':
      return `asks to cancel (${event.clOrdId})`
    case 'order.replace':
      return words(
        `asks to replace (${event.clOrdId}):`,
        event.quantity !== undefined && `quantity ${num(event.quantity)}`,
        event.limitPrice !== undefined && `limit ${num(event.limitPrice)}`,
        event.stopPrice !== undefined && `stop ${num(event.stopPrice)}`,
        ...termsText(event),
      )
    case 'order.accepted':
      return 'accepted'
    case 'order.rejected':
      return `rejected: ${event.code}: ${event.text}`
    case 'order.cancelRejected':
      return `cancel rejected: ${event.code}: ${event.text}`
    case 'order.replaceRejected':
      return `replace rejected: ${event.code}: ${event.text}`
    case 'order.filled':
      return words(
        `${event.leavesQty > 0 ? 'partially filled' : 'filled'} ${num(event.lastQty)} at ${num(event.lastPx)},`,
        event.slippage !== 0 && `slippage ${num(event.slippage)},`,
        `commission ${num(event.commission)};`,
        `${num(event.cumQty)} done, ${num(event.leavesQty)} left`,
        event.transactTime !== event.at && `(traded ${time(event.transactTime)})`,
      )
    case 'order.canceled':
      return `canceled (${event.reason}), ${num(event.cumQty)} of ${num(event.orderQty)} filled`
    case 'order.expired':
      return `expired, ${num(event.cumQty)} of ${num(event.orderQty)} filled`
    case 'order.triggered':
      return 'triggered: its stop, or its touch, was hit'
    case 'order.activated':
      return 'activated: its parent has executed'
    case 'order.statusRequest':
      return 'asks for its status'
    case 'order.status':
      return `status ${event.ordStatus}: ${num(event.cumQty)} done, ${num(event.leavesQty)} left`
    case 'venue.ambiguity':
      return words(
        `ambiguous bar: ${event.code}, decided by path ${event.policy}:`,
        list(event.facts),
        event.otherOrderId !== undefined && `(${event.orderId} and ${event.otherOrderId})`,
      )
    case 'broker.fault':
      return `${event.event} on its way: ${event.effect} (${event.cause})`
    case 'broker.refused':
      return `venue refuses ${event.command}: ${event.code}: ${event.text}`
    case 'order.replaced':
      return words(
        `replaced: quantity ${num(event.orderQty)}`,
        event.limitPrice !== undefined && `limit ${num(event.limitPrice)}`,
        event.stopPrice !== undefined && `stop ${num(event.stopPrice)}`,
        ...termsText(event),
      )
    case 'order.restated':
      return words(
        `restated: quantity ${num(event.orderQty)}`,
        event.limitPrice !== undefined && `limit ${num(event.limitPrice)}`,
        event.stopPrice !== undefined && `stop ${num(event.stopPrice)}`,
        ...termsText(event),
        event.text,
      )
    case 'order.tradeCorrected':
      return `execution ${event.execRefId} corrected: ${num(event.lastQty)} at ${num(event.lastPx)}`
    case 'order.tradeCanceled':
      return `execution ${event.execRefId} busted: ${num(event.lastQty)} at ${num(event.lastPx)}`
    case 'order.violation':
      return `violation: ${event.text}`
    case 'order.duplicate':
      return `${event.event} came a second time and has no effect`
    case 'position.changed':
      return `position ${num(event.quantity)} ${event.symbol} at ${num(event.averagePrice)}, realised ${num(event.realized)}, cash ${num(event.cash)}`
    case 'portfolio.state':
      return words(`portfolio ${event.state}:`, event.code, list(event.facts))
    default: {
      const { type } = event as { readonly type: string }
      if (type.startsWith('xstate.')) return `timer ${type.slice('xstate.'.length)}`
      return type.slice(type.indexOf('.') + 1).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    }
  }
}
