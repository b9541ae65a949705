/** The tables of a record as CSV: their columns, and how each row is written. */
import type { RunRecord } from '../record/index.ts'
import type { Cell } from './csv.ts'
import { isoWriter } from '../format/time.ts'

export interface CsvTable {
  readonly file: string
  readonly header: readonly string[]
  rows(record: RunRecord): Iterable<readonly Cell[]>
}

/** Orders to trade; wishes to cancel or change an order trade nothing and are left out. */
const signals: CsvTable = {
  file: 'signals.csv',
  header: ['timestamp', 'ticker', 'price', 'quantity'],
  *rows(record) {
    const iso = isoWriter()
    for (const s of record.signals) {
      if (s.intent !== 'cancel' && s.intent !== 'change') yield [iso(s.at), s.symbol, s.price, s.quantity]
    }
  },
}

const positions: CsvTable = {
  file: 'positions.csv',
  header: ['timestamp', 'ticker', 'quantity', 'marketValue'],
  *rows(record) {
    const iso = isoWriter()
    for (const h of record.holdings) yield [iso(h.at), h.symbol, h.quantity, h.marketValue]
  },
}

const orders: CsvTable = {
  file: 'orders.csv',
  header: [
    ...[
      'orderId',
      'submittedAt',
      'ticker',
      'side',
      'type',
      'quantity',
      'limitPrice',
      'stopPrice',
      'timeInForce',
      'status',
    ],
    ...['acceptedAt', 'doneAt', 'filledQuantity', 'averagePrice', 'commission', 'strategy', 'tag', 'code', 'text'],
  ],
  *rows(record) {
    const iso = isoWriter()
    for (const o of record.orders) {
      yield [
        ...[
          o.orderId,
          iso(o.submittedAt),
          o.symbol,
          o.side,
          o.orderType,
          o.quantity,
          o.limitPrice,
          o.stopPrice,
          o.timeInForce,
        ],
        o.status,
        o.acceptedAt === undefined ? undefined : iso(o.acceptedAt),
        o.doneAt === undefined ? undefined : iso(o.doneAt),
        ...[o.cumQty, o.avgPx, o.commission, o.strategy, o.tag, o.code, o.text],
      ]
    }
  },
}

const fills: CsvTable = {
  file: 'fills.csv',
  header: [
    ...[
      'timestamp',
      'ticker',
      'side',
      'quantity',
      'price',
      'commission',
      'slippage',
      'orderId',
      'execId',
      'reportedAt',
    ],
    ...['strategy', 'tag', 'state', 'liquidity'],
  ],
  *rows(record) {
    const iso = isoWriter()
    for (const f of record.fills) {
      yield [
        ...[iso(f.transactTime), f.symbol, f.side, f.quantity, f.price, f.commission, f.slippage, f.orderId, f.execId],
        ...[iso(f.at), f.strategy, f.tag, f.state, f.liquidity],
      ]
    }
  },
}

/** Closed trades in the order of their exits, then the lots still open, marked at the last close. */
const trades: CsvTable = {
  file: 'trades.csv',
  header: [
    ...[
      'ticker',
      'direction',
      'status',
      'quantity',
      'entryTime',
      'exitTime',
      'entryPrice',
      'exitPrice',
      'gross',
      'commission',
    ],
    ...[
      'net',
      'return',
      'mae',
      'mfe',
      'maeReturn',
      'mfeReturn',
      'bars',
      'strategy',
      'tag',
      'entryOrderId',
      'exitOrderId',
    ],
  ],
  *rows(record) {
    const iso = isoWriter()
    for (const list of [record.trades, record.openTrades]) {
      for (const t of list) {
        yield [
          ...[t.symbol, t.direction, t.open ? 'open' : 'closed', t.quantity, iso(t.entryAt), iso(t.exitAt)],
          ...[
            t.entryPrice,
            t.exitPrice,
            t.gross,
            t.commission,
            t.net,
            t.return,
            t.mae,
            t.mfe,
            t.maeReturn,
            t.mfeReturn,
          ],
          ...[t.bars, t.strategy, t.tag, t.entryOrderId, t.exitOrderId],
        ]
      }
    }
  },
}

const equity: CsvTable = {
  file: 'equity.csv',
  header: ['timestamp', 'equity', 'cash', 'grossExposure', 'drawdown', 'benchmark'],
  *rows(record) {
    const iso = isoWriter()
    const e = record.equity
    let peak = record.startingCash
    for (let i = 0; i < e.length; i++) {
      const value = e.equity[i]!
      peak = Math.max(peak, value)
      yield [iso(e.at[i]!), value, e.cash[i], e.gross[i], (peak - value) / peak, e.benchmark[i]]
    }
  },
}

export const tables: readonly CsvTable[] = [signals, positions, orders, fills, trades, equity]
