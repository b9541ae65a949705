/** What a case uses that is not there: order types and features that quantdome does not have, and rules that it does not copy. */
import type { Action, Case, CaseCommission, CaseFile, ExpectedA } from './formats.ts'

/** Why a case cannot be run; `undefined` when it can. */
export function refusalOf(one: Case): string | undefined {
  const { file } = one
  const needs =
    file.engine === 'backtrader'
      ? needsOfA(file)
      : file.engine === 'backtesting.py'
        ? needsOfB(file)
        : [`rules of the engine ${file.engine}`]
  if (needs.length > 0) return `needs ${needs.join(', ')}`
  return file.engine === 'backtrader' ? staleBars(one as Case<ExpectedA>) : undefined
}

const TYPES_TO_COME: Readonly<Record<string, string>> = {
  stop_trail: 'trailing stops',
  stop_trail_limit: 'trailing stop-limits',
  close: 'market-on-close orders',
}

const TYPES = ['market', 'limit', 'stop', 'stop_limit']
const KINDS_OF_A = ['script', 'sma_cross_long', 'sma_cross_reverse', 'rebalance_monthly', 'all_in_cycle']

function needsOfA(file: CaseFile): string[] {
  const { strategy, broker = {}, slippage = {}, filler = {} } = file
  const needs = new Set<string>()
  if (!KINDS_OF_A.includes(strategy.kind)) needs.add(`a strategy of the kind ${strategy.kind}`)
  for (const action of strategy.actions ?? []) for (const need of needsOfAction(action)) needs.add(need)

  const terms: readonly CaseCommission[] = [file.commission ?? {}].flat()
  for (const one of terms) {
    if (!['none', 'percent', 'per_unit'].includes(one.type ?? 'none')) needs.add(`a commission of the type ${one.type}`)
    // [Q] of such instruments the engine multiplies the profit, but not the price that is paid
    if (one.stocklike !== false && (one.mult ?? 1) !== 1) needs.add('a multiplier of a stock [Q]')
    if (one.stocklike === false && (one.leverage ?? 1) !== 1) needs.add('leverage on the margin of a future [Q]')
  }
  if (!['none', 'fixed', 'percent'].includes(slippage.type ?? 'none'))
    needs.add(`a slippage of the type ${slippage.type}`)
  if (!['none', 'FixedBarPerc', 'FixedSize', 'BarPointPerc'].includes(filler.type ?? 'none'))
    needs.add(`a filler of the type ${filler.type}`)
  if (broker['shortcash'] === false) needs.add('short sales that cost cash (shortcash false), which no rule describes')
  for (const [setting, value] of Object.entries(broker))
    if (!['checksubmit', 'shortcash', 'coc'].includes(setting) && value !== false && value !== null)
      needs.add(`the broker setting ${setting}`)
  return [...needs]
}

function needsOfAction(action: Action): string[] {
  const { op } = action
  if (op === 'cancel' || op === 'close_position') return []
  if (op !== 'submit') return [`the action ${op}`]
  const needs: string[] = []
  const type = String(action['type'])
  if (!TYPES.includes(type)) needs.push(TYPES_TO_COME[type] ?? `orders of the type ${type}`)
  if (present(action['oco'])) needs.push('one-cancels-other groups')
  if (present(action['parent']) || action['transmit'] === false) needs.push('brackets')
  // market orders never expire, whatever they say
  if (present(action['valid']) && action['valid'] !== 'day' && type !== 'market') needs.push('good-till-date')
  return needs
}

const present = (value: unknown): boolean => value !== undefined && value !== null

function needsOfB({ strategy, broker = {} }: CaseFile): string[] {
  const needs = new Set<string>()
  if (strategy.kind !== 'script' && strategy.kind !== 'sma_cross') needs.add(`a strategy of the kind ${strategy.kind}`)
  for (const { op } of strategy.actions ?? []) if (!ACTIONS_OF_B.includes(op)) needs.add(`the action ${op}`)
  for (const [setting, value] of Object.entries(broker))
    if (!SETTINGS_OF_B.includes(setting) && present(value) && value !== false)
      needs.add(`the broker setting ${setting}`)
  return [...needs]
}

const ACTIONS_OF_B = ['submit', 'cancel', 'close', 'set_sl', 'set_tp']
const SETTINGS_OF_B = [
  'commission',
  'spread',
  'margin',
  'trade_on_close',
  'exclusive_orders',
  'finalize_trades',
  'hedging',
]

/**
 * A10: where an instrument has no bar in a step, its orders are matched against the bar before, which the strategy has seen already. No
 * fill model can ask for that, and none should; whether a case rests on it is seen from its fills.
 */
function staleBars({ file, expected }: Case<ExpectedA>): string | undefined {
  if (file.data.length === 1) return undefined
  const sentOn = new Map(expected.orders.map((order) => [order.id, order.submit_bar]))
  const seen = new Set<string>()
  let count = 0
  for (const { id, processed_bar: bar } of expected.fills) {
    if (bar <= (sentOn.get(id) ?? -1) || seen.has(`${id} ${bar}`)) count++
    seen.add(`${id} ${bar}`)
  }
  if (count === 0) return undefined
  return `[Q] A10, stale bars: ${count} ${count === 1 ? 'fill' : 'fills'} on a bar that was over when the order was sent or last filled`
}
