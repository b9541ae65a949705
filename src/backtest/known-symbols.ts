/** The symbols that the parts of an experiment name. Terms, or a halt, of one that the data has not would be left out in silence. */
import type { Behaviour } from '../../actors/broker/index.ts'
import type { Experiment } from './experiment.ts'

/**
 * What is wrong with the symbols that an experiment names, now that those of its data are known, one line each.
 *
 * @param exchanged the data is not the experiment's own (`--data`): terms of its own symbols then wait for its own data
 */
export function faultsOfSymbols(experiment: Experiment, symbols: readonly string[], exchanged: boolean): string[] {
  const { benchmark, instruments, broker } = experiment
  const isStrange = (symbol: string | undefined): symbol is string => symbol !== undefined && !symbols.includes(symbol)
  const those = symbols.join(', ')
  return [
    ...(isStrange(benchmark) ? [`\`benchmark\` is ${benchmark}, but the data has ${those}`] : []),
    ...Object.keys(exchanged ? {} : (instruments ?? {}))
      .filter(isStrange)
      .map((symbol) => `\`instruments.${symbol}\` is of no symbol of the data, which has ${those}`),
    ...(broker?.behaviours ?? []).flatMap((behaviour, place) =>
      [...new Set(symbolsOf(behaviour))]
        .filter(isStrange)
        .map(
          (symbol) =>
            `\`broker.behaviours[${place}]\`, ${behaviour.name}, is about ${symbol}, but the data has ${those}`,
        ),
    ),
  ]
}

const symbolsOf = (behaviour: Behaviour): readonly (string | undefined)[] =>
  behaviour.kind === 'timed' ? behaviour.steps().map(({ event }) => event.symbol) : [behaviour.symbol]
