/** `quantdome order trace FILE`: what the order lifecycle says of a scenario or a log of FIX messages, message by message. */
import { Command, Option } from 'commander'
import type { LifecycleProfile } from '../../actors/order/index.ts'
import { FoundWanting } from './errors.ts'

export function orderCommand(): Command {
  const trace = new Command('trace')
    .description('Set every report of a FIX log or scenario beside what the order lifecycle says.')
    .argument('<file>', 'scenarios as JSON, or a log of FIX 4.2 to 5.0 messages (tag=value)')
    .addOption(
      new Option('--profile <profile>', 'broker: a filled order may be enlarged; exchange: filled is the end').choices([
        'broker',
        'exchange',
      ]),
    )
    .option('--json', 'print one JSON object a line for each report, and nothing else')
    .option('--debug', 'show the stacks of errors')
    .action(run)
  return new Command('order').description('Look at the lives of orders.').addCommand(trace)
}

interface Flags {
  readonly profile?: LifecycleProfile
  readonly json?: true
}

/** Warnings go to standard error, so that what is on standard output can be compared and piped. */
async function run(file: string, { profile, json }: Flags): Promise<void> {
  const { formatTally, formatTrace, readTraceFile, rowObject, tallyOf, trace } = await import('../fix/index.ts')
  const { scenarios, warnings } = readTraceFile(file)
  process.stderr.write(warnings.map((warning) => `warning: ${warning}\n`).join(''))
  const traced = scenarios.map((scenario) => ({ scenario, rows: trace(scenario, profile) }))
  const rows = traced.flatMap((one) => one.rows)
  if (json) {
    const lines = rows.map(rowObject).filter((row) => row !== undefined)
    process.stdout.write(lines.map((row) => `${JSON.stringify(row)}\n`).join(''))
  } else {
    for (const { scenario, rows: own } of traced)
      process.stdout.write(`${formatTrace(scenario, profile ?? scenario.profile, own)}\n\n`)
    process.stdout.write(`${formatTally(tallyOf(rows), scenarios.length)}\n`)
  }
  if (rows.some(({ verdict }) => verdict === 'violation')) throw new FoundWanting()
}
