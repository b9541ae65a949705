/** Configurations: the sets of states that can be active together, numbered as they are met. */
import type { AnyStateNode, StateValue } from 'xstate'
import { matchesState } from 'xstate'
import type { StateModel } from './model.ts'
import { Combination, type Selection } from './selection.ts'

/** Children of each active state, in the order of the list. */
function childrenOf(states: readonly StateModel[]): Map<StateModel, StateModel[]> {
  const children = new Map<StateModel, StateModel[]>()
  for (const state of states) {
    if (!children.has(state)) children.set(state, [])
    if (state.parent === undefined) continue
    const siblings = children.get(state.parent)
    if (siblings === undefined) children.set(state.parent, [state])
    else siblings.push(state)
  }
  return children
}

const isLeaf = (state: StateModel): boolean => state.type === 'atomic' || state.type === 'final'

function valueBelow(state: StateModel, children: ReadonlyMap<StateModel, readonly StateModel[]>): StateValue {
  const active = children.get(state) ?? []
  if (state.type === 'compound' && active.length > 0 && isLeaf(active[0]!)) return active[0]!.key
  if (state.type === 'compound' && active.length === 0) return {}
  return Object.freeze(Object.fromEntries(active.map((child) => [child.key, valueBelow(child, children)])))
}

/** The state, its default descendants, all regions of parallel ones. */
export function defaultStates(state: StateModel): StateModel[] {
  const inner = state.type === 'compound' ? [state.initial!] : state.type === 'parallel' ? state.children : []
  return [state, ...inner.flatMap(defaultStates)]
}

export class Configuration {
  readonly index: number
  /**
   * In XState's own order: what stays, then what was entered. Regions are asked in this order, so two configurations of the
   * same states in another order are two.
   */
  readonly states: readonly StateModel[]
  readonly active: ReadonlySet<StateModel>
  /** Shared by all snapshots in this configuration, and so frozen. */
  readonly value: StateValue
  readonly tags: ReadonlySet<string>
  readonly nodes: AnyStateNode[]
  readonly leaves: readonly StateModel[]
  readonly children: ReadonlyMap<StateModel, readonly StateModel[]>

  /** What the last event type led to, beside all of them. */
  recent: Selection | undefined = undefined
  readonly selections = new Map<string, Selection>()
  /** `null`: not looked at yet. */
  eventless: Selection | undefined | null = null
  /** Plans for several transitions taken together. */
  readonly combination = new Combination()
  private readonly matched = new Map<string, boolean>()

  constructor(index: number, states: readonly StateModel[], root: StateModel) {
    this.index = index
    this.states = states
    this.active = new Set(states)
    // Before the first transition only the root is active, and its value already is the one it is about to have.
    const full = states.length === 1 ? defaultStates(root) : states
    this.children = childrenOf(full)
    this.value = valueBelow(root, this.children)
    this.tags = new Set(states.flatMap((state) => state.tags))
    this.nodes = states.map((state) => state.node)
    this.leaves = states.filter(isLeaf)
  }

  matches(value: StateValue): boolean {
    if (typeof value !== 'string') return matchesState(value, this.value)
    let result = this.matched.get(value)
    if (result === undefined) {
      result = matchesState(value, this.value)
      this.matched.set(value, result)
    }
    return result
  }
}

/** All configurations met so far. */
export class Configurations {
  readonly list: Configuration[] = []
  private readonly byStates = new Map<string, Configuration>()
  private readonly root: StateModel

  constructor(root: StateModel) {
    this.root = root
  }

  intern(states: readonly StateModel[]): Configuration {
    const key = states.map((state) => state.index).join()
    let configuration = this.byStates.get(key)
    if (configuration === undefined) {
      configuration = new Configuration(this.list.length, states, this.root)
      this.list.push(configuration)
      this.byStates.set(key, configuration)
    }
    return configuration
  }
}
