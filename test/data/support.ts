/** What the tests of market data share: files in a folder of their own, and a feed read to its end. */
import { DuckDBInstance } from '@duckdb/node-api'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { DataSource, Fault, OpenOptions } from '../../src/data/index.ts'
import { DataError } from '../../src/data/index.ts'

/** A folder that is gone after the tests of a file. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), 'quantdome-data-'))
  afterAll(() => rmSync(path, { recursive: true }))
  return {
    path,
    /** Writes a file and answers its path. */
    write(name: string, content: string | Buffer): string {
      writeFileSync(join(path, name), content)
      return join(path, name)
    },
  }
}

/** A bar with its symbol's name; times in microseconds. */
export interface Row {
  symbol: string
  at: number
  openAt: number
  open: number
  high: number
  low: number
  close: number
  volume: number
}

export interface Everything {
  rows: Row[]
  repairs: readonly Fault[]
  symbols: readonly string[]
  inputs: readonly { path: string; bytes: number; sha256: string }[]
  chunks: number[]
}

/** Opens a source and reads all of it. */
export async function readAll(source: DataSource, options: OpenOptions = {}): Promise<Everything> {
  const opened = await source.open(options)
  const rows: Row[] = []
  const chunks: number[] = []
  try {
    for (let chunk = opened.feed.take(); chunk !== null; chunk = opened.feed.take()) {
      if (chunk === undefined) {
        await opened.feed.load()
        continue
      }
      chunks.push(chunk.length)
      for (let i = 0; i < chunk.length; i++) {
        rows.push({
          symbol: opened.feed.symbols[chunk.symbol[i]!]!,
          at: chunk.at[i]!,
          openAt: chunk.openAt[i]!,
          open: chunk.open[i]!,
          high: chunk.high[i]!,
          low: chunk.low[i]!,
          close: chunk.close[i]!,
          volume: chunk.volume[i]!,
        })
      }
    }
  } finally {
    await opened.close()
  }
  return { rows, repairs: opened.repairs, symbols: opened.feed.symbols, inputs: opened.inputs, chunks }
}

/** A tick as text: `1000 ACME 10.5 x 3 buy` for a trade, `1000 ACME 10 x 1 / 11 x 2` for a quote. Times in microseconds. */
export interface Ticks {
  ticks: string[]
  repairs: readonly Fault[]
  symbols: readonly string[]
  chunks: number[]
}

/** Opens a source of ticks and reads all of it. */
export async function readTicks(source: DataSource, options: OpenOptions = {}): Promise<Ticks> {
  const opened = await source.open(options)
  const { feed } = opened
  const ticks: string[] = []
  const chunks: number[] = []
  try {
    for (let chunk = feed.ticks?.take(); chunk !== null; chunk = feed.ticks?.take()) {
      if (chunk === undefined) {
        await feed.ticks!.load()
        continue
      }
      chunks.push(chunk.length)
      for (let i = 0; i < chunk.length; i++) {
        const { price, size, ask, askSize } = chunk
        const kind = (['quote', '', 'buy', 'sell'] as const)[chunk.kind[i]!]!
        const symbol = feed.symbols[chunk.symbol[i]!]!
        const first = `${chunk.at[i]!} ${symbol} ${price[i]!} x ${size[i]!}`
        ticks.push(kind === 'quote' ? `${first} / ${ask[i]!} x ${askSize[i]!}` : `${first} ${kind}`.trim())
      }
    }
  } finally {
    await opened.close()
  }
  return { ticks, repairs: opened.repairs, symbols: feed.symbols, chunks }
}

/** The fault for which a source is refused. */
export async function faultOf(source: DataSource, options: OpenOptions = {}): Promise<Fault> {
  try {
    await readAll(source, options)
    if (source.describe().kind !== 'csv') await readTicks(source, options)
  } catch (error) {
    if (error instanceof DataError) return error.fault
    throw error
  }
  throw new Error('nothing was refused')
}

/** Microseconds of an ISO time. */
export const micros = (iso: string) => Date.parse(iso) * 1_000

/** The ISO text of a time, without what is zero at its end. */
export const iso = (at: number) => new Date(at / 1_000).toISOString().replace(/(:00)?\.000Z$/, 'Z')

/** Writes a Parquet file out of a SELECT. */
export async function writeParquet(path: string, select: string): Promise<string> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
  return path
}

/** Five days of good bars, as lines without a header. */
export const DAYS = [
  '2020-01-02,10,12,9,11,100',
  '2020-01-03,11,13,10,12,200',
  '2020-01-06,12,14,11,13,300',
  '2020-01-07,13,15,12,14,400',
  '2020-01-08,14,16,13,15,500',
]

export const HEADER = 'Date,Open,High,Low,Close,Volume'

/** A file of lines under the usual header. */
export const file = (lines: readonly string[], header = HEADER) => `${[header, ...lines].join('\n')}\n`
