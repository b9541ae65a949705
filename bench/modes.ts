/** What a person waits for: observed mode on 10,000 daily bars, and the whole command in fast mode on the same. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { backtest, csv, type Experiment, fixedQuantity } from '../src/index.ts'
import { CASH, smaCross } from './bars.ts'
import { type Figure, median, round } from './figure.ts'

const BARS = 10_000

/** A file of daily bars such as one downloads: dates, prices, volumes. */
export function dailyCsv(path: string, bars: number): void {
  const lines = ['Date,Open,High,Low,Close,Volume']
  let price = 100
  for (let day = 0; day < bars; day++) {
    const date = new Date(Date.UTC(1980, 0, 1) + day * 86_400_000).toISOString().slice(0, 10)
    const open = price
    price = Math.max(5, open + (((day * 7919) % 201) - 100) / 100)
    lines.push(
      `${date},${open.toFixed(2)},${(Math.max(open, price) + 0.5).toFixed(2)},${(Math.min(open, price) - 0.5).toFixed(2)},${price.toFixed(2)},1000`,
    )
  }
  writeFileSync(path, `${lines.join('\n')}\n`)
}

export async function* modes(): AsyncIterable<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'quantdome-bench-'))
  try {
    const file = join(folder, 'daily.csv')
    dailyCsv(file, BARS)
    const experiment: Experiment = {
      data: csv(file, { symbol: 'A' }),
      strategies: [smaCross],
      portfolio: { cash: CASH, sizing: fixedQuantity(100) },
    }
    await backtest(experiment)
    const observed: number[] = []
    for (let turn = 0; turn < 3; turn++) {
      const start = performance.now()
      await backtest(experiment, { mode: 'observed' })
      observed.push(performance.now() - start)
    }
    yield {
      figure: 'observed-10k',
      value: round(median(observed) / 1000),
      unit: 's (wall clock)',
      floor: 3,
      better: 'lower',
    }

    const module = join(folder, 'experiment.mjs')
    writeFileSync(
      module,
      `import { csv, crossed, defineExperiment, defineStrategy, fixedQuantity, sma } from 'quantdome'
const strategy = defineStrategy({
  name: 'sma-cross',
  indicators: () => ({ fast: sma(10), slow: sma(30) }),
  onBar({ bar, indicators: { fast, slow }, signal }) {
    if (crossed(fast).above(slow)) signal.long(bar.symbol)
    if (crossed(fast).below(slow)) signal.flat(bar.symbol)
  },
})
export default defineExperiment({ data: csv(${JSON.stringify(file)}, { symbol: 'A' }), strategies: [strategy], portfolio: { cash: 1e6, sizing: fixedQuantity(100) } })
`,
    )
    const command = fileURLToPath(new URL('../../bin/quantdome.js', import.meta.url))
    const whole: number[] = []
    for (let turn = 0; turn < 5; turn++) {
      const start = performance.now()
      execFileSync(process.execPath, [command, 'backtest', module, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] })
      whole.push(performance.now() - start)
    }
    yield {
      figure: 'start-to-exit-10k',
      value: round(median(whole) / 1000),
      unit: 's (wall clock)',
      floor: 1,
      better: 'lower',
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
