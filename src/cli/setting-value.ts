/** Values of `--set path=value`: what kinds there are, and how each is read from text. */
import { UsageError } from './errors.ts'

export type Kind =
  | { readonly kind: 'number' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'text' }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  /** A model, written as in an experiment. `of` has `perShare()` for one that takes arguments and `noSlippage` for one that is complete. */
  | { readonly kind: 'model'; readonly of: readonly string[] }

export const number: Kind = { kind: 'number' }
export const boolean: Kind = { kind: 'boolean' }
export const choice = (...of: readonly string[]): Kind => ({ kind: 'choice', of })
export const model = (...of: readonly string[]): Kind => ({ kind: 'model', of })

/** The kind of a value that is there already; nothing for what cannot be written on a command line. */
export function kindOf(value: unknown): Kind | undefined {
  if (typeof value === 'number') return number
  if (typeof value === 'boolean') return boolean
  return typeof value === 'string' ? { kind: 'text' } : undefined
}

/** What to write for a kind, for messages. */
export function describeKind(kind: Kind): string {
  if (kind.kind === 'choice') return kind.of.join(' or ')
  if (kind.kind === 'model') return `a model: ${kind.of.map((name) => name.replace('()', '(…)')).join(', ')}`
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
    case 'model': {
      const call = /^(?<name>\w+)(?:\((?<args>.*)\))?$/s.exec(text.trim())?.groups
      const { name = '', args } = call ?? {}
      const found = kind.of.includes(args === undefined ? name : `${name}()`) ? library[name] : undefined
      if (typeof found !== 'function') return refuse(`the value must be ${describeKind(kind)}.`)
      if (args === undefined) return found
      try {
        return (found as (...values: unknown[]) => unknown)(...readArguments(args))
      } catch (error) {
        return refuse(error instanceof Error ? error.message : String(error), error)
      }
    }
  }
}

/** `0.005, { min: 1 }`: numbers, texts in quotes, and objects of them. */
function readArguments(text: string): unknown[] {
  const json = text
    .replaceAll("'", '"')
    .replace(/(?<=\d)_(?=\d)/g, '')
    .replace(/([{,]\s*)(\w+)\s*:/g, '$1"$2":')
  try {
    return JSON.parse(`[${json}]`) as unknown[]
  } catch {
    throw new Error(`(${text}) cannot be read; arguments are numbers, quoted texts, and objects of them.`)
  }
}
