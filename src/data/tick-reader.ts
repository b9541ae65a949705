/** Turns the rows of a file into ticks: times into instants, every rule a trade or a quote must keep checked. */
import type { TickChunk } from '../../actors/market/feed.ts'
import { TICK } from '../../actors/market/feed.ts'
import { NO_SYMBOL, SKIP } from './blocks.ts'
import type { FaultCode } from './fault.ts'
import type { TimeRange } from './range.ts'
import type { RowFault } from './row-fault.ts'
import type { Role } from './spellings.ts'
import type { RawTicks } from './tick-blocks.ts'
import { cutTicks, newTicks } from './tick-blocks.ts'
import type { TimeKind } from './times.ts'
import type { TimeZone } from './zone.ts'

/** Stands for the size of a quote in a file that has no sizes: as much as anybody wants. */
export const ANY_SIZE = Number.MAX_SAFE_INTEGER

/** What happens to a bad row: as of `OnFault` for bars, but a row may also be taken as it is. */
export type OnTickFault = (fault: RowFault, block: RawTicks, index: number) => 'again' | 'drop' | 'stop' | 'take'

/** How to read one file's rows. */
export interface TickRules {
  readonly of: 'trades' | 'quotes'
  readonly kind: TimeKind
  readonly zone: TimeZone
  readonly range: TimeRange
  readonly symbols: readonly string[]
  /** The symbol of rows without one of their own. */
  readonly only: number
  /** Whether quotes may be crossed. */
  readonly crossed: boolean
  readonly onFault: OnTickFault
}

/** Reads blocks in order; keeps the last time of every symbol between them. */
export class TickReader {
  /** The fault that stopped the reading. */
  stopped: RowFault | undefined
  /** True once a row beyond the end of the range was reached: rows are in order, so no other will be wanted. */
  ended = false
  readonly #rules: TickRules
  readonly #lastAt: Float64Array
  readonly #lastTime: Float64Array
  readonly #checkedIn: (block: RawTicks, i: number) => readonly [FaultCode, Role] | undefined

  constructor(rules: TickRules) {
    this.#rules = rules
    this.#lastAt = new Float64Array(rules.symbols.length).fill(-Infinity)
    this.#lastTime = new Float64Array(rules.symbols.length).fill(Number.NaN)
    this.#checkedIn = rules.of === 'trades' ? tradeFault : (block, i) => quoteFault(block, i, rules.crossed)
  }

  /** The ticks among the rows of a block. */
  read(block: RawTicks): TickChunk {
    const { kind: timeKind, zone, only, range } = this.#rules
    const { length, time, symbol } = block
    const lastAt = this.#lastAt
    const ticks = newTicks(length)
    let kept = 0
    for (let i = 0; i < length; i++) {
      const id = symbol === undefined ? only : symbol[i]!
      if (id === SKIP) continue
      if (id === NO_SYMBOL) {
        if (this.#report('missingSymbol', 'symbol', block, i, id) === 'stop') break
        continue
      }
      const last = lastAt[id]!
      const stated = time[i]!
      // of an hour that the clocks repeat the first, unless the rows have come past it
      const at = timeKind === 'instant' ? stated : zone.fromLocalAfter(stated, last - 1)
      if (!(at >= last)) {
        const code = at < last ? 'unsorted' : stated === stated ? 'nonexistentTime' : 'unreadableTime'
        const answer = this.#report(code, 'time', block, i, id)
        if (answer === 'stop') break
        if (answer === 'drop') continue
      }
      if (at > range.until) {
        this.ended = true
        break
      }
      lastAt[id] = at
      this.#lastTime[id] = stated
      if (at <= range.after) continue
      if (!isTick(block, i)) {
        const answer = this.#mend(block, i, id)
        if (answer === 'stop') break
        if (answer === 'drop') continue
      }
      ticks.symbol[kept] = id
      ticks.at[kept] = at
      this.#put(block, i, ticks, kept)
      kept += 1
    }
    return cutTicks(ticks, 0, kept)
  }

  /** An empty side of a quote has size 0 and price 0, whatever the file puts there. */
  #put(block: RawTicks, i: number, ticks: TickChunk, to: number): void {
    if (block.ask === undefined) {
      ticks.kind[to] = block.kind === undefined ? TICK.trade : block.kind[i]!
      ticks.price[to] = block.price[i]!
      ticks.size[to] = block.size === undefined ? 0 : block.size[i]!
      return
    }
    ticks.kind[to] = TICK.quote
    if (!isEmpty(block.price, block.size, i)) {
      ticks.price[to] = block.price[i]!
      ticks.size[to] = block.size === undefined ? ANY_SIZE : block.size[i]!
    }
    if (!isEmpty(block.ask, block.askSize, i)) {
      ticks.ask[to] = block.ask[i]!
      ticks.askSize[to] = block.askSize === undefined ? ANY_SIZE : block.askSize[i]!
    }
  }

