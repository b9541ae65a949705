/** Which transitions an event may take in a configuration: the candidates, and the choice among them. */
import type { Configuration } from './configuration.ts'
import type { Frame } from './frame.ts'
import { compileGuard, type Guard } from './guards.ts'
import type { GuardModel, StateModel, TransitionModel } from './model.ts'
import type { Plan, StraightRecipe } from './plan.ts'

/** A transition in one configuration, with its plan once it was taken alone. */
export interface Candidate {
  readonly transition: TransitionModel
  readonly guard: Guard | undefined
  plan: Plan | undefined
}

/** Plans for transitions taken together, found step by step by their numbers. */
export class Combination {
  plan: Plan | undefined = undefined
  private readonly next = new Map<number, Combination>()
  private recentNumber = -1
  private recent: Combination | undefined = undefined

  with(transition: number): Combination {
    if (this.recentNumber === transition) return this.recent!
    let found = this.next.get(transition)
    if (found === undefined) {
      found = new Combination()
      this.next.set(transition, found)
    }
    this.recentNumber = transition
    return (this.recent = found)
  }
}

/** Candidates where regions are asked side by side: the branch's own count only when no region took one. */
interface Branch {
  readonly regions: readonly Branch[]
  readonly own: readonly Candidate[]
}

/** What is known of one event type (or, with the empty type, of eventless transitions) in one configuration. */
export class Selection {
  readonly eventType: string
  /** All candidates in order of preference, when at most one of them can be taken. */
  readonly single: readonly Candidate[] | undefined
  /** Otherwise either the regions of an event, */
  readonly branch: Branch | undefined
  /** or, for eventless transitions, the candidates of each leaf. */
  readonly chains: readonly (readonly Candidate[])[] | undefined
  /** Unheard, such an event is an error of the machine. */
  readonly isActorError: boolean
  /** The recipes to run, where there is nothing to choose, no state to change and nothing eventless; `null`: not looked at yet. */
  straight: readonly StraightRecipe[] | undefined | null = null

  constructor(eventType: string, branch: Branch | undefined, chains: readonly (readonly Candidate[])[] | undefined) {
    this.eventType = eventType
    this.branch = branch !== undefined && branch.regions.length > 0 ? branch : undefined
    this.chains = chains !== undefined && chains.length > 1 ? chains : undefined
    const isSingle = this.branch === undefined && this.chains === undefined
    this.single = isSingle ? (branch?.own ?? chains?.[0] ?? []) : undefined
    this.isActorError = eventType.startsWith('xstate.error.actor')
  }
}

/** XState's rule: `*` hears everything, `a.b.*` everything that begins with `a.b.`, and `a.b` itself. */
function hears(descriptor: string, eventType: string): boolean {
  if (descriptor === eventType || descriptor === '*') return true
  if (!descriptor.endsWith('.*')) return false
  const wanted = descriptor.split('.')
  const given = eventType.split('.')
  for (const [place, token] of wanted.entries()) {
    if (token === '*') return place === wanted.length - 1
    if (token !== given[place]) return false
  }
  return true
}

/** The state's own transitions for an event type: the exact ones first, then patterns, the longer before the shorter. */
export function transitionsFor(state: StateModel, eventType: string): TransitionModel[] {
  const patterns = [...state.transitions.keys()]
    .filter((descriptor) => descriptor !== eventType && hears(descriptor, eventType))
    .toSorted((a, b) => b.length - a.length)
  return [eventType, ...patterns].flatMap((descriptor) => state.transitions.get(descriptor) ?? [])
}

export class Selector {
  private readonly guards = new Map<TransitionModel, Guard>()
  /** Of guards without parameters, by what they ask: two transitions that ask the same share one. */
  private readonly shared = new Map<unknown, Guard>()

  /** Candidates for an event type, by region. */
  forEvent(configuration: Configuration, eventType: string): Selection {
    const branchOf = (state: StateModel): Branch => {
      const own = transitionsFor(state, eventType).map((transition) => this.candidate(transition))
      const inner = (configuration.children.get(state) ?? []).map(branchOf)
      const regions = inner.filter((branch) => branch.regions.length > 0 || branch.own.length > 0)
      const [region] = regions
      // One after the other needs no tree.
      if (region === undefined) return { regions: [], own }
      if (regions.length === 1 && region.regions.length === 0) return { regions: [], own: [...region.own, ...own] }
      return { regions, own }
    }
    return new Selection(
      eventType,
      branchOf(configuration.states.find((state) => state.parent === undefined)!),
      undefined,
    )
  }

