/** Orders that a strategy ties to the one it asks for: brackets, other children, groups. */
import type {
  ChildActivation,
  ChildInstructions,
  Instructions,
  Intent,
  LinkType,
  Side,
} from '../../src/events/index.ts'
import { StrategyError } from './errors.ts'
import { instruct, type Mutable, type OrderOptions } from './instructions.ts'

/** An exit of a bracket: an order on the other side. Its quantity by default is all that its parent opens. */
export interface ExitOptions extends OrderOptions, FamilyOptions {
  readonly quantity?: number
}

/** Where a bracket takes its profit: a price, which is a limit order, or an order with a `limit` or a `touch`. */
export type TakeProfit = number | (ExitOptions & ({ readonly limit: number } | { readonly touch: number }))

/** Where a bracket stops its loss: a price, which is a stop order, or an order with a `stop` or a `trailOffset`. */
export type StopLoss = number | (ExitOptions & ({ readonly stop: number } | { readonly trailOffset: number }))

/** The exits of a position that does not exist yet. They wait for the entry, and what one executes is taken off the other. */
export interface Bracket {
  readonly takeProfit?: TakeProfit
  readonly stopLoss?: StopLoss
  /** Of both exits. Default: all that the entry opens. */
  readonly quantity?: number
  /** Default `ouo`. */
  readonly linkType?: LinkType
}

/** An order that waits for its parent: any order, on the other side unless it says otherwise. */
export interface ChildOptions extends OrderOptions, FamilyOptions {
  readonly side?: Side
  readonly quantity?: number
}

export interface FamilyOptions {
  /** Exits: `bracket: { takeProfit: 110, stopLoss: 95 }`. A list is several of them, each for a part of the quantity. */
  readonly bracket?: Bracket | readonly Bracket[]
  /** Orders that wait for this one, tied together as `childLink` says. */
  readonly children?: readonly ChildOptions[]
  /** Default `ouo`. */
  readonly childLink?: LinkType
  /** Of children: with the first execution of this order (`partial`), or once it is over (`complete`, the default). */
  readonly activation?: ChildActivation
  /** A name for a group: all orders asked for under it are tied together. */
  readonly link?: string
  /** `oco`: the first execution or end of one cancels the others. `ouo`: what one executes is taken off the others. */
  readonly linkType?: LinkType
}

type Family = Pick<Instructions, 'children' | 'childLink' | 'activation' | 'link' | 'linkType'>

/** Writes into a signal, or into a child, what ties other orders to its own; nothing for most. */
export function tieFamily(
  order: Mutable<Family>,
  intent: Intent,
  options: FamilyOptions & OrderOptions & { readonly quantity?: number },
): void {
  const { bracket, children, childLink, activation, link, linkType } = options
  if ((link === undefined) !== (linkType === undefined))
    throw fault('link and linkType go together: a name for the group, and oco or ouo', { link, linkType })
  if (link !== undefined) order.link = link
  if (linkType !== undefined) order.linkType = linkType
  if (childLink !== undefined) order.childLink = childLink
  if (activation !== undefined) order.activation = activation
  if (bracket === undefined && children === undefined) {
    if (childLink === undefined && activation === undefined) return
    throw fault('childLink and activation are about children, and there are none', { childLink, activation })
  }
  const exits = bracket === undefined ? [] : exitsOf(bracket, directionOf(intent, options), options.tag)
  order.children = [...exits, ...(children ?? []).map(childOf)]
}

function childOf(options: ChildOptions): ChildInstructions {
  const child: Mutable<ChildInstructions> = {}
  instruct(child, options)
  if (options.side !== undefined) child.side = options.side
  if (options.quantity !== undefined) child.quantity = options.quantity
  if (options.tag !== undefined) child.tag = options.tag
  tieFamily(child, options.side ?? 'flat', options)
  return child
}

/** Whether profit lies above (1) or below (-1), where the intent says so. */
function directionOf(intent: Intent, { quantity = 0, weight = 0 }: { quantity?: number; weight?: number }): number {
  switch (intent) {
    case 'long':
    case 'buy':
      return 1
    case 'short':
    case 'sell':
      return -1
    case 'target':
      return Math.sign(quantity)
    default:
      return Math.sign(weight)
  }
}

const PARTS = ['takeProfit', 'stopLoss', 'quantity', 'linkType']

function exitsOf(
  bracket: Bracket | readonly Bracket[],
  direction: number,
  tag: string | undefined,
): ChildInstructions[] {
  const all: readonly Bracket[] = Array.isArray(bracket) ? bracket : [bracket as Bracket]
  if (all.length === 0) throw fault('a list of brackets needs at least one', {})
  return all.flatMap((one, place) => exitsOfOne(one, direction, tag, all.length === 1 ? '' : String(place + 1)))
}

function exitsOfOne(bracket: Bracket, direction: number, tag: string | undefined, place: string): ChildInstructions[] {
  const strange = Object.keys(bracket).filter((key) => !PARTS.includes(key))
  if (strange.length > 0) throw fault(`a bracket has ${PARTS.join(', ')}, not ${strange.join(', ')}`, { strange })
  const { takeProfit, stopLoss, quantity, linkType } = bracket
  if (takeProfit === undefined && stopLoss === undefined)
    throw fault('a bracket needs a takeProfit, a stopLoss, or both', {})
  const profit: ExitOptions | undefined = typeof takeProfit === 'number' ? { limit: takeProfit } : takeProfit
  const loss: ExitOptions | undefined = typeof stopLoss === 'number' ? { stop: stopLoss } : stopLoss
  checkSides(profit?.limit ?? profit?.touch, loss?.stop, direction)
  const exits = { takeProfit: profit, stopLoss: loss }
  const ties = place === '' && linkType === undefined ? {} : { link: `bracket${place}`, linkType: linkType ?? 'ouo' }
  return (['takeProfit', 'stopLoss'] as const).flatMap((name) => {
    const exit = exits[name]
    if (exit === undefined) return []
    const own = `${name}${place === '1' ? '' : place}`
    return childOf({
      ...(quantity === undefined ? {} : { quantity }),
      tag: tag === undefined ? own : `${tag}.${own}`,
      ...(profit === undefined || loss === undefined ? {} : ties),
      ...exit,
    })
  })
}

/** A stop-loss on the profit's side would be the first to trade. */
function checkSides(profit: number | undefined, loss: number | undefined, direction: number): void {
  for (const [name, price] of [
    ['takeProfit', profit],
    ['stopLoss', loss],
  ] as const)
    if (price !== undefined && !(price > 0 && Number.isFinite(price)))
      throw fault(`${name} needs a price above 0, not ${price}`, { [name]: price })
  if (profit === undefined || loss === undefined || (profit - loss) * direction > 0 || direction === 0) return
  const [side, where] = direction > 0 ? ['long', 'above'] : ['short', 'below']
  throw fault(`the takeProfit of a ${side} position lies ${where} its stopLoss; they are ${profit} and ${loss}`, {
    takeProfit: profit,
    stopLoss: loss,
  })
}

const fault = (message: string, facts: Readonly<Record<string, unknown>>): StrategyError =>
  new StrategyError('misuse', message, facts)
