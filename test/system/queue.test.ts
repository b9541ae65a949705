/** The queue against a model: a list that is sorted whenever something is taken. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EnvelopeQueue } from '../../src/system/queue.ts'
import { EVENT, NUMBERS, REFERENCES, SEQ, SLOT, type Ring } from '../../src/system/ring.ts'

/** Takes the next envelope as the kernel does, letting time advance; undefined when nothing is left. */
function take(queue: EnvelopeQueue<string>): { at: number; cls: number; seq: number; event: unknown } | undefined {
  for (;;) {
    if (queue.ready === 0) {
      if (queue.nextAt() === Infinity) return undefined
      queue.advance(queue.nextAt())
    }
    const cls = 31 - Math.clz32(queue.ready & -queue.ready)
    const ring = queue.rings[cls] as Ring
    const place = ring.shift()
    const seq = ring.numbers[place * NUMBERS + SEQ] as number
    const slot = ring.numbers[place * NUMBERS + SLOT] as number
    const event = ring.references[place * REFERENCES + EVENT]
    if (ring.size === 0) queue.emptied(cls)
    if (slot >= 0 && !queue.heap.release(slot)) continue
    return { at: queue.now, cls, seq, event }
  }
}

interface Envelope {
  at: number
  cls: number
  seq: number
}

/** The same queue as a list that is sorted whenever something is taken. */
class Model {
  now = 0
  seq = 0
  pending: Envelope[] = []

  push(at: number, cls: number): Envelope {
    const envelope = { at, cls, seq: ++this.seq }
    this.pending.push(envelope)
    return envelope
  }

  take(): Envelope | undefined {
    this.pending.sort((a, b) => a.at - b.at || a.cls - b.cls || a.seq - b.seq)
    const first = this.pending.shift()
    if (first) this.now = first.at
    return first
  }
}

const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('now' as const), cls: fc.integer({ min: 0, max: 7 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('later' as const),
      cls: fc.integer({ min: 0, max: 7 }),
      delay: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1_000_000 })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat() }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('take' as const), count: fc.integer({ min: 1, max: 6 }) }) },
)

describe('the queue', () => {
  test('does what a list does that is sorted by (at, class, seq), cancellations included', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
        const queue = new EnvelopeQueue<string>(0, 1e9, () => {})
        const model = new Model()
        const tokens: { token: number; envelope: Envelope }[] = []
        const takeBoth = (): boolean => {
          const taken = take(queue)
          const expected = model.take()
          expect(taken && { at: taken.at, cls: taken.cls, seq: taken.seq }).toEqual(expected)
          expect(taken?.event).toBe(expected?.seq)
          return taken !== undefined
        }
        for (const step of commands) {
          if (step.kind === 'now') {
            const { seq } = model.push(model.now, step.cls)
            queue.pushNow(step.cls, 0, null, null, seq)
          } else if (step.kind === 'later') {
            const envelope = model.push(model.now + step.delay, step.cls)
            const token = queue.pushAt(envelope.at, step.cls, 0, null, null, envelope.seq, 'timer')
            tokens.push({ token, envelope })
          } else if (step.kind === 'cancel') {
            if (tokens.length === 0) continue
            // Old tokens too: one that was delivered or cancelled must never hit another envelope in the same slot.
            const { token, envelope } = tokens[step.which % tokens.length] as (typeof tokens)[number]
            const pending = model.pending.includes(envelope)
            expect(queue.cancel(token)).toBe(pending)
            model.pending = model.pending.filter((other) => other !== envelope)
          } else {
            for (let i = 0; i < step.count && takeBoth(); i++);
          }
        }
        while (takeBoth());
        expect(queue.heap.size).toBe(0)
      }),
      { numRuns: 300 },
    )
  })

  test('many cancellations from the middle of the heap leave the rest in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(1000), fc.boolean(), fc.nat()), { minLength: 30, maxLength: 120 }),
        (plan) => {
          const queue = new EnvelopeQueue<string>(0, 1e9, () => {})
          const pending = plan.map(([delay, keep, rank], i) => ({
            at: delay + 1,
            keep,
            rank,
            seq: i + 1,
            token: queue.pushAt(delay + 1, 0, 0, null, null, i + 1, null),
          }))
          for (const { keep, token } of pending.toSorted((a, b) => a.rank - b.rank)) if (!keep) queue.cancel(token)
          const expected = pending.filter(({ keep }) => keep).toSorted((a, b) => a.at - b.at || a.seq - b.seq)
          expect(expected.map(() => take(queue)?.event)).toEqual(expected.map(({ seq }) => seq))
          expect(take(queue)).toBe(undefined)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('a burst larger than the ring keeps its order, and the ring gives the memory back', () => {
    const queue = new EnvelopeQueue<string>(0, 1e9, () => {})
    const n = 100_000
    for (let i = 0; i < 700; i++) queue.pushNow(3, 0, null, null, -1)
    for (let i = 0; i < 700; i++) take(queue)
    for (let i = 0; i < n; i++) queue.pushNow(3, 0, null, null, i)
    let inOrder = true
    for (let i = 0; i < n; i++) inOrder &&= take(queue)?.event === i
    expect(inOrder).toBe(true)
    expect(take(queue)).toBe(undefined)
    expect(queue.rings[3]?.mask).toBeLessThan(2048)
  })

  test('hundreds of thousands of pending envelopes come out in order', () => {
    const queue = new EnvelopeQueue<string>(0, 1e9, () => {})
    const n = 300_000
    for (let i = 0; i < n; i++) queue.pushAt((i * 7919) % 100_003, i & 7, 0, null, null, i, null)
    let last = { at: -1, cls: 0, seq: 0 }
    let inOrder = true
    for (let i = 0; i < n; i++) {
      const next = take(queue) as Envelope
      inOrder &&=
        next.at > last.at ||
        (next.at === last.at && (next.cls > last.cls || (next.cls === last.cls && next.seq > last.seq)))
      last = next
    }
    expect(inOrder).toBe(true)
    expect(take(queue)).toBe(undefined)
  })

  test('says so when more wait than are allowed, in the present or in the future', () => {
    for (const push of [
      (queue: EnvelopeQueue<string>) => void queue.pushNow(0, 0, null, null, 0),
      (queue: EnvelopeQueue<string>) => void queue.pushAt(10, 0, 0, null, null, 0, null),
    ]) {
      let overflows = 0
      const queue = new EnvelopeQueue<string>(0, 5, () => void overflows++)
      for (let i = 0; i < 5; i++) push(queue)
      expect(overflows).toBe(0)
      push(queue)
      expect(overflows).toBe(1)
    }
  })
})
