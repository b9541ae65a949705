/** Tells what a file is, scenarios as JSON or a log of FIX messages, and reads either. */
import { readFileSync } from 'node:fs'
import type { LifecycleProfile } from '../../actors/order/index.ts'
import { FixError } from './errors.ts'
import { readLog } from './log.ts'
import { scenariosOf } from './scenarios.ts'
import type { Scenario } from './step.ts'
import { looksLikeFix, parseTagValue } from './tag-value.ts'

export interface TraceInput {
  readonly scenarios: readonly Scenario[]
  /** What is wrong without hindering the trace, a sentence each: a checksum, a message that was passed over. */
  readonly warnings: readonly string[]
}

/**
 * Reads scenarios from a file.
 *
 * @throws {FixError} when the file cannot be read, is neither of the two, or holds something that is not understood
 */
export function readTraceFile(path: string, name = path): TraceInput {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new FixError(
      'unreadableFile',
      { file: name },
      code === 'ENOENT'
        ? 'there is no such file.'
        : code === 'EISDIR'
          ? 'it is a folder; a file of scenarios or FIX messages is expected.'
          : 'the file cannot be read.',
    )
  }
  return readTraceText(bytes, name)
}

/** The same of what is in memory already. */
export function readTraceText(content: Buffer | string, name: string): TraceInput {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  if (text.trim() === '') throw new FixError('emptyFile', { file: name }, 'the file is empty.')
  const isFix = looksLikeFix(text)
  let problem: string | undefined
  if (/^\s*[[{]/.test(text)) {
    try {
      const warnings: string[] = []
      return { scenarios: scenariosOf(JSON.parse(text) as unknown, name, warnings), warnings }
    } catch (error) {
      // A log's lines may begin with a bracket, too.
      if (!(error instanceof SyntaxError)) throw error
      problem = error.message
    }
  }
  if (!isFix)
    throw new FixError(
      'notRecognised',
      { file: name },
      problem === undefined
        ? 'neither JSON scenarios nor FIX messages (8=FIX…) are in it.'
        : `it is no JSON (${problem}), and holds no FIX messages (8=FIX…) either.`,
    )
  const { messages, warnings } = parseTagValue(bytes.toString('latin1'), name)
  const profile: LifecycleProfile = 'broker'
  const log = readLog(messages, name, profile)
  return { scenarios: log.scenarios, warnings: [...warnings, ...log.warnings] }
}
