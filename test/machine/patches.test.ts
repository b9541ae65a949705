import { applyPatches, enableMapSet, enablePatches, immerable, produce } from 'immer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { patchesBetween } from '../../src/machine/index.ts'

enableMapSet()
enablePatches()

/** What a context may hold: nested objects, arrays and maps, sets, instances of classes. */
class Opaque {
  readonly id: number
  constructor(id: number) {
    this.id = id
  }
}

class Drafted {
  [immerable] = true
  count: number
  constructor(count: number) {
    this.count = count
  }
}

const leaf = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  // no -0: to immer it is the 0 that stood there
  fc.constantFrom(Number.NaN, Infinity, undefined, null, true, 'a', ''),
  fc.integer({ min: 0, max: 2 }).map((id) => new Opaque(id)),
  fc.integer({ min: 0, max: 2 }).map((count) => new Drafted(count)),
  fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 4 }).map((values) => new Set(values)),
)

const key = fc.constantFrom('a', 'b', 'c', 'd')
const { tree } = fc.letrec<{ tree: object; node: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.dictionary(key, tie('node'), { noNullPrototype: true }),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('node')), { maxLength: 4 }).map((entries) => new Map(entries)),
  ),
  node: fc.oneof({ maxDepth: 4 }, leaf, tie('tree')),
}))

const context = fc.record({ root: tree, other: tree, count: fc.integer() })

describe('the patches between two contexts', () => {
  test('lead from the one to the other and back, whatever they hold', () => {
    fc.assert(
      fc.property(context, context, (before, after) => {
        const { patches, inverse } = patchesBetween(before, after)
        expect(applyPatches(before, patches)).toStrictEqual(after)
        expect(applyPatches(after, inverse)).toStrictEqual(before)
      }),
      { numRuns: 1_000 },
    )
  })

  test('between versions they name what a recipe changed, and nothing else', () => {
    const before = produce(
      {
        cash: 1,
        lots: [{ size: 1 }, { size: 2 }],
        books: new Map([
          ['A', { last: 1, seen: false }],
          ['B', { last: 2, seen: true }],
        ]),
        note: 'new' as string | undefined,
        seen: new Set([1, 2]),
        rules: new Opaque(1),
      },
      () => {},
    )
    const after = produce(before, (draft) => {
      draft.lots[1]!.size = 3
      draft.lots.push({ size: 4 })
      draft.books.get('A')!.last = 5
      draft.seen.delete(1)
      delete draft.note
    })
    expect(patchesBetween(before, after)).toEqual({
      patches: [
        { op: 'replace', path: ['lots', 1, 'size'], value: 3 },
        { op: 'add', path: ['lots', 2], value: { size: 4 } },
        { op: 'replace', path: ['books', 'A', 'last'], value: 5 },
        { op: 'remove', path: ['note'] },
        { op: 'remove', path: ['seen', 0], value: 1 },
      ],
      inverse: [
        { op: 'add', path: ['seen', 0], value: 1 },
        { op: 'add', path: ['note'], value: 'new' },
        { op: 'replace', path: ['books', 'A', 'last'], value: 1 },
        { op: 'remove', path: ['lots', 2] },
        { op: 'replace', path: ['lots', 1, 'size'], value: 2 },
      ],
    })
    expect(patchesBetween(after, after)).toEqual({ patches: [], inverse: [] })
  })
})
