/** What can be wrong with market data, said so that a person can act on it: which file, which line, what stands there, what would be right. */

/** Names a kind of fault; the words in `message` may change, the code does not. */
export type FaultCode =
  | 'missingFile'
  | 'noMatch'
  | 'unreadableFile'
  | 'emptyFile'
  | 'emptyRange'
  | 'missingColumn'
  | 'missingHeader'
  | 'duplicateColumn'
  | 'malformedLine'
  | 'unknownTimeZone'
  | 'ambiguousDate'
  | 'unreadableTime'
  | 'nonexistentTime'
  | 'unsorted'
  | 'duplicateTime'
  | 'missingValue'
  | 'unreadableNumber'
  | 'nonPositivePrice'
  | 'highBelowLow'
  | 'outsideRange'
  | 'negativeVolume'
  | 'negativeSize'
  | 'crossedQuote'
  | 'missingSymbol'
  | 'unknownSymbol'
  | 'badOption'

/** One fault, as plain data. */
export interface Fault {
  readonly code: FaultCode
  /** The whole story in a sentence or two, place included. */
  readonly message: string
  readonly file?: string
  /** Line in a text file, counted from 1, header included. */
  readonly line?: number
  /** Row, counted from 1, where there are no lines (Parquet, data in memory). */
  readonly row?: number
  /** Name of the column as the file writes it. */
  readonly column?: string
  /** What stands there. */
  readonly value?: string
  readonly symbol?: string
  /** What `repair` did about it. */
  readonly repair?: string
  /** How many rows it concerns, where it is more than the one. */
  readonly count?: number
}

/**
 * Data that was refused. `code` says what kind of fault, `fault` holds the facts (file, line, column, value), `message` is a
 * sentence for a person.
 */
export class DataError extends Error {
  override readonly name = 'DataError'
  readonly code: FaultCode
  readonly fault: Fault

  constructor(fault: Fault) {
    super(fault.message)
    this.code = fault.code
    this.fault = fault
  }
}

/** Builds a DataError without repeating the code twice. */
export function dataError(code: FaultCode, message: string, facts: Omit<Fault, 'code' | 'message'> = {}): DataError {
  return new DataError({ code, message, ...facts })
}

/** A text out of a file, cut where it would fill the screen. */
export function shortened(text: string, most = 120): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}
