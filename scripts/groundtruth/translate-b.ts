/** Part B: from a case to an experiment. */
import type { Strategy } from 'quantdome'
import { finalized } from './finalized.ts'
import type { Case, CaseFile } from './formats.ts'
import { commissionOf, fillLegs, marginAccount, spreadOnEntry } from './models/margin-account.ts'
import type { Fee } from './models/trade-account.ts'
import { type Entry, tradeQueue } from './models/trade-queue.ts'
import { ALMOST_ALL, crossover } from './strategies/crossover.ts'
import { tradeScript } from './strategies/trade-script.ts'
import { moneyUnitFor, numberOf, type Setting, sourceOf, symbolsOf, type Translation } from './translate.ts'

/** The settings of the engine, with its defaults. */
export interface SettingsOfB {
  readonly fee: Fee
  readonly spread: number
  readonly leverage: number
  readonly onClose: boolean
  readonly hedging: boolean
  readonly exclusive: boolean
  readonly isFinalized: boolean
}

export function settingsOfB({ broker = {} }: CaseFile): SettingsOfB {
  return {
    fee: feeOf(broker['commission']),
    spread: Number(broker['spread'] ?? 0),
    leverage: 1 / Number(broker['margin'] ?? 1),
    onClose: broker['trade_on_close'] === true,
    hedging: broker['hedging'] === true,
    exclusive: broker['exclusive_orders'] === true,
    isFinalized: broker['finalize_trades'] === true,
  }
}

export function translateB(one: Case, { timeline, times }: Setting): Translation {
  const { file } = one
  const settings = settingsOfB(file)
  const { fee, spread, leverage, onClose, hedging, isFinalized } = settings
  const data = sourceOf(one)
  return {
    symbols: symbolsOf(file),
    terms: {},
    experiment: {
      name: file.id,
      data: isFinalized ? finalized.source(data) : data,
      strategies: [strategyOfB(file, settings, isFinalized ? timeline.last : -1)],
      portfolio: { cash: file.cash, moneyUnit: moneyUnitFor(file.cash, times), risk: { buyingPower: 'none' } },
      broker: {
        queue: tradeQueue({
          entry: entriesOf(file),
          fee,
          spread,
          leverage,
          onClose,
          hedging,
          againAt: isFinalized ? finalized.at(timeline.at.at(-1)!) : undefined,
        }),
        fill: fillLegs,
        slippage: spreadOnEntry(spread),
        commission: commissionOf(fee),
        credit: marginAccount(file.cash),
        wrongSideStop: 'trigger',
      },
    },
  }
}

function strategyOfB(file: CaseFile, { hedging, exclusive, spread }: SettingsOfB, lastStep: number): Strategy {
  const { kind, actions = [], params } = file.strategy
  const settings = { hedging, exclusive, spread, lastStep }
  return kind === 'script'
    ? tradeScript({ actions, ...settings })
    : crossover({
        fast: numberOf(file, 'n1'),
        slow: numberOf(file, 'n2'),
        closeFirst: params?.['close_first'] === true,
        ...settings,
      })
}

/** What entries ask for, by tag. */
function entriesOf({ strategy: { actions = [] } }: CaseFile): (tag: string) => Entry {
  const price = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
  const entries = new Map(
    actions
      .filter(({ op }) => op === 'submit')
      .map(({ id, size, sl, tp }): [string, Entry] => [id, { size: Number(size), sl: price(sl), tp: price(tp) }]),
  )
  return (tag) => entries.get(tag) ?? { size: ALMOST_ALL }
}

/** A number is a part of the value; a pair is a fixed amount and a part. */
function feeOf(commission: unknown): Fee {
  if (Array.isArray(commission)) return { fixed: Number(commission[0]), relative: Number(commission[1]) }
  return { fixed: 0, relative: Number(commission ?? 0) }
}
