/** Turns the rows of a file into bars: times into instants, prices adjusted, every rule a bar must keep checked. */
import type { Micros } from '../events/index.ts'
import type { BarBlock, RawBlock } from './blocks.ts'
import { NO_SYMBOL, SKIP } from './blocks.ts'
import type { MarketCalendar } from './calendar.ts'
import type { FaultCode } from './fault.ts'
import type { Role } from './spellings.ts'
import type { Period } from './period.ts'
import { lastDayOf } from './period.ts'
import type { TimeRange } from './range.ts'
import type { RowFault } from './row-fault.ts'
import type { TimeKind } from './times.ts'
import { DAY } from './zone.ts'

/**
 * What happens to a bad row. It may mend the row in the block (and say how in `fault.repair`), and answers whether the row is to be looked
 * at again, dropped, or the reading stopped.
 */
export type OnFault = (fault: RowFault, block: RawBlock, index: number) => 'again' | 'drop' | 'stop'

/** How to read one file's rows. */
export interface BarRules {
  readonly kind: TimeKind
  readonly period: Period
  readonly calendar: MarketCalendar
  /** True where somebody stated the session's hours: bars of times then open no earlier than their session. */
  readonly hoursStated: boolean
  readonly range: TimeRange
  readonly symbols: readonly string[]
  /** The symbol of rows without one of their own. */
  readonly only: number
  readonly onFault: OnFault
}

/** Open, high, low, close and volume of a row that is remembered. */
const VALUES = 5

/** Reads blocks in order; keeps the last time of every symbol between them. */
export class BarReader {
  /** The fault that stopped the reading. */
  stopped: RowFault | undefined
  /** True once a row beyond the end of the range was reached: rows are in order, so no other will be wanted. */
  ended = false
  readonly #rules: BarRules
  readonly #named: boolean
  readonly #weekends: boolean
  readonly #lastAt: Float64Array
  readonly #lastTime: Float64Array
  /** Values of the last row of every symbol, to know an exact copy. */
  readonly #lastRow: Float64Array
  #fault: FaultCode = 'unreadableTime'
  #day = Number.NaN
  #dayOpen = 0
  #dayClose = 0

  constructor(rules: BarRules) {
    this.#rules = rules
    this.#named = rules.period.unit !== 'time'
    const { open, close } = rules.calendar.hours
    this.#weekends = open === '00:00' && close === '24:00'
    this.#lastAt = new Float64Array(rules.symbols.length).fill(-Infinity)
    this.#lastTime = new Float64Array(rules.symbols.length).fill(Number.NaN)
    this.#lastRow = new Float64Array(rules.symbols.length * VALUES)
  }

  /** The bars among the rows of a block. The block's arrays become the bars' own. */
  read(block: RawBlock): BarBlock {
    const { after, until } = this.#rules.range
    const { only } = this.#rules
    const { length, time, symbol } = block
    const { open, high, low, close } = block
    const volume = block.volume ?? new Float64Array(length)
    if (block.adjusted !== undefined) adjust(block, block.adjusted)
    const at = new Float64Array(length)
    const openAt = new Float64Array(length)
    const lastAt = this.#lastAt
    let kept = 0
    for (let i = 0; i < length; i++) {
      const id = symbol === undefined ? only : symbol[i]!
      if (id === SKIP) continue
      if (id === NO_SYMBOL) {
        if (this.#report('missingSymbol', 'symbol', block, i, id) === 'stop') break
        continue
      }
      const last = lastAt[id]!
      const now = this.#at(time[i]!, last)
      if (!(now > last)) {
        const code = now === last ? 'duplicateTime' : now < last ? 'unsorted' : this.#fault
        const answer = this.#report(code, 'time', block, i, id)
        if (answer === 'stop') break
        if (answer === 'drop') continue
      }
      if (now > until) {
        this.ended = true
        break
      }
      if (now <= after) {
        this.#remember(block, volume, i, id, now)
        continue
      }
      const opened = this.#openAt(now, last)
      if (!isBar(open[i]!, high[i]!, low[i]!, close[i]!, volume[i]!)) {
        const answer = this.#mend(block, volume, i, id)
        if (answer === 'stop') break
        if (answer === 'drop') continue
      }
      this.#remember(block, volume, i, id, now)
      at[kept] = now
      openAt[kept] = opened
      if (kept !== i) {
        open[kept] = open[i]!
        high[kept] = high[i]!
        low[kept] = low[i]!
        close[kept] = close[i]!
        volume[kept] = volume[i]!
        if (symbol !== undefined) symbol[kept] = id
      }
      kept += 1
    }
    const cut = (column: Float64Array) => (kept === length ? column : column.subarray(0, kept))
    return {
      length: kept,
      ...(symbol === undefined ? {} : { symbol: kept === length ? symbol : symbol.subarray(0, kept) }),
      only,
      at: cut(at),
      openAt: cut(openAt),
      open: cut(open),
      high: cut(high),
      low: cut(low),
      close: cut(close),
      volume: cut(volume),
    }
  }

  #remember(block: RawBlock, volume: Float64Array, i: number, id: number, at: Micros): void {
    const row = this.#lastRow
    const start = id * VALUES
    this.#lastAt[id] = at
    this.#lastTime[id] = block.time[i]!
    row[start] = block.open[i]!
    row[start + 1] = block.high[i]!
    row[start + 2] = block.low[i]!
    row[start + 3] = block.close[i]!
    row[start + 4] = volume[i]!
  }

