/** Values of `--set path=value`: what kinds there are, and how each is read from text. */
import { UsageError } from './errors.ts'
import { DURATIONS, readExpression } from './setting-expression.ts'

export type Kind =
  | { readonly kind: 'number' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'text' }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  /**
   * A model, written as in an experiment. `of` has `perShare()` for one that takes arguments and `noSlippage` for one that is complete; `within`, what
   * else may stand among the arguments.
   */
  | { readonly kind: 'model'; readonly of: readonly string[]; readonly within?: readonly string[] }
  /** A list of models, or one of them. */
  | { readonly kind: 'models'; readonly of: readonly string[] }
  /** A number of microseconds, or `minutes(5)`. */
  | { readonly kind: 'duration' }

export const number: Kind = { kind: 'number' }
export const boolean: Kind = { kind: 'boolean' }
export const choice = (...of: readonly string[]): Kind => ({ kind: 'choice', of })
export const model = (...of: readonly string[]): Kind => ({ kind: 'model', of })
/** Models that may be made of others, which are none themselves. */
export const modelWith = (within: readonly string[], ...of: readonly string[]): Kind => ({ kind: 'model', of, within })
export const models = (...of: readonly string[]): Kind => ({ kind: 'models', of })
export const duration: Kind = { kind: 'duration' }

/** The kind of a value that is there already; nothing for what cannot be written on a command line. */
export function kindOf(value: unknown): Kind | undefined {
  if (typeof value === 'number') return number
  if (typeof value === 'boolean') return boolean
  return typeof value === 'string' ? { kind: 'text' } : undefined
}

/** What to write for a kind, for messages. */
export function describeKind(kind: Kind): string {
  if (kind.kind === 'choice') return kind.of.join(' or ')
  const names = (of: readonly string[]): string => of.map((name) => name.replace('()', '(…)')).join(', ')
  if (kind.kind === 'model') return `a model: ${names(kind.of)}`
  if (kind.kind === 'models') return `a list in brackets of ${names(kind.of)}`
  if (kind.kind === 'duration') return `a number of microseconds, or ${names(DURATIONS)}`
  return kind.kind === 'text' ? 'text' : `a ${kind.kind}`
}

/**
 * Reads one value.
 *
 * @param library where models are found by name: the package's public list
 * @throws {UsageError} `set.value` when the text is not of that kind
 */
export function readValue(path: string, text: string, kind: Kind, library: Readonly<Record<string, unknown>>): unknown {
  const refuse = (why: string, cause?: unknown): never => {
    throw new UsageError('set.value', `--set ${path}=${text}: ${why}`, { cause })
  }
  switch (kind.kind) {
    case 'text':
      return text
    case 'number': {
      const value = Number(text.replaceAll('_', ''))
      return text.trim() !== '' && Number.isFinite(value) ? value : refuse('the value must be a number.')
    }
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : refuse('the value must be true or false.')
    case 'choice':
      return kind.of.includes(text) ? text : refuse(`the value must be ${describeKind(kind)}.`)
    case 'duration':
    case 'model':
    case 'models':
      return readModel(text, kind, library, refuse)
  }
}

function readModel(
  text: string,
  kind: Extract<Kind, { kind: 'duration' | 'model' | 'models' }>,
  library: Readonly<Record<string, unknown>>,
  refuse: (why: string, cause?: unknown) => never,
): unknown {
  const own = kind.kind === 'duration' ? DURATIONS : kind.of
  const isNumber = kind.kind === 'duration' && /^\s*\d/.test(text)
  const isList = kind.kind === 'models' && text.trim().startsWith('[')
  const [, name = '', opens = ''] = /^\s*(\w+)\s*(\(?)/.exec(text) ?? []
  const isKnown = own.includes(opens === '' ? name : `${name}()`) && typeof library[name] === 'function'
  if (!isKnown && !isNumber && !isList) return refuse(`the value must be ${describeKind(kind)}.`)
  try {
    const within = kind.kind === 'model' ? (kind.within ?? []) : []
    const value = readExpression(text, [...new Set([...own, ...within, ...DURATIONS])], library)
    return kind.kind === 'models' && !isList ? [value] : value
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return refuse(error instanceof TypeError ? `it cannot be made of these arguments (${said}).` : said, error)
  }
}
