/** Ids as numbers: every id comes back as it was, and no two are taken for one. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ids, RowIds } from '../../src/analysis/tables/ids.ts'

const id = fc.oneof(
  fc.tuple(fc.constantFrom('o-', 'e-', 'x', '', 'o-0', 'a-7-'), fc.nat(3_000)).map(([prefix, n]) => `${prefix}${n}`),
  fc.tuple(fc.constantFrom('o-', 'e-'), fc.stringMatching(/^[0-9]{1,20}$/)).map(([prefix, n]) => `${prefix}${n}`),
  fc.string({ maxLength: 8 }),
  fc.constantFrom(
    'o-007',
    'o-7',
    'o-07',
    'o-00',
    'o-0',
    '0',
    '00',
    'o-1099511627775',
    'o-1099511627776',
    'o-1e3',
    'o- 1',
  ),
)

test('an id comes back as it was, and its number stands for it alone', () => {
  fc.assert(
    fc.property(fc.array(id, { maxLength: 60 }), (ids) => {
      const table = new Ids()
      const numbers = ids.map((one) => table.number(one))
      const known = new Map<string, number>()
      ids.forEach((one, index) => {
        expect(table.text(numbers[index]!)).toBe(one)
        expect(table.number(one)).toBe(numbers[index])
        expect(known.get(one) ?? numbers[index]).toBe(numbers[index])
        known.set(one, numbers[index]!)
      })
      expect(new Set(known.values()).size).toBe(known.size)
    }),
    { numRuns: 1_000 },
  )
})

test('rows are found by their ids, the newest where an id came twice', () => {
  fc.assert(
    fc.property(fc.array(id, { maxLength: 80 }), fc.array(id, { maxLength: 10 }), (ids, others) => {
      const table = new RowIds()
      const model = new Map<string, number>()
      ids.forEach((one, row) => {
        table.note(one, row)
        model.set(one, row)
        for (const each of [one, ids[0]!, ...others]) expect(table.find(each)).toBe(model.get(each) ?? -1)
      })
    }),
    { numRuns: 500 },
  )
})

test('ten thousand ids in order take no map', () => {
  const table = new RowIds()
  for (let row = 0; row < 10_000; row++) expect(table.note(`o-${row + 1}`, row)).toBe(row + 1)
  for (let row = 0; row < 10_000; row += 7) expect(table.find(`o-${row + 1}`)).toBe(row)
  expect(table.find('o-10001')).toBe(-1)
})
