/** Market data in files: `csv` and `parquet`. */
import { checkOptions, pathsOf } from './known-options.ts'
import { openFiles } from './open-files.ts'
import type { FileFormat } from './open-files.ts'
import type { FileOptions } from './options.ts'
import type { DataSource } from './source.ts'

/**
 * Bars from CSV files: a path, a pattern (`*`, `?`, `**`) or a list of them. Spellings of headers, separators, the way times are written and
 * gzip are recognised.
 *
 *     csv('data/sp500.csv', { symbol: 'SPX' })
 *     csv('data/*.csv.gz', { timeZone: 'America/New_York', stamps: 'open' })
 */
export function csv(paths: string | readonly string[], options: FileOptions = {}): DataSource {
  return files('csv', paths, options)
}

/** Bars from Parquet files: a path, a pattern or a list of them. The options are those of `csv`. */
export function parquet(paths: string | readonly string[], options: FileOptions = {}): DataSource {
  return files('parquet', paths, options)
}

function files(format: FileFormat, paths: string | readonly string[], options: FileOptions): DataSource {
  const list = pathsOf(format, paths)
  return {
    describe: () => ({
      kind: format,
      paths: list,
      ...options,
      ...(typeof options.symbol === 'function' ? { symbol: String(options.symbol) } : {}),
    }),
    open: async (how = {}) => {
      checkOptions(format, options)
      return openFiles(format, list, options, how)
    },
  }
}
