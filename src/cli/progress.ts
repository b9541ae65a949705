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
  let first: { at: number; done: number } | undefined
  let drawnAt = -Infinity
  return {
    update(done, total) {
      const now = performance.now()
      // The rate is that of the work: what came before the first news was loading.
      first ??= { at: now, done }
      if (now - drawnAt < redrawEvery_ms) return
      drawnAt = now
      const rate_s = now > first.at ? ((done - first.done) / (now - first.at)) * 1000 : 0
      const text = progressText(done, total, unit, rate_s)
      stream.write(`\r${text.slice(0, (stream.columns ?? 80) - 1)}\u001B[K`)
    },
    clear() {
      if (drawnAt > -Infinity) stream.write('\r\u001B[K')
    },
  }
}

/** One line such as `━━━━╌╌╌╌  42 %  420,000 bars  3.1 M bars/s`. A rate of 0 is not known yet and left out. */
export function progressText(done: number, total: number | undefined, unit: string, rate_s: number): string {
  const text = `${done.toLocaleString('en-US')} ${unit}${rate_s > 0 ? `  ${compact(rate_s)} ${unit}/s` : ''}`
  if (!total) return text
  const part = Math.min(1, done / total)
  const filled = Math.round(part * barWidth)
  return `${'━'.repeat(filled)}${'╌'.repeat(barWidth - filled)} ${String(Math.floor(part * 100)).padStart(3)} %  ${text}`
}

function compact(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`
  return value >= 1e3 ? `${(value / 1e3).toFixed(0)} k` : value.toFixed(0)
}
