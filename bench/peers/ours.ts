/** The sides that run in Node, each in a process of its own: the bars written, the hand loop, quantdome. */
import { existsSync, readFileSync } from 'node:fs'
import { type BarChunk, backtest, type Experiment } from '../../src/index.ts'
import { CASH, crossing, names, QUANTITY, randomWalk } from '../bars.ts'
import { timed } from '../figure.ts'
import { handLoop } from '../hand-loop.ts'
import { readBars, writeBars } from './csv.ts'
import type { Outcome } from './outcome.ts'

/** Peak resident memory in MB. Linux passes getrusage's figure on from the parent, so there it is taken from the process's own status. */
function peak_MB(): number {
  const own = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : ''
  const found = /^VmHWM:\s*(\d+)/m.exec(own)
  return (found ? Number(found[1]) : process.resourceUsage().maxRSS) / 1000
}

/** The experiment of the other benchmarks, without commission. */
function experimentOf(chunk: BarChunk): Experiment {
  const { data, strategies, portfolio } = crossing(chunk, names(1))
  return { data, strategies, portfolio }
}

async function quantdome(chunk: BarChunk): Promise<Outcome> {
  const experiment = experimentOf(chunk)
  const { ms, value } = await timed(() => backtest(experiment, { mode: 'fast' }))
  const rowOf = new Map(Array.from(chunk.openAt, (at, row) => [at, row]))
  const peak = peak_MB()
  const fills = Array.from(value.fills, ({ transactTime, side, quantity, price }): [number, number, number] => [
    rowOf.get(transactTime) ?? -1,
    side === 'buy' ? quantity : -quantity,
    price,
  ])
  return { version: 'this checkout', bars: chunk.length, seconds: ms / 1000, peak_MB: peak, fills }
}

async function hand(chunk: BarChunk): Promise<Outcome> {
  const { ms, value } = await timed(() => handLoop(chunk, 10, 30, QUANTITY, CASH, 0))
  const { log } = value
  const fills = Array.from({ length: value.fills }, (_, index): [number, number, number] => [
    log[index * 3]!,
    log[index * 3 + 1]!,
    log[index * 3 + 2]!,
  ])
  return { version: '-', bars: chunk.length, seconds: ms / 1000, peak_MB: peak_MB(), fills }
}

/** What a process started as `peers.js child TASK FILE BARS` does. */
export async function child(task: string, file: string, bars: number): Promise<void> {
  if (task === 'write') return writeBars(file, randomWalk(bars))
  const outcome = await (task === 'quantdome' ? quantdome : hand)(readBars(file, bars))
  process.stdout.write(JSON.stringify(outcome))
}
