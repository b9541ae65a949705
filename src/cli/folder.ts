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
 * @throws {UsageError} `out.occupied` when something else stands there, `out.unwritable` when nothing can be written there
 */
export function pendingFolder(target: string, isOurs: (names: readonly string[]) => boolean): PendingFolder {
  const place = resolve(target)
  requireFree(place, isOurs)
  const path = join(dirname(place), `.${basename(place)}.${process.pid}.part`)
  makeFolder(path, place)
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

/**
 * Makes a folder and those above it. One by one, since Node's own way never comes back from where nothing can be made, such as /proc.
 *
 * @param wanted what the person asked for, for the message
 * @throws {UsageError} `out.unwritable`
 */
export function makeFolder(path: string, wanted: string = path): void {
  const missing: string[] = []
  for (let folder = path; !existsSync(folder) && dirname(folder) !== folder; folder = dirname(folder))
    missing.push(folder)
  try {
    for (const folder of missing.toReversed()) mkdirSync(folder)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw new UsageError(
      'out.unwritable',
      `${shortPath(wanted)} cannot be made: ${reasons[code] ?? (error as Error).message}. Name another place.`,
      { cause: error },
    )
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'there is no permission to write there',
  EPERM: 'there is no permission to write there',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'something in its path is a file',
  ENOENT: 'nothing can be made there',
  ENOSPC: 'there is no space left',
  ENAMETOOLONG: 'the name is too long',
}
