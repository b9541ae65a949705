// `node scripts/bundle.mjs DIST`: puts the modules of a build together into `DIST/bundle`, which is what the package exports and the command
// runs. Starting then loads a dozen files and not four hundred, which is most of the time that a short backtest takes.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const dist = /** @type {string} */ (process.argv[2])

/** What the package offers, and the command: an entry each. Whatever they share, or load later, is a file of its own. */
const entries = { index: 'index', system: 'system/index', machine: 'machine/index', cli: 'cli/main' }

const bundle = await rolldown({
  input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(dist, 'src', `${path}.js`)])),
  platform: 'node',
  external: /^[^./]/,
  transform: { target: 'node20' },
})
await bundle.write({ dir: join(dist, 'bundle'), chunkFileNames: 'parts/[name].js' })
await bundle.close()
// the types are those of the modules
for (const [name, path] of Object.entries(entries))
  writeFileSync(join(dist, 'bundle', `${name}.d.ts`), `export * from '../src/${path}.js'\n`)
