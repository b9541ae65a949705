/** In which order a bar's prices are taken to have come: policies, because a bar does not say. */
import type { MarketBar } from '../../src/events/index.ts'

/**
 * - `ohlc`: open, high, low, close; `olhc`: open, low, high, close;
 * - `adaptive`: from the open to the nearer extreme first, the low where both are as near;
 * - `pessimistic`: of what waits on the two sides of the open, a stop before an order that gains by waiting; `optimistic`: the other way round.
 *   Where that does not decide, towards the side on which the position loses (gains), and without a position as `adaptive`.
 */
export type PathPolicy = 'ohlc' | 'olhc' | 'adaptive' | 'pessimistic' | 'optimistic'

export const PATHS: readonly PathPolicy[] = ['ohlc', 'olhc', 'adaptive', 'pessimistic', 'optimistic']

/** What the account has at stake on a bar. */
export interface Stake {
  /** Whether the first order that a falling (rising) market reaches loses by it: a stop; `undefined` if none is reached there. */
  readonly below: boolean | undefined
  readonly above: boolean | undefined
  /** Signed units. */
  readonly position: number
}

const isHighNearer = ({ open, high, low }: MarketBar): boolean => high - open < open - low

function goesAgainst({ below, above, position }: Stake): 'high' | 'low' | undefined {
  if (below !== undefined && above !== undefined && below !== above) return below ? 'low' : 'high'
  if (position !== 0) return position > 0 ? 'low' : 'high'
  return undefined
}

/** The prices of a bar in the order in which a policy has them come. */
export function pathOf(policy: PathPolicy, bar: MarketBar, stake: Stake): readonly [number, number, number, number] {
  const { open, high, low, close } = bar
  return isHighFirst(policy, bar, stake) ? [open, high, low, close] : [open, low, high, close]
}

function isHighFirst(policy: PathPolicy, bar: MarketBar, stake: Stake): boolean {
  switch (policy) {
    case 'ohlc':
      return true
    case 'olhc':
      return false
    case 'adaptive':
      return isHighNearer(bar)
    default: {
      const against = goesAgainst(stake)
      if (against === undefined) return isHighNearer(bar)
      return (against === 'high') === (policy === 'pessimistic')
    }
  }
}