  /** Eventless candidates, by leaf. */
  eventless(configuration: Configuration): Selection | undefined {
    const candidates = new Map<TransitionModel, Candidate>()
    const shared = (transition: TransitionModel): Candidate => {
      const candidate = candidates.get(transition) ?? this.candidate(transition)
      candidates.set(transition, candidate)
      return candidate
    }
    const chains = configuration.leaves.map((leaf) => {
      const chain: Candidate[] = []
      for (let state: StateModel | undefined = leaf; state !== undefined; state = state.parent) {
        chain.push(...state.always.map(shared))
      }
      return chain
    })
    const nonEmpty = chains.filter((chain) => chain.length > 0)
    return nonEmpty.length === 0 ? undefined : new Selection('', undefined, nonEmpty)
  }

  private candidate(transition: TransitionModel): Candidate {
    let guard: Guard | undefined
    if (transition.guard !== undefined) {
      guard = this.guards.get(transition) ?? this.compile(transition.guard)
      this.guards.set(transition, guard)
    }
    return { transition, guard, plan: undefined }
  }

  private compile(model: GuardModel): Guard {
    if (model.kind !== 'predicate' || model.params.kind !== 'fixed' || model.params.value !== undefined)
      return compileGuard(model)
    const guard = this.shared.get(model.test) ?? compileGuard(model)
    this.shared.set(model.test, guard)
    return guard
  }
}

/** The one candidate of a selection, when there is no other and no guard. */
export function onlyCandidate({ single, branch }: Selection): Candidate | undefined {
  const all = (some: Branch): readonly Candidate[] => [...some.own, ...some.regions.flatMap(all)]
  const candidates = single ?? (branch === undefined ? [] : all(branch))
  return candidates.length === 1 && candidates[0]!.guard === undefined ? candidates[0] : undefined
}

/** Regions side by side mostly begin with the same question, so its answer is kept while candidates are chosen. */
function ask(guard: Guard, frame: Frame): boolean {
  const answer = guard(frame)
  frame.asked = guard
  frame.answer = answer
  return answer
}

/** The first candidate whose guard lets it pass. @throws Error naming guard, event and state when a guard throws. */
export function firstPassing(candidates: readonly Candidate[], frame: Frame, eventType: string): Candidate | undefined {
  let place = 0
  try {
    for (; place < candidates.length; place++) {
      const candidate = candidates[place]!
      const { guard } = candidate
      if (guard === undefined || (guard === frame.asked ? frame.answer : ask(guard, frame))) return candidate
    }
  } catch (error) {
    // XState explains the guards of events so, and leaves those of eventless transitions as they are.
    if (eventType === '') throw error
    const { guardName, source } = candidates[place]!.transition
    const name = guardName === undefined ? '' : `'${guardName}' `
    throw new Error(
      `Unable to evaluate guard ${name}in transition for event '${eventType}' in state node '${source.id}':\n${(error as Error).message}`,
      { cause: error },
    )
  }
  return undefined
}

/** Collects in the frame all candidates that are taken together, in XState's order. */
export function choosePassing(selection: Selection, frame: Frame): void {
  const { single, branch, chains, eventType } = selection
  frame.takenCount = 0
  if (single !== undefined) take(frame, firstPassing(single, frame, eventType))
  else if (branch !== undefined) askBranch(branch, frame, eventType)
  else if (chains !== undefined) {
    for (let place = 0; place < chains.length; place++) take(frame, firstPassing(chains[place]!, frame, eventType))
  }
}

function take(frame: Frame, candidate: Candidate | undefined): void {
  if (candidate === undefined) return
  const { taken, takenCount } = frame
  // Leaves of one parallel state share the eventless transitions of what is above it.
  for (let place = 0; place < takenCount; place++) if (taken[place] === candidate) return
  taken[takenCount] = candidate
  frame.takenCount = takenCount + 1
}

function askBranch(branch: Branch, frame: Frame, eventType: string): void {
  const { regions, own } = branch
  const before = frame.takenCount
  for (let place = 0; place < regions.length; place++) askBranch(regions[place]!, frame, eventType)
  if (frame.takenCount === before && own.length > 0) take(frame, firstPassing(own, frame, eventType))
}
