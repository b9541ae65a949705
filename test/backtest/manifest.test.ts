/** What a run's manifest says of the models it was made of. */
import { expect, test } from 'vitest'
import { configurationOf, plain } from '../../src/backtest/manifest.ts'
import {
  bps,
  columns,
  constant,
  fixed,
  fixedQuantity,
  inParts,
  noCommission,
  participation,
  percentOfEquity,
  percentOfNotional,
  perShare,
  seconds,
  together,
  withinBar,
} from '../../src/index.ts'
import { smaCross } from './strategies.ts'

test('models are written down as they were made', () => {
  expect(
    plain([
      perShare(0.005, { min: 1 }),
      perShare(0.01),
      percentOfNotional(0.001),
      together(fixed(1), perShare(0.5)),
      noCommission,
      withinBar(bps(2)),
      participation(0.1),
      inParts(2),
      percentOfEquity(0.95),
      constant(seconds(1)),
      () => 0,
    ]),
  ).toEqual([
    'perShare(0.005, { min: 1 })',
    'perShare(0.01)',
    'percentOfNotional(0.001)',
    'together(fixed(1), perShare(0.5))',
    'noCommission',
    'withinBar(bps(2))',
    'participation(0.1)',
    'inParts(2)',
    'percentOfEquity(0.95)',
    'constant 1000000',
    'custom function',
  ])
})

test('a configuration is plain JSON with the data and the parameters', () => {
  const configuration = configurationOf({
    data: columns({ A: [{ time: '2020-01-02', open: 1, high: 1, low: 1, close: 1 }] }),
    strategies: [smaCross],
    portfolio: { cash: 5, sizing: fixedQuantity(3), risk: { maxPosition: 7 } },
    seed: 3,
  })
  expect(JSON.parse(JSON.stringify(configuration))).toMatchObject({
    data: { kind: 'columns' },
    strategies: [{ name: 'sma-cross', params: { fast: 2, slow: 5 } }],
    portfolio: { cash: 5, sizing: 'fixedQuantity(3)', risk: { maxPosition: 7 } },
    seed: 3,
  })
})
