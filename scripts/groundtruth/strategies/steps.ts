/** Strategies of the rules act once a step, after all bars of it (A0): counts the bars of a step. */

export interface Steps {
  /** The step that is going on. */
  step: number
  /** Bars of it seen so far. */
  seen: number
}

export const firstStep = (): Steps => ({ step: 0, seen: 0 })

/** Takes a bar; the number of the step when this was its last, else -1. `bars` has the number of bars in each step. */
export function endedStep(steps: Steps, bars: readonly number[]): number {
  steps.seen++
  if (steps.seen < bars[steps.step]!) return -1
  steps.seen = 0
  return steps.step++
}
