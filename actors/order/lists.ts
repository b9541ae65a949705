/**
 * The lists of an order: nearly all of them stay empty or come to one or two entries, and there are millions. They are made as large as what
 * they hold, where `push` would leave room for sixteen more.
 */

/** What every list of an order is at first, shared by all of them. */
export const NONE: readonly never[] = Object.freeze([])

/** The list with one entry more: a new one, or, once it is longer, the same. */
export function grown<T>(list: readonly T[], item: T): readonly T[] {
  switch (list.length) {
    case 0:
      return [item]
    case 1:
      return [list[0]!, item]
    default:
      ;(list as T[]).push(item)
      return list
  }
}
