/** Sorted arrays of orders: keys rise, and of one key the oldest comes last, so that the last element is always the next to be served. */

/** An order's place in an array. Never changed, only replaced. */
export interface Entry {
  readonly key: number
  /** Time priority: lower is served first. */
  readonly seq: number
  readonly orderId: string
}

/** The first index at which an entry of this key and priority could stand. */
export function positionIn(entries: readonly Entry[], key: number, seq: number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = entries[middle]!
    if (entry.key < key || (entry.key === key && entry.seq > seq)) low = middle + 1
    else high = middle
  }
  return low
}

export function insertSorted(entries: Entry[], entry: Entry): void {
  const at = positionIn(entries, entry.key, entry.seq)
  if (at === entries.length) entries.push(entry)
  else entries.splice(at, 0, entry)
}

export const isIn = (entries: readonly Entry[], { key, seq, orderId }: Entry): boolean =>
  entries[positionIn(entries, key, seq)]?.orderId === orderId

/** Takes an entry out; false if it is not there. */
export function removeSorted(entries: Entry[], entry: Entry): boolean {
  if (!isIn(entries, entry)) return false
  entries.splice(positionIn(entries, entry.key, entry.seq), 1)
  return true
}
