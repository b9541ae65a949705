/**
 * FIX messages in text: `8=FIX.4.4|9=…|35=D|…|10=123|`, with SOH, `|`, `^A` or whatever else stands after the first field, behind any log
 * prefix, one or several on a line. Reads the text as bytes (latin1), because the checksum is over bytes.
 */
import { FixError } from './errors.ts'

/** A message's fields by tag, the first of each where a tag repeats. */
export interface FixMessage {
  readonly line: number
  readonly version: string
  readonly fields: ReadonlyMap<number, string>
}

export interface TagValueText {
  readonly messages: readonly FixMessage[]
  /** What is wrong without hindering the reading, such as a checksum: a sentence each, with its place. */
  readonly warnings: readonly string[]
}

/** Where a message begins: no digit before, or it is the end of another tag. */
const BEGIN = /(?<!\d)8=FIXT?\.\d/g

export const looksLikeFix = (text: string): boolean => text.search(BEGIN) >= 0

/** Separators with digits in them, which the guess by the second field would cut. */
const SPELT = ['\u0001', '|', '^A', '<SOH>', '\\x01', '\\u0001', '\\001', '\u00e2\u0090\u0081'] as const

/** @throws {FixError} `malformedField` with line, tag and what would be right */
export function parseTagValue(text: string, file: string): TagValueText {
  const messages: FixMessage[] = []
  const warnings: string[] = []
  text.split(/\r\n|\n|\r/).forEach((content, index) => {
    const line = index + 1
    const starts = [...content.matchAll(BEGIN)].map((match) => match.index)
    starts.forEach((start, nth) => {
      messages.push(parseMessage(content.slice(start, starts[nth + 1]), file, line, warnings))
    })
  })
  return { messages, warnings }
}

function parseMessage(raw: string, file: string, line: number, warnings: string[]): FixMessage {
  const separator = separatorOf(raw)
  if (separator === undefined)
    throw new FixError(
      'malformedField',
      { file, line, tag: 8, value: raw.slice(0, 40) },
      'the message ends after its first field; FIX continues with 9=….',
    )
  const fields = new Map<number, string>()
  let last = 0
  let begin = 0
  let sum = 0
  let isWhole = false
  for (const part of raw.split(separator)) {
    const field = /^\s*(\d{1,9})=(.*)$/s.exec(part)
    if (field === null) {
      if (part.trim() === '') continue
      // Text may hold the very character that this log separates fields by.
      if (!FREE_TEXT.has(last))
        throw new FixError(
          'malformedField',
          { file, line, tag: last, value: part },
          `after tag ${last} stands ${JSON.stringify(cut(part))}; a field is tag=value, such as 38=100.`,
        )
      fields.set(last, `${fields.get(last)}${separator}${part}`)
    } else {
      last = Number(field[1])
      if (field[2] === '')
        warnings.push(`${file}:${line}: tag ${last} has no value; a field that is empty is left out.`)
      else if (last === 10) {
        checkSum(raw.slice(0, begin), separator, field[2]!, sum, { file, line }, warnings)
        isWhole = true
        break
      } else if (!fields.has(last)) fields.set(last, field[2]!)
    }
    begin += part.length + separator.length
    sum = checkSumOf(part, sum)
  }
  if (!isWhole)
    warnings.push(`${file}:${line}: the message ends without a CheckSum (tag 10); the rest of it may be lost.`)
  return { line, version: fields.get(8)!, fields }
}

/** Text, EncodedText, Headline, Account and other notes. */
const FREE_TEXT: ReadonlySet<number> = new Set([1, 58, 148, 355, 147, 5000])

function separatorOf(raw: string): string | undefined {
  const rest = raw.slice(/^8=FIXT?\.\d(?:\.\d)?(?:SP\d)?/.exec(raw)![0].length)
  const spelt = SPELT.find((one) => rest.startsWith(one))
  return spelt ?? /^(\D{1,8}?)(?=\d{1,5}=)/.exec(rest)?.[1]
}

/** Sum of the bytes, each field with the SOH that ends it. */
function checkSumOf(part: string, before: number): number {
  let sum = before + 1
  for (let i = 0; i < part.length; i++) sum += part.charCodeAt(i)
  return sum
}

function checkSum(
  before: string,
  separator: string,
  told: string,
  sum: number,
  place: { file: string; line: number },
  warnings: string[],
): void {
  const where = `${place.file}:${place.line}`
  const right = String(sum % 256).padStart(3, '0')
  const value = told.trim().slice(0, 3)
  if (value !== right) warnings.push(`${where}: CheckSum (tag 10) is ${cut(told)}; the message's bytes give ${right}.`)
  const parts = before.split(separator)
  const length = /^9=(\d+)$/.exec(parts[1] ?? '')?.[1]
  if (length === undefined) return
  const body = before.length - (separator.length - 1) * (parts.length - 1) - parts[0]!.length - parts[1]!.length - 2
  if (Number(length) !== body) warnings.push(`${where}: BodyLength (tag 9) is ${length}; the body has ${body} bytes.`)
}

const cut = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text)
