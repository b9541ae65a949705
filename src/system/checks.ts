/** What is given to a system from outside, held against what there is: an option that is misspelt would be left out in silence. */
import type { AnyActorLogic, AnyEventObject } from 'xstate'
import { UsageError } from './errors.ts'
import type { RouteOptions } from './router.ts'
import type { AddOptions, SystemOptions } from './system.ts'
import type { Micros } from './time.ts'

/** What a value must be: a test, and its words. */
type Rule = readonly [holds: (value: unknown) => boolean, must: string]
type Rules<Options> = Record<keyof Options, Rule>

const any: Rule = [() => true, '']
const flag: Rule = [(value) => typeof value === 'boolean', 'true or false']
const whole: Rule = [Number.isSafeInteger, 'a whole number']
const oneOf = (...words: readonly string[]): Rule => [
  (value) => words.includes(value as string),
  words.map((word) => `'${word}'`).join(' or '),
]
const most: Rule = [(value) => (value as number) > 0, 'a number above 0']
const withMethods = (such: string, ...names: readonly string[]): Rule => [
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function'),
  such,
]

const system: Rules<SystemOptions> = {
  seed: whole,
  start: [Number.isSafeInteger, 'a whole number of microseconds'],
  clock: withMethods('a clock, such as wallClock()', 'reading', 'waitUntil', 'wake'),
  journal: oneOf('off', 'present', 'decisions', 'all'),
  data: [
    (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
    `a list of patterns, such as ['market.*']`,
  ],
  strict: flag,
  limits: any,
  freeze: flag,
  hash: flag,
  logger: [(value) => typeof value === 'function', 'a function'],
}
const limits: Rules<NonNullable<SystemOptions['limits']>> = { perInstant: most, queue: most }
const add: Rules<AddOptions & { input?: unknown }> = {
  supervision: oneOf('stop', 'restart', 'isolate'),
  // Its own message is in router.ts.
  timerClass: any,
  input: any,
}
const route: Rules<RouteOptions> = {
  latency: withMethods('a model, such as constant(seconds(5))', 'sampler'),
  class: any,
  line: [(value) => typeof value === 'string', 'a name'],
}

function check(where: string, given: object, rules: Readonly<Record<string, Rule>>): void {
  for (const [option, value] of Object.entries(given)) {
    const rule = Object.hasOwn(rules, option) ? rules[option]! : undefined
    if (rule === undefined)
      throw new UsageError(
        'unknownOption',
        `${where} has no option ${option}; there are ${Object.keys(rules).join(', ')}`,
        { option },
      )
    if (value !== undefined && !rule[0](value))
      throw new UsageError('invalidOption', `${where}: ${option} is ${String(value)}; it must be ${rule[1]}`, {
        option,
      })
  }
}

/** @throws UsageError */
export function checkSystem(options: SystemOptions): void {
  check('createActorSystem', options, system)
  check('limits', options.limits ?? {}, limits)
}

/** @throws UsageError */
export function checkAdd(name: string, logic: AnyActorLogic, options: AddOptions = {}): void {
  const { getInitialSnapshot, transition } = (logic ?? {}) as Partial<AnyActorLogic>
  if (typeof getInitialSnapshot !== 'function' || typeof transition !== 'function')
    throw new UsageError(
      'invalidLogic',
      `what is given for actor '${name}' is no actor logic; give a machine (createMachine, setup), fromTransition, fromCallback or the like`,
      { name },
    )
  check(`add('${name}')`, options, add)
}

/** @throws UsageError */
export function checkRoute(producer: string, consumer: string, options: RouteOptions): void {
  check(`the route from '${producer}' to '${consumer}'`, options, route)
}

/** @throws UsageError */
export function checkEvent(to: string, event: AnyEventObject | undefined): void {
  if (typeof event?.type !== 'string')
    throw new UsageError('invalidEvent', `what is sent to '${to}' is no event: an event is an object with a type`, {
      to,
    })
}

/** @throws UsageError */
export function checkUntil(until: Micros): void {
  if (!Number.isSafeInteger(until) && until !== Infinity)
    throw new UsageError('invalidOption', `until is ${String(until)}; it must be a whole number of microseconds`, {
      until,
    })
}
