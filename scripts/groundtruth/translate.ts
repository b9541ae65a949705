/** From a case to an experiment: the models and strategies of this folder, and everything else as any user would state it. */
import { csv, type DataSource, type Experiment, type Strategy } from 'quantdome'
import type { Case, CaseCommission, CaseFile } from './formats.ts'
import { dateOf } from './models/arithmetic.ts'
import { BorrowInterest } from './models/borrow-interest.ts'
import { cashCheck } from './models/cash-check.ts'
import { fillByRules } from './models/fill-rules.ts'
import { fillerOf } from './models/fillers.ts'
import { plansOf } from './models/order-plan.ts'
import { orderQueue } from './models/order-queue.ts'
import { slippageByRules } from './models/slippage-rules.ts'
import { commissionBy, instrumentOf, type Terms, termsOf } from './models/terms.ts'
import { grouped } from './outcome.ts'
import { allCash, allInCycle } from './strategies/all-in.ts'
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
  return csv(bars, { symbol: (path) => symbols[bars.indexOf(path)]!, symbols, stamps: 'close' })
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
  const { actions = [] } = file.strategy
  const plans = plansOf(actions)
  const steps = grouped(actions, ({ step }) => String(step))
  const interest = new BorrowInterest(terms, (symbol, at) => dateOf(timeline.timeOfBar(symbol, at)))
  const strategy = strategyOfA(file, symbols, timeline)
  // a script states every size, and may state fractions; other strategies ask for whole units
  const lot = file.strategy.kind === 'script' ? { lot: 0 } : {}
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
        queue: orderQueue({ plans, actionsIn: (step) => steps.get(String(step)) ?? [], isChecked: isChecked(file) }),
        fill: fillByRules({ coc }),
        volume: fillerOf(file.filler),
        slippage: slippageByRules(file.slippage ?? {}),
        commission: commissionBy(terms),
        credit: cashCheck({
          cash: file.cash,
          terms,
          atSubmit: isChecked(file),
          notesCloses: coc,
          bars: timeline.bars,
          isDaily: file.data[0]!.timeframe === 'day',
          sessionEnd: (symbol) => file.data[symbols.indexOf(symbol)]!.session_end,
          plans,
        }),
        wrongSideStop: 'trigger',
      },
      instruments: Object.fromEntries(symbols.map((symbol) => [symbol, { ...instrumentOf(terms[symbol]!), ...lot }])),
    },
  }
}

/** Whether orders are checked for cash in the step after they were sent. Without that they are pending at once. */
export const isChecked = ({ broker }: CaseFile): boolean => broker?.['checksubmit'] !== false

export const numberOf = (file: CaseFile, name: string): number => {
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
      const options = { fast: numberOf(file, 'fast'), slow: numberOf(file, 'slow'), size: numberOf(file, 'size') }
      return strategy.kind === 'sma_cross_long' ? smaCrossLong(options) : smaCrossReverse(options)
    }
    case 'rebalance_monthly': {
      const weights = strategy.params?.['weights'] as readonly number[]
      const sequence = (strategy.params?.['sequence'] as readonly number[] | undefined) ?? [...symbols.keys()]
      return rebalanceMonthly({ symbols, weights, sequence, bars })
    }
    case 'all_in_cycle':
      return allInCycle({
        period: numberOf(file, 'period'),
        enter: numberOf(file, 'enter'),
        leave: numberOf(file, 'leave'),
      })
    default:
      throw new TypeError(`there is no strategy of the kind ${strategy.kind}`)
  }
}
