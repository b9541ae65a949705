/** Many small files, each of one symbol, in one query: opening a query costs more than reading a small file. */
import type { Blocks, RawBlock } from './blocks.ts'
import type { Database } from './duckdb.ts'
import { doubles } from './duckdb.ts'
import type { PlannedFile } from './plan.ts'
import { numbersSql } from './query.ts'

/** Fewer files than this are not worth it. */
const FEWEST = 4
/** Most bytes of files that are held in memory at once; larger ones are streamed, each by a query of its own. */
const MOST_BYTES = 96 * 1024 * 1024

/** Reads files that are laid out alike, as far as they fit into memory together; the others are not in the result. */
export async function readTogether(
  database: Database,
  files: readonly PlannedFile[],
  sizes: ReadonlyMap<string, number>,
  adjusted: boolean,
): Promise<Map<PlannedFile, Blocks<RawBlock>>> {
  const groups = new Map<string, PlannedFile[]>()
  let bytes = 0
  for (const file of files) {
    const { layout } = file
    if (file.only === undefined || file.ordered) continue
    bytes += (sizes.get(layout.path) ?? 0) * (layout.path.endsWith('.gz') ? 4 : 1)
    if (bytes > MOST_BYTES) break
    const alike = JSON.stringify([layout.headers.length, layout.delimiter, layout.skip, layout.sql])
    const group = groups.get(alike)
    if (group === undefined) groups.set(alike, [file])
    else group.push(file)
  }
  const read = new Map<PlannedFile, Blocks<RawBlock>>()
  for (const group of groups.values()) {
    if (group.length >= FEWEST) await readGroup(database, group, adjusted, read)
  }
  return read
}

async function readGroup(
  database: Database,
  files: readonly PlannedFile[],
  withAdjusted: boolean,
  read: Map<PlannedFile, Blocks<RawBlock>>,
): Promise<void> {
  const { layout } = files[0]!
  const paths = files.map((file) => file.layout.path)
  const { columns, volume, adjusted } = numbersSql(layout, withAdjusted)
  const stream = await database.stream(
    `SELECT ${columns.join(', ')}, file_index::DOUBLE FROM ${layout.tableOf(paths)}`,
    paths[0]!,
  )
  const blocks: RawBlock[][] = files.map(() => [])
  const rows = new Float64Array(files.length)
  try {
    for (let chunk = await stream.next(); chunk !== null; chunk = await stream.next()) {
      const numbers = columns.map((_, index) => doubles(chunk, index))
      const owner = doubles(chunk, columns.length)
      for (let from = 0; from < owner.length;) {
        const file = owner[from]!
        let to = from + 1
        while (to < owner.length && owner[to] === file) to += 1
        const part = (index: number) => numbers[index]!.subarray(from, to)
        blocks[file]!.push({
          length: to - from,
          firstRow: rows[file]!,
          time: part(0),
          open: part(1),
          high: part(2),
          low: part(3),
          close: part(4),
          ...(volume === -1 ? {} : { volume: part(volume) }),
          ...(adjusted === -1 ? {} : { adjusted: part(adjusted) }),
        })
        rows[file]! += to - from
        from = to
      }
    }
  } finally {
    await stream.close()
  }
  for (const [index, file] of files.entries()) read.set(file, new HeldBlocks(blocks[index]!))
}

/** Blocks that are in memory already; each is let go as it is given out. */
class HeldBlocks implements Blocks<RawBlock> {
  readonly #blocks: RawBlock[]

  constructor(blocks: RawBlock[]) {
    this.#blocks = blocks.reverse()
  }

  async next(): Promise<RawBlock | null> {
    return this.#blocks.pop() ?? null
  }

  async close(): Promise<void> {
    this.#blocks.length = 0
  }
}
