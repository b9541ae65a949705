/** The command: its arguments, a line a case, and the exit code. */
import { basename } from 'node:path'
import { Command, CommanderError } from 'commander'
import { InputError, readCases } from './cases.ts'
import type { Case } from './formats.ts'
import { runCase, type Verdict, wordsFor } from './run.ts'

/** Where a command writes. */
export interface Output {
  out(text: string): void
  err(text: string): void
}

/** Runs the cases that the arguments name: 0 when none differs, 1 when one does, 2 when there is nothing that can be run. */
export async function groundtruth(args: readonly string[], { out, err }: Output): Promise<0 | 1 | 2> {
  const command = new Command('npm run groundtruth --')
    .description('Runs cases that other engines have run, and compares every order, fill, and row of the equity curve.')
    .argument('<folders...>', 'folders of cases; every folder in them with case.json and expected.json is run')
    .requiredOption('--bars <folder>', 'folder of the bars: ID.csv, and ID.2.csv for a second instrument')
    .configureOutput({ writeOut: out, writeErr: err })
    .exitOverride()
  let cases: Case[]
  try {
    command.parse(args, { from: 'user' })
    cases = readCases(command.args, command.opts<{ bars: string }>().bars)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!(error instanceof InputError)) throw error
    err(`${error.message}\n`)
    return 2
  }
  const counts: Record<Verdict['kind'], number> = { ok: 0, refused: 0, differs: 0 }
  const width = Math.max(...cases.map(({ folder }) => basename(folder).length))
  for (const one of cases) {
    const verdict = await runCase(one)
    counts[verdict.kind]++
    out(`${basename(one.folder).padEnd(width)}  ${wordsFor(verdict)}\n`)
  }
  out(`${counts.ok} ok, ${counts.refused} refused, ${counts.differs} differ\n`)
  return counts.differs === 0 ? 0 : 1
}
