/** run.json: what a run was made of, enough to run it again and get the same bytes. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import type { Fault, InputFile } from '../data/index.ts'
import type { Experiment } from './experiment.ts'

/** The text of run.json. */
export interface Manifest {
  readonly name: string
  readonly versions: Readonly<Record<string, string>>
  /** The file in which the experiment is written. */
  readonly experiment?: { readonly path: string; readonly sha256: string }
  readonly mode: string
  readonly seed: number
  readonly configuration: unknown
  readonly inputs: readonly InputFile[]
  /** What was repaired in them. */
  readonly repairs: readonly Fault[]
  readonly bars: number
  readonly hash: string
}

/** A file by its path from here and its content. */
export async function fingerprint(file: string): Promise<{ path: string; sha256: string }> {
  const path = relative(process.cwd(), file)
  return {
    path: path.startsWith('..') ? file : path,
    sha256: createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  }
}

/** An experiment as plain data: models by their names, sources and strategies by what they were told. */
export function configurationOf(experiment: Experiment): unknown {
  const { data, strategies, ...rest } = experiment
  return {
    data: data.describe(),
    strategies: strategies.map(({ name, params, symbols }) => ({ name, params, symbols })),
    ...(plain(rest) as object),
  }
}

/** Functions and models become their names; what JSON cannot hold becomes text. */
export function plain(value: unknown): unknown {
  if (typeof value === 'function') return value.name === '' ? 'custom function' : value.name
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const { name } = value as { name?: unknown }
  const entries = Object.entries(value)
  // a model: its name says with which numbers it was made, its functions say nothing
  if (typeof name === 'string' && entries.some(([, part]) => typeof part === 'function')) return name
  return Object.fromEntries(entries.filter(([, part]) => part !== undefined).map(([key, part]) => [key, plain(part)]))
}
