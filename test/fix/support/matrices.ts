/**
 * FIX's order state change matrices in a few letters, made into the scenario format that the command reads. One message a line:
 *
 *     > New Order(X) 10000                        the client's, with its OrderQty
 *     < Execution(X) Trade | Partially Filled 10000 2000 8000 2000 execId=B
 *     ~ Execution(X) Rejected | Rejected 10000 0 0 0          the same, a branch that is not continued
 *     - order phoned to the broker                            nothing sent
 *
 * After `|` stand OrdStatus, OrderQty, CumQty, LeavesQty, LastQty (`.` where there is none), then further columns by name. A time such as
 * `D2,1` may stand before the message, and a remark after `;`.
 */
export type ScenarioJson = Record<string, unknown> & { id: string; steps: Record<string, unknown>[] }

export function scenario(id: string, title: string, matrix: string, more: object = {}): ScenarioJson {
  const lines = matrix
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return { id, title, ...more, steps: lines.map((line, index) => step(line, index)) }
}

function step(line: string, index: number): Record<string, unknown> {
  const [before, comment = ''] = line.split(';').map((part) => part.trim()) as [string, string?]
  const [message, columns = ''] = before.split('|').map((part) => part.trim()) as [string, string?]
  const sign = message[0]!
  const time = /^. (D\d+,\d+) /.exec(message)?.[1]
  const text = message.slice(2 + (time === undefined ? 0 : time.length + 1))
  const path = sign === '~' ? 'alt' : 'main'
  const common = { time: time ?? index, msgReceived: null, msgSent: null, comment, path, crossing: false }
  if (sign === '-') return { ...common, comment: text }
  const [, name, ids = '', rest = ''] = /^([A-Z][A-Za-z]+(?: [A-Z][a-z]+)?)(\([^)]*\))?(.*)$/.exec(text)!
  if (sign === '>') {
    const [quantity, ...more] = rest.trim().split(' ')
    return { ...common, msgReceived: `${name}${ids}`, orderQty: quantity ? Number(quantity) : null, ...named(more) }
  }
  // Without ids the words run on: `Execution New`.
  const [kind, ...type] = `${name}${ids} ${rest.trim()}`.trim().split(/ (?!Reject\()/)
  return { ...common, msgSent: kind, execType: type.join(' ') || null, ...totals(columns) }
}

function totals(columns: string): Record<string, unknown> {
  const [, ordStatus, rest = ''] = /^([A-Za-z ]*[a-zA-Z])\s*(.*)$/.exec(columns) ?? []
  const words = rest.split(' ').filter(Boolean)
  const numbers = words.filter((word) => !word.includes('='))
  const [orderQty, cumQty, leavesQty, lastQty] = numbers.map((word) => (word === '.' ? null : Number(word)))
  return { ordStatus, orderQty, cumQty, leavesQty, lastQty, ...named(words.filter((word) => word.includes('='))) }
}

const named = (words: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    words.map((word) => word.split('=')).map(([key, value]) => [key, /^\d/.test(value!) ? Number(value) : value]),
  ) as Record<string, unknown>

/** The beginning that most matrices share. */
export const NEW = `
  > New Order(X) 10000
  ~ Execution(X) Rejected        | Rejected 10000 0 0 0
  < Execution(X) New             | New 10000 0 10000 0`

/** The same without the branch. */
export const ACCEPTED = `
  > New Order(X) 10000
  < Execution(X) New             | New 10000 0 10000 0`

/** A file's copy without what a report says of the order as a whole. */
export function withoutTotals(scenarios: readonly ScenarioJson[]): ScenarioJson[] {
  const copy = structuredClone(scenarios) as ScenarioJson[]
  for (const { steps } of copy)
    for (const one of steps) for (const key of ['ordStatus', 'cumQty', 'leavesQty', 'avgPx']) delete one[key]
  return copy
}
