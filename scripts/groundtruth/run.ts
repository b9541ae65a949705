/** Runs cases, and says of each whether it came out as expected. */
import { backtest, type BacktestOptions, type BacktestResult, MoneyError } from 'quantdome'
import { compareA } from './compare/compare-a.ts'
import { compareB } from './compare/compare-b.ts'
import type { Case, ExpectedA, ExpectedB } from './formats.ts'
import { refusalOf } from './needs.ts'
import { INTEREST_WATCH, type InterestNotes } from './strategies/interest-watch.ts'
import { type Timeline, timelineOf } from './timeline.ts'
import { isChecked, type Setting, sourceOf, translateA, type Translation } from './translate.ts'
import { settingsOfB, translateB } from './translate-b.ts'

export interface Verdict {
  readonly kind: 'ok' | 'refused' | 'differs'
  /** What differs, or why it was refused. */
  readonly text?: string
}

/** As a line has it: `ok`, `differs: …`, `refused: …`. */
export const wordsFor = ({ kind, text }: Verdict): string => (text === undefined ? kind : `${kind}: ${text}`)

/** Runs a case and compares everything that it states. */
export async function runCase(one: Case, options: BacktestOptions = {}): Promise<Verdict> {
  const refusal = refusalOf(one)
  if (refusal !== undefined) return { kind: 'refused', text: refusal }
  const settings: BacktestOptions = { ...options, journal: 'decisions' }
  try {
    return one.file.engine === 'backtrader'
      ? await runA(one as Case<ExpectedA>, settings)
      : await runB(one as Case<ExpectedB>, settings)
  } catch (error) {
    return { kind: 'differs', text: `the run failed: ${(error as Error).message}` }
  }
}

/** The same case in both modes must be the same run: answers with the hashes. */
export async function hashesOf(one: Case): Promise<{ readonly fast: string; readonly observed: string }> {
  const hash = async (mode: 'fast' | 'observed'): Promise<string> => (await runOf(one, { mode })).result.hash
  return { fast: await hash('fast'), observed: await hash('observed') }
}

interface Run {
  readonly translation: Translation
  readonly timeline: Timeline
  readonly result: BacktestResult
}

/** How many times the cash should fit into the numbers that hold money. The less, the finer the unit; some accounts grow. */
const TIMES = [10, 1_000, 100_000, 10_000_000]

async function runOf(one: Case, options: BacktestOptions): Promise<Run> {
  const timeline = await timelineOf(sourceOf(one))
  for (const [index, times] of TIMES.entries()) {
    const translation = translate(one, { timeline, times })
    try {
      return { translation, timeline, result: await backtest(translation.experiment, options) }
    } catch (error) {
      if (index === TIMES.length - 1 || !isOfMoney(error)) throw error
    }
  }
  throw new Error('unreachable')
}

const translate = (one: Case, setting: Setting): Translation =>
  one.file.engine === 'backtrader' ? translateA(one, setting) : translateB(one, setting)

/** Whether an amount did not fit, however deep in the error that is said. */
const isOfMoney = (error: unknown): boolean =>
  error instanceof MoneyError || (error instanceof Error && error.cause !== undefined && isOfMoney(error.cause))

const verdictOn = (text: string | undefined): Verdict =>
  text === undefined ? { kind: 'ok' } : { kind: 'differs', text }

async function runA(one: Case<ExpectedA>, options: BacktestOptions): Promise<Verdict> {
  const { translation, timeline, result } = await runOf(one, options)
  const { symbols, terms } = translation
  const interest = interestIn(result)
  const { actions = [] } = one.file.strategy
  const run = { result, timeline, symbols, terms, interest, actions, isChecked: isChecked(one.file) }
  return verdictOn(compareA(one, run).text())
}

function interestIn({ manifest, system }: BacktestResult): readonly number[] {
  const { strategies } = manifest.configuration as { strategies: readonly { name: string }[] }
  if (!strategies.some(({ name }) => name === INTEREST_WATCH)) return []
  return (system.get(INTEREST_WATCH).getSnapshot().context as InterestNotes).charged
}

async function runB(one: Case<ExpectedB>, options: BacktestOptions): Promise<Verdict> {
  const { translation, timeline, result } = await runOf(one, options)
  const run = { result, timeline, symbol: translation.symbols[0]!, settings: settingsOfB(one.file) }
  return verdictOn(compareB(one, run).text())
}
