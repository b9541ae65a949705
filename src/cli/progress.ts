/** The progress line: on a terminal one line that is redrawn, in a pipe nothing at all. */
import type { WriteStream } from 'node:tty'

export interface ProgressLine {
  /** `total` is an estimate; without one only the count is shown. */
  update(done: number, total?: number): void
  /** Takes the line away again. */
  clear(): void
}

/** Redrawing more often only flickers. */
const redrawEvery_ms = 80
const barWidth = 28

/** A progress line on `stream`. Counts are what `unit` says, for instance `bars`. */
export function progressLine(unit: string, stream: WriteStream | NodeJS.WriteStream = process.stderr): ProgressLine {
  if (!stream.isTTY) return { update: () => {}, clear: () => {} }
  const startedAt = performance.now()
  let drawnAt = -Infinity
  return {
    update(done, total) {
      const now = performance.now()
      if (now - drawnAt < redrawEvery_ms) return
      drawnAt = now
      const text = progressText(done, total, unit, now - startedAt)
      stream.write(`\r${text.slice(0, (stream.columns ?? 80) - 1)}\u001B[K`)
    },
    clear() {
      if (drawnAt > -Infinity) stream.write('\r\u001B[K')
    },
  }
}

/** One line such as `━━━━╌╌╌╌  42 %  420,000 of 1,000,000 bars  3.1 M/s`. */
export function progressText(done: number, total: number | undefined, unit: string, elapsed_ms: number): string {
  const rate = elapsed_ms > 0 ? `  ${compact((done / elapsed_ms) * 1000)} ${unit}/s` : ''
  if (!total) return `${done.toLocaleString('en-US')} ${unit}${rate}`
  const part = Math.min(1, done / total)
  const filled = Math.round(part * barWidth)
  const bar = '━'.repeat(filled) + '╌'.repeat(barWidth - filled)
  return `${bar} ${String(Math.floor(part * 100)).padStart(3)} %  ${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} ${unit}${rate}`
}

function compact(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`
  return value >= 1e3 ? `${(value / 1e3).toFixed(0)} k` : value.toFixed(0)
}
