/** What a test of a machine says of its coverage, and where it fails: a transition that is not taken, a pair of state and event that is not met. */
import type { StateValue } from 'xstate'
import { expect } from 'vitest'
import type { Coverage } from '../../src/machine/index.ts'

/** The states of a snapshot's value by their paths, outer ones included: `trading`, `trading.line.connected`. */
export function pathsOf(value: StateValue, above = ''): string[] {
  if (typeof value === 'string') return [above + value]
  return Object.entries(value).flatMap(([key, inner]) => [above + key, ...pathsOf(inner!, `${above}${key}.`)])
}

/** Pairs of a state and an event, and which of them were met. */
export class Pairs {
  readonly all: readonly string[]
  readonly #met = new Set<string>()
  constructor(states: readonly string[], events: readonly string[]) {
    this.all = states.flatMap((state) => events.map((event) => `${state} × ${event}`))
  }

  meet(states: readonly string[], event: string): void {
    for (const state of states) this.#met.add(`${state} × ${event}`)
  }

  unmet(): string[] {
    return this.all.filter((pair) => !this.#met.has(pair))
  }
}

/** Prints the figures, and expects them to be 100 %. */
export function expectWhole(name: string, coverage: Coverage, pairs: Pairs): void {
  const { transitions } = coverage
  const untaken = coverage.untaken().map(({ state, event, place }) => `${state} on ${event || 'always'} (${place})`)
  const unmet = pairs.unmet()
  console.log(
    `${name}: ${transitions.length - untaken.length} of ${transitions.length} transitions taken, ` +
      `${pairs.all.length - unmet.length} of ${pairs.all.length} (state, event) pairs met`,
  )
  expect(untaken).toEqual([])
  expect(unmet).toEqual([])
}
