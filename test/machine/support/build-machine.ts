/** Makes an XState machine of a generated description. */
import {
  and,
  type AnyEventObject,
  type AnyStateMachine,
  assign,
  cancel,
  createMachine,
  emit,
  enqueueActions,
  log,
  not,
  or,
  raise,
  stateIn,
} from 'xstate'
import { update } from '../../../src/machine/index.ts'
import type { ActionSpec, GuardSpec, MachineSpec, StateSpec, TransitionSpec } from './machine-arbitrary.ts'
import type { Probe } from './traces.ts'

interface Context {
  n: number
  fuel: number
  list: number[]
  inner: { deep: { count: number } }
  note?: string
}
interface Event extends AnyEventObject {
  v?: number
  output?: { n: number }
}
interface Arguments {
  context: Context
  event: Event
}
/** Recipes of every kind of machine, so typed once here. */
type Loose = Parameters<typeof update<Context, Event, { by: number } | undefined, Event, AnyEventObject>>[0]
const updating = (recipe: Loose): unknown =>
  update<Context, Event, { by: number } | undefined, Event, AnyEventObject>(recipe)

const contextFrom = (n: number): Context => ({ n, fuel: 8, list: [n], inner: { deep: { count: 0 } } })
const valueOf = (event: Event): number => event.v ?? 1

/** Every state with its place; the first is the root. */
interface Place {
  readonly id: string
  readonly path: readonly string[]
  readonly spec: StateSpec
  readonly parent: Place | undefined
}

function placesOf(spec: StateSpec, path: readonly string[], parent: Place | undefined): Place[] {
  const place: Place = { id: ['m', ...path].join('.'), path, spec, parent }
  return [place, ...spec.children.flatMap((child, index) => placesOf(child, [...path, `s${index}`], place))]
}

const isParallel = ({ parallel, children }: StateSpec): boolean => parallel && children.length > 0

/** Whether two states stand in different regions of one parallel state, so that both can be entered. */
function areTogether(a: Place, b: Place): boolean {
  const ancestors = (place: Place): Place[] =>
    place.parent === undefined ? [] : [place.parent, ...ancestors(place.parent)]
  const above = ancestors(b)
  if (a === b || above.includes(a) || ancestors(a).includes(b)) return false
  const common = ancestors(a).find((place) => above.includes(place))
  return common !== undefined && isParallel(common.spec)
}

class Builder {
  private readonly places: Place[]
  private readonly probe: Probe
  private readonly wild: boolean
  constructor(spec: MachineSpec, probe: Probe) {
    this.places = placesOf(spec.root, [], undefined)
    this.probe = probe
    this.wild = spec.wild
  }

  private place(n: number): Place {
    return this.places[n % this.places.length]!
  }

  guard({ kind, n, inner }: GuardSpec): unknown {
    const first = (): unknown => (inner[0] === undefined ? 'even' : this.guard(inner[0]))
    const all = (): never => (inner.length === 0 ? ['even'] : inner.map((guard) => this.guard(guard))) as never
    switch (kind) {
      case 'even':
      case 'fits':
      case 'alias':
      case 'throws':
        return kind
      case 'below':
        return { type: 'below', params: { limit: n } }
      case 'belowComputed':
        return {
          type: 'below',
          params: ({ context, event }: Arguments) => ({ limit: context.list.length + valueOf(event) + n }),
        }
      case 'inline':
        return ({ context, event }: Arguments) => (context.n + valueOf(event)) % 3 !== n % 3
      case 'stateInId':
        return stateIn(`#${this.place(n).id}`)
      case 'stateInPath': {
        const { path } = this.place(n)
        return path.length === 0 ? 'even' : stateIn(path.join('.'))
      }
      case 'and':
        return and(all())
      case 'or':
        return or(all())
      case 'not':
        return not(first() as never)
    }
  }

