/**
 * The yardstick: the SMA-cross backtest as one loop over typed arrays, with nothing between the data and the money.
 * It makes the same trades as the actors: signal at a close, market order at the next open, commission a share, equity at
 * every bar. Nothing of quantdome is used.
 */
export interface HandColumns {
  readonly open: Float64Array
  readonly close: Float64Array
  readonly length: number
}

export interface HandResult {
  readonly fills: number
  readonly cash: number
  readonly equity: Float64Array
  /** Row, signed quantity and price of every fill, flat, to be compared. */
  readonly log: number[]
}

export function handLoop(
  bars: HandColumns,
  fast: number,
  slow: number,
  quantity: number,
  cash: number,
  perShare: number,
): HandResult {
  const { open, close, length } = bars
  const equity = new Float64Array(length)
  const log: number[] = []
  let fastSum = 0
  let slowSum = 0
  let sign = 0
  let order = 0
  let position = 0
  for (let i = 0; i < length; i++) {
    if (order !== 0) {
      const price = open[i]!
      cash -= order * price + Math.abs(order) * perShare
      position += order
      log.push(i, order, price)
      order = 0
    }
    const last = close[i]!
    equity[i] = cash + position * last
    fastSum += last
    slowSum += last
    if (i >= fast) fastSum -= close[i - fast]!
    if (i >= slow) slowSum -= close[i - slow]!
    if (i >= slow - 1) {
      const difference = fastSum / fast - slowSum / slow
      const now = difference > 0 ? 1 : difference < 0 ? -1 : 0
      if (now !== 0) {
        if (sign < 0 && now > 0 && position === 0) order = quantity
        else if (sign > 0 && now < 0 && position > 0) order = -position
        sign = now
      }
    }
  }
  return { fills: log.length / 3, cash, equity, log }
}