  #isCopy(block: RawBlock, i: number, id: number): boolean {
    const row = this.#lastRow
    const start = id * VALUES
    return (
      row[start] === block.open[i] &&
      row[start + 1] === block.high[i] &&
      row[start + 2] === block.low[i] &&
      row[start + 3] === block.close[i] &&
      row[start + 4] === (block.volume?.[i] ?? 0)
    )
  }

  /** When the bar is complete; NaN, and the reason in `#fault`, where the time is none. */
  #at(time: number, last: Micros): Micros {
    const { kind, period, calendar } = this.#rules
    this.#fault = time === time ? 'nonexistentTime' : 'unreadableTime'
    if (time !== time) return Number.NaN
    if (!this.#named) {
      const shift = period.stamps === 'open' ? period.length : 0
      return shift + (kind === 'instant' ? time : calendar.zone.fromLocalAfter(time, last - shift))
    }
    const local = kind === 'instant' ? calendar.zone.toLocal(time) : time
    const day = Math.floor(local / DAY)
    if (day !== this.#day) this.#enter(day)
    return this.#dayClose
  }

  #enter(day: number): void {
    const { period, calendar } = this.#rules
    const whole = period.unit !== 'day' && period.stamps === 'open'
    this.#day = day
    this.#dayOpen = calendar.openOf(whole ? this.#weekday(day, 1) : day)
    this.#dayClose = calendar.closeOf(whole ? this.#weekday(lastDayOf(period.unit, day), -1) : day)
  }

  /** When the bar's open was known. */
  #openAt(at: Micros, last: Micros): Micros {
    const { period, calendar, hoursStated } = this.#rules
    if (!this.#named) {
      const opened = at - period.length
      const bounded = opened > last ? opened : last
      if (!hoursStated) return bounded
      const session = calendar.sessionOf(at)
      return bounded < session.openAt && session.openAt < at && at <= session.closeAt ? session.openAt : bounded
    }
    if (period.unit === 'day' || period.stamps === 'open' || last === -Infinity) return this.#dayOpen
    // A longer bar labelled by its end opened with the first session after the one before.
    return Math.min(calendar.openOf(this.#weekday(calendar.dayOf(last) + 1, 1)), this.#dayOpen)
  }

  /** The next day in a direction that is no Saturday or Sunday, where the market keeps weekends. */
  #weekday(day: number, step: 1 | -1): number {
    if (this.#weekends) return day
    let found = day
    while ((found + 4) % 7 === 6 || (found + 4) % 7 === 0) found += step
    return found
  }

  #mend(block: RawBlock, volume: Float64Array, i: number, id: number): 'again' | 'drop' | 'stop' {
    const { open, high, low, close } = block
    // Every mend removes one fault, so there are never more rounds than columns.
    for (let round = 0; round < 8; round++) {
      const [code, role] = faultIn(open[i]!, high[i]!, low[i]!, close[i]!, volume[i]!)
      const answer = this.#report(code, role, block, i, id)
      if (answer !== 'again' || isBar(open[i]!, high[i]!, low[i]!, close[i]!, volume[i]!)) return answer
    }
    return 'drop'
  }

  #report(code: FaultCode, role: Role, block: RawBlock, i: number, id: number): 'again' | 'drop' | 'stop' {
    const fault: RowFault = {
      code,
      role,
      row: block.row === undefined ? block.firstRow + i : block.row[i]!,
      symbol: this.#rules.symbols[id] ?? '',
      time: block.time[i]!,
      before: this.#lastTime[id] ?? Number.NaN,
      values: {
        open: block.open[i]!,
        high: block.high[i]!,
        low: block.low[i]!,
        close: block.close[i]!,
        volume: block.volume?.[i] ?? 0,
      },
      copy: code === 'duplicateTime' && this.#isCopy(block, i, id),
    }
    const answer = this.#rules.onFault(fault, block, i)
    if (answer === 'stop') this.stopped = fault
    return answer
  }
}

/** True for a finite, positive bar whose open and close lie between its low and high; NaN fails every comparison. */
export function isBar(open: number, high: number, low: number, close: number, volume: number): boolean {
  return (
    low > 0 &&
    high < Infinity &&
    low <= open &&
    low <= close &&
    open <= high &&
    close <= high &&
    volume >= 0 &&
    volume < Infinity
  )
}

/** What is wrong with a row that is no bar, the worst first. */
function faultIn(open: number, high: number, low: number, close: number, volume: number): [FaultCode, Role] {
  const prices: readonly [Role, number][] = [
    ['open', open],
    ['high', high],
    ['low', low],
    ['close', close],
  ]
  for (const [role, price] of prices) if (!Number.isFinite(price)) return ['unreadableNumber', role]
  for (const [role, price] of prices) if (price <= 0) return ['nonPositivePrice', role]
  if (high < low) return ['highBelowLow', 'high']
  if (open < low || open > high) return ['outsideRange', 'open']
  if (close < low || close > high) return ['outsideRange', 'close']
  return [volume < 0 ? 'negativeVolume' : 'unreadableNumber', 'volume']
}

/** Scales a block's prices by adjusted close / close: all four by one factor, so that rounding cannot push one past another. */
function adjust(block: RawBlock, adjusted: Float64Array): void {
  for (let i = 0; i < block.length; i++) {
    const factor = adjusted[i]! / block.close[i]!
    block.open[i]! *= factor
    block.high[i]! *= factor
    block.low[i]! *= factor
    block.close[i]! *= factor
  }
}
