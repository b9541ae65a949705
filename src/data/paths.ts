/** Which files are meant: paths and patterns become a list of files that exist. */
import { stat } from 'node:fs/promises'
import type { Database } from './duckdb.ts'
import { dataError } from './fault.ts'
import { quote } from './layout.ts'

/** A file to read. */
export interface FoundFile {
  readonly path: string
  readonly bytes: number
}

/**
 * The files that paths and patterns (`*`, `?`, `[a-z]`, `**`) name: paths in their order, those of a pattern sorted, each once.
 * Throws DataError `missingFile` or `noMatch`.
 */
export async function filesFor(database: Database, paths: readonly string[]): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>()
  for (const path of paths) {
    for (const file of await filesOf(database, path)) found.set(file.path, file)
  }
  if (found.size === 0)
    throw dataError('missingFile', 'No file is named: give a path, a pattern such as data/*.csv, or a list of them.')
  return [...found.values()]
}

async function filesOf(database: Database, path: string): Promise<FoundFile[]> {
  const entry = await stat(path).catch(() => undefined)
  if (entry?.isFile()) return [{ path, bytes: entry.size }]
  if (entry?.isDirectory()) {
    throw dataError(
      'missingFile',
      `${path} is a folder. Name its files with a pattern: ${path.replace(/\/$/, '')}/*.csv`,
      { file: path },
    )
  }
  if (!/[*?[]/.test(path)) {
    throw dataError('missingFile', `There is no file ${path} (looked from ${process.cwd()}).`, { file: path })
  }
  const matches = await database.texts(`SELECT file FROM glob(${quote(path)}) ORDER BY file`, path)
  if (matches.length === 0) {
    throw dataError('noMatch', `No file matches ${path} (looked from ${process.cwd()}).`, { file: path })
  }
  const names = matches.map((row) => row[0]!).toSorted()
  return Promise.all(names.map(async (name) => ({ path: name, bytes: (await stat(name)).size })))
}

/** The symbol a file's name stands for: the name without folder and known extensions. */
export function symbolOfPath(path: string): string {
  const name = path.split(/[\\/]/).at(-1)!
  return name.replace(/\.(gz)$/i, '').replace(/\.(csv|txt|tsv|dat|parquet|pq)$/i, '')
}
