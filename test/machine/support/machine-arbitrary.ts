/** Arbitrary machines as data: a tree of states with transitions and actions of every kind that the compiler supports. */
import fc from 'fast-check'

export const EVENT_TYPES = ['A', 'B', 'C.x', 'C.x.z', 'C.y'] as const
const DESCRIPTORS = ['A', 'B', 'C.x', 'C.y', 'C.*', 'C.x.*', '*', 'quiet'] as const
export const TAGS = ['red', 'green', 'blue'] as const
export const IDS = ['one', 'two'] as const

export interface GuardSpec {
  readonly kind:
    | 'even'
    | 'below'
    | 'belowComputed'
    | 'inline'
    | 'fits'
    | 'alias'
    | 'stateInId'
    | 'stateInPath'
    | 'and'
    | 'or'
    | 'not'
    | 'throws'
  /** A limit, or the number of a state. */
  readonly n: number
  readonly inner: readonly GuardSpec[]
}

export interface ActionSpec {
  readonly kind:
    | 'add'
    | 'addBy'
    | 'addComputed'
    | 'reshape'
    | 'effects'
    | 'assignObject'
    | 'assignFunction'
    | 'emitFixed'
    | 'emitComputed'
    | 'raise'
    | 'raiseFuelled'
    | 'raiseComputed'
    | 'raiseLater'
    | 'raiseNamedDelay'
    | 'cancel'
    | 'cancelComputed'
    | 'log'
    | 'logAll'
    | 'custom'
    | 'customBy'
    | 'missing'
    | 'enqueue'
    | 'throws'
  readonly n: number
  readonly event: (typeof EVENT_TYPES)[number]
  readonly id: (typeof IDS)[number]
  readonly guard: GuardSpec
  /** For `enqueue`. */
  readonly inner: readonly ActionSpec[]
}

export interface TransitionSpec {
  /** Numbers of states, taken modulo how many there are; a second one counts only where it stands in another region. */
  readonly targets: readonly number[]
  readonly guard: GuardSpec | undefined
  readonly actions: readonly ActionSpec[]
  readonly reenter: boolean
  /** Taken only a limited number of times, so that the machine comes to rest. */
  readonly fuelled: boolean
}

export interface StateSpec {
  readonly parallel: boolean
  readonly final: boolean
  readonly children: readonly StateSpec[]
  readonly initial: number
  readonly initialActions: readonly ActionSpec[]
  readonly entry: readonly ActionSpec[]
  readonly exit: readonly ActionSpec[]
  readonly on: readonly { readonly descriptor: string; readonly transitions: readonly TransitionSpec[] }[]
  readonly always: readonly TransitionSpec[]
  readonly after: readonly { readonly delay: number | 'short'; readonly transitions: readonly TransitionSpec[] }[]
  readonly onDone: readonly TransitionSpec[]
  readonly tags: readonly string[]
  readonly output: 'none' | 'fixed' | 'computed'
}

export interface MachineSpec {
  readonly root: StateSpec
  readonly contextFromInput: boolean
  readonly start: number
  /** Whether its guards and actions named so throw. */
  readonly throwing: boolean
  /** Whether it may raise what it handles without limit. */
  readonly wild: boolean
}

const plainGuard: fc.Arbitrary<GuardSpec> = fc.record({
  kind: fc.oneof(
    { weight: 16, arbitrary: fc.constantFrom('even', 'below', 'belowComputed', 'inline', 'fits', 'alias') },
    { weight: 5, arbitrary: fc.constantFrom('stateInId', 'stateInPath') },
    { weight: 1, arbitrary: fc.constant('throws') },
  ) as fc.Arbitrary<GuardSpec['kind']>,
  n: fc.nat({ max: 12 }),
  inner: fc.constant([]),
})

const combinedGuard: fc.Arbitrary<GuardSpec> = fc.record({
  kind: fc.constantFrom('and', 'or', 'not'),
  n: fc.constant(0),
  inner: fc.array(plainGuard, { minLength: 1, maxLength: 2 }),
})

const guard = fc.oneof({ weight: 4, arbitrary: plainGuard }, { weight: 1, arbitrary: combinedGuard })

