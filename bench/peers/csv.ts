/** The bars that every engine reads: a CSV of time (seconds of the bar's opening), open, high, low, close, volume. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import type { BarChunk } from '../../src/index.ts'

const PIECE = 1 << 16

export function writeBars(path: string, bars: BarChunk): void {
  const file = openSync(path, 'w')
  try {
    let text = 'time,open,high,low,close,volume\n'
    for (let row = 0; row < bars.length; row++) {
      text += `${bars.openAt[row]! / 1e6},${bars.open[row]},${bars.high[row]},${bars.low[row]},${bars.close[row]},${bars.volume[row]}\n`
      if (text.length < PIECE && row < bars.length - 1) continue
      writeSync(file, text)
      text = ''
    }
  } finally {
    closeSync(file)
  }
}

/** The columns of `length` bars, read piece by piece so that the text takes no memory worth speaking of. */
export function readBars(path: string, length: number): BarChunk {
  const column = (): Float64Array => new Float64Array(length)
  const chunk = {
    length,
    symbol: new Uint16Array(length),
    at: column(),
    openAt: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  }
  const into = [chunk.openAt, chunk.open, chunk.high, chunk.low, chunk.close, chunk.volume]
  const piece = Buffer.alloc(PIECE)
  const file = openSync(path, 'r')
  try {
    let rest = ''
    let row = -1
    for (let size = readSync(file, piece); size > 0; size = readSync(file, piece)) {
      const lines = (rest + piece.toString('latin1', 0, size)).split('\n')
      rest = lines.pop()!
      for (const line of lines) {
        if (row >= 0) for (const [index, text] of line.split(',').entries()) into[index]![row] = Number(text)
        row++
      }
    }
    if (row !== length) throw new Error(`${path} holds ${row} bars instead of ${length}`)
  } finally {
    closeSync(file)
  }
  for (let row = 0; row < length; row++) chunk.openAt[row]! *= 1e6
  const minute = chunk.openAt[1]! - chunk.openAt[0]!
  for (let row = 0; row < length; row++) chunk.at[row] = chunk.openAt[row]! + minute
  return chunk
}
