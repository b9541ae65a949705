/** docs/explain.md lists the reasons as the code has them. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { REASONS } from '../../src/backtest/index.ts'

const page = readFileSync(new URL('../../docs/explain.md', import.meta.url), 'utf8')

test('every reason, what it means, and its numbers', () => {
  const rows = page
    .slice(page.indexOf('| code'))
    .split('\n')
    .slice(2)
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  const expected = Object.entries(REASONS).map(([code, { meaning, facts }]) => [
    `\`${code}\``,
    meaning,
    Object.entries(facts)
      .map(([name, what]) => `\`${name}\`: ${what}`)
      .join('; '),
  ])
  expect(rows).toEqual(expected)
})
