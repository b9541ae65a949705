/** What can be wrong with a file of scenarios or FIX messages, said so that a person can put it right. */

export type FixErrorCode =
  | 'unreadableFile'
  | 'emptyFile'
  | 'notRecognised'
  | 'malformedScenario'
  | 'malformedField'
  | 'missingField'
  | 'unknownValue'

/** Where it is and what stands there. */
export interface FixFault {
  readonly file: string
  /** Line of a log, counted from 1. */
  readonly line?: number
  /** Tag of a FIX field. */
  readonly tag?: number
  /** Id of a scenario, and the index of its step. */
  readonly scenario?: string
  readonly step?: number
  /** What stands there. */
  readonly value?: string
}

/** A file that cannot be traced. `code` says why, `fault` holds the place, `message` says it all in a sentence. */
export class FixError extends Error {
  override readonly name = 'FixError'
  readonly code: FixErrorCode
  readonly fault: FixFault

  constructor(code: FixErrorCode, fault: FixFault, problem: string) {
    super(`${placeOf(fault)}: ${problem}`)
    this.code = code
    this.fault = fault
  }
}

/** `orders.log:12` or `cases.json: scenario A.1.a, step 3`. */
export function placeOf({ file, line, scenario, step }: FixFault): string {
  if (line !== undefined) return `${file}:${line}`
  if (scenario === undefined) return file
  return `${file}: scenario ${scenario}${step === undefined ? '' : `, step ${step}`}`
}
