/** The tables of docs/orders.md, made from what the venue checks orders by. */
import { EXCLUSIVE, type Instruction, INSTRUCTIONS, ORDER_TYPES, TIMES_IN_FORCE, type TypeRules } from 'quantdome'

type Row = readonly string[]

/** A Markdown table as the formatter writes it: columns as wide as their widest cell. */
function table(head: Row, rows: readonly Row[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]!.length)))
  const line = (row: Row): string => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ')
const mark = (is: boolean): string => (is ? 'yes' : '')

/** What an order needs, and may have in brackets. */
function pricesOf({ limitPrice, stopPrice, trails, limitOffset, triggerBy }: TypeRules): string {
  const needed: string[] = []
  const optional: string[] = []
  if (stopPrice === 'needed') needed.push('stopPrice')
  if (trails) needed.push('trailBy', 'trailOffset')
  if (limitOffset) needed.push('limitOffset')
  if (limitPrice === 'needed') needed.push('limitPrice')
  if (stopPrice === 'optional') optional.push('stopPrice')
  if (triggerBy) optional.push('triggerBy')
  const maybe = optional.length === 0 ? '' : `${needed.length === 0 ? '' : ' '}(${code(optional)})`
  return code(needed) + maybe
}

const types = Object.entries(ORDER_TYPES)
const times = Object.keys(TIMES_IN_FORCE) as (keyof typeof TIMES_IN_FORCE)[]

const allows = (rules: TypeRules, instruction: Instruction): boolean => rules.instructions.includes(instruction)

/** Everything between the marks of the page. */
export function tables(): string {
  return [
    'What a type needs, and may have in brackets:',
    table(
      ['type', 'prices'],
      types.map(([type, rules]) => [code([type]), pricesOf(rules)]),
    ),
    'Type and time in force:',
    table(
      ['type', ...times],
      types.map(([type, rules]) => [code([type]), ...times.map((time) => mark(rules.timesInForce.includes(time)))]),
    ),
    'Type and instruction:',
    table(
      ['type', ...INSTRUCTIONS],
      types.map(([type, rules]) => [code([type]), ...INSTRUCTIONS.map((one) => mark(allows(rules, one)))]),
    ),
    'Time in force and instruction:',
    table(
      ['time in force', ...INSTRUCTIONS],
      times.map((time) => [code([time]), ...INSTRUCTIONS.map((one) => mark(TIMES_IN_FORCE[time].includes(one)))]),
    ),
    `Not together: ${EXCLUSIVE.map(([one, other]) => `${code([one])} and ${code([other])}`).join('; ')}.`,
  ].join('\n\n')
}

const BEGIN = '<!-- made by scripts/orders-page.ts -->'
const END = '<!-- up to here -->'

/** A page with its tables as they ought to be. */
export function withTables(page: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (from < 0 || to < from) throw new Error(`the page lacks its marks ${BEGIN} and ${END}`)
  return `${page.slice(0, from)}${BEGIN}\n\n${tables()}\n\n${page.slice(to)}`
}
