/** The canonical form: equal bytes exactly for equal JSON. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CanonicalEncoder } from '../../src/system/canonical.ts'
import { TAG } from '../../src/system/canonical-form.ts'

function encode(values: readonly unknown[]): string {
  const parts: Buffer[] = []
  const encoder = new CanonicalEncoder((bytes) => parts.push(Buffer.from(bytes)))
  for (const value of values) encoder.value(value)
  encoder.flush()
  return Buffer.concat(parts).toString('latin1')
}

/** Reads the bytes back, after the grammar of docs/system.md: that this is possible means that unequal values have unequal bytes. */
function decode(text: string): unknown[] {
  const bytes = Buffer.from(text, 'latin1')
  const shapes: string[][] = []
  const last = new Map<string, unknown>()
  let at = 0
  const count = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] as number
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }
  const value = (key?: string): unknown => {
    const tag = bytes[at++]
    const remember = (scalar: unknown): unknown => {
      if (key !== undefined) last.set(key, scalar)
      return scalar
    }
    switch (tag) {
      case TAG.same:
        return last.get(key as string)
      case TAG.null:
        return null
      case TAG.false:
        return false
      case TAG.true:
        return true
      case TAG.number:
        at += 8
        return remember(bytes.readDoubleLE(at - 8))
      case TAG.ascii: {
        const length = count()
        at += length
        return remember(bytes.toString('latin1', at - length, at))
      }
      case TAG.utf16: {
        const length = count() * 2
        at += length
        return remember(bytes.toString('utf16le', at - length, at))
      }
      case TAG.array:
        return Array.from({ length: count() }, () => value())
      case TAG.shape:
        shapes.push(Array.from({ length: count() }, () => value() as string))
        return value(key)
      case TAG.object: {
        const keys = shapes[count()] as string[]
        const entries = keys.map((name) => [name, value(name)] as const)
        return fromEntries(entries)
      }
      case TAG.inline: {
        const n = count()
        const entries = Array.from({ length: n }, () => [value() as string, value()] as const)
        return fromEntries(entries)
      }
      default:
        throw new Error(`tag ${tag} at ${at - 1}`)
    }
  }
  const values: unknown[] = []
  while (at < bytes.length) values.push(value())
  return values
}

/** Unlike Object.fromEntries, makes an own property of `__proto__` too, as JSON.parse does; like it, in the given order. */
const fromEntries = (entries: readonly (readonly [string, unknown])[]): unknown =>
  JSON.parse(
    `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`,
  ) as unknown

