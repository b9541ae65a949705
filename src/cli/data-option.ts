/** `--data FILE`: other files in place of an experiment's own, read the way those are read. */
import { csv, type DataSource, parquet } from '../data/index.ts'

/**
 * @param paths a file or a glob; `.parquet` and `.pq` are Parquet, everything else is CSV
 * @param own the experiment's data: if it is files too, its time zone, sessions, columns and the like hold for the new ones; its symbols do not
 */
export function dataFrom(paths: string, own: DataSource): DataSource {
  const { kind, paths: _, symbol: __, symbols: ___, ...options } = own.describe()
  const read = /\.(parquet|pq)$/i.test(paths) ? parquet : csv
  return read(paths, kind === 'csv' || kind === 'parquet' ? options : {})
}
