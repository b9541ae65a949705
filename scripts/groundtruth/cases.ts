/** Finds cases in folders and reads them. Whatever cannot be used is said in words, all of it at once. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Case, CaseFile } from './formats.ts'

/** Something the runner was given cannot be used. One line a fault. */
export class InputError extends Error {
  readonly code = 'input'
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.name = 'InputError'
    this.faults = faults
  }
}

/**
 * Every case in or below the folders, sorted by path within each of them.
 *
 * @throws {InputError} when a folder is missing or holds no case, a file is no case, or bars are missing
 */
export function readCases(folders: readonly string[], barsFolder: string): Case[] {
  const faults: string[] = []
  if (!isFolder(barsFolder)) faults.push(`--bars ${barsFolder}: there is no such folder`)
  const found: string[] = []
  for (const folder of folders) {
    if (!isFolder(folder)) {
      faults.push(`${folder}: there is no such folder`)
      continue
    }
    const below = caseFolders(folder)
    if (below.length === 0) faults.push(`${folder}: no folder in it holds case.json and expected.json`)
    for (const one of below) if (!found.includes(one)) found.push(one)
  }
  if (faults.length > 0) throw new InputError(faults)

  const cases: Case[] = []
  for (const folder of found)
    try {
      cases.push(readCase(folder, barsFolder))
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      faults.push(...error.faults)
    }
  if (faults.length > 0) throw new InputError(faults)
  return cases
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

function caseFolders(folder: string): string[] {
  const found: string[] = []
  if (existsSync(join(folder, 'case.json')) && existsSync(join(folder, 'expected.json'))) found.push(folder)
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) if (entry.isDirectory()) found.push(...caseFolders(join(folder, entry.name)))
  return found
}

function readCase(folder: string, barsFolder: string): Case {
  const path = join(folder, 'case.json')
  const file = readJson(path)
  const faults = faultsOf(file).map((fault) => `${path}: ${fault}`)
  const expectedPath = join(folder, 'expected.json')
  const expected = readJson(expectedPath)
  if (typeof file['engine'] === 'string')
    faults.push(...faultsOfExpected(file['engine'], expected).map((fault) => `${expectedPath}: ${fault}`))
  if (faults.length > 0) throw new InputError(faults)

  const known = file as unknown as CaseFile
  const bars = known.data.map((_, index) => join(barsFolder, `${known.id}${index === 0 ? '' : `.${index + 1}`}.csv`))
  const missing = bars.filter((one) => !existsSync(one))
  if (missing.length > 0) throw new InputError(missing.map((one) => `${path}: its bars ${one} are missing`))
  return { folder, file: known, expected, bars }
}

type Json = Readonly<Record<string, unknown>>

function readJson(path: string): Json {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new InputError([`${path}: it is no JSON (${(error as Error).message})`])
  }
  if (!isObject(value)) throw new InputError([`${path}: it must hold an object`])
  return value
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

function faultsOf(file: Json): string[] {
  const faults: string[] = []
  for (const key of ['id', 'engine'])
    if (typeof file[key] !== 'string' || file[key] === '') faults.push(`\`${key}\` must be a text`)
  if (typeof file['cash'] !== 'number') faults.push('`cash` must be a number')
  const { data, strategy } = file
  if (!Array.isArray(data) || data.length === 0) faults.push('`data` must be a list of at least one instrument')
  else if (!data.every((one: unknown) => isObject(one) && typeof one['symbol'] === 'string'))
    faults.push('every part of `data` must have a `symbol`')
  if (!isObject(strategy) || typeof strategy['kind'] !== 'string') faults.push('`strategy` must have a `kind`')
  else if (strategy['kind'] === 'script' && !Array.isArray(strategy['actions']))
    faults.push('a script must have `actions`')
  return faults
}

/** The parts of expected.json that are compared, by engine; other engines are refused later, and not looked at here. */
function faultsOfExpected(engine: string, expected: Json): string[] {
  const lists =
    engine === 'backtrader'
      ? ['orders', 'events', 'fills', 'trades']
      : engine === 'backtesting.py'
        ? ['fills', 'trades', 'broker_cancels']
        : []
  const faults = lists.filter((key) => !Array.isArray(expected[key])).map((key) => `\`${key}\` must be a list`)
  if (lists.length === 0) return faults
  const { equity, counts } = expected
  if (!isObject(equity) || !Array.isArray(equity['rows'])) faults.push('`equity` must have `rows`')
  if (!isObject(counts)) faults.push('`counts` must be an object')
  if (engine === 'backtrader' && !isObject(expected['final'])) faults.push('`final` must be an object')
  if (engine === 'backtesting.py' && !isObject(expected['stats'])) faults.push('`stats` must be an object')
  return faults
}
