/** Output folders appear whole or not at all, and never take the place of something that is a person's own. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pendingFolder } from '../../src/cli/folder.ts'

const isOurs = (names: readonly string[]): boolean => names.includes('run.json')
let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'quantdome-folder-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

function write(folder: string, name: string): void {
  writeFileSync(join(folder, name), name)
}

test('nothing stands in the place until it is whole', () => {
  const target = join(base, 'runs', 'first')
  const folder = pendingFolder(target, isOurs)
  write(folder.path, 'run.json')
  expect(existsSync(target)).toBe(false)
  folder.commit()
  expect(readdirSync(target)).toEqual(['run.json'])
  expect(readdirSync(join(base, 'runs'))).toEqual(['first'])
})

test('what is discarded leaves nothing behind', () => {
  const folder = pendingFolder(join(base, 'runs', 'first'), isOurs)
  write(folder.path, 'run.json')
  folder.discard()
  expect(readdirSync(join(base, 'runs'))).toEqual([])
})

test('an earlier run is replaced whole', () => {
  const target = join(base, 'first')
  mkdirSync(target)
  write(target, 'run.json')
  write(target, 'old.csv')
  const folder = pendingFolder(target, isOurs)
  write(folder.path, 'run.json')
  folder.commit()
  expect(readdirSync(target)).toEqual(['run.json'])
})

test('an empty folder may be filled', () => {
  const folder = pendingFolder(base, isOurs)
  write(folder.path, 'run.json')
  folder.commit()
  expect(readdirSync(base)).toEqual(['run.json'])
})

test('a folder or a file of somebody else is left alone', () => {
  write(base, 'thesis.md')
  expect(() => pendingFolder(base, isOurs)).toThrow('is not empty and does not hold an earlier run')
  expect(() => pendingFolder(join(base, 'thesis.md'), isOurs)).toThrow('is a file, not a folder')
  expect(readdirSync(base)).toEqual(['thesis.md'])
})

test('a place where nothing can be made is refused at once, above all not waited for', () => {
  write(base, 'file')
  expect(() => pendingFolder(join(base, 'file', 'run'), isOurs)).toThrow('something in its path is a file')
  const deep = pendingFolder(join(base, 'a', 'b', 'c'), isOurs)
  write(deep.path, 'run.json')
  deep.commit()
  expect(readdirSync(join(base, 'a', 'b', 'c'))).toEqual(['run.json'])
})

test.runIf(process.platform === 'linux')('so is a file system that takes no folders', () => {
  expect(() => pendingFolder('/proc/nowhere/run', isOurs)).toThrow('/proc/nowhere/run cannot be made')
})
