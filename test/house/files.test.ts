/** A file holds one idea: it says so in its first lines, and is short. */
import { expect, test } from 'vitest'
import { read, sourceFiles } from './tree.ts'

const longest = 400

test('no source file is longer than 400 lines', () => {
  const long = sourceFiles('src', 'actors', 'test', 'bench', 'examples', 'scripts', 'bin')
    .map((path) => ({ path, lines: read(path).split('\n').length - 1 }))
    .filter(({ lines }) => lines > longest)
  expect(long).toEqual([])
})

// A test file is about the file that it mirrors, and its tests have names.
test('every source file starts with a comment that says what it is for', () => {
  const silent = sourceFiles('src', 'actors', 'test', 'bench', 'examples', 'scripts', 'bin', 'templates').filter(
    (path) => !path.endsWith('.test.ts') && !/^(#!.*\n)?\s*(\/\*\*?|\/\/)\s*\S/.test(read(path)),
  )
  expect(silent).toEqual([])
})
