/** A stress test on a terminal: a table of runs, and what the result hangs on in a few sentences. */
import type { StressAmbiguity, StressFactor, StressInput, StressRun } from '../../analysis/index.ts'
import { count, date, decimal, percent, signed, signedPercent } from '../../analysis/format/numbers.ts'

type Paint = (code: number, text: string) => string

const HEADINGS = ['final equity', 'change', 'return', 'Sharpe', 'drawdown', 'trades', 'fills', 'ambiguous']

/** Ends with a line end. */
export function stressText(grid: StressInput, options: { readonly color?: boolean } = {}): string {
  const paint: Paint = (code, text) => (options.color === true ? `\u001b[${code}m${text}\u001b[0m` : text)
  const rows = rowsOf(grid)
  const label = Math.max(...rows.map((row) => row.label.length))
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row.cells[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => cell.padStart(widths[column]!)).join('   ')
  const lines = [
    headline(grid, paint),
    '',
    paint(2, `  ${' '.repeat(label)}   ${line(HEADINGS)}`),
    ...rows.map((row) => {
      if (row.cells.length === 0) return paint(2, `  ${row.label}`)
      if (row.cells.length === 1) return `  ${row.label.padEnd(label)}   ${paint(31, row.cells[0]!)}`
      const text = `  ${row.label.padEnd(label)}   ${line(row.cells)}`
      return row.isBase ? paint(2, text) : text
    }),
    '',
    ...conclusion(grid).map((sentence) => `  ${sentence}`),
  ]
  return `${lines.join('\n')}\n`
}

function headline({ name, symbols, from, to, runs }: StressInput, paint: Paint): string {
  const made = 1 + runs.filter(({ isBase }) => !isBase).length
  const what =
    symbols.length > 4 ? `${symbols.slice(0, 3).join(', ')} and ${symbols.length - 3} more` : symbols.join(', ')
  const span = from === null ? 'no data' : `${date(from)} to ${date(to)}`
  return [paint(1, name), what, span, `${made} runs under other assumptions of how orders fill`].join('   ')
}

interface Row {
  readonly label: string
  /** None for a heading, one for what went wrong. */
  readonly cells: readonly string[]
  readonly isBase: boolean
}

function rowsOf({ base, runs, factors }: StressInput): Row[] {
  const rows: Row[] = [rowOf(base, base.label)]
  const titles = new Map(factors.map(({ name, title }) => [name, title]))
  let factor = ''
  for (const run of runs) {
    const isCombined = run.factor === 'worst' || run.factor === 'best'
    if (run.factor !== factor && !(isCombined && factor !== '' && !titles.has(factor))) {
      factor = run.factor
      rows.push({ label: isCombined ? 'All at once' : (titles.get(factor) ?? factor), cells: [], isBase: false })
    }
    rows.push(rowOf(run, `  ${run.label}`))
  }
  return rows
}

function rowOf({ figures, change, failure, isBase }: StressRun, label: string): Row {
  if (figures === undefined) return { label, cells: [`failed: ${failure ?? ''}`], isBase: false }
  const { finalEquity, totalReturn, sharpe, maxDrawdown, trades, fills, ambiguities } = figures
  return {
    label,
    cells: [
      decimal(finalEquity),
      isBase ? '' : signed(change),
      signedPercent(totalReturn),
      decimal(sharpe),
      percent(-maxDrawdown),
      count(trades),
      count(fills),
      count(ambiguities),
    ],
    isBase,
  }
}

/** In words what the table says. */
export function conclusion({ factors, base, runs, omitted, ambiguities, planned, isComplete }: StressInput): string[] {
  const sentences: string[] = []
  const equity = base.figures!.finalEquity
  const [first, second] = factors
  if (first !== undefined && first.spread > 0) {
    sentences.push(`It hangs most on ${rangeOf(first)}.`)
    if (second !== undefined && second.spread > 0) sentences.push(`Then on ${rangeOf(second)}.`)
  } else if (first !== undefined && isComplete) sentences.push('None of these assumptions moves the result.')
  const still = factors.filter(({ spread }) => spread === 0)
  if (still.length > 0 && still.length < factors.length)
    sentences.push(`No difference: ${still.map(({ title }) => lower(title)).join(', ')}.`)
  const [worst, best] = ['worst', 'best'].map((name) => runs.find((run) => run.factor === name)?.figures?.finalEquity)
  if (worst !== undefined && best !== undefined)
    sentences.push(`All at once: from ${decimal(worst)} to ${decimal(best)}, where it is ${decimal(equity)} as it is.`)
  sentences.push(...ambiguous(ambiguities))
  for (const { factor, reason } of omitted) sentences.push(`Not tried: ${lower(factor)}, because ${reason}.`)
  if (!isComplete) sentences.push(`Stopped before all of the ${planned} runs were made.`)
  return sentences
}

/** Bars are counted and named: their prices came in an order that they do not say, and the result depends on it. */
function ambiguous(ambiguities: readonly StressAmbiguity[]): string[] {
  const bars = ambiguities.reduce((sum, each) => sum + each.count, 0)
  if (bars === 0) return ['No bar was ambiguous: none depends on the order of its prices.']
  return [
    `${count(bars)} ${bars === 1 ? 'case was' : 'cases were'} ambiguous as it is, because a bar does not say in which order its prices came:`,
    ...ambiguities.map((each) => `  ${count(each.count)} ${each.code}, first ${date(each.first)}: ${each.example}`),
  ]
}

const lower = (title: string): string => title.charAt(0).toLowerCase() + title.slice(1)

const rangeOf = ({ title, low, high, spread, worst, best }: StressFactor): string =>
  `${lower(title)}: from ${decimal(low)} (${worst}) to ${decimal(high)} (${best}), ${percent(spread, 1)} of final equity`
