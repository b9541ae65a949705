// `npm test`: every static check and every test, on a fresh clone too. Ends with one line, `N passed, N failed`, each test and each
// static check counting one. Arguments go to vitest: `npm test -- test/data` runs the static checks and the tests of that folder.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { ensure, root } from './ensure.mjs'

/** Scripts of package.json that only read the tree. */
const checks = ['types', 'lint', 'format:check', 'layers', 'unused']

ensure()
const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts
const env = { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH']}` }

/**
 * @param {string} command
 * @param {import('node:child_process').StdioOptions} stdio
 * @returns {Promise<{ status: number, output: string }>}
 */
function run(command, stdio) {
  return new Promise((done) => {
    const child = spawn(command, { cwd: root, shell: true, env, stdio })
    let output = ''
    child.stdout?.on('data', (text) => (output += text))
    child.stderr?.on('data', (text) => (output += text))
    child.on('close', (status) => done({ status: status ?? 1, output }))
  })
}

let passed = 0
let failed = 0

// The checks share the machine's cores; their output is shown only when they fail.
await Promise.all(
  checks.map(async (name) => {
    const { status, output } = await run(scripts[name], ['ignore', 'pipe', 'pipe'])
    process.stdout.write(`${status === 0 ? '✓' : '✗'} ${name}\n${status === 0 ? '' : `${output}\n`}`)
    if (status === 0) passed++
    else failed++
  }),
)

const folder = mkdtempSync(join(tmpdir(), 'quantdome-test-'))
const record = join(folder, 'tests.json')
const filters = process.argv.slice(2).map((argument) => JSON.stringify(argument))
const { status } = await run(
  ['vitest run --reporter=default --reporter=json', `--outputFile.json=${JSON.stringify(record)}`, ...filters].join(
    ' ',
  ),
  'inherit',
)
const tests = readRecord(record)
rmSync(folder, { recursive: true, force: true })
passed += tests.passed
failed += tests.failed
if (tests.skipped.length > 0) {
  process.stdout.write(`Not run, for want of what they need:\n${tests.skipped.map((name) => `  ${name}\n`).join('')}`)
  // On a developer's machine a missing browser is no failure; in CI everything is installed, so nothing may be passed over.
  if (process.env['CI']) failed += tests.skipped.length
}
// A file that cannot be loaded, or an error outside any test, counts no test of its own.
if (status !== 0 && tests.failed === 0) failed++

process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 ? 0 : 1)

/** @param {string} path @returns {{ passed: number, failed: number, skipped: string[] }} */
function readRecord(path) {
  /** @type {{ testResults: { assertionResults: { status: string, fullName: string }[] }[] }} */
  let json
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return { passed: 0, failed: 1, skipped: [] }
  }
  const results = json.testResults.flatMap((file) => file.assertionResults)
  return {
    passed: results.filter((test) => test.status === 'passed').length,
    failed: results.filter((test) => test.status === 'failed').length,
    skipped: results
      .filter((test) => test.status !== 'passed' && test.status !== 'failed')
      .map((test) => test.fullName),
  }
}
