/** A bounded list of faults: the first ones in full, the rest as counts. */
import type { Fault, FaultCode } from './fault.ts'
import type { Layout } from './layout.ts'
import { fieldsOf, findRecords } from './lines.ts'
import type { Place, RowFault } from './row-fault.ts'
import { explain } from './row-fault.ts'

const LISTED = 100

/** A fault that grows. */
type Counted = { -readonly [Key in keyof Fault]: Fault[Key] } & { count: number }

/** Collects faults of several files. `faults` may be read at any time; places in files are filled in by `settle`. */
export class FaultLog {
  /** Grows; after the first 100, one entry a kind and file counts what is not listed. */
  readonly faults: Fault[] = []
  readonly #rest = new Map<string, Counted>()
  readonly #waiting = new Map<Layout, RowFault[]>()
  #listed = 0

  /** Adds a fault that is already in words. */
  add(fault: Fault): void {
    if (this.#listed >= LISTED) return this.#count(fault.file ?? '', fault.code, fault.repair)
    this.#listed += 1
    this.faults.splice(this.faults.length - this.#rest.size, 0, fault)
  }

  /** Adds a fault of a row; its line is looked up later, for all of a file at once. */
  row(layout: Layout, fault: RowFault): void {
    if (this.#listed < LISTED) {
      this.#listed += 1
      const waiting = this.#waiting.get(layout)
      if (waiting === undefined) this.#waiting.set(layout, [fault])
      else waiting.push(fault)
      return
    }
    this.#count(layout.path, fault.code, fault.repair)
  }

  #count(path: string, code: FaultCode, repair: string | undefined): void {
    const key = `${path} ${code} ${repair === undefined}`
    const rest = this.#rest.get(key) ?? {
      code,
      message: '',
      file: path,
      count: 0,
      ...(repair === undefined ? {} : { repair: 'as in the entries of the same kind' }),
    }
    if (rest.count === 0) this.faults.push(rest)
    this.#rest.set(key, rest)
    rest.count += 1
    rest.message = `${path}: ${rest.count} more of the kind ${code}.`
  }

  /** Puts the row faults of a file into words. */
  async settle(layout: Layout): Promise<void> {
    const waiting = this.#waiting.get(layout)
    if (waiting === undefined) return
    this.#waiting.delete(layout)
    const explained = await explainAll(layout, waiting)
    this.faults.splice(this.faults.length - this.#rest.size, 0, ...explained)
  }
}

/** Row faults of one file in words, their lines looked up in one reading. */
export async function explainAll(layout: Layout, found: readonly RowFault[]): Promise<Fault[]> {
  const lines =
    layout.format === 'csv'
      ? await findRecords(
          layout.path,
          layout.skip,
          found.map((fault) => fault.row),
        )
      : undefined
  return found.map((fault) => {
    const line = lines?.get(fault.row)
    const index = layout.roles[fault.role] ?? -1
    const place: Place = {
      file: layout.path,
      column: layout.headers[index] || fault.role,
      index,
      ...(line === undefined ? {} : { line: line.line, fields: fieldsOf(line.text, layout.delimiter) }),
      ...(fault.role === 'time' && layout.roles.clock !== undefined ? { clockIndex: layout.roles.clock } : {}),
    }
    return explain(fault, place)
  })
}
