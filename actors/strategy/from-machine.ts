/** A strategy that is a machine of the user's own. */
import type { AnyActorLogic, AnyActorScope, AnyEventObject, AnyStateMachine, AnyStateNode } from 'xstate'
import type { Signal } from '../../src/events/index.ts'
import type { StrategyEvent } from './context.ts'
import { StrategyError } from './errors.ts'
import type { Params, Strategy, StrategyRun } from './strategy.ts'

/**
 * The types of such a machine: `types: {} as StrategyTypes<{ high: number }>`. It hears the events of the trading cycle and emits
 * signals; `Own` are events that it raises for itself.
 */
export interface StrategyTypes<Context, Own extends { readonly type: string } = never, Input = unknown> {
  context: Context
  events: StrategyEvent | Own
  emitted: Signal
  input: Input
}

export interface MachineStrategyOptions<P extends Params> {
  /** Default: the machine's id. */
  readonly name?: string
  readonly params?: P
  /** Only bars of these instruments; all when left out. */
  readonly symbols?: readonly string[]
  /** Makes the machine's input from the parameters. Default: the parameters and `now`, virtual time. */
  readonly input?: (params: P, run: StrategyRun) => unknown
}

/** What the other services say; the rest of a machine's events are its own affair. */
const EVERYTHING = ['market.*', 'order.*', 'signal.*', 'position.*', 'portfolio.*']
const HEARD = /^(market|order|signal|position|portfolio)\./

/**
 * Makes a strategy of a machine that handles `market.*` (and whatever else it cares for) and emits `signal`.
 *
 * @throws StrategyError `definition` when the machine has no name, or handles nothing that a strategy hears.
 * @example strategies: [fromMachine(breakout, { symbols: ['SPX'] })]
 */
export function fromMachine<P extends Params = Record<never, never>>(
  machine: AnyStateMachine,
  options: MachineStrategyOptions<P> = {},
): Strategy<P> {
  checkMachine(machine, options)
  const name = options.name ?? machine.id
  if (name === '' || name === '(machine)')
    throw new StrategyError('definition', 'a strategy needs a name: give the machine an id, or pass { name }', { name })
  const handled = [...new Set(descriptorsOf(machine.root))]
  const hears = handled.includes('*') ? EVERYTHING : withoutCovered(handled.filter((pattern) => HEARD.test(pattern)))
  if (hears.length === 0)
    throw new StrategyError('definition', `strategy '${name}': the machine handles no event of the trading cycle`, {
      strategy: name,
      handled,
    })
  const params = Object.freeze({ ...options.params }) as P
  return {
    name,
    params,
    ...(options.symbols === undefined ? {} : { symbols: options.symbols }),
    hears,
    machine,
    input: options.input === undefined ? ({ now }) => ({ ...params, now }) : (run) => options.input?.(params, run),
    dress: (logic) => dressed(logic, name, options.symbols),
    remake: (changed) => fromMachine(machine, { ...options, params: changed }),
  }
}

const OPTIONS: Record<keyof MachineStrategyOptions<Params>, true> = {
  name: true,
  params: true,
  symbols: true,
  input: true,
}

function checkMachine(machine: Partial<AnyStateMachine> | undefined, options: object): void {
  if (machine?.root === undefined || machine.transition === undefined)
    throw new StrategyError('definition', 'fromMachine needs an XState machine, made with createMachine', {})
  for (const option of Object.keys(options))
    if (!Object.hasOwn(OPTIONS, option))
      throw new StrategyError(
        'definition',
        `strategy '${String(machine.id)}': fromMachine has no option '${option}'; there are ${Object.keys(OPTIONS).join(', ')}`,
        { option },
      )
}

/** The events and patterns that a state and those within it handle. */
function descriptorsOf(node: AnyStateNode): string[] {
  const inner = Object.values(node.states as Record<string, AnyStateNode>).flatMap(descriptorsOf)
  return [...node.transitions.keys(), ...inner]
}

/** Each event once: patterns that fall under a wider one would bring it a second time. */
function withoutCovered(patterns: readonly string[]): string[] {
  const wide = patterns.filter((pattern) => pattern.endsWith('.*'))
  return patterns.filter(
    (pattern) => !wide.some((other) => other !== pattern && pattern.startsWith(other.slice(0, -1))),
  )
}

/**
 * The signal with the name of who gives it. Its fields are put in one by one and always in the same order, so that like signals share a shape:
 * a copy by spread would have a shape of its own, and whatever reads it would have to look every field up by name.
 */
function signedBy(strategy: string, event: AnyEventObject & Signal): Signal {
  const { at, orderType, limitPrice, stopPrice, timeInForce, quantity, weight, price, tag } = event
  const signal: Mutable<Signal> & Record<string, unknown> = {
    type: 'signal',
    strategy,
    symbol: event.symbol,
    intent: event.intent,
  }
  if (at !== undefined) signal.at = at
  if (orderType !== undefined) signal.orderType = orderType
  if (limitPrice !== undefined) signal.limitPrice = limitPrice
  if (stopPrice !== undefined) signal.stopPrice = stopPrice
  if (timeInForce !== undefined) signal.timeInForce = timeInForce
  if (quantity !== undefined) signal.quantity = quantity
  if (weight !== undefined) signal.weight = weight
  if (price !== undefined) signal.price = price
  if (tag !== undefined) signal.tag = tag
  // What a machine says beyond the protocol is passed on as well.
  for (const key in event) if (!(key in signal)) signal[key] = event[key]
  return signal
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * The machine's logic as one of several strategies on a portfolio: signals carry its name, and what concerns another strategy's orders, or an
 * instrument it does not want, does not reach it.
 */
function dressed(logic: AnyActorLogic, name: string, symbols: readonly string[] | undefined): AnyActorLogic {
  const wanted = symbols === undefined ? undefined : new Set(symbols)
  const scopes = new WeakMap<AnyActorScope, AnyActorScope>()
  const named = (scope: AnyActorScope): AnyActorScope => {
    let own = scopes.get(scope)
    if (own === undefined) {
      const emit = (event: AnyEventObject): void =>
        scope.emit(
          event.type === 'signal' && event['strategy'] === undefined
            ? signedBy(name, event as AnyEventObject & Signal)
            : event,
        )
      scopes.set(scope, (own = { ...scope, emit }))
    }
    return own
  }
  const concerns = (event: AnyEventObject): boolean => {
    if (event.type.startsWith('market.') && event.type !== 'market.session')
      return wanted === undefined || wanted.has(event['symbol'])
    const owner: unknown =
      event.type.startsWith('order.') || event.type === 'signal.refused' ? event['strategy'] : undefined
    return owner === undefined || owner === name
  }
  // All of the logic, marks of other tools included, with the doors that events pass through replaced.
  return Object.assign(Object.create(logic) as AnyActorLogic, {
    getInitialSnapshot: (scope: AnyActorScope, input: unknown) => logic.getInitialSnapshot(named(scope), input),
    transition: (snapshot: never, event: AnyEventObject, scope: AnyActorScope) =>
      concerns(event) ? logic.transition(snapshot, event, named(scope)) : snapshot,
    start: (snapshot: never, scope: AnyActorScope) => logic.start?.(snapshot, named(scope)),
  })
}
