/** Values as an experiment's file would write them, read from the text of a command line: no code is run but the functions that are allowed. */

/** Lengths of time, wherever a number stands for one. */
export const DURATIONS: readonly string[] = [
  'microseconds()',
  'milliseconds()',
  'seconds()',
  'minutes()',
  'hours()',
  'days()',
]

const WORDS: Readonly<Record<string, unknown>> = { true: true, false: false, Infinity: Number.POSITIVE_INFINITY }

/**
 * Reads numbers (`1_000`, `-0.5`, `1e6`), quoted texts, lists, objects, and what is `allowed`: `perShare()` for a function that is called, `noSlippage` for
 * a value that stands for itself.
 *
 * @param library where they are found by name
 * @throws Error saying what cannot be read, or what a function said of its arguments
 */
export function readExpression(
  text: string,
  allowed: readonly string[],
  library: Readonly<Record<string, unknown>>,
): unknown {
  return new Reader(text, allowed, library).whole()
}

class Reader {
  readonly #text: string
  readonly #allowed: readonly string[]
  readonly #library: Readonly<Record<string, unknown>>
  #at = 0

  constructor(text: string, allowed: readonly string[], library: Readonly<Record<string, unknown>>) {
    this.#text = text
    this.#allowed = allowed
    this.#library = library
  }

  whole(): unknown {
    const value = this.#value()
    if (this.#match(/\S/y) !== undefined) this.#refuse(this.#at - 1)
    return value
  }

  #value(): unknown {
    const number = this.#match(/[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?!\w)/y)
    if (number !== undefined) return Number(number.replaceAll('_', ''))
    const quoted = this.#match(/'[^']*'|"[^"]*"/y)
    if (quoted !== undefined) return quoted.slice(1, -1)
    if (this.#takes('[')) return this.#list(']')
    if (this.#takes('{')) return this.#object()
    const at = this.#at
    const name = this.#match(/[A-Za-z_]\w*/y)
    if (name === undefined) return this.#refuse(at)
    if (this.#takes('(')) {
      const call = this.#function(name, `${name}()`, at)
      return call(...this.#list(')'))
    }
    return Object.hasOwn(WORDS, name) ? WORDS[name] : this.#function(name, name, at)
  }

  #function(name: string, form: string, at: number): (...values: unknown[]) => unknown {
    const found = this.#allowed.includes(form) ? this.#library[name] : undefined
    return typeof found === 'function' ? (found as (...values: unknown[]) => unknown) : this.#refuse(at)
  }

  /** Values with commas between them, up to the end of the list. */
  #list(end: string): unknown[] {
    const values: unknown[] = []
    while (!this.#takes(end)) {
      if (values.length > 0) this.#needs(',')
      values.push(this.#value())
    }
    return values
  }

  #object(): Record<string, unknown> {
    const entries: [string, unknown][] = []
    while (!this.#takes('}')) {
      if (entries.length > 0) this.#needs(',')
      const key = this.#match(/\w+|'[^']*'|"[^"]*"/y) ?? this.#refuse(this.#at)
      this.#needs(':')
      entries.push([key.replace(/^(['"])(.*)\1$/, '$2'), this.#value()])
    }
    return Object.fromEntries(entries)
  }

  #takes(mark: string): boolean {
    return this.#match(new RegExp(`\\${mark}`, 'y')) !== undefined
  }

  #needs(mark: string): void {
    if (!this.#takes(mark)) this.#refuse(this.#at)
  }

  /** What comes next if it is this; blanks before it are passed. */
  #match(pattern: RegExp): string | undefined {
    const start = this.#at + /^\s*/.exec(this.#text.slice(this.#at))![0].length
    pattern.lastIndex = start
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at = start + found.length
    return found
  }

  #refuse(at: number): never {
    const rest = this.#text.slice(at).trim()
    const names = this.#allowed.map((name) => name.replace('()', '(…)')).join(', ')
    throw new Error(
      `${rest === '' ? 'its end' : rest} cannot be read; there are numbers, quoted texts, lists, objects of them, and ${names}.`,
    )
  }
}
