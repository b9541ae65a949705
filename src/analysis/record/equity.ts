/** The equity table: one row an instant in which the portfolio was marked, and where each trading day ends in it. */
import type { Micros } from '../../events/index.ts'
import { PAGE_ROWS, Paged } from '../tables/paged.ts'

/** The equity column and its companions, all of one length: as the record stood when it was asked for. */
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

const dayPage = () => ({ day: new Int32Array(PAGE_ROWS), end: new Uint32Array(PAGE_ROWS) })

const DAY_MICROS = 86_400_000_000

/** The UTC day that a bar complete at `at` belongs to: at midnight, the day that ends. */
const dayBefore = (at: Micros): number => Math.floor((at - 1) / DAY_MICROS)

/** Rows that there is room for when nobody says how many will come. */
const FIRST_ROWS = 4_096

/** Rows that room is made for beforehand: more are more likely a wrong guess than a run. */
const MOST_EXPECTED = 16_777_216

export class EquityTable {
  private length = 0
  private capacity: number
  private at: Float64Array
  private equity: Float64Array
  private cash: Float64Array
  private gross: Float64Array
  private benchmark: Float64Array
  private readonly days = new Paged(dayPage)
  /** Instant of the newest row. */
  private lastAt = NaN
  /** Place of the newest day in its page. */
  private daySlot = 0
  /** Newest day in `days`. */
  private lastDay = NaN
  /** Told by the sessions; without any, days are those of UTC. */
  private sessionDay: number | undefined
  /** Day of the newest bar. Where one session ends as the next one opens, its last bar comes before the new day is announced. */
  private barDay: number | undefined
  /** Columns that were read and have not changed since. */
  private columns: EquityColumns | undefined

  /** `expected`: how many rows will come, if that is known; with the right number nothing is ever copied. */
  constructor(expected = 0) {
    this.capacity = Math.min(MOST_EXPECTED, Math.max(FIRST_ROWS, expected))
    this.at = new Float64Array(this.capacity)
    this.equity = new Float64Array(this.capacity)
    this.cash = new Float64Array(this.capacity)
    this.gross = new Float64Array(this.capacity)
    this.benchmark = new Float64Array(this.capacity)
  }

  get lastMark(): Micros {
    return this.length === 0 ? -Infinity : this.at[this.length - 1]!
  }

  session(day: number): void {
    this.sessionDay = day
  }

  bar(): void {
    this.barDay = this.sessionDay
  }

  /** Adds a row; a second mark in the same instant replaces the first. */
  add(at: Micros, equity: number, cash: number, gross: number, benchmark: number): void {
    let row = this.length
    if (at === this.lastAt) {
      row--
      // What was read before must stay as it was.
      if (this.columns !== undefined) this.resize(this.capacity)
    } else {
      if (row === this.capacity) this.resize(2 * row)
      this.length = row + 1
      this.lastAt = at
      const day = this.barDay ?? this.sessionDay ?? dayBefore(at)
      if (day === this.lastDay) this.days.last.end[this.daySlot] = row
      else this.startDay(row, day)
    }
    this.at[row] = at
    this.equity[row] = equity
    this.cash[row] = cash
    this.gross[row] = gross
    this.benchmark[row] = benchmark
    this.columns = undefined
  }

  read(): EquityColumns {
    const { length } = this
    return (this.columns ??= {
      length,
      at: this.at.subarray(0, length),
      equity: this.equity.subarray(0, length),
      cash: this.cash.subarray(0, length),
      gross: this.gross.subarray(0, length),
      benchmark: this.benchmark.subarray(0, length),
      days: this.days.gather((p) => p.day, new Int32Array(this.days.length)),
      dayEnds: this.days.gather((p) => p.end, new Uint32Array(this.days.length)),
    })
  }

  private resize(capacity: number): void {
    const moved = (column: Float64Array): Float64Array => {
      const wider = new Float64Array(capacity)
      wider.set(column)
      return wider
    }
    this.capacity = capacity
    this.at = moved(this.at)
    this.equity = moved(this.equity)
    this.cash = moved(this.cash)
    this.gross = moved(this.gross)
    this.benchmark = moved(this.benchmark)
  }

  private startDay(row: number, day: number): void {
    this.daySlot = this.days.append()
    this.days.last.day[this.daySlot] = day
    this.days.last.end[this.daySlot] = row
    this.lastDay = day
  }
}
