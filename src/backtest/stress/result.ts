/** The outcome of a stress test: data, a table for a terminal, a page, and files. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type StressAmbiguity,
  type StressFactor,
  type StressInput,
  type StressOmission,
  type StressRun,
  writeJson,
} from '../../analysis/index.ts'
import { rank } from './grid.ts'
import { stressText } from './text.ts'

export class StressGrid implements StressInput {
  readonly name: string
  readonly from: string | null
  readonly to: string | null
  readonly symbols: readonly string[]
  readonly startingCash: number
  readonly base: StressRun
  readonly runs: readonly StressRun[]
  readonly omitted: readonly StressOmission[]
  readonly ambiguities: readonly StressAmbiguity[]
  readonly planned: number
  readonly isComplete: boolean
  readonly factors: readonly StressFactor[]

  constructor(parts: Omit<StressInput, 'factors'>, titles: ReadonlyMap<string, string>) {
    this.name = parts.name
    this.from = parts.from
    this.to = parts.to
    this.symbols = parts.symbols
    this.startingCash = parts.startingCash
    this.base = parts.base
    this.runs = parts.runs
    this.omitted = parts.omitted
    this.ambiguities = parts.ambiguities
    this.planned = parts.planned
    this.isComplete = parts.isComplete
    this.factors = rank(parts.base, parts.runs, titles)
  }

  /** The table for a terminal. */
  toString(options: { readonly color?: boolean } = {}): string {
    return stressText(this, options)
  }

  /** The page of stress.html: it needs nothing else, no network and no file beside it. */
  async page(): Promise<string> {
    const { renderStress } = await import('../../analysis/report/index.ts')
    return renderStress(this)
  }

  /** Writes stress.json and stress.html into a folder, which is made when it is missing; answers with the paths. */
  async save(folder: string): Promise<string[]> {
    await mkdir(folder, { recursive: true })
    const [json, page] = [join(folder, 'stress.json'), join(folder, 'stress.html')]
    await writeJson(json, this)
    await writeFile(page, await this.page())
    return [json, page]
  }
}
