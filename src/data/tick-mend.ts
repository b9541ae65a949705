/** What `repair` does to a bad row of ticks: only what is safe, and always said. Everything else stays refused. */
import type { RowFault } from './row-fault.ts'
import type { OnTickFault } from './tick-reader.ts'

/** Mends what is safe, reporting each mend to `mended`; stops at the rest. */
export function tickMender(mended: (fault: RowFault) => void): OnTickFault {
  return (fault, block, i) => {
    const drop = (why: string) => {
      mended({ ...fault, repair: `dropped the row: ${why}` })
      return 'drop' as const
    }
    switch (fault.code) {
      case 'unreadableTime':
        return drop('without a time it is no tick')
      case 'missingSymbol':
        return drop('without a symbol it is no tick')
      case 'nonPositivePrice':
        return drop('a price that is not above 0')
      case 'crossedQuote':
        return drop('a bid above its ask')
      case 'unreadableNumber':
      case 'negativeSize':
        // A trade without a size is still a price; a quote without one might be no quote at all.
        if (fault.role !== 'size')
          return drop(fault.code === 'negativeSize' ? 'a negative size' : 'a number is missing')
        block.size![i] = 0
        mended({ ...fault, repair: 'set the size to 0' })
        return 'again'
      default:
        return 'stop'
    }
  }
}
