/** What the command line says when something is wrong: one readable paragraph and an exit code, no stack unless `--debug`. */
import { relative } from 'node:path'

/** 0: done. 1: the run failed. 2: bad usage or bad input. 130: stopped by Ctrl-C. */
export type ExitCode = 0 | 1 | 2 | 130

/** Something the person at the terminal can put right: a wrong option, a file that is not there, a module that is no experiment. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** A command that did its work and whose answer is no, such as a trace with violations: all is said already, the exit code is 1. */
export class FoundWanting extends Error {
  override readonly name = 'FoundWanting'
}

/** Ctrl-C ended a command early, and it has written and said what was done until then: the exit code is 130. */
export class StoppedEarly extends Error {
  override readonly name = 'StoppedEarly'
}

/** The paragraph for any error, or with `debug` its stack and the stacks of its causes. */
export function describeError(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return `error: ${String(error)}\n`
  if (!debug) return `error: ${error.message}\n`
  let text = `${error.stack ?? error.message}\n`
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause)
    text += `caused by ${cause.stack ?? cause.message}\n`
  return text
}

/** A path as a person would type it: relative to the working directory when it lies inside it. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' || short.startsWith('..') ? path : short
}
