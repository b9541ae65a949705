/** The lines of a text file as a person counts them, plain or gzip: its head for recognition, single lines for messages. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { dataError } from './fault.ts'

const HEAD_BYTES = 64 * 1024

/** The first lines of a file, at most 64 KiB of them; a last line that was cut off is left out. */
export async function headOf(path: string): Promise<string[]> {
  const parts = await firstParts(path)
  const size = parts.reduce((sum, part) => sum + part.length, 0)
  refuseOtherForms(path, parts[0] ?? Buffer.alloc(0))
  const text = Buffer.concat(parts)
    .subarray(0, HEAD_BYTES)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
  const lines = text.split(/\r\n|\n|\r/)
  if (size >= HEAD_BYTES || lines.at(-1) === '') lines.pop()
  return lines
}

/** What begins like this is no text that can be read here; taken for text it would be a header of strange signs. */
const OTHER_FORMS: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x1f, 0x8b], 'it is gzip; give it a name that ends with .gz'],
  [[0xff, 0xfe], 'it is written in UTF-16; save it as UTF-8'],
  [[0xfe, 0xff], 'it is written in UTF-16; save it as UTF-8'],
  [[0x50, 0x4b, 0x03, 0x04], 'it is a zip archive or a spreadsheet; take the CSV file out of it'],
  [[0x50, 0x41, 0x52, 0x31], 'it is Parquet; read it with parquet(…), or give it a name that ends with .parquet'],
]

function refuseOtherForms(path: string, head: Buffer): void {
  for (const [bytes, what] of OTHER_FORMS) {
    if (bytes.every((byte, place) => head[place] === byte))
      throw dataError('unreadableFile', `${path} cannot be read: ${what}.`, { file: path })
  }
}

async function firstParts(path: string): Promise<Buffer[]> {
  try {
    return path.endsWith('.gz') ? await firstUnzipped(path) : [await firstBytes(path)]
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw dataError('unreadableFile', `${path} cannot be read: ${why}.`, { file: path })
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const buffer = Buffer.allocUnsafe(HEAD_BYTES)
    const { bytesRead } = await file.read(buffer, 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function firstUnzipped(path: string): Promise<Buffer[]> {
  const parts: Buffer[] = []
  let size = 0
  const source = reading(path)
  for await (const part of source) {
    parts.push(part as Buffer)
    size += (part as Buffer).length
    if (size >= HEAD_BYTES) break
  }
  source.destroy()
  return parts
}

/** A record of a file and the line it stands on. */
export interface Line {
  readonly line: number
  readonly text: string
}

/**
 * Finds records by number: 0 is the first line that is not blank after `skip` lines, as DuckDB counts them. Reads the file once, up to the
 * last record asked for; used when something is wrong, not on the way of good data.
 */
export async function findRecords(path: string, skip: number, records: readonly number[]): Promise<Map<number, Line>> {
  const found = new Map<number, Line>()
  const wanted = new Set(records)
  let line = 0
  let record = -1
  for await (const text of linesOf(path)) {
    line += 1
    if (line <= skip || text === '') continue
    record += 1
    if (wanted.has(record)) found.set(record, { line, text })
    if (found.size === wanted.size) break
  }
  return found
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const source = reading(path)
  source.setEncoding('utf8')
  let rest = ''
  try {
    for await (const part of source) {
      const text = rest + (part as string)
      // A carriage return at the very end may be half of a line end: keep it for the next part.
      const usable = text.endsWith('\r') ? text.slice(0, -1) : text
      const lines = usable.split(/\r\n|\n|\r/)
      rest = (lines.pop() ?? '') + text.slice(usable.length)
      yield* lines
    }
    if (rest !== '') yield rest.replace(/\r$/, '')
  } finally {
    source.destroy()
  }
}

function reading(path: string): Readable {
  const file = createReadStream(path, { highWaterMark: HEAD_BYTES })
  if (!path.endsWith('.gz')) return file
  const unzipped = createGunzip()
  file.on('error', (error) => unzipped.destroy(error))
  unzipped.on('close', () => file.destroy())
  return file.pipe(unzipped)
}

/** Splits one line into its fields, quotes removed. */
export function fieldsOf(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter)
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!
    if (char === '"') {
      if (quoted && line[i + 1] === '"') field += line[++i]
      else quoted = !quoted
    } else if (char === delimiter && !quoted) {
      fields.push(field)
      field = ''
    } else field += char
  }
  fields.push(field)
  return fields
}
