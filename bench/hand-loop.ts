/**
 * The yardsticks: the SMA-cross backtest as one loop over typed arrays, with nothing between the data and the money. They make the same
 * trades as the actors: signal at a close, market order at the next open, commission a share, equity at every bar. Nothing of
 * quantdome is used.
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

/**
 * The loop that computes the same: sums that do not drift (Knuth's TwoSum), money in millionths, rounded once where it is booked and at
 * every mark. Its equity column is the actors' to the bit.
 */
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
  let units = Math.round(cash * 1e6)
  let fastHigh = 0
  let fastLow = 0
  let slowHigh = 0
  let slowLow = 0
  let sign = 0
  let order = 0
  let position = 0
  for (let i = 0; i < length; i++) {
    if (order !== 0) {
      const price = open[i]!
      units -= Math.round(order * price * 1e6) + Math.round(Math.abs(order) * perShare * 1e6)
      position += order
      log.push(i, order, price)
      order = 0
    }
    const x = close[i]!
    equity[i] = (units + Math.round(position * x * 1e6)) / 1e6

    let sum = fastHigh + x
    let part = sum - fastHigh
    fastLow += fastHigh - (sum - part) + (x - part)
    fastHigh = sum
    if (i >= fast) {
      const y = -close[i - fast]!
      sum = fastHigh + y
      part = sum - fastHigh
      fastLow += fastHigh - (sum - part) + (y - part)
      fastHigh = sum
    }
    sum = slowHigh + x
    part = sum - slowHigh
    slowLow += slowHigh - (sum - part) + (x - part)
    slowHigh = sum
    if (i >= slow) {
      const y = -close[i - slow]!
      sum = slowHigh + y
      part = sum - slowHigh
      slowLow += slowHigh - (sum - part) + (y - part)
      slowHigh = sum
    }
    if (i >= slow - 1) {
      const difference = (fastHigh + fastLow) / fast - (slowHigh + slowLow) / slow
      const now = difference > 0 ? 1 : difference < 0 ? -1 : 0
      if (now !== 0) {
        if (sign < 0 && now > 0 && position === 0) order = quantity
        else if (sign > 0 && now < 0 && position > 0) order = -position
        sign = now
      }
    }
  }
  return { fills: log.length / 3, cash: units / 1e6, equity, log }
}

/** The loop that computes as little as it can: plain sums and money in floating point. On prices that are sums of halves it still agrees. */
export function bareLoop(
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
