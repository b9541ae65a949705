/** `--data FILE`: other files in place of an experiment's own, read the way those are read. */
import { csv, type DataSource, parquet, quotes, trades } from '../data/index.ts'

/**
 * @param paths a file or a glob; `.parquet` and `.pq` are Parquet, everything else is CSV
 * @param own the experiment's data: if it is files too, of bars, trades or quotes, so are the new ones, and its time zone, sessions, columns and the like
 *   hold for them; its symbols do not
 */
export function dataFrom(paths: string, own: DataSource | readonly DataSource[]): DataSource {
  const only = 'open' in own ? own : own.length === 1 ? own[0] : undefined
  const { kind, paths: _, symbol: __, symbols: ___, ...options } = only?.describe() ?? { kind: '' }
  if (kind === 'trades') return trades(paths, options)
  if (kind === 'quotes') return quotes(paths, options)
  const read = /\.(parquet|pq)$/i.test(paths) ? parquet : csv
  return read(paths, kind === 'csv' || kind === 'parquet' ? options : {})
}
