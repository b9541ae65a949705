/** What all indicators have in common: they are fed one bar at a time and their newest value can be read. */
import { Line } from './line.ts'

/** The part of a bar that indicators read; `MarketBar` is one. */
export interface PriceBar {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Which number of a bar an indicator works on; `hl2`, `hlc3` and `ohlc4` are the means of these prices. */
export type PriceField = 'open' | 'high' | 'low' | 'close' | 'volume' | 'hl2' | 'hlc3' | 'ohlc4'

export interface PriceOptions {
  /** The input; `close` when left out. */
  readonly of?: PriceField
}

/** An indicator that was asked for with parameters it cannot have. */
export class IndicatorError extends Error {
  override readonly name = 'IndicatorError'
  readonly code: 'invalidLength' | 'invalidField' | 'invalidParameter'
  readonly facts: Readonly<Record<string, unknown>>

  constructor(code: IndicatorError['code'], message: string, facts: Readonly<Record<string, unknown>>) {
    super(message)
    this.code = code
    this.facts = facts
  }
}

const FIELDS: readonly PriceField[] = ['close', 'open', 'high', 'low', 'volume', 'hl2', 'hlc3', 'ohlc4']
const CLOSE = 0

/** Reads the number of `FIELDS[field]` from a bar. */
function priceOf(bar: PriceBar, field: number): number {
  switch (field) {
    case CLOSE:
      return bar.close
    case 1:
      return bar.open
    case 2:
      return bar.high
    case 3:
      return bar.low
    case 4:
      return bar.volume
    case 5:
      return (bar.high + bar.low) / 2
    case 6:
      return (bar.high + bar.low + bar.close) / 3
    default:
      return (bar.open + bar.high + bar.low + bar.close) / 4
  }
}

/**
 * A streaming indicator: O(1) work a bar. Extend it to make one of your own: implement `push` and `settle` the value there
 * (NaN while there is none).
 */
export abstract class Indicator extends Line {
  /** Feeds one completed bar. */
  abstract push(bar: PriceBar): void

  /** Whether the indicator begins anew with every session and so must be told of it. */
  get sessional(): boolean {
    return false
  }

  /** A new session begins; called before its first bar where `sessional`. */
  openSession(): void {}
}

/** A function with memory from numbers to numbers; NaN while it has not seen enough. */
export interface PriceKernel {
  next(x: number): number
}

/** A function with memory from bars to numbers; NaN while it has not seen enough. */
export interface BarKernel {
  next(bar: PriceBar): number
}

/** An indicator of one number a bar. It is also fed numbers directly by `update`. */
export class PriceIndicator extends Indicator {
  private readonly kernel: PriceKernel
  private readonly field: number

  /** @throws IndicatorError when `options.of` is no field of a bar. */
  constructor(kernel: PriceKernel, options: PriceOptions = {}, known: readonly string[] = ['of']) {
    super()
    this.kernel = kernel
    for (const key in options)
      if (!known.includes(key))
        throw new IndicatorError(
          'invalidParameter',
          `an indicator has no option '${key}'; there is ${known.join(', ')}`,
          {
            option: key,
          },
        )
    const field = options.of ?? 'close'
    this.field = FIELDS.indexOf(field)
    if (this.field < 0)
      throw new IndicatorError(
        'invalidField',
        `an indicator cannot read '${field}' of a bar; it can read ${FIELDS.join(', ')}`,
        {
          field,
        },
      )
  }

  push(bar: PriceBar): void {
    const { field } = this
    this.settle(this.kernel.next(field === CLOSE ? bar.close : priceOf(bar, field)))
  }

  /** Feeds one number and answers the new value. */
  update(x: number): number {
    this.settle(this.kernel.next(x))
    return this.value
  }
}

/** An indicator of whole bars. */
export class BarIndicator extends Indicator {
  private readonly kernel: BarKernel

  constructor(kernel: BarKernel) {
    super()
    this.kernel = kernel
  }

  push(bar: PriceBar): void {
    this.settle(this.kernel.next(bar))
  }
}

/** Checks the length of a window: a whole number of bars, at least `least`. */
export function checkLength(indicator: string, length: number, least = 1): number {
  if (!Number.isInteger(length) || length < least || length > 0x0fff_ffff)
    throw new IndicatorError(
      'invalidLength',
      `${indicator}(${length}): the length must be a whole number of bars, at least ${least}`,
      {
        indicator,
        length,
        least,
      },
    )
  return length
}
