/** docs/stress.md lists the factors as the code has them. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FACTORS } from '../../src/index.ts'

const page = readFileSync(new URL('../../docs/stress.md', import.meta.url), 'utf8')

test('every factor with its assumptions', () => {
  const rows = page
    .slice(page.indexOf('| name'))
    .split('\n')
    .slice(2)
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  expect(rows).toEqual(
    FACTORS.map(({ name, title, assumptions }) => [
      `\`${name}\``,
      title,
      assumptions.map(({ label }) => label).join(', '),
    ]),
  )
})