  action(spec: ActionSpec): unknown {
    const { kind, n, event: type, id } = spec
    const { probe } = this
    switch (kind) {
      case 'add':
      case 'reshape':
      case 'missing':
      case 'custom':
      case 'throws':
        return kind
      case 'addBy':
        return { type: 'addBy', params: { by: n } }
      case 'addComputed':
        return {
          type: 'addBy',
          params: ({ context, event }: Arguments) => ({ by: context.list.length + valueOf(event) }),
        }
      case 'effects':
        return updating(({ context, event, emit: emitNow, raise: raiseNow, cancel: cancelNow }) => {
          context.inner.deep.count += n
          emitNow({ type: 'seen', n: context.n, by: event.type })
          cancelNow(id)
          if (n % 3 !== 0) raiseNow({ type, v: n }, { delay: n + 0.5, id })
          else if (context.fuel-- > 0) raiseNow({ type, v: n })
        })
      case 'assignObject':
        return assign({ n: ({ context }: Arguments) => context.n + n, list: ({ context }: Arguments) => [context.n] })
      case 'assignFunction':
        return assign(({ context, event }: Arguments) => ({ note: `${context.n}:${event.type}` }))
      case 'emitFixed':
        return emit({ type: 'fixed', n })
      case 'emitComputed':
        return emit(({ context, event }: Arguments) => ({ type: 'computed', n: context.n, by: event.type }))
      case 'raise':
        return raise({ type: this.wild ? type : 'quiet', v: n } as AnyEventObject)
      case 'raiseFuelled':
        return enqueueActions(({ enqueue, check }) => {
          if (!check('hasFuel')) return
          enqueue('burn')
          enqueue.raise({ type, v: n } as AnyEventObject)
        })
      case 'raiseComputed':
        return raise(
          ({ context }: Arguments) => ({ type: this.wild ? type : 'quiet', v: context.n % 5 }) as AnyEventObject,
        )
      case 'raiseLater':
        return raise({ type, v: n } as AnyEventObject, { delay: n * 3, id })
      case 'raiseNamedDelay':
        return raise({ type, v: n } as AnyEventObject, { delay: 'computed' as never, id })
      case 'cancel':
        return cancel(id)
      case 'cancelComputed':
        return cancel(({ context }: Arguments) => (context.n % 2 === 0 ? 'one' : 'two'))
      case 'log':
        return log(({ context, event }: Arguments) => `${context.n} at ${event.type}`, n % 2 === 0 ? 'note' : undefined)
      case 'logAll':
        return log()
      case 'customBy':
        return { type: 'customBy', params: ({ context }: Arguments) => ({ by: context.n }) }
      case 'enqueue':
        return enqueueActions(({ enqueue, check, context, event }) => {
          probe.push(['collect', (context as Context).n, event.type])
          if (check(this.guard(spec.guard) as never)) enqueue.emit({ type: 'checked', n } as never)
          enqueue.assign((({ context: now }: Arguments) => ({ n: now.n + 1, fuel: now.fuel - 1 })) as never)
          if (n % 3 === 0 && check('hasFuel')) enqueue.raise({ type, v: n } as AnyEventObject as never)
          if (n % 3 === 1) enqueue.raise({ type, v: n } as AnyEventObject as never, { delay: n, id } as never)
          if (n % 5 === 0) enqueue.cancel(id)
          for (const inner of spec.inner) enqueue(this.action(inner) as never)
        })
    }
  }

  private transition({ targets, guard, actions, reenter, fuelled }: TransitionSpec): unknown {
    const [first, second] = targets.map((n) => this.place(n))
    const both = first !== undefined && second !== undefined && areTogether(first, second) ? [first, second] : [first]
    const ids = both.filter((place) => place !== undefined).map(({ id }) => `#${id}`)
    const test = guard === undefined ? undefined : this.guard(guard)
    const steps = actions.map((action) => this.action(action))
    return {
      target: ids.length === 0 ? undefined : ids,
      guard: fuelled ? and([...(test === undefined ? [] : [test]), 'hasFuel'] as never) : test,
      actions: fuelled ? ['burn', ...steps] : steps,
      reenter,
    }
  }

