/** `quantdome init DIR`: a small project of one's own that runs and passes at once. */
import { existsSync, readdirSync, readFileSync, writeFileSync, cpSync, mkdirSync, renameSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { Command } from 'commander'
import { shortPath, UsageError } from './errors.ts'
import { makeFolder } from './folder.ts'
import { isCheckout, packageFile } from './installation.ts'
import { prices } from './prices.ts'

export function initCommand(): Command {
  return new Command('init')
    .description('Make a small project of your own: an experiment, a strategy, a test, data, a README.')
    .argument('<dir>', 'a folder that does not exist yet, or is empty')
    .action(init)
}

async function init(dir: string): Promise<void> {
  const folder = resolve(dir)
  requireEmpty(folder)
  const name = packageName(folder)
  makeFolder(folder)
  cpSync(packageFile('templates', 'project'), folder, { recursive: true })
  // npm leaves a file named .gitignore out of what it publishes.
  renameSync(join(folder, 'gitignore'), join(folder, '.gitignore'))
  const readme = join(folder, 'README.md')
  writeFileSync(readme, readFileSync(readme, 'utf8').replace('# NAME', `# ${name}`))
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageJson(name), null, 2)}\n`)
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'data', 'prices.csv'), await prices())
  process.stdout.write(`Made ${shortPath(folder)}. Next:

  cd ${shortPath(folder)}
  npm install
  npm start       runs experiment.ts and writes a report
  npm test        checks what should hold of strategy.ts
`)
}

/** @throws {UsageError} `init.occupied`: nothing of a person's own is ever overwritten */
function requireEmpty(folder: string): void {
  if (!existsSync(folder)) return
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    throw new UsageError('init.occupied', `${shortPath(folder)} is a file. Name a folder that does not exist yet.`)
  }
  if (names.length > 0)
    throw new UsageError(
      'init.occupied',
      `${shortPath(folder)} is not empty (it holds ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}). Name a folder that does not exist yet, or is empty.`,
    )
}

/** The folder's name as npm allows it. */
function packageName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '')
  return name || 'experiment'
}

function packageJson(name: string): object {
  const own = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as {
    version: string
    engines: object
    devDependencies: Record<string, string>
  }
  return {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: own.engines,
    scripts: { start: 'quantdome backtest experiment.ts', test: 'vitest run' },
    // From a checkout the project uses that very checkout, so that it works before anything is published.
    dependencies: { quantdome: isCheckout() ? `file:${packageFile()}` : `^${own.version}` },
    devDependencies: { vitest: own.devDependencies['vitest'] },
  }
}
