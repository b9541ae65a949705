// Makes a checkout ready to run: installs what the lock file names and builds `dist`, each only when needed.
// Plain JavaScript without dependencies, because it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** What `tsc -p tsconfig.build.json` compiles and scripts/bundle.mjs bundles, and what decides how. */
const sources = ['src', 'actors', 'examples', 'bench', 'scripts']
const settings = ['tsconfig.json', 'tsconfig.build.json', 'package.json', 'package-lock.json']

/** Runs a program in the checkout, everything it says going to standard error. @param {string} file @param {string[]} args */
function run(file, args) {
  // Standard output belongs to the program that is being made ready: `quantdome … --json` must print JSON and nothing else.
  return spawnSync(file, args, { cwd: root, stdio: ['ignore', 2, 2] }).status ?? 1
}

/** @param {string} path @returns {Record<string, { version?: string, optional?: boolean, link?: boolean, devOptional?: boolean }>} */
function lockedPackages(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages ?? {}
}

/** Whether node_modules holds what package-lock.json names, by npm's own record of what it installed. */
export function isInstalled() {
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const installed = lockedPackages(record)
  // Optional packages are binaries for other platforms and may be absent.
  return Object.entries(lockedPackages(join(root, 'package-lock.json'))).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || (installed[path] ? installed[path].version === version : Boolean(optional ?? devOptional)),
  )
}

/** A fingerprint of every source file (path, size, time of change), so that a moved or deleted file counts as a change too. */
function fingerprint() {
  const hash = createHash('sha256')
  /** @param {string} path */
  const visit = (path) => {
    const stat = statSync(join(root, path))
    if (stat.isDirectory()) for (const name of readdirSync(join(root, path)).toSorted()) visit(`${path}/${name}`)
    else if (/\.(ts|mjs|json)$/.test(path)) hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`)
  }
  for (const path of [...sources, ...settings]) if (existsSync(join(root, path))) visit(path)
  return hash.digest('hex')
}

/** Installs when needed. Ends the process when npm fails. */
export function ensureInstalled() {
  if (isInstalled()) return
  process.stderr.write('Installing what quantdome needs (once) …\n')
  const npm = process.env['npm_execpath']
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const status = npm
    ? run(process.execPath, [npm, ...args])
    : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args)
  if (status !== 0) fail('npm ci failed; what it said stands above.')
}

/** Builds `dist` when a source has changed. The new build takes the old one's place whole, so a broken one changes nothing. */
export function ensureBuilt() {
  const stamp = join(root, 'dist', '.built-from')
  const wanted = fingerprint()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const next = `dist.${process.pid}`
  const tsc = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc')
  const steps = [
    [tsc, '-p', 'tsconfig.build.json', '--outDir', next],
    [join(root, 'scripts', 'bundle.mjs'), join(root, next)],
  ]
  if (!steps.every((step) => run(process.execPath, step) === 0)) {
    rmSync(join(root, next), { recursive: true, force: true })
    fail('The build failed; what was said of it stands above.')
  }
  writeFileSync(join(root, next, '.built-from'), wanted)
  takePlace(join(root, next), join(root, 'dist'))
}

/** Puts a folder in the place of another; two builds at once end with one of them whole. @param {string} next @param {string} place */
function takePlace(next, place) {
  const old = `${next}.old`
  for (let attempt = 0; ; attempt++) {
    try {
      renameSync(next, place)
      break
    } catch (error) {
      if (attempt === 20) throw error
    }
    try {
      renameSync(place, `${old}.${attempt}`)
      rmSync(`${old}.${attempt}`, { recursive: true, force: true })
    } catch {
      // Somebody else has just moved it away.
    }
  }
}

/** Installs and builds, each when needed. */
export function ensure() {
  ensureInstalled()
  ensureBuilt()
}

/** @param {string} message @returns {never} */
function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
