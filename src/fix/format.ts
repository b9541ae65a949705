/** A trace for people, as a table, and for programs, as one object a line. */
import type { LifecycleProfile } from '../../actors/order/index.ts'
import type { Scenario } from './step.ts'
import type { Difference, TraceRow, Verdict } from './trace.ts'
import { ORD_STATUS_WORDS } from './words.ts'

/** How many reports there are of each verdict. */
export type Tally = Readonly<Record<Verdict, number>>

export function tallyOf(rows: readonly TraceRow[]): Tally {
  const tally = { ok: 0, quirk: 0, violation: 0, computed: 0 }
  for (const { verdict } of rows) if (verdict !== undefined) tally[verdict]++
  return tally
}

const HEADS = [
  'step',
  'message',
  'working',
  'request',
  'fill',
  'OrdStatus',
  'qty',
  'cum',
  'leaves',
  'avg px',
  'verdict',
]
/** Columns of numbers stand to the right. */
const RIGHT: ReadonlySet<number> = new Set([0, 6, 7, 8, 9])

/** One scenario's table; below a row what is to be said about it. A row that begins with `or` is a branch that the next row does not continue. */
export function formatTrace({ id, title }: Scenario, profile: LifecycleProfile, rows: readonly TraceRow[]): string {
  const cells = rows.map(cellsOf)
  const widths = HEADS.map((head, column) => Math.max(head.length, ...cells.map((row) => row[column]!.length)))
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, column) => (RIGHT.has(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join('  ')}`.trimEnd()
  const lines = [[id, title, `(${profile})`].filter(Boolean).join('  '), line(HEADS)]
  rows.forEach((row, index) => lines.push(line(cells[index]!), ...notesOf(row).map((note) => `        ${note}`)))
  return lines.join('\n')
}

function cellsOf({ step, message, isAlternative, state, values, verdict }: TraceRow): string[] {
  return [
    String(step),
    isAlternative ? `or ${message}` : message,
    state?.working ?? '-',
    state?.request ?? '-',
    state?.fill ?? '-',
    values === undefined ? '-' : ORD_STATUS_WORDS[values.ordStatus],
    shown(values?.orderQty),
    shown(values?.cumQty),
    shown(values?.leavesQty),
    shown(values?.avgPx),
    verdict ?? '',
  ]
}

/** Sums of decimal quantities and averages are shown without the noise of binary arithmetic. */
const shown = (value: number | undefined): string => (value === undefined ? '-' : String(rounded(value)))

const rounded = (value: number): number => Number(value.toPrecision(12))

function notesOf({ verdict, rule, text, differences, remarks }: TraceRow): string[] {
  const notes = remarks.map((remark) => `remark: ${remark}`)
  if (verdict !== 'quirk' && verdict !== 'violation') return notes
  const facts = differences.map(difference)
  const name = rule === undefined ? verdict : `${verdict} ${rule}`
  return [`${name}: ${[...facts, text].filter((part) => part !== undefined).join('; ')}`, ...notes]
}

const difference = ({ field, expected, got }: Difference): string =>
  `${FIELD_WORDS[field]} expected ${word(expected)} (the message), got ${word(got)} (the lifecycle)`

const FIELD_WORDS: Readonly<Record<Difference['field'], string>> = {
  ordStatus: 'OrdStatus',
  orderQty: 'OrderQty',
  cumQty: 'CumQty',
  leavesQty: 'LeavesQty',
  avgPx: 'AvgPx',
}

const word = (value: string | number): string =>
  typeof value === 'number' ? shown(value) : ORD_STATUS_WORDS[value as keyof typeof ORD_STATUS_WORDS]

/** `186 reports in 32 scenarios: 183 ok, 3 quirks`. */
export function formatTally(tally: Tally, scenarios: number): string {
  const { ok, quirk, violation, computed } = tally
  const reports = ok + quirk + violation + computed
  const parts = [
    ok > 0 ? `${ok} ok` : '',
    quirk > 0 ? plural(quirk, 'quirk') : '',
    violation > 0 ? plural(violation, 'violation') : '',
    computed > 0 ? `${computed} computed` : '',
  ].filter(Boolean)
  return `${plural(reports, 'report')} in ${plural(scenarios, 'scenario')}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`
}

const plural = (count: number, name: string): string => `${count} ${name}${count === 1 ? '' : 's'}`

/** A report's row as data, with FIX's words; undefined of other rows. What is unknown is null. */
export function rowObject(row: TraceRow): Record<string, unknown> | undefined {
  if (row.verdict === undefined) return undefined
  const { values, state } = row
  return {
    id: row.id,
    step: row.step,
    ...(row.line === undefined ? {} : { line: row.line }),
    message: row.message,
    working: state?.working ?? null,
    request: state?.request ?? null,
    fill: state?.fill ?? null,
    ordStatus: values === undefined ? null : ORD_STATUS_WORDS[values.ordStatus],
    orderQty: known(values?.orderQty),
    cumQty: known(values?.cumQty),
    leavesQty: known(values?.leavesQty),
    avgPx: known(values?.avgPx),
    verdict: row.verdict,
    ...(row.rule === undefined ? {} : { rule: row.rule }),
    ...(row.text === undefined ? {} : { text: row.text }),
    ...(row.differences.length === 0
      ? {}
      : {
          differences: row.differences.map(({ field, expected, got }) => ({
            field,
            expected: said(expected),
            got: said(got),
          })),
        }),
    ...(row.remarks.length === 0 ? {} : { remarks: row.remarks }),
  }
}

const known = (value: number | undefined): number | null => (value === undefined ? null : rounded(value))

const said = (value: string | number): string | number => (typeof value === 'number' ? rounded(value) : word(value))
