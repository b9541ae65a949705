/** Copies of contexts. */
import { isPlain } from './sealed.ts'

/**
 * A copy of a value that shares no plain object or array with it; what is neither (functions, instances of classes) is kept.
 * The line is immer's, so a context that is changed in place starts as far from others as a draft would be.
 */
export function plainCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value
  if (Array.isArray(value)) return (value.length === 0 ? [] : value.map(plainCopy)) as T
  // The spread keeps the shape that the engine knows; most contexts are flat, so the second look mostly changes nothing.
  const copy = { ...value } as Record<string, unknown>
  for (const key in copy) {
    const inner = copy[key]
    if (typeof inner === 'object' && inner !== null) copy[key] = plainCopy(inner)
  }
  return copy as T
}
