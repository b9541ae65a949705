/** Event patterns of routes, as XState writes them: an exact type, `prefix.*`, or `*`. */
import { UsageError } from './errors.ts'

/**
 * Does `type` match `pattern`? `order.*` matches `order`, `order.filled` and `order.fill.partial`, as in XState; `*` matches everything.
 *
 * @throws UsageError when a `*` stands anywhere else.
 */
export function matches(pattern: string, type: string): boolean {
  if (pattern === '*') return true
  if (!pattern.endsWith('.*')) return pattern === type
  const prefix = pattern.slice(0, -2)
  return type === prefix || type.startsWith(`${prefix}.`)
}

/** @throws UsageError when `pattern` is not an exact type, `prefix.*` or `*`. */
export function checkPattern(pattern: string): void {
  const body = pattern === '*' ? 'any' : pattern.endsWith('.*') ? pattern.slice(0, -2) : pattern
  if (body === '' || body.includes('*')) {
    throw new UsageError('invalidPattern', `'${pattern}' is not a pattern; write an event type, 'prefix.*' or '*'`, {
      pattern,
    })
  }
}

/** Does an actor's name match the producer of a route: the name itself, `*`, or `parent/*` for everything below `parent`? */
export function matchesProducer(producer: string, name: string): boolean {
  if (producer === '*' || producer === name) return true
  return producer.endsWith('/*') && name.startsWith(producer.slice(0, -1))
}
