/** An order and its first execution as FIX messages, and what a log of such messages says. */
import { readTraceText, trace, type TraceRow } from '../../../src/fix/index.ts'
import type { Field } from './encode.ts'

export const rowsOf = (text: string): TraceRow[] =>
  readTraceText(text, 'orders.log').scenarios.flatMap((one) => trace(one))

export const ORDER: readonly Field[] = [
  [35, 'D'],
  [49, 'ME'],
  [56, 'YOU'],
  [11, 'X'],
  [55, 'ACME'],
  [54, 1],
  [38, 100],
  [40, 2],
  [44, '10.5'],
  [60, '20260105-14:30:00.123'],
]
export const report = (...fields: Field[]): Field[] => [
  [35, '8'],
  [49, 'YOU'],
  [56, 'ME'],
  [37, 'V1'],
  [11, 'X'],
  ...fields,
]
export const TRADE = report(
  [17, 'E1'],
  [150, 'F'],
  [39, 1],
  [38, 100],
  [32, 40],
  [31, '10.25'],
  [151, 60],
  [14, 40],
  [6, '10.25'],
)
