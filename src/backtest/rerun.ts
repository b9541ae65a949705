/** Making a run again from its run.json: is everything that it was made of still the same? */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { sha256OfFile } from '../data/digest.ts'
import type { Experiment } from './experiment.ts'
import { configurationOf, type Manifest, recordSource } from './manifest.ts'
import { settle } from './settle.ts'
import { versions } from './versions.ts'

/** Something that is not as it was, in a sentence. */
export type Difference = string

const short = (sha256: string): string => `${sha256.slice(0, 12)}…`

/** Files of the experiment that have changed since: the file itself first, then what it imports. */
export async function changedSources({ experiment }: Manifest, file: string): Promise<Difference[]> {
  if (experiment === undefined) return []
  const now = await recordSource({ file })
  const found: Difference[] = []
  if (now.sha256 !== experiment.sha256)
    found.push(`${now.path} has changed: SHA-256 ${short(experiment.sha256)} then, ${short(now.sha256)} now`)
  const before = new Map((experiment.imports ?? []).map(({ path, sha256 }) => [path, sha256]))
  for (const { path, sha256 } of now.imports ?? []) {
    const then = before.get(path)
    if (then === undefined) found.push(`${path} is imported now and was not then`)
    else if (then !== sha256)
      found.push(`${path}, which it imports, has changed: ${short(then)} then, ${short(sha256)} now`)
    before.delete(path)
  }
  for (const path of before.keys()) found.push(`${path} was imported then and is not now`)
  return found
}

/** What can be told to be different before the run is made: configuration, data files, versions. */
export async function changedInputs(manifest: Manifest, experiment: Experiment): Promise<Difference[]> {
  const found = differences(
    '',
    manifest.configuration,
    plainJson(configurationOf(settle(experiment, manifest.changes))),
  )
  for (const { path, sha256 } of manifest.inputs) {
    if (path.startsWith('(')) continue
    if (!existsSync(resolve(path))) found.push(`${path} is not there any more`)
    else {
      const now = await sha256OfFile(path)
      if (now !== sha256) found.push(`${path} has changed: SHA-256 ${short(sha256)} then, ${short(now)} now`)
    }
  }
  return found
}

/** Versions that are others than then. They need not make a difference; if the run comes out otherwise, they may be why. */
export function changedVersions(manifest: Manifest): Difference[] {
  const now = versions()
  return Object.entries(manifest.versions)
    .filter(([name, version]) => now[name] !== version)
    .map(([name, version]) => `${name} ${version} then, ${now[name] ?? 'none'} now`)
}

const plainJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown

/** One line for each leaf that differs: `portfolio.cash: 10000 then, 20000 now`. */
function differences(path: string, then: unknown, now: unknown): Difference[] {
  if (JSON.stringify(then) === JSON.stringify(now)) return []
  const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
  if (!isBranch(then) || !isBranch(now)) return [`${path}: ${text(then)} then, ${text(now)} now`]
  const keys = new Set([...Object.keys(then), ...Object.keys(now)])
  return [...keys].flatMap((key) => differences(path === '' ? key : `${path}.${key}`, then[key], now[key]))
}

const text = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))
