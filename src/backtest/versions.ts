/** Versions of what a run's numbers depend on. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Package {
  readonly name?: string
  readonly version: string
}

const read = (path: string): Package => JSON.parse(readFileSync(path, 'utf8')) as Package

/** The package that a file belongs to: the nearest package.json above it. */
function packageAbove(file: string): Package {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'package.json')
    if (existsSync(path)) return read(path)
  }
  throw new Error(`no package.json above ${file}`)
}

export function versions(): Record<string, string> {
  const require = createRequire(import.meta.url)
  return {
    quantdome: packageAbove(fileURLToPath(import.meta.url)).version,
    xstate: read(require.resolve('xstate/package.json')).version,
    node: process.versions.node,
  }
}
