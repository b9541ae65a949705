/**
 * Which order types go with which prices, instructions and times in force: as data, so that the check, the page that shows it and whoever asks
 * read the same table. What is not in it makes no sense, or no venue takes it.
 */
import type { OrderSubmit, OrderType, TimeInForce } from '../../src/events/index.ts'

/** An instruction that an order may carry beside its type, prices and time in force. */
export type Instruction = 'displayQuantity' | 'minQuantity' | 'postOnly' | 'reduceOnly'

export interface TypeRules {
  /** A price is needed, may be given, or is not taken. */
  readonly limitPrice: 'needed' | 'none'
  readonly stopPrice: 'needed' | 'optional' | 'none'
  /** Its stop follows the market: `trailBy` and `trailOffset`, and with a limit `limitOffset`. */
  readonly trails: boolean
  readonly limitOffset: boolean
  /** It watches a price, which may be chosen. */
  readonly triggerBy: boolean
  readonly timesInForce: readonly TimeInForce[]
  readonly instructions: readonly Instruction[]
}

const RESTING = ['day', 'gtc', 'gtd'] as const
const ALL = ['day', 'gtc', 'gtd', 'ioc', 'fok', 'atTheOpen', 'atTheClose'] as const

const PLAIN = { limitPrice: 'none', stopPrice: 'none', trails: false, limitOffset: false, triggerBy: false } as const
const WAITING = { ...PLAIN, stopPrice: 'needed', triggerBy: true, timesInForce: RESTING } as const
const TRAILING = { ...WAITING, stopPrice: 'optional', trails: true } as const

export const ORDER_TYPES: Readonly<Record<OrderType, TypeRules>> = {
  market: { ...PLAIN, timesInForce: ALL, instructions: ['minQuantity', 'reduceOnly'] },
  limit: {
    ...PLAIN,
    limitPrice: 'needed',
    timesInForce: ALL,
    instructions: ['displayQuantity', 'minQuantity', 'postOnly', 'reduceOnly'],
  },
  stop: { ...WAITING, instructions: ['reduceOnly'] },
  stopLimit: { ...WAITING, limitPrice: 'needed', instructions: ['displayQuantity', 'reduceOnly'] },
  marketIfTouched: { ...WAITING, instructions: ['reduceOnly'] },
  limitIfTouched: { ...WAITING, limitPrice: 'needed', instructions: ['displayQuantity', 'reduceOnly'] },
  trailingStop: { ...TRAILING, instructions: ['reduceOnly'] },
  trailingStopLimit: { ...TRAILING, limitOffset: true, instructions: ['displayQuantity', 'reduceOnly'] },
  marketToLimit: { ...PLAIN, timesInForce: RESTING, instructions: ['displayQuantity', 'reduceOnly'] },
}

/** What an order of this time in force may carry, whatever its type: one that does not rest shows nothing and takes what is there. */
export const TIMES_IN_FORCE: Readonly<Record<TimeInForce, readonly Instruction[]>> = {
  day: ['displayQuantity', 'minQuantity', 'postOnly', 'reduceOnly'],
  gtc: ['displayQuantity', 'minQuantity', 'postOnly', 'reduceOnly'],
  gtd: ['displayQuantity', 'minQuantity', 'postOnly', 'reduceOnly'],
  ioc: ['minQuantity', 'reduceOnly'],
  fok: ['reduceOnly'],
  atTheOpen: ['reduceOnly'],
  atTheClose: ['reduceOnly'],
}

/** Instructions that exclude each other: a peak smaller than the least quantity would never trade, and who posts does not ask for a size. */
export const EXCLUSIVE: readonly (readonly [Instruction, Instruction])[] = [
  ['displayQuantity', 'minQuantity'],
  ['postOnly', 'minQuantity'],
]

export const INSTRUCTIONS: readonly Instruction[] = ['displayQuantity', 'minQuantity', 'postOnly', 'reduceOnly']

const isGiven = (order: OrderSubmit, instruction: Instruction): boolean =>
  order[instruction] !== undefined && order[instruction] !== false

/** Nearly all orders carry no instruction. */
const isBare = ({ displayQuantity, minQuantity, postOnly, reduceOnly }: OrderSubmit): boolean =>
  displayQuantity === undefined && minQuantity === undefined && postOnly === undefined && reduceOnly === undefined

/** Names what does not go together in an order; `undefined` if everything does. */
export function misfit(order: OrderSubmit): string | undefined {
  const { orderType, timeInForce } = order
  const rules = ORDER_TYPES[orderType]
  if (!rules.timesInForce.includes(timeInForce))
    return `a ${orderType} order cannot be ${timeInForce}; it can be ${rules.timesInForce.join(', ')}`
  if (isBare(order)) return undefined
  for (const instruction of INSTRUCTIONS) {
    if (!isGiven(order, instruction)) continue
    if (!rules.instructions.includes(instruction))
      return `a ${orderType} order takes no ${instruction}; it takes ${rules.instructions.join(', ')}`
    if (!TIMES_IN_FORCE[timeInForce].includes(instruction))
      return `a ${timeInForce} order takes no ${instruction}; it takes ${TIMES_IN_FORCE[timeInForce].join(', ')}`
  }
  for (const [one, other] of EXCLUSIVE)
    if (isGiven(order, one) && isGiven(order, other)) return `an order takes ${one} or ${other}, not both`
  return undefined
}
