/** The equity table: one row an instant in which the portfolio was marked, and where each trading day ends in it. */
import type { Micros } from '../../events/index.ts'
import { FIRST_CAPACITY, grow } from '../tables/columns.ts'

/**
 * The equity column and its companions, all of one length. They are windows onto the record's own memory, not copies: read
 * them, do not write, and ask again after more of the run was recorded.
 */
export interface EquityColumns {
  readonly length: number
  readonly at: Float64Array
  /** Cash plus the value of what is held. */
  readonly equity: Float64Array
  readonly cash: Float64Array
  /** Sum of the positions' absolute values. */
  readonly gross: Float64Array
  /** Last close of the benchmark symbol, `NaN` before its first bar. */
  readonly benchmark: Float64Array
  /** Trading days in order, as days since the epoch in the data's own zone. */
  readonly days: Int32Array
  /** For each of `days`, its last row. */
  readonly dayEnds: Uint32Array
}

const columns = (capacity: number) => ({
  at: new Float64Array(capacity),
  equity: new Float64Array(capacity),
  cash: new Float64Array(capacity),
  gross: new Float64Array(capacity),
  benchmark: new Float64Array(capacity),
})

const dayColumns = (capacity: number) => ({ day: new Int32Array(capacity), end: new Uint32Array(capacity) })

const DAY_MICROS = 86_400_000_000

export class EquityTable {
  length = 0
  private dayCount = 0
  /** Told by the sessions; without any, days are those of UTC. */
  private sessionDay: number | undefined
  private readonly columns = columns(FIRST_CAPACITY)
  private readonly days = dayColumns(FIRST_CAPACITY)

  session(day: number): void {
    this.sessionDay = day
  }

  /** Adds a row; a second mark in the same instant replaces the first. */
  add(at: Micros, equity: number, cash: number, gross: number, benchmark: number): void {
    const c = this.columns
    let row = this.length
    if (row > 0 && c.at[row - 1] === at) row--
    else {
      if (row === c.at.length) grow(c)
      this.length = row + 1
    }
    c.at[row] = at
    c.equity[row] = equity
    c.cash[row] = cash
    c.gross[row] = gross
    c.benchmark[row] = benchmark
    this.endDay(row, this.sessionDay ?? Math.floor(at / DAY_MICROS))
  }

  read(): EquityColumns {
    const { at, equity, cash, gross, benchmark } = this.columns
    const length = this.length
    return {
      length,
      at: at.subarray(0, length),
      equity: equity.subarray(0, length),
      cash: cash.subarray(0, length),
      gross: gross.subarray(0, length),
      benchmark: benchmark.subarray(0, length),
      days: this.days.day.subarray(0, this.dayCount),
      dayEnds: this.days.end.subarray(0, this.dayCount),
    }
  }

  private endDay(row: number, day: number): void {
    const d = this.days
    const last = this.dayCount - 1
    if (last >= 0 && d.day[last] === day) {
      d.end[last] = row
      return
    }
    if (last >= 0 && d.end[last] === row) {
      // The same instant, marked once more after the session changed: the row belongs to the new day.
      const alone = last === 0 ? row === 0 : d.end[last - 1] === row - 1
      if (alone) {
        d.day[last] = day
        return
      }
      d.end[last] = row - 1
    }
    if (this.dayCount === d.day.length) grow(d)
    d.day[this.dayCount] = day
    d.end[this.dayCount] = row
    this.dayCount++
  }
}
