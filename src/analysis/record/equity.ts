/** The equity table: one row an instant in which the portfolio was marked, and where each trading day ends in it. */
import type { Micros } from '../../events/index.ts'
import { PAGE_ROWS, Paged, slotOf } from '../tables/paged.ts'

/** The equity column and its companions, all of one length: a copy of how the record stood when it was asked for. */
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

const page = () => ({
  at: new Float64Array(PAGE_ROWS),
  equity: new Float64Array(PAGE_ROWS),
  cash: new Float64Array(PAGE_ROWS),
  gross: new Float64Array(PAGE_ROWS),
  benchmark: new Float64Array(PAGE_ROWS),
})

const dayPage = () => ({ day: new Int32Array(PAGE_ROWS), end: new Uint32Array(PAGE_ROWS) })

const DAY_MICROS = 86_400_000_000

/** The UTC day that a bar complete at `at` belongs to: at midnight, the day that ends. */
const dayBefore = (at: Micros): number => Math.floor((at - 1) / DAY_MICROS)

export class EquityTable {
  private readonly table = new Paged(page)
  private readonly days = new Paged(dayPage)
  /** Instant of the newest row. */
  private lastAt = NaN
  /** Newest day in `days`. */
  private lastDay = NaN
  /** Told by the sessions; without any, days are those of UTC. */
  private sessionDay: number | undefined
  /** Day of the newest bar. Where one session ends as the next one opens, its last bar comes before the new day is announced. */
  private barDay: number | undefined
  /** Columns that were read and have not changed since. */
  private columns: EquityColumns | undefined

  session(day: number): void {
    this.sessionDay = day
  }

  bar(): void {
    this.barDay = this.sessionDay
  }

  /** Adds a row; a second mark in the same instant replaces the first. */
  add(at: Micros, equity: number, cash: number, gross: number, benchmark: number): void {
    const i = at === this.lastAt ? slotOf(this.table.length - 1) : this.table.append()
    const p = this.table.last
    p.at[i] = at
    p.equity[i] = equity
    p.cash[i] = cash
    p.gross[i] = gross
    p.benchmark[i] = benchmark
    if (at !== this.lastAt) this.endDay(this.table.length - 1, this.barDay ?? this.sessionDay ?? dayBefore(at))
    this.lastAt = at
    this.columns = undefined
  }

  read(): EquityColumns {
    return (this.columns ??= {
      length: this.table.length,
      at: this.table.gather((p) => p.at, new Float64Array(this.table.length)),
      equity: this.table.gather((p) => p.equity, new Float64Array(this.table.length)),
      cash: this.table.gather((p) => p.cash, new Float64Array(this.table.length)),
      gross: this.table.gather((p) => p.gross, new Float64Array(this.table.length)),
      benchmark: this.table.gather((p) => p.benchmark, new Float64Array(this.table.length)),
      days: this.days.gather((p) => p.day, new Int32Array(this.days.length)),
      dayEnds: this.days.gather((p) => p.end, new Uint32Array(this.days.length)),
    })
  }

  private endDay(row: number, day: number): void {
    const i = day === this.lastDay ? slotOf(this.days.length - 1) : this.days.append()
    this.days.last.day[i] = day
    this.days.last.end[i] = row
    this.lastDay = day
  }
}
