/** The steps of a case: the instants at which at least one of its instruments has a bar, in the words of the rules the union calendar. */
import type { DataSource, Micros } from 'quantdome'

/** How many of sorted numbers are not above a limit. */
function upTo(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! <= limit) low = middle + 1
    else high = middle
  }
  return low
}

export class Timeline {
  readonly symbols: readonly string[]
  /** Time of each step. */
  readonly at: readonly Micros[]
  /** Number of bars in each step. */
  readonly bars: readonly number[]
  private readonly steps: ReadonlyMap<Micros, number>
  /** For each instrument, the step of each of its bars. */
  private readonly stepsOf: ReadonlyMap<string, number[]>
  private readonly closesOf: ReadonlyMap<string, number[]>

  constructor(
    symbols: readonly string[],
    rows: readonly { readonly symbol: string; readonly at: Micros; readonly close: number }[],
  ) {
    const at: Micros[] = []
    const bars: number[] = []
    const stepsOf = new Map<string, number[]>(symbols.map((symbol) => [symbol, []]))
    const closesOf = new Map<string, number[]>(symbols.map((symbol) => [symbol, []]))
    for (const row of rows) {
      if (at.length === 0 || row.at > at.at(-1)!) {
        at.push(row.at)
        bars.push(0)
      }
      bars[bars.length - 1]! += 1
      stepsOf.get(row.symbol)!.push(at.length - 1)
      closesOf.get(row.symbol)!.push(row.close)
    }
    this.symbols = symbols
    this.at = at
    this.bars = bars
    this.steps = new Map(at.map((time, step) => [time, step]))
    this.stepsOf = stepsOf
    this.closesOf = closesOf
  }

  get last(): number {
    return this.at.length - 1
  }

  /** The step of an instant at which there are bars. */
  stepOf(at: Micros): number {
    return this.steps.get(at) ?? Number.NaN
  }

  /** The first step at or after an instant; `undefined` when the data is over before. */
  stepFrom(at: Micros): number | undefined {
    const step = this.at.findIndex((time) => time >= at)
    return step < 0 ? undefined : step
  }

  /** The bar of an instrument that is its newest in a step, counted from 0; -1 before its first. */
  barAt(symbol: string, step: number): number {
    return upTo(this.stepsOf.get(symbol)!, step) - 1
  }

  /** When the newest bar of an instrument at an instant came; before its first, that instant. */
  timeOfBar(symbol: string, at: Micros): Micros {
    const bar = this.barAt(symbol, upTo(this.at, at) - 1)
    return bar < 0 ? at : this.at[this.stepOfBar(symbol, bar)]!
  }

  /** The step in which an instrument has its bar of this number. */
  stepOfBar(symbol: string, bar: number): number {
    return this.stepsOf.get(symbol)![bar] ?? Number.NaN
  }

  closes(symbol: string): readonly number[] {
    return this.closesOf.get(symbol)!
  }
}

/** Reads a source once, from end to end. */
export async function timelineOf(source: DataSource): Promise<Timeline> {
  const { feed, close } = await source.open()
  const rows: { symbol: string; at: Micros; close: number }[] = []
  try {
    for (let chunk = feed.take(); chunk !== null; chunk = feed.take()) {
      if (chunk === undefined) {
        await feed.load()
        continue
      }
      for (let row = 0; row < chunk.length; row++)
        rows.push({ symbol: feed.symbols[chunk.symbol[row]!]!, at: chunk.at[row]!, close: chunk.close[row]! })
    }
  } finally {
    await close()
  }
  return new Timeline(feed.symbols, rows)
}