const plainAction: fc.Arbitrary<ActionSpec> = fc.record({
  kind: fc.oneof(
    { weight: 10, arbitrary: fc.constantFrom('add', 'addBy', 'addComputed', 'reshape', 'effects') },
    { weight: 4, arbitrary: fc.constantFrom('assignObject', 'assignFunction') },
    { weight: 4, arbitrary: fc.constantFrom('emitFixed', 'emitComputed') },
    { weight: 2, arbitrary: fc.constant('raiseFuelled') },
    { weight: 1, arbitrary: fc.constantFrom('raise', 'raiseComputed') },
    { weight: 4, arbitrary: fc.constantFrom('raiseLater', 'raiseNamedDelay', 'cancel', 'cancelComputed') },
    { weight: 4, arbitrary: fc.constantFrom('log', 'logAll', 'custom', 'customBy', 'missing') },
    { weight: 1, arbitrary: fc.constant('throws') },
  ) as fc.Arbitrary<ActionSpec['kind']>,
  n: fc.integer({ min: 1, max: 9 }),
  event: fc.constantFrom(...EVENT_TYPES),
  id: fc.constantFrom(...IDS),
  guard: fc.constant({ kind: 'even' as const, n: 0, inner: [] }),
  inner: fc.constant([]),
})

const enqueueAction: fc.Arbitrary<ActionSpec> = fc.record({
  kind: fc.constant('enqueue'),
  n: fc.integer({ min: 1, max: 9 }),
  event: fc.constantFrom(...EVENT_TYPES),
  id: fc.constantFrom(...IDS),
  guard,
  inner: fc.array(plainAction, { maxLength: 3 }),
})

const action = fc.oneof({ weight: 8, arbitrary: plainAction }, { weight: 1, arbitrary: enqueueAction })

/** Nothing, mostly; `weight` against 8. */
const few = <T>(item: fc.Arbitrary<T>, maxLength: number, weight: number): fc.Arbitrary<T[]> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant<T[]>([]) },
    { weight, arbitrary: fc.array(item, { minLength: 1, maxLength }) },
  )

const targets = fc.oneof(
  { weight: 1, arbitrary: fc.constant<number[]>([]) },
  { weight: 4, arbitrary: fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 1 }) },
  { weight: 1, arbitrary: fc.array(fc.nat({ max: 30 }), { minLength: 2, maxLength: 2 }) },
)

const transition: fc.Arbitrary<TransitionSpec> = fc.record({
  targets,
  guard: fc.option(guard, { nil: undefined }),
  actions: few(action, 2, 8),
  reenter: fc.boolean(),
  fuelled: fc.constant(false),
})

/** Eventless, or taken when children are done: either may run for ever. */
const always: fc.Arbitrary<TransitionSpec> = fc.record({
  targets,
  guard,
  actions: few(action, 2, 8),
  reenter: fc.boolean(),
  fuelled: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
})

const on = fc.uniqueArray(
  fc.record({
    descriptor: fc.constantFrom(...DESCRIPTORS),
    transitions: fc.array(transition, { minLength: 1, maxLength: 2 }),
  }),
  { selector: ({ descriptor }) => descriptor, maxLength: 4, size: 'medium' },
)

const after = fc.record({
  delay: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant('short' as const)),
  transitions: fc.array(transition, { minLength: 1, maxLength: 2 }),
})

const stateOf = (depth: number): fc.Arbitrary<StateSpec> =>
  fc.record({
    parallel: fc.boolean(),
    final: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    children:
      depth > 0
        ? fc.array(stateOf(depth - 1), { minLength: depth > 2 ? 2 : 0, maxLength: depth > 2 ? 3 : 2, size: 'medium' })
        : fc.constant([]),
    initial: fc.nat({ max: 2 }),
    initialActions: few(action, 2, 1),
    entry: few(action, 2, 3),
    exit: few(action, 2, 3),
    on,
    always: few(always, 2, 2),
    after: few(after, 2, 2),
    onDone: few(always, 2, 4),
    tags: fc.subarray([...TAGS]),
    output: fc.constantFrom('none', 'fixed', 'computed'),
  })

export const machineSpec: fc.Arbitrary<MachineSpec> = fc.record({
  root: stateOf(3),
  contextFromInput: fc.boolean(),
  start: fc.nat({ max: 12 }),
  throwing: fc.integer({ min: 0, max: 7 }).map((n) => n === 7),
  wild: fc.integer({ min: 0, max: 7 }).map((n) => n === 7),
})

/** Events for these machines. */
export const machineEvent = fc.record({ type: fc.constantFrom(...EVENT_TYPES, 'unknown'), v: fc.nat({ max: 9 }) })
