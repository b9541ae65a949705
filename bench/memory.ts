/** Peak memory of a process that runs a million bars, its input columns included. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { backtest } from '../src/index.ts'
import { crossing, names, randomWalk } from './bars.ts'
import { type Figure, round } from './figure.ts'

const BARS = 1_000_000

export function* memory(): Iterable<Figure> {
  const file = fileURLToPath(import.meta.url)
  const output = execFileSync(process.execPath, [file, 'child'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { peak_MB, equityRows } = JSON.parse(output) as { peak_MB: number; equityRows: number }
  if (equityRows !== BARS) throw new Error(`${equityRows} rows of equity instead of ${BARS}`)
  yield { figure: 'memory-1m', value: round(peak_MB), unit: 'MB peak resident', floor: 400, better: 'lower' }
}

if (process.argv[2] === 'child') {
  const run = await backtest(crossing(randomWalk(BARS), names(1)))
  // maxRSS is in kilobytes
  process.stdout.write(
    JSON.stringify({ peak_MB: process.resourceUsage().maxRSS / 1000, equityRows: run.equity.length }),
  )
}