  state(place: Place): Record<string, unknown> {
    const { spec, path } = place
    const transitions = (list: readonly TransitionSpec[]): unknown[] => list.map((item) => this.transition(item))
    const actions = (list: readonly ActionSpec[]): unknown[] => list.map((item) => this.action(item))
    const common = { entry: actions(spec.entry), exit: actions(spec.exit), tags: [...spec.tags] }
    const output = {
      none: undefined,
      fixed: { n: -1 },
      computed: ({ context, event }: Arguments) => ({ n: context.n, by: event.type, of: event.output }),
    }[spec.output]
    const isLeaf = spec.children.length === 0
    if (isLeaf && spec.final && path.length > 0) return { ...common, type: 'final', output }
    const children = this.places.filter(({ parent }) => parent === place)
    const initial = `s${spec.initial % Math.max(1, children.length)}`
    return {
      ...common,
      ...(path.length === 0 ? { output } : {}),
      ...(isLeaf
        ? {}
        : { states: Object.fromEntries(children.map((child) => [child.path.at(-1), this.state(child)])) }),
      ...(isLeaf ? {} : { onDone: transitions(spec.onDone) }),
      ...(isParallel(spec) ? { type: 'parallel' } : {}),
      ...(isLeaf || isParallel(spec) ? {} : { initial: { target: initial, actions: actions(spec.initialActions) } }),
      on: Object.fromEntries(
        spec.on.map(({ descriptor, transitions: list }) => {
          // These hear what the machine itself raises, over and over.
          const endless = !this.wild && (descriptor === '*' || descriptor === 'quiet')
          return [descriptor, transitions(endless ? list.map((item) => ({ ...item, fuelled: true })) : list)]
        }),
      ),
      always: transitions(spec.always),
      after: Object.fromEntries(spec.after.map(({ delay, transitions: list }) => [delay, transitions(list)])),
    }
  }

  root(): Record<string, unknown> {
    return this.state(this.places[0]!)
  }
}

/** The machine of a description; its custom actions write into the probe. */
export function buildMachine(spec: MachineSpec, probe: Probe): AnyStateMachine {
  const builder = new Builder(spec, probe)
  const config = {
    ...builder.root(),
    id: 'm',
    context: spec.contextFromInput
      ? ({ input }: { input: { n: number } }) => contextFrom(input.n + spec.start)
      : contextFrom(spec.start),
    options: { maxIterations: 50 },
  }
  return createMachine(
    config as never,
    {
      guards: {
        even: ({ context }: Arguments) => context.n % 2 === 0,
        below: ({ context }: Arguments, { limit }: { limit: number }) => context.n < limit,
        fits: and(['even', { type: 'below', params: { limit: 9 } }] as never),
        alias: 'even',
        hasFuel: ({ context }: Arguments) => context.fuel > 0,
        throws: ({ context }: Arguments) => {
          if (spec.throwing && context.n % 5 === 4) throw new Error('a guard that throws')
          return context.n % 2 === 1
        },
      },
      actions: {
        add: updating(({ context, event }) => {
          context.n += valueOf(event)
          if (context.list.length < 6) context.list.push(context.n)
        }),
        burn: updating(({ context }) => void context.fuel--),
        addBy: updating(({ context, raise: raiseNow, event }, params) => {
          context.n += params!.by
          context.inner.deep.count++
          if (event.type === 'B' && context.fuel-- > 0) raiseNow({ type: 'C.x.z', v: params!.by })
        }),
        reshape: updating(({ context, event }) => {
          if (context.note === undefined) context.note = event.type
          else delete context.note
          context.list = context.list.filter((item) => item % 2 === 0)
          context.inner.deep = { count: context.n }
        }),
        custom: ({ context, event }: Arguments) => void probe.push(['custom', JSON.stringify(context), event.type]),
        customBy: ({ event }: Arguments, params: unknown) => void probe.push(['customBy', event.type, params]),
        throws: ({ context }: Arguments) => {
          if (spec.throwing && context.n % 4 === 3) throw new Error('an action that throws')
        },
      },
      delays: { short: 7, computed: ({ context }: Arguments) => (context.n % 7) + 1 },
    } as never,
  ) as AnyStateMachine
}
