/** Freezes what leaves a recipe in the observed mode, and finds a part of the context that would leave with it. */
import { isDraft } from 'immer'

/**
 * Freezes an event and everything plain in it.
 *
 * @throws Error when the event holds a draft: it would be a dead proxy in the observed mode and a live, changing
 * object in the fast one.
 */
export function sealed<T extends { readonly type: string }>(event: T, verb: 'emitted' | 'raised'): T {
  seal(event, `${verb} event '${event.type}'`, '')
  return event
}

function seal(value: unknown, owner: string, path: string): void {
  if (typeof value !== 'object' || value === null) return
  if (isDraft(value)) {
    const place = path === '' ? 'is a part of the context' : `holds a part of the context at '${path.slice(1)}'`
    throw new Error(`The ${owner} ${place}; copy the values it needs, because the context goes on changing.`)
  }
  if (Object.isFrozen(value) || !isPlain(value)) return
  for (const [key, inner] of Object.entries(value)) seal(inner, owner, `${path}.${key}`)
  Object.freeze(value)
}

/** Whether immer would draft it: a plain object or an array. */
export function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
