/** What a case uses that nothing here can express, and rules that are not copied. */
import type { Action, Case, CaseCommission, CaseFile } from './formats.ts'
import { isValidity } from './models/order-plan.ts'

/** Why a case cannot be run; `undefined` when it can. */
export function refusalOf(one: Case): string | undefined {
  const { file } = one
  const needs =
    file.engine === 'backtrader'
      ? needsOfA(file)
      : file.engine === 'backtesting.py'
        ? needsOfB(file)
        : [`rules of the engine ${file.engine}`]
  return needs.length > 0 ? `needs ${needs.join(', ')}` : undefined
}

const TYPES = ['market', 'limit', 'stop', 'stop_limit', 'stop_trail', 'stop_trail_limit', 'close']
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
  if (!TYPES.includes(type)) needs.push(`orders of the type ${type}`)
  if (type.startsWith('stop_trail') && !(Number(action['trail_amount'] || action['trail_percent']) > 0))
    needs.push('a trailing stop at no distance')
  if (!isValidity(action['valid'])) needs.push(`a validity of ${JSON.stringify(action['valid'])}`)
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
