/** What changed in a context from one snapshot to another. */
import { isDraftable, type Patch } from 'immer'

/** Immer patches, forwards and backwards. */
export interface ContextPatches {
  readonly patches: Patch[]
  /** Applied to the new context they give the old one. */
  readonly inverse: Patch[]
}

type Path = Patch['path']

/**
 * The changes that lead from one context to another, for immer's `applyPatches`. Versions of a context share what did not change, so this
 * costs what the change is large, not what the context is; nothing is kept between snapshots. Values of class instances are compared by identity.
 *
 * @example
 * let before = actor.getSnapshot().context
 * actor.subscribe(({ context }) => {
 *   const { patches } = patchesBetween(before, context)
 *   before = context
 * })
 */
export function patchesBetween(before: object, after: object): ContextPatches {
  const found: ContextPatches = { patches: [], inverse: [] }
  compare(before, after, [], found)
  // the last change is the first to be taken back
  found.inverse.reverse()
  return found
}

function compare(before: unknown, after: unknown, path: Path, found: ContextPatches): void {
  if (Object.is(before, after)) return
  if (!isAlike(before, after)) {
    found.patches.push({ op: 'replace', path, value: after })
    found.inverse.push({ op: 'replace', path, value: before })
  } else if (Array.isArray(before)) compareArrays(before, after as unknown[], path, found)
  else if (before instanceof Set) compareSets(before, after as Set<unknown>, path, found)
  else compareKeys(entriesOf(before), entriesOf(after), path, found)
}

/** Both are containers of one kind, whose contents can be changed into each other. */
const isAlike = (before: unknown, after: unknown): before is object =>
  isDraftable(before) && isDraftable(after) && Object.getPrototypeOf(before) === Object.getPrototypeOf(after)

type Keyed = ReadonlyMap<string | number, unknown>

const entriesOf = (value: unknown): Keyed =>
  value instanceof Map ? value : new Map(Object.entries(value as Record<string, unknown>))

function compareKeys(before: Keyed, after: Keyed, path: Path, found: ContextPatches): void {
  for (const [key, value] of before) {
    const here = [...path, key]
    if (after.has(key)) compare(value, after.get(key), here, found)
    else {
      found.patches.push({ op: 'remove', path: here })
      found.inverse.push({ op: 'add', path: here, value })
    }
  }
  for (const [key, value] of after) {
    if (before.has(key)) continue
    const here = [...path, key]
    found.patches.push({ op: 'add', path: here, value })
    found.inverse.push({ op: 'remove', path: here })
  }
}

/** Element by element; what is longer is added, or removed from its end on. */
function compareArrays(before: readonly unknown[], after: readonly unknown[], path: Path, found: ContextPatches): void {
  const shared = Math.min(before.length, after.length)
  for (let i = 0; i < shared; i++) compare(before[i], after[i], [...path, i], found)
  for (let i = shared; i < after.length; i++) {
    found.patches.push({ op: 'add', path: [...path, i], value: after[i] })
    found.inverse.push({ op: 'remove', path: [...path, i] })
  }
  for (let i = before.length - 1; i >= shared; i--) {
    found.patches.push({ op: 'remove', path: [...path, i] })
    found.inverse.push({ op: 'add', path: [...path, i], value: before[i] })
  }
}

/** Immer finds an element of a set by the value that its patch carries. */
function compareSets(
  before: ReadonlySet<unknown>,
  after: ReadonlySet<unknown>,
  path: Path,
  found: ContextPatches,
): void {
  const note = (place: number, value: unknown, isAdded: boolean): void => {
    const here = [...path, place]
    found.patches.push({ op: isAdded ? 'add' : 'remove', path: here, value })
    found.inverse.push({ op: isAdded ? 'remove' : 'add', path: here, value })
  }
  let place = 0
  for (const value of before) if (!after.has(value)) note(place++, value, false)
  for (const value of after) if (!before.has(value)) note(place++, value, true)
}
