/** From a case to an experiment: the models and strategies of this folder, and everything else as any user would state it. */
import { csv, type DataSource, type Experiment, type Strategy } from 'quantdome'
import { finalized } from './finalized.ts'
import type { Case, CaseCommission, CaseFile } from './formats.ts'
import { BorrowInterest } from './models/borrow-interest.ts'
import { cashCheck } from './models/cash-check.ts'
import { fillByRules } from './models/fill-rules.ts'
import { fillerOf } from './models/fillers.ts'
import { commissionOf, type Fee, fillAtOpen, marginAccount, spreadOnEntry } from './models/margin-account.ts'
import { slippageByRules } from './models/slippage-rules.ts'
import { commissionBy, instrumentOf, type Terms, termsOf } from './models/terms.ts'
import { allCash, allInCycle } from './strategies/all-in.ts'
import { asMuchAsPossible, crossover } from './strategies/crossover.ts'
import { interestWatch } from './strategies/interest-watch.ts'
import { rebalanceMonthly } from './strategies/rebalance.ts'
import { script } from './strategies/script.ts'
import { smaCrossLong, smaCrossReverse } from './strategies/sma-cross.ts'
import type { Timeline } from './timeline.ts'

/** Symbols of a case in the order of its data; a second of the same name gets a number. */
export function symbolsOf({ data }: CaseFile): string[] {
  const symbols: string[] = []
  for (const { symbol } of data) symbols.push(symbols.includes(symbol) ? `${symbol}.${symbols.length + 1}` : symbol)
  return symbols
}

/** The bars of a case. Times are the ends of bars, and have no zone: UTC is as good as any. */
export function sourceOf({ file, bars }: Pick<Case, 'file' | 'bars'>): DataSource {
  const symbols = symbolsOf(file)
  // Orders that are to trade in a given sequence do so when their bars come in it.
  const sequence = file.strategy.params?.['sequence'] as readonly number[] | undefined
  const order = sequence?.length === symbols.length ? sequence.map((index) => symbols[index]!) : symbols
  return csv(bars, { symbol: (path) => symbols[bars.indexOf(path)]!, symbols: order, stamps: 'close' })
}

export interface Translation {
  readonly experiment: Experiment
  /** Symbols in the order of the case's data. */
  readonly symbols: readonly string[]
  /** By symbol; none in Part B. */
  readonly terms: Readonly<Record<string, Terms>>
}

/** The finest unit of money, a power of ten, in which the cash fits so many times. */
export function moneyUnitFor(cash: number, times: number): number {
  const digits = Math.floor(Math.log10(Number.MAX_SAFE_INTEGER / times / Math.max(1, cash)))
  return 10 ** -Math.min(10, Math.max(0, digits))
}

/** What a translation needs besides the case. */
export interface Setting {
  readonly timeline: Timeline
  /** See `moneyUnitFor`. */
  readonly times: number
}

/** Part A */
export function translateA(one: Case, { timeline, times }: Setting): Translation {
  const { file } = one
  const symbols = symbolsOf(file)
  const commissions: readonly CaseCommission[] = [file.commission ?? {}].flat()
  const terms: Record<string, Terms> = Object.fromEntries(
    symbols.map((symbol, index) => [symbol, termsOf(commissions[index] ?? commissions[0])]),
  )
  const coc = file.broker?.['coc'] === true
  const interest = new BorrowInterest(terms)
  const strategy = strategyOfA(file, symbols, timeline)
  const isCharged = Object.values(terms).some(({ interest: rate }) => rate !== 0)
  return {
    symbols,
    terms,
    experiment: {
      name: file.id,
      data: sourceOf(one),
      strategies: isCharged ? [strategy, interestWatch(interest)] : [strategy],
      portfolio: {
        cash: file.cash,
        moneyUnit: moneyUnitFor(file.cash, times),
        sizing: allCash,
        risk: { buyingPower: 'none' },
        ...(isCharged ? { financing: interest.model } : {}),
      },
      broker: {
        fill: fillByRules({ coc }),
        volume: fillerOf(file.filler),
        slippage: slippageByRules(file.slippage ?? {}),
        commission: commissionBy(terms),
        credit: cashCheck({
          cash: file.cash,
          terms,
          atSubmit: isChecked(file),
          notesCloses: coc,
        }),
        wrongSideStop: 'trigger',
      },
      instruments: Object.fromEntries(symbols.map((symbol) => [symbol, instrumentOf(terms[symbol]!)])),
    },
  }
}

