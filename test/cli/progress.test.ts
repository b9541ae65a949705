/** The progress line: drawn on a terminal, absent in a pipe. */
import type { WriteStream } from 'node:tty'
import { expect, test } from 'vitest'
import { progressLine, progressText } from '../../src/cli/progress.ts'

function fakeStream(isTTY: boolean): { stream: WriteStream; text: () => string } {
  let text = ''
  const stream = { isTTY, columns: 60, write: (part: string) => (text += part) } as unknown as WriteStream
  return { stream, text: () => text }
}

test('a pipe gets nothing', () => {
  const { stream, text } = fakeStream(false)
  const line = progressLine('bars', stream)
  line.update(10, 100)
  line.clear()
  expect(text()).toBe('')
})

test('a terminal gets one line, never wider than it is, and in the end no line', () => {
  const { stream, text } = fakeStream(true)
  const line = progressLine('bars', stream)
  line.update(10, 100)
  expect(text()).toMatch(/^\r[^\n]+\u001B\[K$/)
  expect(text().length).toBeLessThanOrEqual('\r'.length + 59 + '\u001B[K'.length)
  line.clear()
  expect(text().endsWith('\r\u001B[K')).toBe(true)
})

test('redraws only now and then', () => {
  const { stream, text } = fakeStream(true)
  const line = progressLine('bars', stream)
  for (let done = 0; done < 1_000; done++) line.update(done, 1_000)
  expect(text().split('\r').length).toBeLessThan(100)
})

test('says how much is done, and how fast', () => {
  const bar = `${'━'.repeat(12)}${'╌'.repeat(16)}`
  expect(progressText(420_000, 1_000_000, 'bars', 3_100_000)).toBe(`${bar}  42 %  420,000 bars  3.1 M bars/s`)
  expect(progressText(420_000, 1_000_000, 'bars', 0)).toBe(`${bar}  42 %  420,000 bars`)
  expect(progressText(1_500, undefined, 'bars', 500)).toBe('1,500 bars  500 bars/s')
})

test('an estimate that was too low never shows more than all', () => {
  expect(progressText(120, 100, 'bars', 1_000)).toContain('100 %')
})
