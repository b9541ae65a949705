/** What the README shows is true: its code is an example's, its commands and paths exist. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { read, root } from './tree.ts'

const pages = ['README.md', 'CONTRIBUTING.md', 'AGENTS.md', 'docs/README.md']

test('the first program is examples/sma-cross.ts', () => {
  const shown = /```ts\n(import[\s\S]*?)```/.exec(read('README.md'))?.[1]
  expect(read('examples/sma-cross.ts').replace(/^\/\*\*.*\*\/\n/, '')).toBe(shown)
})

test.each(pages)('every npm script that %s names exists', (page) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const named = [...read(page).matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? '')
  expect(named.filter((name) => !(name in scripts))).toEqual([])
})

test.each(pages)('every file and folder that %s names exists', (page) => {
  const text = read(page)
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => join(page, '..', path))
  const paths = [...text.matchAll(/`((?:src|actors|test|docs|examples|bench|scripts)\/[\w./-]*)`/g)].map(
    ([, path = '']) => path,
  )
  expect([...links, ...paths].filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('docs/README.md lists every page', () => {
  const index = read('docs/README.md')
  const listed = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md') && name !== 'README.md')
  expect(listed.filter((name) => !index.includes(`](${name})`))).toEqual([])
})
