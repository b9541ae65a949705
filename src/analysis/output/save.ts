/** Writing the results of a run into a folder. The same run writes the same bytes. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Summary } from '../figures/index.ts'
import type { RunRecord } from '../record/index.ts'
import { writeCsv } from './csv.ts'
import type { Cell } from './csv.ts'
import { tables } from './tables.ts'

/** Writes `data` as indented JSON with a line feed at the end. */
export async function writeJson(path: string, data: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(data, null, 2)}\n`)
}

/** What `saveResults` writes; leave out what is not wanted. */
export interface Results {
  readonly record: RunRecord
  readonly summary: Summary
  /** What is needed to run it again; becomes run.json. */
  readonly run?: unknown
  /** A whole page; becomes report.html. */
  readonly report?: string
}

/**
 * Writes signals.csv, positions.csv, orders.csv, fills.csv, trades.csv, equity.csv, summary.csv and summary.json, and run.json and
 * report.html where given, into `folder`, which is made when it is missing. Gives the paths in that order. Throws what the file
 * system throws.
 */
export async function saveResults(folder: string, results: Results): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const paths: string[] = []
  const at = (file: string): string => {
    const path = join(folder, file)
    paths.push(path)
    return path
  }
  for (const table of tables) await writeCsv(at(table.file), table.header, table.rows(results.record))
  await writeCsv(at('summary.csv'), ['figure', 'value'], figures(results.summary))
  await writeJson(at('summary.json'), results.summary)
  if (results.run !== undefined) await writeJson(at('run.json'), results.run)
  if (results.report !== undefined) await writeFile(at('report.html'), results.report)
  return paths
}

function* figures(summary: Summary): Iterable<readonly Cell[]> {
  for (const [name, value] of Object.entries(summary) as [string, Cell | readonly string[]][]) {
    yield [name, typeof value === 'object' && value !== null ? value.join(' ') : value]
  }
}
