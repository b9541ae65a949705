// Runs a program of this checkout: `node scripts/run.mjs FILE.ts [arguments]`. Installs and builds first when needed, then runs the
// compiled FILE, so that TypeScript under bench/, examples/ and scripts/ runs at full speed and shares one quantdome with what it imports.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensure, root } from './ensure.mjs'

const [file, ...args] = process.argv.slice(2)
if (!file) {
  process.stderr.write('usage: node scripts/run.mjs FILE.ts [arguments]\n')
  process.exit(2)
}
ensure()
const program = join(root, file.endsWith('.ts') ? join('dist', file.replace(/\.ts$/, '.js')) : file)
process.argv = [process.execPath, program, ...args]
const { default: experiment } = await import(pathToFileURL(program).href)
// A file that only states an experiment does nothing by itself: it is run as one.
if (experiment?.strategies !== undefined) {
  process.argv = [process.execPath, 'quantdome', 'backtest', file, ...args]
  await import('./quantdome.mjs')
}
