/** `quantdome data info FILE…`: what is in files of market data. */
import { Command, Option } from 'commander'
import type { FileOptions } from '../data/index.ts'
import { UsageError } from './errors.ts'

export function dataCommand(): Command {
  const info = new Command('info')
    .description('Show what is in files of bars, trades or quotes: symbols, rows, range, gaps, faults.')
    .argument('<files...>', 'CSV or Parquet files, or globs')
    .option(
      '--time-zone <zone>',
      'zone of dates and of times without an offset, such as America/New_York (default: UTC)',
    )
    .option('--symbol <symbol>', 'symbol, for files that hold one and do not name it')
    .option(
      '--columns <names>',
      'names of the columns, in order, for files without a header: time,open,high,low,close,volume or time,price,size',
    )
    .option('--time-format <format>', 'how times are written, where that cannot be told from them')
    .addOption(new Option('--stamps <end>', 'which end of a bar its time stands for').choices(['open', 'close']))
    .option('--json', 'print JSON and nothing else')
    .option('--debug', 'show the stacks of errors')
    .action(showInfo)
  return new Command('data').description('Look at market data.').addCommand(info)
}

interface Flags {
  readonly timeZone?: string
  readonly symbol?: string
  readonly columns?: string
  readonly timeFormat?: string
  readonly stamps?: 'open' | 'close'
  readonly json?: true
}

/** Faults are part of the answer. Only files in which there is nothing to show are bad input. */
async function showInfo(files: string[], flags: Flags): Promise<void> {
  const { dataInfo, formatDataInfo } = await import('../data/index.ts')
  const { timeZone, symbol, columns, timeFormat, stamps, json } = flags
  const options: FileOptions = {
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(symbol === undefined ? {} : { symbol }),
    ...(columns === undefined ? {} : { columns: columns.split(',').map((name) => name.trim()) }),
    ...(timeFormat === undefined ? {} : { timeFormat }),
    ...(stamps === undefined ? {} : { stamps }),
  }
  const info = await dataInfo(files, options)
  if (info.symbols.length === 0 && info.ticks.length === 0)
    throw new UsageError(
      'data.nothing',
      info.faults.map(({ message }) => message).join('\n') || 'There is nothing in these files.',
    )
  process.stdout.write(json ? `${JSON.stringify(info, null, 2)}\n` : formatDataInfo(info))
}
