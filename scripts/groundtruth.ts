/**
 * `npm run groundtruth -- CASES_FOLDER… --bars FOLDER`: runs cases whose results come from other engines, prints a line a case, and
 * ends with 1 if any differs, with 2 if it was given something that it cannot use.
 */
import { basename } from 'node:path'
import { Command, CommanderError } from 'commander'
import { InputError, readCases } from './groundtruth/cases.ts'
import { runCase, type Verdict, wordsFor } from './groundtruth/run.ts'

async function main(args: readonly string[]): Promise<number> {
  const command = new Command('npm run groundtruth --')
    .description('Runs cases that other engines have run, and compares every order, fill, and row of the equity curve.')
    .argument('<folders...>', 'folders of cases; every folder in them with case.json and expected.json is run')
    .requiredOption('--bars <folder>', 'folder of the bars: ID.csv, and ID.2.csv for a second instrument')
    .exitOverride()
  try {
    command.parse(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 0 : 2
  }
  let cases
  try {
    cases = readCases(command.args, command.opts<{ bars: string }>().bars)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 2
  }
  const counts: Record<Verdict['kind'], number> = { ok: 0, refused: 0, differs: 0 }
  const width = Math.max(...cases.map(({ folder }) => basename(folder).length))
  for (const one of cases) {
    const verdict = await runCase(one)
    counts[verdict.kind]++
    process.stdout.write(`${basename(one.folder).padEnd(width)}  ${wordsFor(verdict)}\n`)
  }
  process.stdout.write(`${counts.ok} ok, ${counts.refused} refused, ${counts.differs} differ\n`)
  return counts.differs === 0 ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