/** Whether orders are checked for cash in the step after they were sent. Without that they are pending at once. */
export const isChecked = ({ broker }: CaseFile): boolean => broker?.['checksubmit'] !== false

const number = (file: CaseFile, name: string): number => {
  const value = file.strategy.params?.[name]
  if (typeof value !== 'number') throw new TypeError(`the strategy's parameter ${name} must be a number`)
  return value
}

function strategyOfA(file: CaseFile, symbols: readonly string[], { bars }: Timeline): Strategy {
  const { strategy } = file
  switch (strategy.kind) {
    case 'script':
      return script({ actions: strategy.actions ?? [], symbols, bars, pendingLater: isChecked(file) })
    case 'sma_cross_long':
    case 'sma_cross_reverse': {
      const options = { fast: number(file, 'fast'), slow: number(file, 'slow'), size: number(file, 'size') }
      return strategy.kind === 'sma_cross_long' ? smaCrossLong(options) : smaCrossReverse(options)
    }
    case 'rebalance_monthly': {
      const weights = strategy.params?.['weights'] as readonly number[]
      const sequence = (strategy.params?.['sequence'] as readonly number[] | undefined) ?? [...symbols.keys()]
      return rebalanceMonthly({ symbols, weights, sequence, bars })
    }
    case 'all_in_cycle':
      return allInCycle({
        period: number(file, 'period'),
        enter: number(file, 'enter'),
        leave: number(file, 'leave'),
      })
    default:
      throw new TypeError(`there is no strategy of the kind ${strategy.kind}`)
  }
}

/** Part B */
export function translateB(one: Case, { timeline, times }: Setting): Translation {
  const { file } = one
  const { broker = {} } = file
  const symbols = symbolsOf(file)
  const isFinalized = broker['finalize_trades'] === true
  const closes = timeline.closes(symbols[0]!)
  const data = sourceOf(one)
  const fee = feeOf(broker['commission'])
  const fill = fillAtOpen({
    onClose: broker['trade_on_close'] === true,
    ...(isFinalized && closes.length > 1
      ? { again: { at: finalized.at(timeline.at.at(-1)!), close: closes.at(-2)! } }
      : {}),
  })
  return {
    symbols,
    terms: {},
    experiment: {
      name: file.id,
      data: isFinalized ? finalized.source(data) : data,
      strategies: [
        crossover({
          fast: number(file, 'n1'),
          slow: number(file, 'n2'),
          lastStep: isFinalized ? timeline.last : -1,
        }),
      ],
      portfolio: {
        cash: file.cash,
        moneyUnit: moneyUnitFor(file.cash, times),
        sizing: asMuchAsPossible,
        risk: { buyingPower: 'none' },
      },
      broker: {
        fill,
        slippage: spreadOnEntry(Number(broker['spread'] ?? 0)),
        commission: commissionOf(fee),
        credit: marginAccount({ cash: file.cash, leverage: 1 / Number(broker['margin'] ?? 1), fee, fill }),
      },
    },
  }
}

/** A number is a part of the value; a pair is a fixed amount and a part. */
function feeOf(commission: unknown): Fee {
  if (Array.isArray(commission)) return { fixed: Number(commission[0]), relative: Number(commission[1]) }
  return { fixed: 0, relative: Number(commission ?? 0) }
}
