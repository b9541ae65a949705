/** The sets of states that transitions leave and enter: the SCXML algorithm in XState's reading of it, without history. */
import type { StateModel, TransitionModel } from './model.ts'

/** With no ancestor given, everything is below it. */
function isBelow(state: StateModel, ancestor: StateModel | undefined): boolean {
  for (let above = state.parent; ; above = above.parent) {
    if (above === ancestor) return true
    if (above === undefined) return false
  }
}

/** From the parent upwards, up to and without `limit`. */
function ancestorsOf(state: StateModel, limit: StateModel | undefined): StateModel[] {
  const ancestors: StateModel[] = []
  if (state === limit) return ancestors
  for (let above = state.parent; above !== undefined && above !== limit; above = above.parent) ancestors.push(above)
  return ancestors
}

const rootOf = (state: StateModel): StateModel => (state.parent === undefined ? state : rootOf(state.parent))

/** The innermost state that stays active through the transition; none when the root itself is left and entered again. */
function domainOf({ source, targets = [], reenter }: TransitionModel): StateModel | undefined {
  if (!reenter && targets.every((target) => target === source || isBelow(target, source))) return source
  const [first, ...others] = [...new Set(targets), source]
  const common = ancestorsOf(first!, undefined).find((ancestor) => others.every((state) => isBelow(state, ancestor)))
  if (common !== undefined) return common
  return reenter ? undefined : rootOf(source)
}

export function exitSet(transitions: readonly TransitionModel[], active: ReadonlySet<StateModel>): StateModel[] {
  const left = new Set<StateModel>()
  for (const transition of transitions) {
    if (transition.targets === undefined || transition.targets.length === 0) continue
    const domain = domainOf(transition)
    if (transition.reenter && transition.source === domain) left.add(domain)
    for (const state of active) if (isBelow(state, domain)) left.add(state)
  }
  return [...left]
}

/** The inner before the outer, the later before the earlier. */
export const innermostFirst = (states: Iterable<StateModel>): StateModel[] =>
  [...states].toSorted((a, b) => b.index - a.index)

/** The outer before the inner. */
export const outermostFirst = (states: Iterable<StateModel>): StateModel[] =>
  [...states].toSorted((a, b) => a.index - b.index)

/** Of transitions that would leave the same state the inner one wins, else the first. */
export function withoutConflicts(
  transitions: readonly TransitionModel[],
  active: ReadonlySet<StateModel>,
): TransitionModel[] {
  const kept = new Set<TransitionModel>()
  for (const transition of transitions) {
    const left = new Set(exitSet([transition], active))
    const beaten: TransitionModel[] = []
    let isBeaten = false
    for (const other of kept) {
      if (!exitSet([other], active).some((state) => left.has(state))) continue
      isBeaten = !isBelow(transition.source, other.source)
      if (isBeaten) break
      beaten.push(other)
    }
    if (isBeaten) continue
    for (const other of beaten) kept.delete(other)
    kept.add(transition)
  }
  return [...kept]
}

export interface EntrySet {
  readonly entered: Set<StateModel>
  /** Those whose initial transition is taken, so that its actions run. */
  readonly byDefault: Set<StateModel>
}

export function entrySet(transitions: readonly TransitionModel[]): EntrySet {
  const sets: EntrySet = { entered: new Set(), byDefault: new Set() }
  for (const transition of transitions) {
    const { source, reenter, targets = [] } = transition
    const domain = domainOf(transition)
    for (const target of targets) {
      if (source !== target || source !== domain || reenter) enterByDefault(sets, target)
      enterBelow(sets, target)
    }
    for (const target of new Set(targets)) {
      const ancestors = ancestorsOf(target, domain)
      if (domain?.type === 'parallel') ancestors.push(domain)
      enterAncestors(sets, ancestors, source.parent === undefined && reenter ? undefined : domain)
    }
  }
  return sets
}

function enterByDefault({ entered, byDefault }: EntrySet, state: StateModel): void {
  entered.add(state)
  byDefault.add(state)
}

const isEnteredBelow = ({ entered }: EntrySet, state: StateModel): boolean =>
  [...entered].some((inner) => isBelow(inner, state))

function enterBelow(sets: EntrySet, state: StateModel): void {
  if (state.type === 'compound') {
    const initial = state.initial!
    enterByDefault(sets, initial)
    enterBelow(sets, initial)
    enterAncestors(sets, ancestorsOf(initial, state), undefined)
  } else if (state.type === 'parallel') {
    for (const region of state.children) {
      if (isEnteredBelow(sets, region)) continue
      enterByDefault(sets, region)
      enterBelow(sets, region)
    }
  }
}

function enterAncestors(sets: EntrySet, ancestors: readonly StateModel[], limit: StateModel | undefined): void {
  for (const ancestor of ancestors) {
    if (limit === undefined || isBelow(ancestor, limit)) sets.entered.add(ancestor)
    if (ancestor.type !== 'parallel') continue
    for (const region of ancestor.children) {
      if (isEnteredBelow(sets, region)) continue
      sets.entered.add(region)
      enterBelow(sets, region)
    }
  }
}

export function isInFinalState(active: ReadonlySet<StateModel>, state: StateModel): boolean {
  if (state.type === 'compound') return state.children.some((child) => child.type === 'final' && active.has(child))
  if (state.type === 'parallel') return state.children.every((region) => isInFinalState(active, region))
  return state.type === 'final'
}
