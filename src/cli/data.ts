/** `quantdome data …`: commands about files of market data. */
import { Command } from 'commander'

export function dataCommand(): Command {
  return new Command('data').description('Look at market data.')
}