/** The same value with the keys of every object in another order. */
function shuffled(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, seed))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, part]) => [key, shuffled(part, seed)] as const)
  for (let i = entries.length - 1; i > 0; i--) {
    const j = (seed * (i + 7)) % (i + 1)
    ;[entries[i], entries[j]] = [entries[j] as never, entries[i] as never]
  }
  return fromEntries(entries)
}

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown)
const scalar = fc.oneof(
  fc.string({ maxLength: 120, unit: 'binary' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
  fc.nat(3),
)
/** Events of few shapes, again and again: what the compiled writers are made for, with now and then a field of another kind. */
const event = fc
  .record(
    {
      type: fc.constantFrom('a', 'b.c'),
      at: fc.nat(5),
      id: scalar,
      side: fc.constantFrom('buy', 'sell', 'Käufer'),
      rest: fc.oneof(
        { weight: 9, arbitrary: scalar },
        { weight: 1, arbitrary: fc.constantFrom(null, true, [1], { id: 'x' }) },
      ),
    },
    { requiredKeys: ['type', 'at', 'id'] },
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>)

describe('the canonical form', () => {
  test('equal JSON gives equal bytes, whatever the order of the keys', () => {
    fc.assert(
      fc.property(fc.array(json, { maxLength: 6 }), fc.nat(), (values, seed) => {
        expect(encode(values.map((value) => shuffled(value, seed)))).toBe(encode(values))
      }),
    )
  })

  test('unequal JSON gives unequal bytes: they can be read back', () => {
    fc.assert(
      fc.property(fc.array(json, { maxLength: 6 }), (values) => {
        expect(decode(encode(values))).toEqual(values)
      }),
    )
  })

  test('the same holds for events of few shapes, for which writers are compiled', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 8 }), fc.nat(), (events, seed) => {
        const many = Array.from({ length: 60 }, () => events).flat()
        const bytes = encode(many)
        expect(decode(bytes)).toEqual(many)
        expect(encode(many.map((value) => shuffled(value, seed)))).toBe(bytes)
      }),
      { numRuns: 60 },
    )
  })

  test('the very same object again gives the bytes of an equal one', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 5 }), (events) => {
        const many = Array.from({ length: 60 }, () => events.flatMap((value) => [value, value])).flat()
        expect(encode(many)).toBe(encode(many.map((value) => ({ ...value }))))
      }),
      { numRuns: 60 },
    )
  })

  test('fields that are there now and then, or there and undefined, change nothing but themselves', () => {
    const field = fc.option(scalar, { nil: undefined })
    const sparse = fc.record({
      type: fc.constantFrom('a', 'b'),
      x: field,
      y: field,
      ok: fc.option(fc.boolean(), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(sparse, { minLength: 1, maxLength: 6 }), (events) => {
        const many = Array.from({ length: 150 }, () => events).flat()
        const without = many.map((value) => JSON.parse(JSON.stringify(value)) as unknown)
        const bytes = encode(many)
        expect(bytes).toBe(encode(without))
        expect(decode(bytes)).toEqual(without)
      }),
      { numRuns: 60 },
    )
  })

  test('undefined, functions and symbols are absent', () => {
    const bytes = encode([{ type: 'x', n: 1 }])
    expect(encode([{ type: 'x', gone: undefined, n: 1, run: () => 1, mark: Symbol('mark') }])).toBe(bytes)
    expect(encode([[undefined]])).toBe(encode([[null]]))
  })

  test('-0 is 0, and each of the numbers that JSON lacks is itself', () => {
    expect(encode([-0])).toBe(encode([0]))
    const many = (x: number): unknown[] => Array.from({ length: 100 }, () => ({ type: 'x', x }))
    expect(encode(many(-0))).toBe(encode(many(0)))
    expect(new Set([NaN, Infinity, -Infinity, 0].map((x) => encode(many(x)))).size).toBe(4)
    expect(encode([{ x: 0 }, { x: -0 }])).toBe(encode([{ x: -0 }, { x: 0 }]))
  })

  test('what is not plain is written as JSON sees it', () => {
    expect(encode([new Date(0)])).toBe(encode(['1970-01-01T00:00:00.000Z']))
    expect(encode([new Map([['a', 1]])])).toBe(encode([[['a', 1]]]))
    expect(encode([new Error('no')])).toBe(encode([{ name: 'Error', message: 'no' }]))
  })

  test('more sets of keys than are numbered, and more orders of keys than are remembered, are still canonical', () => {
    const values = Array.from({ length: 9000 }, (_, i) => ({ [`k${i}`]: i, a: 1, b: { [`n${i}`]: 'x' } }))
    const bytes = encode(values)
    expect(decode(bytes)).toEqual(values)
    expect(encode(values.map((value) => shuffled(value, 3)))).toBe(bytes)
  })

  test('long values pass through a buffer that is shorter', () => {
    const values = ['x'.repeat(300_000), 'é'.repeat(200_000), Array.from({ length: 50_000 }, (_, i) => i / 7)]
    expect(decode(encode(values))).toEqual(values)
  })

  test('an event that contains itself is refused', () => {
    const loop: Record<string, unknown> = { type: 'loop' }
    loop.self = loop
    expect(() => encode([loop])).toThrow(/contains itself/)
  })
})
