/** Output folders appear whole or not at all: files are written next to the place and moved there at the end. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { shortPath, UsageError } from './errors.ts'

/** A folder that is being made. */
export interface PendingFolder {
  /** Where to write meanwhile. */
  readonly path: string
  /** Where it will stand. */
  readonly target: string
  /** Puts it in its place, for an earlier one if there is one. */
  commit(): void
  /** Takes it away; harmless after `commit`. */
  discard(): void
}

/**
 * Starts a folder that will stand at `target`. An earlier one is replaced only when `isOurs` recognises its file names: a person's own files
 * are never removed.
 *
 * @throws {UsageError} `out.occupied` when something else stands there
 */
export function pendingFolder(target: string, isOurs: (names: readonly string[]) => boolean): PendingFolder {
  const place = resolve(target)
  requireFree(place, isOurs)
  mkdirSync(dirname(place), { recursive: true })
  const path = join(dirname(place), `.${basename(place)}.${process.pid}.part`)
  mkdirSync(path, { recursive: true })
  return {
    path,
    target: place,
    commit() {
      requireFree(place, isOurs)
      const old = `${path}.old`
      if (existsSync(place)) renameSync(place, old)
      renameSync(path, place)
      rmSync(old, { recursive: true, force: true })
    },
    discard() {
      rmSync(path, { recursive: true, force: true })
    },
  }
}

function requireFree(place: string, isOurs: (names: readonly string[]) => boolean): void {
  if (!existsSync(place)) return
  let names: string[]
  try {
    names = readdirSync(place)
  } catch {
    throw new UsageError('out.occupied', `${shortPath(place)} is a file, not a folder. Name another place.`)
  }
  if (names.length > 0 && !isOurs(names))
    throw new UsageError(
      'out.occupied',
      `${shortPath(place)} is not empty and does not hold an earlier run. Name another folder, or empty it first.`,
    )
}
