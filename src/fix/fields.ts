/** Reads typed values out of a FIX message's fields, and says by line and tag what is not what it should be. */
import type { Micros } from '../events/index.ts'
import { FixError } from './errors.ts'
import type { FixMessage } from './tag-value.ts'

export class Fields {
  private readonly message: FixMessage
  private readonly file: string

  constructor(message: FixMessage, file: string) {
    this.message = message
    this.file = file
  }

  text(tag: number): string | undefined {
    return this.message.fields.get(tag)?.trim()
  }

  required(tag: number, name: string): string {
    const value = this.text(tag)
    if (value === undefined)
      throw new FixError(
        'missingField',
        { file: this.file, line: this.message.line, tag },
        `${name} (tag ${tag}) is missing from this message (35=${this.text(35) ?? '?'}).`,
      )
    return value
  }

  quantity(tag: number): number | undefined {
    const value = this.number(tag)
    if (value !== undefined && value < 0) throw this.wrong(tag, 'a quantity is 0 or above')
    return value
  }

  price(tag: number): number | undefined {
    return this.number(tag)
  }

  flag(tag: number): boolean {
    return this.text(tag) === 'Y'
  }

  /** UTCTimestamp: `20260105-14:30:00`, with up to twelve decimals. */
  time(tag: number): Micros | undefined {
    const value = this.text(tag)
    if (value === undefined) return undefined
    const match = /^(\d{4})(\d\d)(\d\d)-(\d\d):(\d\d):(\d\d)(?:\.(\d{1,12}))?Z?$/.exec(value)
    if (match === null) throw this.wrong(tag, 'a time is YYYYMMDD-HH:MM:SS in UTC, with or without decimals')
    const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    // 24:00:00 is no time, 23:59:60 is: a leap second.
    const date = new Date(Date.UTC(year, month - 1, day))
    if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || second > 60)
      throw this.wrong(tag, 'there is no such time')
    const micros = Number((match[7] ?? '').padEnd(6, '0').slice(0, 6))
    return Date.UTC(year, month - 1, day, hour, minute, second) * 1000 + micros
  }

  /** A code's meaning; `undefined` where the tag is absent. */
  coded<T>(tag: number, meanings: Readonly<Record<string, T>>): T | undefined {
    const value = this.text(tag)
    if (value === undefined) return undefined
    if (!Object.hasOwn(meanings, value)) throw this.wrong(tag, `known are ${Object.keys(meanings).join(', ')}`)
    return meanings[value]
  }

  private number(tag: number): number | undefined {
    const value = this.text(tag)
    if (value === undefined) return undefined
    // FIX writes plain decimals; `Number` would take 0x10 and 1e3 as well.
    if (!/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(value)) throw this.wrong(tag, 'a number is written like 100 or 100.25')
    return Number(value)
  }

  private wrong(tag: number, right: string): FixError {
    const value = this.text(tag)!
    const { line } = this.message
    return new FixError(
      'malformedField',
      { file: this.file, line, tag, value },
      `tag ${tag} is ${JSON.stringify(value)}; ${right}.`,
    )
  }
}
