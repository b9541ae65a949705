/** The files an experiment is written in: its own and those it imports by a path, each with its SHA-256. */
import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join, relative, sep } from 'node:path'

/** A file by its path and its content. */
export interface SourceFile {
  readonly path: string
  readonly sha256: string
}

/** `from './x.ts'`, `import './x.ts'`, `import('./x.ts')`, `require('./x.ts')`: only paths, because packages have versions of their own. */
const IMPORTS = /\b(?:from|import|require)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g
const ENDINGS = ['', '.ts', '.mts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js']

/** So many files at most: an experiment that imports more is named by the first of them. */
const LIMIT = 500

/** The file and all that it imports, directly or not, in the order in which they are met. Paths are as `pathOf` writes them. */
export async function sourceFiles(file: string): Promise<SourceFile[]> {
  const files: SourceFile[] = []
  const waiting = [file]
  const met = new Set(waiting)
  for (let path = waiting.shift(); path !== undefined && files.length < LIMIT; path = waiting.shift()) {
    const content = await readFile(path)
    files.push({ path: pathOf(path), sha256: createHash('sha256').update(content).digest('hex') })
    if (extname(path) === '.json') continue
    for (const [, , specifier = ''] of content.toString('utf8').matchAll(IMPORTS)) {
      const found = resolveFrom(dirname(path), specifier)
      if (found === undefined || met.has(found)) continue
      met.add(found)
      waiting.push(found)
    }
  }
  return files
}

function resolveFrom(folder: string, specifier: string): string | undefined {
  const path = join(folder, specifier)
  // TypeScript lets a file name its neighbour by the name that it will have once compiled.
  const candidates = [...ENDINGS.map((ending) => path + ending), path.replace(/\.([cm]?)js$/, '.$1ts')]
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile())
}

/** A path from the working directory where the file lies below it, else the whole of it; with slashes, whatever the machine. */
export function pathOf(file: string): string {
  const path = relative(process.cwd(), file)
  return (path === '' || path.startsWith('..') ? file : path).split(sep).join('/')
}
