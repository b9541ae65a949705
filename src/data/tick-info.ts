/** What is in files of trades and of quotes. */
import { TICK } from '../../actors/market/feed.ts'
import type { TickChunk } from '../../actors/market/feed.ts'
import { CONTINUOUS, MarketCalendar } from './calendar.ts'
import type { Database } from './duckdb.ts'
import type { FaultLog } from './fault-log.ts'
import type { Layout } from './layout.ts'
import { hoursOf } from './options.ts'
import type { FileOptions } from './options.ts'
import { timeText } from './row-fault.ts'
import { survey } from './survey.ts'
import { ticksOf } from './tick-query.ts'
import { TickReader } from './tick-reader.ts'
import type { OnTickFault } from './tick-reader.ts'
import type { TimeZone } from './zone.ts'

/** What is known of the trades, or of the quotes, of one symbol over all files. Times are texts in the data's zone. */
export interface TickInfo {
  readonly symbol: string
  readonly kind: 'trades' | 'quotes'
  /** Rows that are ticks. */
  readonly rows: number
  readonly first: string
  readonly last: string
  /** Lowest and highest price of trades, or bid and ask of quotes. */
  readonly lowest: number
  readonly highest: number
  /** Rows at the time of the row before. */
  readonly sameTime: number
  /** Of trades: units traded, and how many trades say who took the price. */
  readonly volume?: number
  readonly aggressors?: number
  /** Of quotes with two sides: the mean of ask less bid; how many are crossed (bid above ask); how many have an empty side. */
  readonly spread?: number
  readonly crossed?: number
  readonly oneSided?: number
  /** The longest times without a tick within a trading day, at most five; `length` in microseconds. */
  readonly silences: readonly { readonly from: string; readonly to: string; readonly length: number }[]
}

/** Reads one file of ticks to its end and adds what is in it to the tallies; answers the number of its rows, good and bad. */
export async function lookAtTicks(
  database: Database,
  layout: Layout,
  of: 'trades' | 'quotes',
  options: Pick<FileOptions, 'session' | 'symbol'>,
  zone: TimeZone,
  nameOf: (layout: Layout) => string,
  tallies: Map<string, TickTally>,
  log: FaultLog,
): Promise<number> {
  const inColumn = layout.sql.symbol !== undefined && typeof options.symbol !== 'function'
  const symbols = new Map<string, number>()
  if (inColumn) await survey(database, layout, zone, symbols, false, true)
  else symbols.set(nameOf(layout), 0)
  const names = [...symbols.keys()]
  const calendar = new MarketCalendar(zone, hoursOf(options.session) ?? CONTINUOUS)
  const onFault: OnTickFault = (fault) => {
    log.row(layout, fault)
    return fault.code === 'crossedQuote' ? 'take' : fault.code === 'unsorted' ? 'again' : 'drop'
  }
  const reader = new TickReader({
    of,
    kind: layout.timeKind,
    zone,
    range: { after: -Infinity, until: Infinity },
    symbols: names,
    only: 0,
    crossed: false,
    onFault,
  })
  const rows = await ticksOf(database, layout, { of, symbols: inColumn ? symbols : undefined, ordered: false })
  const byNumber = names.map((name) => tallyFor(tallies, name, of, calendar))
  let total = 0
  try {
    for (let raw = await rows.next(); raw !== null; raw = await rows.next()) {
      total += raw.length
      const ticks = reader.read(raw)
      for (let i = 0; i < ticks.length; i++) byNumber[ticks.symbol[i]!]!.add(ticks, i)
    }
  } finally {
    await rows.close()
    await log.settle(layout)
  }
  return total
}

function tallyFor(
  tallies: Map<string, TickTally>,
  name: string,
  of: 'trades' | 'quotes',
  calendar: MarketCalendar,
): TickTally {
  const key = `${of} ${name}`
  const known = tallies.get(key) ?? new TickTally(name, of, calendar)
  tallies.set(key, known)
  return known
}

/** Silences that are listed. */
const LISTED = 5

/** Counts the ticks of one kind of one symbol. */
export class TickTally {
  readonly #symbol: string
  readonly #of: 'trades' | 'quotes'
  readonly #calendar: MarketCalendar
  #rows = 0
  #first = Infinity
  #latest = -Infinity
  #last = Number.NaN
  #lastDay = Number.NaN
  #lowest = Infinity
  #highest = -Infinity
  #sameTime = 0
  #volume = 0
  #aggressors = 0
  #spreads = 0
  #twoSided = 0
  #crossed = 0
  #silences: { from: number; to: number }[] = []

  constructor(symbol: string, of: 'trades' | 'quotes', calendar: MarketCalendar) {
    this.#symbol = symbol
    this.#of = of
    this.#calendar = calendar
  }

  add(ticks: TickChunk, row: number): void {
    const at = ticks.at[row]!
    this.#rows += 1
    if (at < this.#first) this.#first = at
    if (at > this.#latest) this.#latest = at
    if (at === this.#last) this.#sameTime += 1
    this.#listen(at)
    this.#last = at
    const price = ticks.price[row]!
    if (ticks.kind[row] === TICK.quote) this.#quote(price, ticks.ask[row]!)
    else {
      this.#seen(price)
      this.#volume += ticks.size[row]!
      if (ticks.kind[row] !== TICK.trade) this.#aggressors += 1
    }
  }

  #quote(bid: number, ask: number): void {
    if (bid > 0) this.#seen(bid)
    if (ask > 0) this.#seen(ask)
    if (!(bid > 0 && ask > 0)) return
    this.#twoSided += 1
    this.#spreads += ask - bid
    if (bid > ask) this.#crossed += 1
  }

  #seen(price: number): void {
    if (price < this.#lowest) this.#lowest = price
    if (price > this.#highest) this.#highest = price
  }

  /** Keeps the longest times without a tick, those between trading days left out. */
  #listen(at: number): void {
    const from = this.#last
    const day = this.#calendar.dayOf(at)
    const isNewDay = day !== this.#lastDay
    this.#lastDay = day
    if (isNewDay || !(at > from)) return
    const shortest = this.#silences.at(-1)
    if (this.#silences.length === LISTED && at - from <= shortest!.to - shortest!.from) return
    this.#silences.push({ from, to: at })
    this.#silences.sort((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from)
    this.#silences.length = Math.min(LISTED, this.#silences.length)
  }

  info(): TickInfo {
    const text = (at: number) => (Number.isFinite(at) ? timeText(this.#calendar.zone.toLocal(at)) : '')
    return {
      symbol: this.#symbol,
      kind: this.#of,
      rows: this.#rows,
      first: text(this.#first),
      last: text(this.#latest),
      lowest: this.#lowest,
      highest: this.#highest,
      sameTime: this.#sameTime,
      ...(this.#of === 'trades'
        ? { volume: this.#volume, aggressors: this.#aggressors }
        : {
            ...(this.#twoSided === 0 ? {} : { spread: this.#spreads / this.#twoSided }),
            crossed: this.#crossed,
            oneSided: this.#rows - this.#twoSided,
          }),
      silences: this.#silences.map(({ from, to }) => ({ from: text(from), to: text(to), length: to - from })),
    }
  }
}
