/** FIX's words and codes for ExecType (tag 150) and OrdStatus (tag 39), and the protocol's names for them. */
import type { ExecType, OrdStatus } from '../events/index.ts'

/** As the specification's matrices write them. */
export const EXEC_TYPE_WORDS: Readonly<Record<ExecType, string>> = {
  PendingNew: 'Pending New',
  New: 'New',
  Trade: 'Trade',
  TradeCorrect: 'Trade Correct',
  TradeCancel: 'Trade Cancel',
  PendingCancel: 'Pending Cancel',
  Canceled: 'Canceled',
  PendingReplace: 'Pending Replace',
  Replaced: 'Replace',
  Rejected: 'Rejected',
  Expired: 'Expired',
  DoneForDay: 'Done for Day',
  Stopped: 'Stopped',
  Suspended: 'Suspended',
  Calculated: 'Calculated',
  Restated: 'Restated',
  Triggered: 'Triggered',
  OrderStatus: 'Order Status',
}

export const ORD_STATUS_WORDS: Readonly<Record<OrdStatus, string>> = {
  PendingNew: 'Pending New',
  New: 'New',
  PartiallyFilled: 'Partially Filled',
  Filled: 'Filled',
  DoneForDay: 'Done for Day',
  Canceled: 'Canceled',
  PendingCancel: 'Pending Cancel',
  PendingReplace: 'Pending Replace',
  Replaced: 'Replaced',
  Stopped: 'Stopped',
  Rejected: 'Rejected',
  Suspended: 'Suspended',
  Calculated: 'Calculated',
  Expired: 'Expired',
  AcceptedForBidding: 'Accepted for Bidding',
}

/** Tag 150. 1 and 2 are FIX 4.2's partial fill and fill; J, K, M and N (clearing, locking) say nothing of the order's state. */
export const EXEC_TYPE_CODES: Readonly<Record<string, ExecType>> = {
  '0': 'New',
  '1': 'Trade',
  '2': 'Trade',
  '3': 'DoneForDay',
  '4': 'Canceled',
  '5': 'Replaced',
  '6': 'PendingCancel',
  '7': 'Stopped',
  '8': 'Rejected',
  '9': 'Suspended',
  A: 'PendingNew',
  B: 'Calculated',
  C: 'Expired',
  D: 'Restated',
  E: 'PendingReplace',
  F: 'Trade',
  G: 'TradeCorrect',
  H: 'TradeCancel',
  I: 'OrderStatus',
  J: 'OrderStatus',
  K: 'OrderStatus',
  L: 'Triggered',
  M: 'OrderStatus',
  N: 'OrderStatus',
}

/** Tag 39. */
export const ORD_STATUS_CODES: Readonly<Record<string, OrdStatus>> = {
  '0': 'New',
  '1': 'PartiallyFilled',
  '2': 'Filled',
  '3': 'DoneForDay',
  '4': 'Canceled',
  '5': 'Replaced',
  '6': 'PendingCancel',
  '7': 'Stopped',
  '8': 'Rejected',
  '9': 'Suspended',
  A: 'PendingNew',
  B: 'Calculated',
  C: 'Expired',
  D: 'AcceptedForBidding',
  E: 'PendingReplace',
}

/** Letters alone count: `Done for day`, `DoneForDay` and `DONE_FOR_DAY` are one word. */
const letters = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '')

const byLetters = <T extends string>(words: Readonly<Record<T, string>>): Map<string, T> =>
  new Map(Object.entries<string>(words).map(([name, text]) => [letters(text), name as T]))

const execTypes = byLetters(EXEC_TYPE_WORDS)
  .set('fill', 'Trade')
  .set('partialfill', 'Trade')
  .set('replaced', 'Replaced')
  .set('cancelled', 'Canceled')
const ordStatuses = byLetters(ORD_STATUS_WORDS).set('cancelled', 'Canceled').set('partialfill', 'PartiallyFilled')

/** The ExecType of a word; the specification also writes `Triggered or Activated by System` and `Activated`. */
export function execTypeOf(word: string): ExecType | undefined {
  const text = letters(word)
  return /^(?:triggered|activated)/.test(text) ? 'Triggered' : execTypes.get(text)
}

export const ordStatusOf = (word: string): OrdStatus | undefined => ordStatuses.get(letters(word))
