/**
 * The recent past, read from the rings: entries stay there until their places are used again, so the last few thousand envelopes can be
 * explained in any run, journal or not, at no cost to it.
 */
import type { Cell } from './cell.ts'
import type { CausalLink } from './errors.ts'
import { CLASSES, type EnvelopeQueue } from './queue.ts'

/** No chain is shown longer than this. */
const LONGEST_CHAIN = 64

type Event = { readonly type?: string } | null

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
  for (let cls = 0; cls < CLASSES; cls++) {
    for (const link of linksOf(queue, cls)) {
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
  const places = new Map<number, [number, number]>()
  for (let cls = 0; cls < CLASSES; cls++) {
    const seqs = queue.rings[cls]?.seq ?? []
    seqs.forEach((seq, i) => {
      if (seq > 0) places.set(seq, [cls, i])
    })
  }
  return (seq) => {
    const place = places.get(seq)
    return place && linkAt(queue, place[0], place[1])
  }
}

function* linksOf(queue: EnvelopeQueue<Cell>, cls: number): Generator<CausalLink> {
  const size = queue.rings[cls]?.mask ?? -1
  for (let i = 0; i <= size; i++) {
    if ((queue.rings[cls]?.seq[i] ?? 0) > 0) yield linkAt(queue, cls, i)
  }
}

function linkAt(queue: EnvelopeQueue<Cell>, cls: number, i: number): CausalLink {
  const ring = queue.rings[cls]
  return {
    seq: ring?.seq[i] ?? 0,
    cause: ring?.cause[i] ?? 0,
    at: ring?.at[i] ?? 0,
    from: ring?.from[i]?.name ?? '',
    to: ring?.to[i]?.name ?? '',
    type: (ring?.event[i] as Event)?.type ?? '',
  }
}
