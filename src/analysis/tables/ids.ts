/**
 * Ids as numbers. Nearly all ids are a prefix and a count (`o-17`, `e-4711`), and a table of a million rows would else keep a million strings;
 * any other id is kept as the text that it is.
 */

/** Counts above this are kept as text, and so are counts behind more prefixes than there is room for. */
const LARGEST = 2 ** 40 - 1
const MAX_PREFIXES = 4_096
const ZERO = 48

export class Ids {
  private readonly prefixes: string[] = []
  private readonly texts: string[] = []
  private textNumbers: Map<string, number> | undefined
  private lastPrefix = ''
  /** Number of count 0 behind the last prefix; -1 before the first. */
  private lastBase = -1

  /** The number that stands for an id, always the same: its count behind the first prefix, more behind others, below 0 for a text. */
  number(id: string): number {
    const { lastPrefix } = this
    if (this.lastBase >= 0 && id.startsWith(lastPrefix)) {
      const count = countAfter(id, lastPrefix.length)
      if (count >= 0) return this.lastBase + count
    }
    return this.look(id)
  }

  private look(id: string): number {
    let start = id.length
    while (start > 0 && isDigit(id.charCodeAt(start - 1))) start--
    // `o-007` is not the same id as `o-7`: leading zeros belong to the prefix.
    while (start < id.length - 1 && id.charCodeAt(start) === ZERO) start++
    const count = countAfter(id, start)
    if (count < 0) return this.numberOfText(id)
    const prefix = id.slice(0, start)
    let place = this.prefixes.indexOf(prefix)
    if (place < 0) {
      if (this.prefixes.length === MAX_PREFIXES) return this.numberOfText(id)
      place = this.prefixes.push(prefix) - 1
    }
    this.lastPrefix = prefix
    this.lastBase = place * (LARGEST + 1)
    return this.lastBase + count
  }

  private numberOfText(id: string): number {
    const numbers = (this.textNumbers ??= new Map())
    let number = numbers.get(id)
    if (number === undefined) {
      number = -this.texts.push(id)
      numbers.set(id, number)
    }
    return number
  }

  text(number: number): string {
    if (number < 0) return this.texts[-number - 1]!
    const place = Math.floor(number / (LARGEST + 1))
    return `${this.prefixes[place]!}${number - place * (LARGEST + 1)}`
  }
}

const isDigit = (code: number): boolean => code >= ZERO && code <= ZERO + 9

/** The count that an id ends in from a place on; -1 where that is none, or could be written otherwise. */
function countAfter(id: string, from: number): number {
  const { length } = id
  if (from === length || (id.charCodeAt(from) === ZERO && from < length - 1)) return -1
  let count = 0
  for (let i = from; i < length; i++) {
    const code = id.charCodeAt(i)
    if (!isDigit(code)) return -1
    count = count * 10 + code - ZERO
    if (count > LARGEST) return -1
  }
  return count
}

/** Where nothing is yet. */
const NONE = 0
/** Counts may be so much larger than the number of rows before they are looked up in a map. */
const SPREAD = 8

/** Ids of rows, and the way back. An id that comes twice stands for its newest row. */
export class RowIds extends Ids {
  /** By count behind the first prefix: the row, plus one. */
  private rows = new Int32Array(1_024)
  private others: Map<number, number> | undefined
  private noted = 0

  /** Notes the id of a row; gives its number. */
  note(id: string, row: number): number {
    const number = this.number(id)
    this.noted++
    if (number >= 0 && number < this.rows.length) this.rows[number] = row + 1
    else this.noteFar(number, row)
    return number
  }

  private noteFar(number: number, row: number): void {
    if (number < 0 || number > SPREAD * (this.noted + 128)) {
      ;(this.others ??= new Map()).set(number, row)
      return
    }
    const rows = new Int32Array(Math.max(2 * this.rows.length, number + 1))
    rows.set(this.rows)
    rows[number] = row + 1
    this.rows = rows
  }

  /** The row of an id, -1 where there is none. */
  find(id: string): number {
    const number = this.number(id)
    const near = number >= 0 && number < this.rows.length ? this.rows[number]! : NONE
    return near === NONE ? (this.others?.get(number) ?? -1) : near - 1
  }
}
