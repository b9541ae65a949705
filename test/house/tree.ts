/** The files of this repository, for tests about the house itself. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Every TypeScript and JavaScript file below the given folders, as `folder/…/name`. */
export function sourceFiles(...folders: string[]): string[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
        .filter((path) => /\.[cm]?[jt]s$/.test(path))
        .toSorted(),
    )
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
