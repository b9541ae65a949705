/** Every program in docs/system.md runs, and prints what the page says it prints. */
import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { createJiti } from 'jiti'
import { expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)
const page = readFileSync(new URL('docs/system.md', root), 'utf8')
const programs = [...page.matchAll(/^```ts\n(.*?)^```/gms)].map(([, source]) => source as string)
const jiti = createJiti(import.meta.url, {
  alias: { 'quantdome/system': new URL('src/system/index.ts', root).pathname },
  fsCache: false,
})

test('there are programs', () => {
  expect(programs.length).toBeGreaterThan(4)
})

test.each(programs.map((source, i) => [i + 1, source] as const))('program %i', async (i, source) => {
  const expected = [...source.matchAll(/\/\/ → (.*)$/gm)].map(([, line]) => line)
  const printed: string[] = []
  const print = (...values: unknown[]): void => {
    const line = values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' ')
    printed.push(...line.split('\n'))
  }
  Object.assign(globalThis, { printForPage: print })
  await jiti.evalModule(source.replaceAll('console.log', 'globalThis.printForPage'), {
    filename: new URL(`docs/system-${i}.ts`, root).pathname,
    async: true,
  })
  expect(printed).toEqual(expected)
})
