/** How far the runs of a stress test lie apart: which factor moves the result how far, and which the most. */
import {
  type Incident,
  iso,
  type StressAmbiguity,
  type StressFactor,
  type StressFigures,
  type StressRun,
  type Summary,
} from '../../analysis/index.ts'

export const figuresOf = (summary: Summary): StressFigures => {
  const { finalEquity, totalReturn, sharpe, maxDrawdown, trades, fills, ambiguities } = summary
  return { finalEquity, totalReturn, sharpe, maxDrawdown, trades, fills, ambiguities }
}

/** Bars of a run that may have gone otherwise, by what was open. */
export const ambiguitiesOf = (incidents: readonly Incident[]): StressAmbiguity[] =>
  incidents
    .filter(({ kind }) => kind === 'ambiguity')
    .map(({ code, count, firstAt, example }) => ({ code, count, first: iso(firstAt), example }))

const AS_IT_IS = 'as it is'

/** The factors of a grid by how far they move the result, the one it hangs on most first. `titles` by name. */
export function rank(base: StressRun, runs: readonly StressRun[], titles: ReadonlyMap<string, string>): StressFactor[] {
  const equity = base.figures!.finalEquity
  const factors: StressFactor[] = []
  for (const [name, title] of titles) {
    const own = runs.filter((run) => run.factor === name && run.figures !== undefined)
    if (own.length === 0) continue
    const [worst, best] = extremes([base, ...own])
    const [low, high] = [worst.figures!.finalEquity, best.figures!.finalEquity]
    const labelOf = (run: StressRun): string => (run === base ? AS_IT_IS : run.label)
    const spread = equity > 0 ? (high - low) / equity : high - low
    factors.push({ name, title, low, high, spread, worst: labelOf(worst), best: labelOf(best) })
  }
  return factors.sort((a, b) => b.spread - a.spread)
}

/** The runs with the least and the greatest final equity; of equals the first. */
export function extremes(runs: readonly StressRun[]): [worst: StressRun, best: StressRun] {
  let [worst, best] = [runs[0]!, runs[0]!]
  for (const run of runs) {
    if (run.figures!.finalEquity < worst.figures!.finalEquity) worst = run
    if (run.figures!.finalEquity > best.figures!.finalEquity) best = run
  }
  return [worst, best]
}
