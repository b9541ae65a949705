/** What a stress test found, as plain data: what its page and its table show. */

/** The figures of a run that are compared. Amounts in currency; returns and drawdown are fractions; `null` where a figure is not defined. */
export interface StressFigures {
  readonly finalEquity: number
  readonly totalReturn: number | null
  readonly sharpe: number | null
  readonly maxDrawdown: number
  readonly trades: number
  readonly fills: number
  /** Bars whose result depends on the order of their prices. */
  readonly ambiguities: number
}

/** One run of the grid. */
export interface StressRun {
  /** Name of the factor that is otherwise than in the experiment; `base`, or `worst` and `best` for all at once. */
  readonly factor: string
  /** The assumption. */
  readonly label: string
  /** The experiment says so itself: it is the base run, and was not made again. */
  readonly isBase: boolean
  /** `undefined` when the run failed. */
  readonly figures: StressFigures | undefined
  /** What final equity is more than in the base run. */
  readonly change: number | undefined
  readonly hash: string | undefined
  /** Why the run failed. */
  readonly failure: string | undefined
  /** Instants in milliseconds and equity, thinned: of the base run and of all at their worst and best. */
  readonly curve: { readonly at: readonly number[]; readonly equity: readonly number[] } | undefined
}

/** What a factor does to the result. */
export interface StressFactor {
  readonly name: string
  readonly title: string
  /** Lowest and highest final equity of its runs and of the base run. */
  readonly low: number
  readonly high: number
  /** `high - low`, as a part of the base run's final equity. */
  readonly spread: number
  readonly worst: string
  readonly best: string
}

/** A kind of bar whose result depends on the order of its prices. */
export interface StressAmbiguity {
  readonly code: string
  readonly count: number
  /** When the first was, ISO 8601, and which. */
  readonly first: string
  readonly example: string
}

/** A factor that was not tried. */
export interface StressOmission {
  readonly factor: string
  readonly reason: string
}

export interface StressInput {
  readonly name: string
  /** First and last instant of the data, ISO 8601. */
  readonly from: string | null
  readonly to: string | null
  readonly symbols: readonly string[]
  readonly startingCash: number
  readonly base: StressRun
  /** All runs but the base: factor by factor, then `worst` and `best`. */
  readonly runs: readonly StressRun[]
  /** By how far they move the result, the one it hangs on most first. */
  readonly factors: readonly StressFactor[]
  readonly omitted: readonly StressOmission[]
  /** Of the base run. */
  readonly ambiguities: readonly StressAmbiguity[]
  /** How many runs there should have been, the base run included. */
  readonly planned: number
  /** False when it was stopped before all of them were made. */
  readonly isComplete: boolean
}
