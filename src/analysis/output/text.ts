/** The summary of a run on a terminal. */
import type { Summary } from '../figures/index.ts'
import type { Incident, IncidentKind } from '../record/index.ts'
import { count, date, dayCount, decimal, percent, signed, signedPercent } from '../format/numbers.ts'

export interface TextOptions {
  /** Use ANSI colours; default no. */
  readonly color?: boolean
  /** What went wrong (`record.incidents`): what was refused, denied or rejected then names its most frequent codes. */
  readonly incidents?: readonly Incident[]
}

type Entry = readonly [label: string, value: string]

/** Two aligned columns of figures below a line that says what was run; no line end after the last line. */
export function formatSummary(summary: Summary, options: TextOptions = {}): string {
  const paint = (code: number, text: string): string =>
    options.color === true ? `\u001b[${code}m${text}\u001b[0m` : text
  const left = performance(summary)
  const right = trading(summary)
  const rows = Math.max(left.length, right.length)
  const widths = [widest(left, 0), widest(left, 1), widest(right, 0), widest(right, 1)] as const
  const lines = [headline(summary, paint), '']
  for (let i = 0; i < rows; i++) {
    const [a, b] = [left[i], right[i]]
    const first = a === undefined ? ' '.repeat(widths[0] + 2 + widths[1]) : line(a, widths[0], widths[1], paint)
    lines.push(`  ${first}${b === undefined ? '' : `     ${line(b, widths[2], widths[3], paint)}`}`.trimEnd())
  }
  const troubles = trouble(summary, options.incidents ?? [])
  if (troubles.length > 0) lines.push('', ...troubles.map((one) => `  ${paint(33, one)}`))
  if (summary.hash !== null) lines.push('', `  ${paint(2, `run ${summary.hash}`)}`)
  return lines.join('\n')
}

type Paint = (code: number, text: string) => string

function headline(s: Summary, paint: Paint): string {
  const symbols =
    s.symbols.length > 4 ? `${s.symbols.slice(0, 3).join(', ')} and ${s.symbols.length - 3} more` : s.symbols.join(', ')
  const span = s.from === null ? 'no data' : `${date(s.from)} to ${date(s.to)}`
  return [
    paint(1, s.name),
    symbols,
    span,
    `${count(s.tradingDays)} trading ${s.tradingDays === 1 ? 'day' : 'days'}`,
  ].join('   ')
}

const performance = (s: Summary): Entry[] => [
  ['Starting cash', decimal(s.startingCash)],
  ['Final equity', decimal(s.finalEquity)],
  ['Total return', signedPercent(s.totalReturn)],
  ['Annual return', signedPercent(s.annualReturn)],
  ...(s.benchmarkReturn === null
    ? []
    : ([[`Holding ${s.benchmark ?? ''}`, signedPercent(s.benchmarkReturn)]] satisfies Entry[])),
  ['Volatility', percent(s.volatility)],
  ['Sharpe', decimal(s.sharpe)],
  ['Sortino', decimal(s.sortino)],
  ['Calmar', decimal(s.calmar)],
  ['Max drawdown', percent(-s.maxDrawdown)],
  ['Longest drawdown', dayCount(s.longestDrawdownDays)],
  ['Alpha, beta', `${signedPercent(s.alpha)}, ${decimal(s.beta)}`],
]

const trading = (s: Summary): Entry[] => [
  ['Orders, fills', `${count(s.orders)}, ${count(s.fills)}`],
  ['Trades', s.openTrades === 0 ? count(s.trades) : `${count(s.trades)} + ${count(s.openTrades)} open`],
  ['Win rate', percent(s.winRate)],
  ['Profit factor', decimal(s.profitFactor)],
  ['Expectancy', signed(s.expectancy)],
  ['SQN', decimal(s.sqn)],
  ['Best trade', signed(s.bestTrade)],
  ['Worst trade', signed(s.worstTrade)],
  ['Exposure', percent(s.exposure)],
  ['Turnover a year', decimal(s.turnover)],
  ['Commissions', decimal(s.commissions)],
  ['Slippage', decimal(s.slippage)],
  ...(s.financing === 0 ? [] : ([['Financing', decimal(s.financing)]] satisfies Entry[])),
  ...(s.dividends === 0 ? [] : ([['Dividends', signed(s.dividends)]] satisfies Entry[])),
]

/** One line a kind. */
function trouble(s: Summary, incidents: readonly Incident[]): string[] {
  const said = (kind: IncidentKind): number =>
    incidents.reduce((sum, incident) => sum + (incident.kind === kind ? incident.count : 0), 0)
  const kinds: [number, string, string, IncidentKind?][] = [
    [s.refused, 'signal', 'refused', 'refused'],
    [s.denied, 'order', 'denied', 'denied'],
    [s.rejected, 'request', 'rejected', 'rejected'],
    [s.marginCalls, 'margin call', 'made'],
    [s.violations, 'event', 'in violation of an order’s state'],
    [said('fault'), 'fault', 'of the line or the venue', 'fault'],
    [said('uncertain'), 'doubt', 'about how an order stands', 'uncertain'],
    [s.ambiguities, 'bar', 'ambiguous in the order of their prices'],
  ]
  const found = kinds.filter(([n]) => n > 0)
  return found.map(
    ([n, what, happened, kind]) => `${count(n)} ${what}${n === 1 ? '' : 's'} ${happened}${codes(incidents, kind)}`,
  )
}

/** How many codes are named. */
const MOST_CODES = 3

/** ` (offTick 7, tooLate 2)`, most frequent first. */
function codes(incidents: readonly Incident[], kind: IncidentKind | undefined): string {
  const found = incidents.filter((incident) => incident.kind === kind).toSorted((a, b) => b.count - a.count)
  if (found.length === 0) return ''
  const named = found.slice(0, MOST_CODES).map((incident) => `${incident.code} ${count(incident.count)}`)
  return ` (${[...named, ...(found.length > MOST_CODES ? ['…'] : [])].join(', ')})`
}

const widest = (entries: readonly Entry[], column: 0 | 1): number =>
  Math.max(0, ...entries.map((entry) => entry[column].length))

const line = ([label, value]: Entry, labelWidth: number, valueWidth: number, paint: Paint): string =>
  `${paint(2, label.padEnd(labelWidth))}  ${value.padStart(valueWidth)}`
