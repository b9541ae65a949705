/** What `repair` does to a bad row: only what is safe, and always said. Everything else stays refused. */
import type { OnFault } from './bars.ts'
import type { RowFault } from './row-fault.ts'

/** How far outside high and low an open or close may lie to be taken for rounding: a hundredth of the price. Beyond, somebody must look. */
const TINY = 0.01

/** Mends what is safe, reporting each mend to `mended`; stops at the rest. */
export function mender(mended: (fault: RowFault) => void): OnFault {
  return (fault, block, i) => {
    const { open, high, low, close, volume } = block
    const drop = (why: string) => {
      mended({ ...fault, repair: `dropped the row: ${why}` })
      return 'drop' as const
    }
    switch (fault.code) {
      case 'unreadableTime':
        return drop('without a time it is no bar')
      case 'missingSymbol':
        return drop('without a symbol it is no bar')
      case 'duplicateTime':
        return fault.copy === true ? drop('an exact copy of the one before') : 'stop'
      case 'nonPositivePrice':
        return drop('a price that is not above 0')
      case 'unreadableNumber':
        if (fault.role !== 'volume') return drop('a price is missing')
        volume![i] = 0
        mended({ ...fault, repair: 'set the volume to 0' })
        return 'again'
      case 'negativeVolume':
        volume![i] = 0
        mended({ ...fault, repair: 'set the volume to 0' })
        return 'again'
      case 'highBelowLow': {
        const [top, bottom] = [Math.max(high[i]!, low[i]!), Math.min(high[i]!, low[i]!)]
        if (Math.max(open[i]!, close[i]!) > top || Math.min(open[i]!, close[i]!) < bottom) return 'stop'
        high[i] = top
        low[i] = bottom
        mended({ ...fault, repair: 'exchanged high and low' })
        return 'again'
      }
      case 'outsideRange': {
        const price = fault.role === 'open' ? open[i]! : close[i]!
        const [column, name] = price > high[i]! ? [high, 'high'] : [low, 'low']
        if (Math.abs(price - column[i]!) > TINY * price) return 'stop'
        mended({ ...fault, repair: `widened the ${name} from ${column[i]} to ${price}` })
        column[i] = price
        return 'again'
      }
      default:
        return 'stop'
    }
  }
}
