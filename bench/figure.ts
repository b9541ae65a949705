/** What a benchmark says: one figure, against what it must reach; and how it is measured. */

/** One line of output. Ratios are taken within one process, the two sides alternating. */
export interface Figure {
  readonly figure: string
  readonly value: number
  readonly unit: string
  /** What it must reach, and what it should; `atMost` when less is better. */
  readonly floor?: number
  readonly aim?: number
  readonly better: 'higher' | 'lower'
  /** Everything else worth knowing: absolute times, counts, what was compared. */
  readonly detail?: Readonly<Record<string, number | string>>
}

/** A benchmark: makes its figures, one after the other. */
export type Bench = () => AsyncIterable<Figure> | Iterable<Figure>

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Milliseconds of processor time of this process: on a shared machine it says more than the wall clock. */
export const cpu_ms = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Processor time of one call, in milliseconds. */
export async function timed<T>(work: () => T | Promise<T>): Promise<{ ms: number; value: T }> {
  globalThis.gc?.()
  const start = cpu_ms()
  const value = await work()
  return { ms: cpu_ms() - start, value }
}

/** Both sides in turn, after one round that is not counted; medians of each, and of the ratios a/b round by round. */
export async function alternate(
  rounds: number,
  a: () => unknown,
  b: () => unknown,
): Promise<{ a_ms: number; b_ms: number; ratio: number }> {
  const as: number[] = []
  const bs: number[] = []
  const ratios: number[] = []
  for (let round = -1; round < rounds; round++) {
    const first = (await timed(a)).ms
    const second = (await timed(b)).ms
    if (round < 0) continue
    as.push(first)
    bs.push(second)
    ratios.push(first / second)
  }
  return { a_ms: median(as), b_ms: median(bs), ratio: median(ratios) }
}

export const round = (value: number, digits = 3): number => Number(value.toPrecision(digits))
