/** The floors hold, and the tool that holds them really sees the tree and really refuses. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root, sourceFiles } from './tree.ts'

interface Cruise {
  readonly modules: readonly { readonly source: string }[]
  readonly summary: {
    readonly violations: readonly {
      readonly from: string
      readonly to: string
      readonly rule: { readonly name: string }
    }[]
  }
}

function cruise(cwd: string, ...folders: string[]): Cruise {
  const program = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs')
  const config = join(root, '.dependency-cruiser.mjs')
  const { stdout } = spawnSync(process.execPath, [program, '--config', config, '--output-type', 'json', ...folders], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return JSON.parse(stdout) as Cruise
}

test('every source file is seen', () => {
  const seen = new Set(cruise(root, 'src', 'actors').modules.map((module) => module.source))
  expect(sourceFiles('src', 'actors').filter((path) => !seen.has(path))).toEqual([])
})

/** One import each that the house forbids, and the rule that says so. */
const forbidden: [from: string, to: string, rule: string][] = [
  ['src/events/a.ts', 'src/system/b.ts', 'floor-src-events'],
  ['src/system/a.ts', 'src/machine/b.ts', 'floor-src-system'],
  ['src/system/a.ts', 'actors/order/b.ts', 'floor-src-system'],
  ['src/machine/a.ts', 'src/system/b.ts', 'floor-src-machine'],
  ['src/machine/a.ts', 'src/data/b.ts', 'floor-src-machine'],
  ['actors/order/a.ts', 'actors/broker/b.ts', 'floor-actors-order'],
  ['actors/market/a.ts', 'actors/strategy/b.ts', 'floor-actors-market'],
  ['actors/strategy/a.ts', 'actors/portfolio/b.ts', 'floor-actors-strategy'],
  ['actors/portfolio/a.ts', 'actors/broker/b.ts', 'floor-actors-portfolio'],
  ['actors/broker/a.ts', 'src/analysis/b.ts', 'floor-actors-broker'],
  ['src/fix/a.ts', 'actors/broker/b.ts', 'floor-src-fix'],
  ['src/data/a.ts', 'src/analysis/b.ts', 'floor-src-data'],
  ['src/analysis/a.ts', 'src/backtest/b.ts', 'floor-src-analysis'],
  ['src/backtest/a.ts', 'src/cli/b.ts', 'floor-src-backtest'],
  ['src/index.ts', 'src/cli/b.ts', 'public-list'],
  ['examples/a.ts', 'src/system/b.ts', 'examples-as-users'],
  ['src/system/a.ts', 'test/system/b.ts', 'floor-src-system'],
]

describe('an import that goes up is refused', () => {
  let folder = ''
  let found: string[] = []
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'quantdome-layers-'))
    const imports = new Map<string, string[]>()
    for (const [from, to] of forbidden) {
      imports.set(from, [...(imports.get(from) ?? []), to])
      if (!imports.has(to)) imports.set(to, [])
    }
    for (const [path, targets] of imports) {
      mkdirSync(join(folder, dirname(path)), { recursive: true })
      const up = '../'.repeat(path.split('/').length - 1)
      // Type-only imports count: they tie the floors together just the same.
      writeFileSync(
        join(folder, path),
        targets.map((to) => `import type {} from '${up || './'}${to}'\n`).join('') + 'export {}\n',
      )
    }
    writeFileSync(
      join(folder, 'tsconfig.json'),
      '{ "compilerOptions": { "allowImportingTsExtensions": true, "noEmit": true } }',
    )
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    found = cruise(folder, 'src', 'actors', 'examples').summary.violations.map(
      ({ from, to, rule }) => `${from} ${to} ${rule.name}`,
    )
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(forbidden)('%s importing %s', (from, to, rule) => {
    expect(found).toContain(`${from} ${to} ${rule}`)
  })

  test('and nothing else is', () => {
    expect(found).toHaveLength(forbidden.length)
  })
})
