/**
 * The recent past, read from the rings: entries stay there until their places are used again, so the last few thousand envelopes can be
 * explained in any run, journal or not, at no cost to it.
 */
import type { Cell } from './cell.ts'
import type { CausalLink } from './errors.ts'
import type { EnvelopeQueue } from './queue.ts'
import type { LiveRoute } from './router.ts'
import { AT, CAUSE, EVENT, FROM, NUMBERS, REFERENCES, SEQ, TO, type Ring } from './ring.ts'

/** No chain is shown longer than this. */
const LONGEST_CHAIN = 64

/** How it came to the envelope `seq`, as far back as the rings remember; the first cause first. */
export function causalChain(queue: EnvelopeQueue<Cell>, seq: number): CausalLink[] {
  const links: CausalLink[] = []
  const index = indexBySeq(queue)
  let at = seq
  while (at > 0 && links.length < LONGEST_CHAIN) {
    const link = index(at)
    if (link === undefined) break
    links.unshift(link)
    at = link.cause
  }
  return links
}

/**
 * The messages that go round, when the envelopes that led to `seq` repeat: each as `from → to type`, in order. Empty when they do not.
 */
export function cycleBefore(queue: EnvelopeQueue<Cell>, seq: number): string[] {
  const index = indexBySeq(queue)
  const steps: string[] = []
  const seen = new Map<string, number>()
  for (let link = index(seq); link !== undefined && steps.length < 1000; link = index(link.cause)) {
    const step = `${link.from || 'outside'} → ${link.to} ${link.type}`
    const before = seen.get(step)
    if (before !== undefined) return steps.slice(before).toReversed()
    seen.set(step, steps.length)
    steps.push(step)
  }
  return []
}

/** The most frequent messages among the last ones, e.g. `a → b tick (1024)`. */
export function busiest(queue: EnvelopeQueue<Cell>): string[] {
  const counts = new Map<string, number>()
  for (const ring of queue.rings) {
    for (let place = 0; place <= ring.mask; place++) {
      const link = linkAt(ring, place)
      if (link.seq === 0) continue
      const step = `${link.from || 'outside'} → ${link.to} ${link.type}`
      counts.set(step, (counts.get(step) ?? 0) + 1)
    }
  }
  return [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([step, count]) => `${step} (${count})`)
}

function indexBySeq(queue: EnvelopeQueue<Cell>): (seq: number) => CausalLink | undefined {
  const links = new Map<number, () => CausalLink>()
  for (const ring of queue.rings) {
    for (let place = 0; place <= ring.mask; place++) {
      links.set(ring.numbers[place * NUMBERS + SEQ] as number, () => linkAt(ring, place))
    }
  }
  for (const { at, seq, firstSeq, count, from, type, routes } of queue.fan.plays) {
    const { name } = from
    links.set(seq, () => ({ seq, cause: 0, at, from: name, to: name, type: 'lane.played' }))
    for (let i = 0; i < count * routes.length; i++) {
      const to = (routes[i % routes.length] as LiveRoute).consumer
      links.set(firstSeq + i, () => ({ seq: firstSeq + i, cause: seq, at, from: name, to, type }))
    }
  }
  links.delete(0)
  return (seq) => links.get(seq)?.()
}

function linkAt(ring: Ring, place: number): CausalLink {
  const field = (offset: number): number => ring.numbers[place * NUMBERS + offset] as number
  const reference = (offset: number): unknown => ring.references[place * REFERENCES + offset]
  return {
    seq: field(SEQ),
    cause: field(CAUSE),
    at: field(AT),
    from: (reference(FROM) as Cell | null)?.name ?? '',
    to: (reference(TO) as Cell | null)?.name ?? '',
    type: (reference(EVENT) as { readonly type?: string } | null)?.type ?? '',
  }
}
