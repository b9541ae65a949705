/** Values of `--set` read from text. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  boolean,
  choice,
  duration,
  kindOf,
  model,
  models as list,
  modelWith,
  number,
  readValue,
} from '../../src/cli/setting-value.ts'

const half = (part: number, options?: object): object => {
  if (part > 1) throw new RangeError('half takes at most 1')
  return { part, options }
}
const none = (): number => 0
const both = (...parts: readonly unknown[]): unknown => {
  if (parts.length < 2) throw new TypeError('no parts')
  return { parts }
}
const library = { half, none, other: none, both, minutes: (n: number) => n * 60 }
const models = model('half()', 'none')
const nested = modelWith(['both()'], 'half()', 'none')

describe('readValue', () => {
  test.each([
    ['20', number, 20],
    ['-0.5', number, -0.5],
    ['100_000', number, 100_000],
    ['1e6', number, 1e6],
    ['true', boolean, true],
    ['false', boolean, false],
    ['halt', choice('halt', 'liquidate'), 'halt'],
    ['SPX', kindOf('text'), 'SPX'],
  ] as const)('reads %s', (text, kind, value) => {
    expect(readValue('a.b', text, kind!, library)).toBe(value)
  })

  test('reads a model with its arguments', () => {
    expect(readValue('a.b', 'half(0.5)', models, library)).toEqual({ part: 0.5, options: undefined })
    expect(readValue('a.b', "half(0.5, { min: 1_000, of: 'x' })", models, library)).toEqual({
      part: 0.5,
      options: { min: 1000, of: 'x' },
    })
  })

  test('reads a model that takes no arguments', () => {
    expect(readValue('a.b', 'none', models, library)).toBe(none)
  })

  test('reads models inside of models, lists and lengths of time', () => {
    const whole = 'half(0, { of: both(none, half( -.5 ), [1, .5, "x, y"], minutes(2)), but: { a: true } })'
    expect(readValue('a.b', whole, nested, library)).toEqual({
      part: 0,
      options: {
        of: { parts: [none, { part: -0.5, options: undefined }, [1, 0.5, 'x, y'], 120] },
        but: { a: true },
      },
    })
    expect(readValue('a.b', '[half(0), none]', list('half()', 'none'), library)).toHaveLength(2)
    expect(readValue('a.b', 'none', list('half()', 'none'), library)).toEqual([none])
    expect(readValue('a.b', '[]', list('half()'), library)).toEqual([])
    expect(readValue('a.b', 'minutes(5)', duration, library)).toBe(300)
    expect(readValue('a.b', '1_000', duration, library)).toBe(1_000)
  })

  test('whatever an experiment may write as plain data reads as that', () => {
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.string().filter((text) => !/["'\\]/.test(text)),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-z]\w{0,5}$/), tie('value'), { maxKeys: 3, noNullPrototype: true }),
      ),
    }))
    fc.assert(
      fc.property(value, fc.boolean(), (one, isBare) => {
        const written = JSON.stringify(one, (_, part: unknown) => (Object.is(part, -0) ? 0 : part))
        const text = isBare ? written.replace(/"([a-z]\w*)":/g, '$1 : ') : written
        const read = readValue('a.b', `half(0, ${text})`, models, library) as { options: unknown }
        expect(JSON.stringify(read.options)).toBe(JSON.stringify(JSON.parse(written)))
      }),
    )
  })

  test.each([
    ['twenty', number, 'a.b=twenty: the value must be a number.'],
    ['', number, 'the value must be a number.'],
    ['Infinity', number, 'the value must be a number.'],
    ['yes', boolean, 'the value must be true or false.'],
    ['stop', choice('halt', 'liquidate'), 'the value must be halt or liquidate.'],
    ['half', models, 'the value must be a model: half(…), none.'],
    ['none(1)', models, 'the value must be a model: half(…), none.'],
    ['other', models, 'the value must be a model: half(…), none.'],
    ['half(2)', models, 'half takes at most 1'],
    [
      'half(process.exit())',
      models,
      'process.exit()) cannot be read; there are numbers, quoted texts, lists, objects of them, and half(…), none',
    ],
    ['half(both(1, 2))', models, 'both(1, 2)) cannot be read'],
    ['both(1, 2)', nested, 'the value must be a model: half(…), none.'],
    ['half(0', models, 'its end cannot be read'],
    ['half(0) 1', models, '1 cannot be read'],
    ['half(0 1)', models, '1) cannot be read'],
    ['half(minutes)', models, 'minutes) cannot be read'],
    ['half(0, { a })', models, '}) cannot be read'],
    ['half(0, both(1))', nested, 'it cannot be made of these arguments (no parts).'],
    ['[half(0), 3x]', list('half()'), '3x] cannot be read'],
    ['3', list('half()'), 'the value must be a list in brackets of half(…).'],
    ['soon', duration, 'the value must be a number of microseconds, or microseconds(…)'],
  ] as const)('refuses %s', (text, kind, message) => {
    expect(() => readValue('a.b', text, kind, library)).toThrow(message)
  })
})
