/** run.json: what a run was made of, enough to run it again and get the same bytes. */
import { resolve } from 'node:path'
import { describeActions, type Fault, type InputFile } from '../data/index.ts'
import { dataOf, type Experiment } from './experiment.ts'
import type { Changes } from './settle.ts'
import { type SourceFile, sourceFiles } from './sources.ts'

/** The file an experiment was written in, and what the command line changed in it before it became an experiment to run. */
export interface RunSource {
  readonly file: string
  /** Settings as `path=value`, in order. */
  readonly set?: readonly string[]
  /** Files in place of the experiment's data. */
  readonly data?: string
}

/** A run's source as run.json has it. */
export interface RecordedSource extends SourceFile {
  /** Files that it imports by a path. */
  readonly imports?: readonly SourceFile[]
  readonly set?: readonly string[]
  readonly data?: string
}

/** What the run was told beside the experiment. */
export interface RunChanges extends Changes {
  readonly repair?: boolean
}

/** The text of run.json. */
export interface Manifest {
  readonly name: string
  readonly versions: Readonly<Record<string, string>>
  /** Where the experiment is written. */
  readonly experiment?: RecordedSource
  /** What was asked for otherwise than the experiment says. */
  readonly changes: RunChanges
  readonly mode: string
  readonly seed: number
  readonly configuration: unknown
  readonly inputs: readonly InputFile[]
  /** What was repaired in them. */
  readonly repairs: readonly Fault[]
  readonly bars: number
  /** Trades and quotes. */
  readonly ticks: number
  readonly hash: string
}

/** A source with the content of its files. */
export async function recordSource(source: RunSource): Promise<RecordedSource> {
  const [own, ...imports] = await sourceFiles(resolve(source.file))
  return {
    ...own!,
    ...(imports.length === 0 ? {} : { imports }),
    ...(source.set === undefined || source.set.length === 0 ? {} : { set: source.set }),
    ...(source.data === undefined ? {} : { data: source.data }),
  }
}

/** Only what was given. */
export const changesOf = ({ params, from, to, cash, seed, repair }: RunChanges): RunChanges =>
  Object.fromEntries(
    Object.entries({
      params: Object.keys(params ?? {}).length === 0 ? undefined : params,
      from,
      to,
      cash,
      seed,
      repair,
    }).filter(([, value]) => value !== undefined),
  )

/** An experiment as plain data: models by their names, sources and strategies by what they were told. */
export function configurationOf(experiment: Experiment): unknown {
  const { data: _, actions, strategies, ...rest } = experiment
  return {
    data: dataOf(experiment).describe(),
    ...(actions === undefined ? {} : { actions: describeActions(actions) }),
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
