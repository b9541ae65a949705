/** The prices that a new project begins with: made up, the same every time, in the shape of the usual CSV file. */
import { generated } from '../data/index.ts'

/** Five years of daily bars of two symbols, as the text of a CSV file with a symbol column. */
export async function prices(): Promise<string> {
  const source = generated({ symbols: ['ALFA', 'BETA'], bars: 1_260, start: '2018-01-02', seed: 20, drift: 0.08 })
  const { feed, close } = await source.open()
  const lines = ['date,symbol,open,high,low,close,volume']
  for (let chunk = feed.take(); chunk !== null; chunk = feed.take()) {
    if (chunk === undefined) {
      await feed.load()
      continue
    }
    const { at, symbol, open, high, low, close: last, volume } = chunk
    for (let row = 0; row < chunk.length; row++) {
      const date = new Date((at[row] ?? 0) / 1_000).toISOString().slice(0, 10)
      const numbers = [open, high, low, last, volume].map((column) => column[row])
      lines.push([date, feed.symbols[symbol[row] ?? 0], ...numbers].join(','))
    }
  }
  await close()
  return `${lines.join('\n')}\n`
}
