/** Guards, recipes and emitted events that are about one kind of event, in machines that hear many. */
import type { EventObject } from 'xstate'
import { StrategyError } from './errors.ts'

/** The arguments of a guard, a recipe or an `emit`, with the event known to be of type `T`. */
export type When<Args extends { readonly event: EventObject }, T extends string> = Omit<Args, 'event'> & {
  readonly event: Extract<Args['event'], { readonly type: T }>
}

/**
 * Narrows the event of a named guard, recipe or `emit` to one type.
 *
 * @throws StrategyError `misuse` when the machine uses it on an event of another type.
 * @example
 * guards: { breaksOut: when('market.bar', ({ context, event }) => event.close > context.high) },
 * actions: { enter: emit(when('market.bar', ({ event }) => buy(event.symbol))) },
 */
export function when<T extends string, Args extends { readonly event: EventObject }, Result>(
  type: T,
  use: (args: When<Args, T>) => Result,
): (args: Args) => Result {
  return (args) => {
    if (args.event.type !== type)
      throw new StrategyError(
        'misuse',
        `what is written for '${type}' was used on '${args.event.type}'; bind it to '${type}' alone in the machine`,
        { expected: type, got: args.event.type },
      )
    return use(args as unknown as When<Args, T>)
  }
}
