/** The form of canonical.ts: its tags, and what of an object is written, in which order. */

/** The byte in front of a value. */
export const TAG = {
  same: 0,
  null: 1,
  false: 2,
  true: 3,
  number: 4,
  /** One byte a character. */
  ascii: 5,
  /** Two bytes a character. */
  utf16: 6,
  array: 7,
  /** An object: the number of its shape, then its values. */
  object: 8,
  /** The keys of the next new shape; stands in front of its first object. */
  shape: 9,
  /** An object with its keys between its values: the shapes are used up. */
  inline: 10,
} as const

/** The keys that JSON would write, in the object's own order. */
export function keysOf(object: object): string[] {
  const keys: string[] = []
  for (const key in object) {
    const value = (object as Record<string, unknown>)[key]
    if (value !== undefined && typeof value !== 'function' && typeof value !== 'symbol') keys.push(key)
  }
  return keys
}

/** For each key in sorted order, its place in the list. */
export function orderOf(listed: readonly string[]): number[] {
  return listed.toSorted().map((key) => listed.indexOf(key))
}

/** What JSON makes of an object that is not plain; errors, maps and sets get a form too, so that any program can run. */
export function toPlain(object: object): unknown {
  const { toJSON } = object as { toJSON?: unknown }
  if (typeof toJSON === 'function') return (toJSON as () => unknown).call(object)
  if (object instanceof Error) return { name: object.name, message: object.message }
  if (object instanceof Map) return [...object]
  if (object instanceof Set) return [...object]
  if (ArrayBuffer.isView(object)) return Array.from(object as Uint8Array)
  return object
}
