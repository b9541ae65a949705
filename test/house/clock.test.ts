/**
 * Nothing under src/ and actors/ reads the wall clock, unseeded randomness or a counter of its module: a run is a function of its
 * inputs alone. The wall clock file and the progress line, which nobody computes with, are the exceptions.
 */
import ts from 'typescript'
import { expect, test } from 'vitest'
import { read, sourceFiles } from './tree.ts'

const exempt = new Set(['src/system/wall-clock.ts', 'src/cli/progress.ts'])

const forbidden: Readonly<Record<string, readonly string[]>> = {
  Date: ['now'],
  performance: ['now', 'timeOrigin', 'mark', 'measure'],
  Math: ['random'],
  process: ['hrtime', 'uptime'],
  crypto: ['randomUUID', 'getRandomValues', 'randomBytes', 'randomInt'],
}
const timers = new Set(['setTimeout', 'setInterval'])

const steps: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken])
const compound: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.PlusEqualsToken, ts.SyntaxKind.MinusEqualsToken])

/** What in a source text would make two runs differ, as `line: what`. */
function impurities(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const note = (node: ts.Node, what: string): void => {
    found.push(`${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}`)
  }
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      if (forbidden[node.expression.text]?.includes(node.name.text))
        note(node, `${node.expression.text}.${node.name.text}`)
    }
    const counted =
      (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && steps.has(node.operator)
        ? node.operand
        : ts.isBinaryExpression(node) && compound.has(node.operatorToken.kind)
          ? node.left
          : undefined
    if (counted && ts.isIdentifier(counted) && counters.has(counted.text))
      note(node, 'a counter of the module, shared by all runs')
    const called = ts.isCallExpression(node) || ts.isNewExpression(node) ? node.expression : undefined
    if (called && ts.isIdentifier(called)) {
      const none = !('arguments' in node) || !(node as ts.CallExpression).arguments?.length
      if (called.text === 'Date' && (ts.isCallExpression(node) || none)) note(node, 'the present as a Date')
      if (timers.has(called.text)) note(node, called.text)
    }
    ts.forEachChild(node, visit)
  }
  const counters = new Set(
    file.statements
      .filter(ts.isVariableStatement)
      .flatMap(({ declarationList }) => declarationList.declarations.map(({ name }) => name.getText())),
  )
  visit(file)
  return found
}

test('no file reads the wall clock, unseeded randomness or counters of the module', () => {
  const files = sourceFiles('src', 'actors').filter((path) => !exempt.has(path))
  expect(files.length).toBeGreaterThan(0)
  expect(files.flatMap((path) => impurities(path, read(path)))).toEqual([])
})

test.each([
  'const at = Date.now()',
  'const at = new Date()',
  'const at = new Date',
  'const at = Date()',
  'const at = performance.now()',
  'const luck = Math.random()',
  'const at = process.hrtime.bigint()',
  'const id = crypto.randomUUID()',
  'setTimeout(() => {}, 10)',
  'let counter = 0; export const next = () => ++counter',
  'let total = 0; export function add(n) { total += n }',
])('finds %s', (text) => {
  expect(impurities('bad.ts', text)).toHaveLength(1)
})

test.each([
  'const day = new Date(0)',
  'const iso = new Date(at / 1000).toISOString()',
  'function f() { let n = 0; n++ }',
  'let known; export const once = () => (known ??= work())',
])('lets %s pass', (text) => {
  expect(impurities('good.ts', text)).toEqual([])
})