  #mend(block: RawTicks, i: number, id: number): 'again' | 'drop' | 'stop' | 'take' {
    // Every mend removes one fault, so there are never more rounds than columns.
    for (let round = 0; round < 8; round++) {
      const fault = this.#checkedIn(block, i)
      if (fault === undefined) return 'again'
      const answer = this.#report(fault[0], fault[1], block, i, id)
      if (answer !== 'again') return answer
    }
    return 'drop'
  }

  #report(code: FaultCode, role: Role, block: RawTicks, i: number, id: number): 'again' | 'drop' | 'stop' | 'take' {
    const { price, size, ask, askSize } = block
    const fault: RowFault = {
      code,
      role,
      row: block.row === undefined ? block.firstRow + i : block.row[i]!,
      symbol: this.#rules.symbols[id] ?? '',
      time: block.time[i]!,
      before: this.#lastTime[id] ?? Number.NaN,
      values:
        ask === undefined
          ? { price: price[i]!, size: size?.[i] ?? 0 }
          : { bid: price[i]!, bidSize: size?.[i] ?? ANY_SIZE, ask: ask[i]!, askSize: askSize?.[i] ?? ANY_SIZE },
    }
    const answer = this.#rules.onFault(fault, block, i)
    if (answer === 'stop') this.stopped = fault
    return answer
  }
}

/** True for the usual good row: a look that costs little; what it does not let pass is looked at again. */
function isTick({ price, size, ask, askSize }: RawTicks, i: number): boolean {
  const first = price[i]!
  if (!(first > 0 && first < Infinity)) return false
  if (size !== undefined && !(size[i]! >= 0 && size[i]! < Infinity)) return false
  if (ask === undefined) return true
  if (size !== undefined && size[i] === 0) return false
  const other = ask[i]!
  return other >= first && other < Infinity && (askSize === undefined || (askSize[i]! > 0 && askSize[i]! < Infinity))
}

/** A side of a quote is empty where its size is 0, or where neither size nor price is there. */
const isEmpty = (prices: Float64Array, sizes: Float64Array | undefined, i: number): boolean => {
  if (sizes === undefined) return false
  const size = sizes[i]!
  return size === 0 || (size !== size && !(prices[i]! > 0))
}

function priceFault(price: number, role: Role): readonly [FaultCode, Role] | undefined {
  if (!Number.isFinite(price)) return ['unreadableNumber', role]
  return price > 0 ? undefined : ['nonPositivePrice', role]
}

function sizeFault(size: number, role: Role): readonly [FaultCode, Role] | undefined {
  if (!Number.isFinite(size)) return ['unreadableNumber', role]
  return size >= 0 ? undefined : ['negativeSize', role]
}

const tradeFault = ({ price, size }: RawTicks, i: number): readonly [FaultCode, Role] | undefined =>
  priceFault(price[i]!, 'price') ?? (size === undefined ? undefined : sizeFault(size[i]!, 'size'))

function quoteFault(block: RawTicks, i: number, crossed: boolean): readonly [FaultCode, Role] | undefined {
  const { price, size, askSize } = block
  const ask = block.ask!
  const bids = !isEmpty(price, size, i)
  const asks = !isEmpty(ask, askSize, i)
  const bidFault = bids
    ? (priceFault(price[i]!, 'bid') ?? (size === undefined ? undefined : sizeFault(size[i]!, 'bidSize')))
    : undefined
  const askFault = asks
    ? (priceFault(ask[i]!, 'ask') ?? (askSize === undefined ? undefined : sizeFault(askSize[i]!, 'askSize')))
    : undefined
  if (bidFault !== undefined || askFault !== undefined) return bidFault ?? askFault
  return bids && asks && !crossed && price[i]! > ask[i]! ? ['crossedQuote', 'bid'] : undefined
}
