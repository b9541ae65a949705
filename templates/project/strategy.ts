// The strategy: buys when the price breaks above its average by a margin, and is out again when it falls back below the average.
import { defineStrategy, sma } from 'quantdome'

export const aboveAverage = defineStrategy({
  name: 'above-average',
  params: { length: 50, margin: 0.01 }, // change them with --set above-average.length=20
  indicators: ({ length }) => ({ average: sma(length) }), // one set for each symbol, fed before onBar
  onBar({ bar, indicators: { average }, params: { margin }, position, signal }) {
    const held = position(bar.symbol).quantity > 0
    if (!held && bar.close > average.value * (1 + margin)) signal.long(bar.symbol)
    if (held && bar.close < average.value) signal.flat(bar.symbol)
  },
})
