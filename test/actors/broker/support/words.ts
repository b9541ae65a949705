/** A venue's reports in a few words each: `o-1 10 @ 99`, `o-1 triggered 101`, `o-1 canceled timeInForce`. */
import type { BrokerEmitted } from '../../../../actors/broker/index.ts'

export const words = (reports: readonly BrokerEmitted[]): string[] => reports.map(wordsOf)

function wordsOf(report: BrokerEmitted): string {
  switch (report.type) {
    case 'order.filled':
      return `${report.orderId} ${report.lastQty} @ ${report.lastPx}`
    case 'order.canceled':
      return `${report.orderId} canceled ${report.reason}`
    case 'order.triggered':
      return `${report.orderId} triggered${report.stopPrice === undefined ? '' : ` ${report.stopPrice}`}`
    case 'order.restated':
      return `${report.orderId} limit ${report.limitPrice}`
    default:
      return 'orderId' in report ? `${report.orderId} ${report.type.slice(6)}` : report.type
  }
}
