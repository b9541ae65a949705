/** Ticks in files: `trades` and `quotes`. */
import { checkOptions, pathsOf } from './known-options.ts'
import { openTicks } from './open-ticks.ts'
import type { TickKind } from './open-ticks.ts'
import type { DataSource } from './source.ts'
import type { QuotesOptions, TradesOptions } from './tick-options.ts'

/**
 * Trades from files: a path, a pattern (`*`, `?`, `**`) or a list of them; `.parquet` and `.pq` are Parquet, all else is CSV. Spellings of headers,
 * separators, the way times are written and gzip are recognised. Trades of one time keep the order of the file.
 *
 *     trades('BTCUSDT-trades-2024-03-01.csv', { symbol: 'BTCUSDT', bars: minutes(1) })
 *     trades('aggTrades.csv.gz', { columns: ['id', 'price', 'quantity', 'first', 'last', 'time', 'isBuyerMaker', 'best'] })
 */
export function trades(paths: string | readonly string[], options: TradesOptions = {}): DataSource {
  return ticks('trades', paths, options)
}

/** Quotes (best bid and offer) from files, as `trades` reads trades. A quote whose bid is above its ask is refused unless `crossed`. */
export function quotes(paths: string | readonly string[], options: QuotesOptions = {}): DataSource {
  return ticks('quotes', paths, options)
}

function ticks(of: TickKind, paths: string | readonly string[], options: TradesOptions & QuotesOptions): DataSource {
  const list = pathsOf(of, paths)
  return {
    describe: () => ({
      kind: of,
      paths: list,
      ...options,
      ...(typeof options.symbol === 'function' ? { symbol: String(options.symbol) } : {}),
    }),
    open: async (how = {}) => {
      checkOptions(of, options)
      return openTicks(of, list, options, how)
    },
  }
}
