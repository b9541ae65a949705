/** A signal's children as orders: who waits for whom, who shares a group, on which side, and how much. */
import type { ChildInstructions, Instructions, LinkType, OrderSubmit, Side, Signal } from '../../src/events/index.ts'
import type { PortfolioContext } from './context.ts'
import { onGrid } from './grid.ts'
import type { Book } from './ledger.ts'
import { type Refusal, refusal } from './risk.ts'

/** What is said of an order beside its instructions. */
export interface OrderIdentity {
  readonly orderId: string
  readonly side: Side
  readonly quantity: number
  readonly strategy: string | undefined
  readonly tag: string | undefined
  readonly parentId?: string
  readonly activation?: OrderSubmit['activation']
  readonly linkId?: string
  readonly linkType?: LinkType
}

/** An order as the instructions have it. One shape for all, whatever they leave out. */
export const submitOf = (
  context: PortfolioContext,
  book: Book,
  who: OrderIdentity,
  how: Instructions,
): OrderSubmit => ({
  type: 'order.submit',
  at: context.config.now(),
  orderId: who.orderId,
  clOrdId: who.orderId,
  symbol: book.symbol,
  side: who.side,
  orderType: how.orderType ?? 'market',
  quantity: who.quantity,
  limitPrice: how.limitPrice,
  stopPrice: how.stopPrice,
  // an exit that ended with the day would leave its position alone overnight
  timeInForce: how.timeInForce ?? (who.parentId === undefined ? 'day' : 'gtc'),
  expireTime: how.expireTime,
  displayQuantity: how.displayQuantity,
  minQuantity: how.minQuantity,
  postOnly: how.postOnly,
  reduceOnly: how.reduceOnly,
  trailBy: how.trailBy,
  trailOffset: how.trailOffset,
  limitOffset: how.limitOffset,
  triggerBy: how.triggerBy,
  parentId: who.parentId,
  activation: who.activation,
  algorithm: how.algorithm,
  linkId: who.linkId,
  linkType: who.linkType,
  strategy: who.strategy,
  tag: who.tag,
})

export const otherSide = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy')

/**
 * Orders of the children of an order, theirs after each of them. `opens` is what the parent opens: so much, and not what it only closes, is there for an exit to
 * close again.
 */
export function childrenOf(
  context: PortfolioContext,
  book: Book,
  parent: OrderSubmit,
  opens: number,
  how: Instructions,
): OrderSubmit[] {
  const orders: OrderSubmit[] = []
  const groups = new Map<string, string>()
  const groupOf = (name: string): string => {
    if (!groups.has(name)) groups.set(name, `g-${++context.groupsMade}`)
    return groups.get(name)!
  }
  const { children = [], childLink = 'ouo' } = how
  const exits = children.filter((child) => isOpposite(parent, child) && child.link === undefined)
  for (const [place, child] of children.entries()) {
    const side = child.side ?? otherSide(parent.side)
    const most = side === parent.side || opens === 0 ? parent.quantity : opens
    // alone it has nobody to be tied to
    const link = child.link ?? (exits.length > 1 && exits.includes(child) ? '' : undefined)
    const order = submitOf(
      context,
      book,
      {
        orderId: `${parent.orderId}-${place + 1}`,
        side,
        quantity: onGrid(child.quantity ?? most, book.lot),
        strategy: parent.strategy,
        tag: child.tag,
        parentId: parent.orderId,
        activation: child.activation ?? how.activation ?? 'complete',
        ...(link === undefined
          ? {}
          : { linkId: groupOf(link), linkType: link === '' ? childLink : (child.linkType ?? childLink) }),
      },
      child,
    )
    orders.push(order, ...childrenOf(context, book, order, order.quantity, child))
  }
  return orders
}

const isOpposite = (parent: OrderSubmit, child: ChildInstructions): boolean =>
  child.side === undefined || child.side !== parent.side

const ACTIVATIONS: readonly unknown[] = [undefined, 'partial', 'complete']
const LINK_TYPES: readonly unknown[] = ['oco', 'ouo', undefined]
const SIDES: readonly unknown[] = ['buy', 'sell', undefined]

/** What is wrong with the ties and the children of a signal for so many units; nothing, mostly. */
export function faultOfFamily(
  context: PortfolioContext,
  signal: Signal,
  quantity: number,
  lot: number,
): Refusal | undefined {
  if (signal.link === undefined && signal.linkType === undefined && signal.children === undefined) return undefined
  const { link, linkType } = signal
  if ((link === undefined) !== (linkType === undefined) || !LINK_TYPES.includes(linkType))
    return refusal('invalidLink', 'a group of orders needs a name and a kind: link, and linkType oco or ouo')
  const kind = link === undefined ? undefined : kindOf(context, linkName(signal))
  if (kind !== undefined && kind !== linkType)
    return refusal('invalidLink', `the open orders of ${link!} are tied by ${kind}, not by ${linkType!}`)
  if (signal.algorithm !== undefined)
    return refusal('invalidChild', 'an order that an algorithm works has neither children nor a group')
  if (signal.intent === 'flat' && signal.children !== undefined)
    return refusal('invalidChild', 'an order to hold nothing has nothing for children to do')
  return faultOfChildren(signal, quantity, lot)
}

function kindOf(context: PortfolioContext, name: string): LinkType | undefined {
  const linkId = context.links.get(name)
  return linkId === undefined ? undefined : context.groups.get(linkId)?.linkType
}

/** The strategy's name for a group, as a key. */
export const linkName = ({ strategy, link }: Pick<Signal, 'strategy' | 'link'>): string => `${strategy ?? ''}/${link!}`

function faultOfChildren(how: Instructions, quantity: number, lot: number): Refusal | undefined {
  if (!LINK_TYPES.includes(how.childLink))
    return refusal('invalidLink', `children are tied by oco or ouo, not ${String(how.childLink)}`)
  if (how.children !== undefined && (!Array.isArray(how.children) || how.children.length === 0))
    return refusal('invalidChild', 'children must be a list of at least one')
  if (!ACTIVATIONS.includes(how.activation))
    return refusal('invalidChild', `children are activated by partial or complete, not ${String(how.activation)}`)
  for (const child of how.children ?? []) {
    const own = child.quantity ?? quantity
    if (!SIDES.includes(child.side))
      return refusal('invalidChild', `the sides of children are buy and sell, not ${String(child.side)}`)
    if (!LINK_TYPES.includes(child.linkType))
      return refusal('invalidLink', `children are tied by oco or ouo, not ${String(child.linkType)}`)
    if (!(own > 0 && Number.isFinite(own)))
      return refusal('invalidChild', `the quantity of a child must be above 0, not ${own}`, { quantity: own })
    if (Math.abs(onGrid(own, lot) - own) > own * 1e-9)
      return refusal('invalidChild', `the quantity of a child, ${own}, is no multiple of the lot of ${lot}`, {
        quantity: own,
        lot,
      })
    if (own > quantity)
      return refusal('invalidChild', `a child of ${own} is more than its parent of ${quantity}`, {
        quantity: own,
        parent: quantity,
      })
    const fault = faultOfChildren(child, own, lot)
    if (fault !== undefined) return fault
  }
  return undefined
}
