/** Values of `--set` read from text. */
import { describe, expect, test } from 'vitest'
import { boolean, choice, kindOf, model, number, readValue } from '../../src/cli/setting-value.ts'

const half = (part: number, options?: object): object => {
  if (part > 1) throw new RangeError('half takes at most 1')
  return { part, options }
}
const none = (): number => 0
const library = { half, none, other: none }
const models = model('half()', 'none')

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
    ['half(process.exit())', models, 'cannot be read'],
  ] as const)('refuses %s', (text, kind, message) => {
    expect(() => readValue('a.b', text, kind, library)).toThrow(message)
  })
})
