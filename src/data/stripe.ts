/** Merging by stripes: where many series have rows at the same times, whole stretches are copied series by series. */
import type { BarChunk } from '../../actors/market/feed.ts'
import type { Heads } from './heads.ts'

/** A stretch of time for which the same series have a row at each of the same instants. */
export class Stripe {
  /** The series that take part, and how many there are. */
  readonly members: Int32Array
  width = 0
  /** Instants in the stripe. */
  depth = 0

  constructor(count: number) {
    this.members = new Int32Array(count)
  }

  /** Finds the stripe that begins with the earliest head, of at most so many instants. Every series must be of one symbol, in the order of symbols. */
  find(heads: Heads, room: number): void {
    const { at, blocks, row, count } = heads
    let first = Infinity
    for (let series = 0; series < count; series++) if (at[series]! < first) first = at[series]!
    let width = 0
    let rest = Infinity
    if (first < Infinity) {
      for (let series = 0; series < count; series++) {
        const time = at[series]!
        if (time === first) this.members[width++] = series
        else if (time < rest) rest = time
      }
    }
    this.width = width
    this.depth = 0
    if (width === 0) return
    const lead = blocks[this.members[0]!]!
    const start = row[this.members[0]!]!
    let depth = Math.min(lead.length - start, Math.max(1, Math.floor(room / width)))
    while (depth > 1 && lead.at[start + depth - 1]! >= rest) depth -= 1
    for (let member = 1; member < width && depth > 1; member++) {
      const series = this.members[member]!
      const block = blocks[series]!
      const from = row[series]!
      let same = 1
      const most = Math.min(depth, block.length - from)
      while (same < most && block.at[from + same] === lead.at[start + same]) same += 1
      depth = same
    }
    this.depth = depth
  }

  /** Copies the stripe into a chunk and moves the heads on, but not past the end of their blocks; answers how many rows that were. */
  copy(heads: Heads, chunk: BarChunk, to: number): number {
    const { members, width, depth } = this
    const lead = heads.blocks[members[0]!]!
    const start = heads.row[members[0]!]!
    for (let k = 0; k < depth; k++) chunk.at.fill(lead.at[start + k]!, to + k * width, to + (k + 1) * width)
    for (let member = 0; member < width; member++) {
      const series = members[member]!
      const block = heads.blocks[series]!
      const from = heads.row[series]!
      for (let k = 0, at = to + member; k < depth; k++, at += width) chunk.symbol[at] = block.only
      spread(block.openAt, from, depth, chunk.openAt, to + member, width)
      spread(block.open, from, depth, chunk.open, to + member, width)
      spread(block.high, from, depth, chunk.high, to + member, width)
      spread(block.low, from, depth, chunk.low, to + member, width)
      spread(block.close, from, depth, chunk.close, to + member, width)
      spread(block.volume, from, depth, chunk.volume, to + member, width)
      if (from + depth < block.length) heads.show(series, block, from + depth)
      else heads.row[series] = block.length
    }
    return width * depth
  }
}

/** Copies `depth` numbers to every `width`-th place. */
function spread(
  source: Float64Array,
  from: number,
  depth: number,
  target: Float64Array,
  to: number,
  width: number,
): void {
  if (width === 1) target.set(source.subarray(from, from + depth), to)
  else for (let k = 0, at = to; k < depth; k++, at += width) target[at] = source[from + k]!
}
