/** All scenarios as data, where they lie beside the checkout: every report ok, or a quirk of those known, with its totals and without. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTraceText, trace, type TraceRow } from '../../src/fix/index.ts'
import { root } from '../house/tree.ts'
import { type ScenarioJson, withoutTotals } from './support/matrices.ts'

const path = process.env['FIX_SCENARIOS'] ?? join(root, '..', 'shared', 'anchors', 'fix', 'scenarios.json')

/** By the specification's letters. Other scenarios have none. */
const QUIRKS: Readonly<Record<string, string>> = {
  'B.1.d': 'acknowledged-while-pending',
  'D.2.b': 'quantity-before-confirmation',
  'E.1.a': 'nothing-left-of-a-new-order',
  'EX.I.1.b': 'leaves-after-the-end, end-told-with-the-fill',
}

test('the published scenarios as data', () => {
  if (!existsSync(path)) {
    console.log(`not traced: ${path} is not there (FIX_SCENARIOS may name it); test/fix/support/published.ts is`)
    return
  }
  const scenarios = JSON.parse(readFileSync(path, 'utf8')) as ScenarioJson[]
  const reportsOf = (json: unknown): TraceRow[] =>
    readTraceText(JSON.stringify(json), 'scenarios.json')
      .scenarios.flatMap((one) => trace(one))
      .filter(({ verdict }) => verdict !== undefined)
  const stated = reportsOf(scenarios)
  expect(stated.length).toBeGreaterThanOrEqual(scenarios.length)
  for (const { id, step, verdict, rule, differences } of stated)
    expect({
      id,
      step,
      verdict,
      differences,
      known: rule === undefined || QUIRKS[id]?.includes(rule) === true,
    }).toMatchObject(verdict === 'quirk' ? { known: true } : { verdict: 'ok' })
  const brief = ({ id, step, values }: TraceRow): unknown => ({ id, step, values })
  const computed = reportsOf(withoutTotals(scenarios))
  expect(computed.map(brief)).toEqual(stated.map(brief))
  expect(new Set(computed.map(({ verdict }) => verdict))).toEqual(new Set(['computed']))
})
