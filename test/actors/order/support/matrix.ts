/**
 * FIX's order state change matrices in a few letters, one message a line:
 *
 *     > new X 10000          the client's message: new ID QTY, cancel ID ORIG, replace ID ORIG QTY
 *     < X Trade 2000 @ 10    the venue's: ClOrdID, ExecType, and the numbers it needs
 *     ~ X Rejected           the same, but a branch that the next line does not continue
 *     … | New 10000 0 10000  after each of the venue's: OrdStatus, OrderQty, CumQty, LeavesQty
 *     … but PendingCancel …  where FIX contradicts its own rules, what follows from the rules instead
 */
import { newOrder, offerToOrder, type OrderInput, type OrderRecord, ordStatus } from '../../../../actors/order/index.ts'
import type { TimeInForce } from '../../../../src/events/index.ts'
import { SUBMIT } from './desk.ts'

type Row = string

export interface Played {
  readonly line: string
  readonly expected: Row
  readonly got: Row
}

const REPORTS: Readonly<Record<string, OrderInput['type']>> = {
  New: 'order.accepted',
  PendingNew: 'order.pendingNew',
  Rejected: 'order.rejected',
  Trade: 'order.filled',
  Correct: 'order.tradeCorrected',
  Bust: 'order.tradeCanceled',
  PendingCancel: 'order.pendingCancel',
  Canceled: 'order.canceled',
  CancelReject: 'order.cancelRejected',
  PendingReplace: 'order.pendingReplace',
  Replaced: 'order.replaced',
  ReplaceReject: 'order.replaceRejected',
  DoneForDay: 'order.doneForDay',
  Restated: 'order.restated',
  Stopped: 'order.stopped',
  Expired: 'order.expired',
  Calculated: 'order.calculated',
  Suspended: 'order.suspended',
  Resumed: 'order.resumed',
  Status: 'order.status',
}

/** Plays a matrix, and gives each report's row as FIX has it (or as its rules do) beside the machine's. */
export function play(matrix: string, timeInForce: TimeInForce): Played[] {
  let order: OrderRecord | undefined
  let at = SUBMIT.at
  const played: Played[] = []
  for (const line of matrix
    .split('\n')
    .map((text) => text.trim())
    .filter(Boolean)) {
    at += 10
    const [message, row = ''] = line.split('|').map((text) => text.trim()) as [string, string?]
    const [direction, ...words] = message.split(' ') as [string, ...string[]]
    if (direction === '>') {
      const [kind, clOrdId, ...rest] = words as [string, string, ...string[]]
      if (kind === 'new') order = newOrder({ ...SUBMIT, at, clOrdId, quantity: Number(rest[0]), timeInForce })
      else {
        const type = kind === 'cancel' ? 'order.cancel' : 'order.replace'
        const quantity = kind === 'cancel' ? {} : { quantity: Number(rest[1]) }
        const request = { type, at, orderId: SUBMIT.orderId, clOrdId, origClOrdId: rest[0], symbol: 'SPX', ...quantity }
        take(order!, request as OrderInput, line)
      }
      continue
    }
    const target = direction === '~' ? structuredClone(order!) : order!
    take(target, report(words, at, played.length), line)
    const { quantity, cumQty, leavesQty } = target.context
    const expected = row.split(' but ').at(-1)!
    played.push({ line, expected, got: [ordStatus(target), quantity, cumQty, leavesQty].join(' ') })
  }
  return played
}

function take(order: OrderRecord, event: OrderInput, line: string): void {
  const outcome = offerToOrder(order, event)
  if (outcome !== 'applied') throw new Error(`${line}: ${outcome}`)
}

/** `X Trade 2000 @ 10 as T1`, `X Correct T1 1500 @ 10 as T2`, `X Bust T1`, `Y Replaced 8000`, `X Restated 20000 split 2`. */
function report(words: readonly string[], at: number, count: number): OrderInput {
  const [clOrdId, kind, ...rest] = words as [string, string, ...string[]]
  const after = (word: string): string | undefined => (rest.includes(word) ? rest[rest.indexOf(word) + 1] : undefined)
  const refers = kind === 'Correct' || kind === 'Bust'
  const quantity = Number(refers ? rest[1] : rest[0])
  return {
    type: REPORTS[kind]!,
    at,
    orderId: SUBMIT.orderId,
    execId: after('as') ?? `report-${count}`,
    clOrdId,
    lastQty: quantity,
    orderQty: quantity,
    lastPx: Number(after('@') ?? 10),
    transactTime: at,
    execRefId: rest[0],
    code: 'custom',
    ...(after('split') === undefined ? {} : { splitRatio: Number(after('split')) }),
  } as unknown as OrderInput
}
