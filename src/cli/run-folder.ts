/** A folder that an earlier run was written into: its run.json, the ids of its orders, and where its experiment is now. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Manifest } from '../backtest/index.ts'
import { shortPath, UsageError } from './errors.ts'

export interface RunFolder {
  readonly path: string
  readonly manifest: Manifest
}

/**
 * Reads run.json of a folder (or the file itself, if that is what was named).
 *
 * @throws {UsageError} `run.missing` or `run.unreadable`
 */
export function readRun(named: string): RunFolder {
  const place = resolve(named)
  if (!existsSync(place)) throw new UsageError('run.missing', `There is no folder ${shortPath(place)}.`)
  const path = statSync(place).isFile() ? dirname(place) : place
  const file = join(path, 'run.json')
  if (!existsSync(file))
    throw new UsageError(
      'run.missing',
      `${shortPath(path)} holds no run: there is no run.json in it. Name a folder that quantdome backtest has written.`,
    )
  let manifest: Partial<Manifest>
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8')) as Partial<Manifest>
  } catch (error) {
    throw new UsageError('run.unreadable', `${shortPath(file)} is not the JSON that a run writes.`, { cause: error })
  }
  if (typeof manifest.hash !== 'string' || !Array.isArray(manifest.inputs) || typeof manifest.changes !== 'object')
    throw new UsageError(
      'run.unreadable',
      `${shortPath(file)} does not say enough to run it again; it may come from an earlier version. Run the experiment once more.`,
    )
  return { path, manifest: manifest as Manifest }
}

/** Ids of the run's orders, from orders.csv; `undefined` where that file is not there. */
export function orderIdsIn({ path }: RunFolder): string[] | undefined {
  const file = join(path, 'orders.csv')
  if (!existsSync(file)) return undefined
  const [header = '', ...rows] = readFileSync(file, 'utf8').split('\n')
  if (!header.startsWith('orderId,')) return undefined
  return rows.filter((row) => row !== '').map((row) => row.slice(0, row.indexOf(',')))
}

export interface Place {
  /** Folder in which the run was made: paths in the experiment and in run.json start there. */
  readonly base: string
  readonly file: string
}

/**
 * Where the experiment of a run is: below the working directory, or below a folder that the run's own folder lies in.
 *
 * @param named the file, if it was named on the command line
 * @throws {UsageError} `run.noExperiment` or `run.moved`
 */
export function locate({ path, manifest }: RunFolder, named: string | undefined): Place {
  if (named !== undefined) {
    if (!existsSync(named)) throw new UsageError('run.moved', `There is no file ${shortPath(resolve(named))}.`)
    return { base: process.cwd(), file: resolve(named) }
  }
  const { experiment } = manifest
  if (experiment === undefined)
    throw new UsageError(
      'run.noExperiment',
      'run.json names no experiment file: the run was made from code. Ask result.explain(orderId) there, or name the file with --experiment FILE.',
    )
  const bases = [process.cwd()]
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (!bases.includes(folder)) bases.push(folder)
    if (folder === dirname(folder)) break
  }
  const base = bases.find((folder) => existsSync(resolve(folder, experiment.path)))
  if (base === undefined)
    throw new UsageError(
      'run.moved',
      `The experiment ${experiment.path} of this run is neither below ${process.cwd()} nor beside the run. Go to the folder in which the run was made, or name the file with --experiment FILE.`,
    )
  return { base, file: resolve(base, experiment.path) }
}
