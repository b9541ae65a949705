/** CSV after RFC 4180, written as a stream: a million rows never stand in one string. */
import { open } from 'node:fs/promises'

/** `undefined`, `null` and numbers that are not finite become an empty field. */
export type Cell = string | number | undefined | null

/** Characters gathered before they go to the file. */
const BATCH = 1 << 17

/** The shortest text that reads back as exactly this number; empty for `NaN` and the infinities. */
export const number = (value: number): string => (Number.isFinite(value) ? String(value === 0 ? 0 : value) : '')

function field(cell: Cell): string {
  if (cell === undefined || cell === null) return ''
  if (typeof cell === 'number') return number(cell)
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** One line without its end. */
export function csvLine(cells: readonly Cell[]): string {
  let line = field(cells[0])
  for (let i = 1; i < cells.length; i++) line += `,${field(cells[i])}`
  return line
}

/** Writes a header and rows, lines ended by a line feed. Replaces the file. Rows are pulled one by one as they are written. */
export async function writeCsv(
  path: string,
  header: readonly string[],
  rows: Iterable<readonly Cell[]>,
): Promise<void> {
  const file = await open(path, 'w')
  try {
    let batch = `${csvLine(header)}\n`
    for (const row of rows) {
      batch += `${csvLine(row)}\n`
      if (batch.length >= BATCH) {
        await file.write(batch)
        batch = ''
      }
    }
    await file.write(batch)
  } finally {
    await file.close()
  }
}
