/**
 * The `quantdome` program: which commands there are, and what becomes of an error. Each command stands in a file of its own and
 * loads what it needs only when it runs, so that `quantdome --help` answers at once.
 */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { backtestCommand } from './backtest.ts'
import { dataCommand } from './data.ts'
import { describeError, FoundWanting, StoppedEarly, UsageError, type ExitCode } from './errors.ts'
import { explainCommand } from './explain.ts'
import { initCommand } from './init.ts'
import { packageFile } from './installation.ts'
import { orderCommand } from './order.ts'
import { stressCommand } from './stress.ts'

/**
 * Runs the command line.
 *
 * @param args what follows the program's name
 * @returns the exit code; never throws
 */
export async function main(args: readonly string[]): Promise<ExitCode> {
  // A reader that has seen enough (`quantdome … | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  // What a person's own code has left to a promise or a timer is found by Node, not by whoever awaits the command.
  const abandoned = (error: unknown): void => {
    process.stderr.write(describeError(error, args.includes('--debug')))
    process.exit(1)
  }
  process.on('unhandledRejection', abandoned)
  process.on('uncaughtException', abandoned)
  try {
    await program().parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    // Commander has already said what was wrong, or has printed the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof FoundWanting) return 1
    if (error instanceof StoppedEarly) return 130
    process.stderr.write(describeError(error, args.includes('--debug')))
    return exitCodeOf(error)
  } finally {
    process.off('unhandledRejection', abandoned)
    process.off('uncaughtException', abandoned)
  }
}

function program(): Command {
  const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }
  const root = new Command('quantdome')
    .description('A laboratory for trading systems.')
    .version(version)
    .showHelpAfterError('(quantdome --help shows what there is)')
    .exitOverride()
  const commands = [backtestCommand(), explainCommand(), stressCommand(), orderCommand(), initCommand(), dataCommand()]
  for (const command of commands) root.addCommand(command)
  for (const command of root.commands) inherit(command)
  return root
}

/** Commander copies settings to subcommands only when it makes them itself. */
function inherit(command: Command): void {
  command.exitOverride().showHelpAfterError('(--help shows the options)')
  for (const child of command.commands) inherit(child)
}

/** Bad usage and bad input are 2, whoever found them; everything else that goes wrong is a run that failed. */
function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return 2
  return error instanceof Error && badInput.has(error.name) ? 2 : 1
}

/** Errors of the floors below that are about what was given, by class name, so that those floors are not loaded only to ask. */
const badInput: ReadonlySet<string> = new Set(['DataError', 'ExperimentError', 'ExplainError', 'FixError'])
