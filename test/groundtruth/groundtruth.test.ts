/**
 * Results of other engines, where they are at hand: in the folder that QUANTDOME_GROUNDTRUTH names, or in `shared/groundtruth` beside
 * the checkout. They are no part of the project, and nothing here depends on them.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readCases } from '../../scripts/groundtruth/cases.ts'
import { refusalOf } from '../../scripts/groundtruth/needs.ts'
import { hashesOf, runCase, wordsFor } from '../../scripts/groundtruth/run.ts'

const folder =
  process.env['QUANTDOME_GROUNDTRUTH'] ?? fileURLToPath(new URL('../../../shared/groundtruth', import.meta.url))

const isHere = existsSync(join(folder, 'cases'))
const cases = isHere ? readCases([join(folder, 'cases')], join(folder, 'bars')) : []
const few = cases.filter((one) => one.file.data.length === 1 && refusalOf(one) === undefined).slice(-4)

test(
  isHere
    ? `there are ${cases.length} cases of other engines`
    : 'there is nothing of other engines here to compare with',
  () => {
    const named = process.env['QUANTDOME_GROUNDTRUTH']
    expect(
      isHere || named === undefined,
      `QUANTDOME_GROUNDTRUTH names ${named}, where there is no folder of cases`,
    ).toBe(true)
  },
)

test.each(cases.map((one) => [one.file.id, one] as const))('%s', async (_, one) => {
  expect(wordsFor(await runCase(one))).not.toMatch(/^differs/)
})

test.each(few.map((one) => [one.file.id, one] as const))('%s, interpreted and compiled', async (_, one) => {
  const { fast, observed } = await hashesOf(one)
  expect(observed).toBe(fast)
})
