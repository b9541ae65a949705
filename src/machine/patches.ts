/** What changed in a context from one snapshot of an interpreted actor to the next. */
import type { Patch } from 'immer'

/** Immer patches, forwards and backwards. */
export interface ContextPatches {
  readonly patches: readonly Patch[]
  /** Applied to the new context they give the old one. */
  readonly inverse: readonly Patch[]
}

const remembered = new WeakMap<object, ContextPatches>()

/**
 * The changes that led to this context from the one of the actor's previous snapshot; `undefined` when no `update` made it (an
 * initial context, a compiled machine, an `assign`). A snapshot that shares its predecessor's context changed nothing:
 * compare the two contexts first.
 */
export function patchesOf(context: object): ContextPatches | undefined {
  return remembered.get(context)
}

/**
 * Several updates of one event add up. `committed` is the context of the actor's present snapshot, which is the one from before
 * the event for as long as the event is handled.
 */
export function rememberPatches(
  committed: unknown,
  before: object,
  after: object,
  patches: Patch[],
  inverse: Patch[],
): void {
  if (before === after) return
  const earlier = before === committed ? undefined : remembered.get(before)
  remembered.set(after, {
    patches: earlier === undefined ? patches : [...earlier.patches, ...patches],
    inverse: earlier === undefined ? inverse : [...inverse, ...earlier.inverse],
  })
}
