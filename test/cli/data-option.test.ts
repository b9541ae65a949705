/** Files given on the command line are read as the experiment's own are. */
import { expect, test } from 'vitest'
import { dataFrom } from '../../src/cli/data-option.ts'
import { csv, generated, parquet, quotes, trades } from '../../src/data/index.ts'

const session = { open: '09:30', close: '16:00' }

test.each([
  ['bars', csv('a.csv', { symbol: 'A', session }), 'b.csv', { kind: 'csv', paths: ['b.csv'], session }],
  ['bars in another format', csv('a.csv', { session }), 'b.pq', { kind: 'parquet', paths: ['b.pq'], session }],
  ['bars of Parquet', parquet('a.parquet', { session }), 'b.csv', { kind: 'csv', paths: ['b.csv'], session }],
  ['trades', trades('a.csv', { symbols: ['A'], bars: 1e6 }), 'b.csv', { kind: 'trades', paths: ['b.csv'], bars: 1e6 }],
  ['quotes', [quotes('a.csv', { crossed: true })], 'b.csv', { kind: 'quotes', paths: ['b.csv'], crossed: true }],
  ['what is no file', generated({ seed: 3 }), 'b.csv', { kind: 'csv', paths: ['b.csv'] }],
  ['several sources', [trades('a.csv'), quotes('q.csv')], 'b.csv', { kind: 'csv', paths: ['b.csv'] }],
])('in place of %s', (_, own, path, described) => {
  expect(dataFrom(path, own).describe()).toEqual(described)
})
