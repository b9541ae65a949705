/** What can go wrong with a strategy: its definition, its parameters, or its own code at work. */
import type { Micros } from '../../src/events/index.ts'

/** `definition` and `parameter`: found before a run. `userCode`: a function of the strategy threw. `misuse`: it used what it was given wrongly. */
export type StrategyErrorCode = 'definition' | 'parameter' | 'userCode' | 'misuse'

export class StrategyError extends Error {
  override readonly name = 'StrategyError'
  readonly code: StrategyErrorCode
  readonly facts: Readonly<Record<string, unknown>>

  constructor(code: StrategyErrorCode, message: string, facts: Readonly<Record<string, unknown>>, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.facts = facts
  }
}

/** What a strategy's own function threw, with the place where it happened. */
export function userCodeError(
  strategy: string,
  handler: string,
  at: Micros,
  symbol: string | undefined,
  cause: unknown,
): StrategyError {
  if (cause instanceof StrategyError && cause.code === 'userCode') return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  const where = symbol === undefined ? '' : ` on ${symbol}`
  return new StrategyError(
    'userCode',
    `strategy '${strategy}': ${handler}${where} at ${new Date(at / 1000).toISOString()} threw: ${reason}`,
    { strategy, handler, at, symbol },
    cause,
  )
}
