/**
 * A6: what ties orders together. A group cancels its other members as soon as one has executed, in part or whole, or has ended; a bracket
 * is a parent and its children, of which the first to be done ends the rest. Plain data; orders go by their tags.
 */

export interface Ties {
  /** Whom an order has joined; itself, if nobody. */
  leaders: Record<string, string>
  /** Members by leader. A group dissolves with its first event; who joins later forms a new one. */
  groups: Record<string, string[]>
  parents: Record<string, string>
  /** Parent, if it is still to come, and children. */
  brackets: Record<string, string[]>
  /** Children whose parent is filled. */
  active: string[]
  /** Those that become active with the next cycle. */
  waking: string[]
}

export const noTies = (): Ties => ({ leaders: {}, groups: {}, parents: {}, brackets: {}, active: [], waking: [] })

export function tie(ties: Ties, tag: string, oco: string | undefined, parent: string | undefined): void {
  const leader = oco === undefined ? tag : (ties.leaders[oco] ?? oco)
  ties.leaders[tag] = leader
  ;(ties.groups[leader] ??= []).push(tag)
  if (parent === undefined) ties.brackets[tag] = [tag]
  else {
    ties.parents[tag] = parent
    ties.brackets[parent]?.push(tag)
  }
}

/** A child whose bracket is gone can never work. */
export const isOrphan = (ties: Ties, tag: string): boolean => {
  const parent = ties.parents[tag]
  return parent !== undefined && ties.brackets[parent] === undefined
}

/** Something has happened to an order: answers whom its group cancels for it. */
export function release(ties: Ties, tag: string): readonly string[] {
  const leader = ties.leaders[tag]
  if (leader === undefined) return []
  const group = ties.groups[leader] ?? []
  delete ties.groups[leader]
  return group.filter((one) => one !== tag)
}

/** An order has ended without being filled, or a child is filled: answers whom its bracket cancels for it. */
export function dissolve(ties: Ties, tag: string): readonly string[] {
  const parent = ties.parents[tag] ?? tag
  const bracket = ties.brackets[parent] ?? []
  delete ties.brackets[parent]
  return bracket.filter((one) => one !== tag)
}

/** An order is filled: a parent's children are to wake, a child ends the bracket. */
export function complete(ties: Ties, tag: string): readonly string[] {
  if (ties.parents[tag] !== undefined) return dissolve(ties, tag)
  const children = (ties.brackets[tag] ?? []).filter((one) => one !== tag)
  ties.brackets[tag] = children
  ties.waking.push(...children)
  return []
}

export function wake(ties: Ties): void {
  ties.active.push(...ties.waking)
  ties.waking = []
}

export const isAwake = (ties: Ties, tag: string): boolean =>
  ties.parents[tag] === undefined || ties.active.includes(tag)

/** Orders that are cancelled for their own sake take their groups along. [Q] Those in turn do not end their brackets. */
export const withGroups = (ties: Ties, tags: readonly string[], isPending: (tag: string) => boolean): string[] => {
  const ended = new Set<string>()
  for (const tag of tags) {
    if (!isPending(tag) || ended.has(tag)) continue
    ended.add(tag)
    for (const mate of release(ties, tag)) if (isPending(mate)) ended.add(mate)
  }
  return [...ended]
}

/** Whom an order takes along that ends without being filled. */
export function ending(ties: Ties, tag: string, isPending: (tag: string) => boolean): string[] {
  const group = release(ties, tag).filter(isPending)
  const isLeft = (one: string): boolean => isPending(one) && !group.includes(one)
  return [...group, ...withGroups(ties, dissolve(ties, tag), isLeft)]
}
