/** FIX's OrdStatus, and the words for a state: both follow from the three regions alone. */
import type { StateValue } from 'xstate'
import type { OrdStatus } from '../../src/events/index.ts'

/** One state a region: `{ working: 'live.accepted', request: 'none', fill: 'unfilled' }`. */
export interface OrderRegions {
  readonly working: string
  readonly request: string
  readonly fill: string
}

/**
 * Where several statuses hold at once the highest is reported (FIX 5.0 SP2 Volume 4, Execution Report, precedence of OrdStatus).
 * `Replaced` and `AcceptedForBidding` come from other messages than this lifecycle's, and only complete the table.
 */
export const ORD_STATUS_PRECEDENCE: Readonly<Record<OrdStatus, number>> = {
  PendingCancel: 11,
  PendingReplace: 10,
  DoneForDay: 9,
  Calculated: 8,
  Filled: 7,
  Stopped: 6,
  Suspended: 5,
  Canceled: 4,
  Expired: 4,
  PartiallyFilled: 3,
  New: 2,
  Rejected: 2,
  PendingNew: 2,
  Replaced: 2,
  AcceptedForBidding: 1,
}

/** The status that each state stands for by itself; the other states stand for none. */
const STATUS_OF: { readonly [R in keyof OrderRegions]: Readonly<Record<string, OrdStatus>> } = {
  working: {
    initialized: 'PendingNew',
    denied: 'Rejected',
    'live.submitted': 'PendingNew',
    'live.pendingNew': 'PendingNew',
    'live.waiting': 'New',
    'live.accepted': 'New',
    'live.triggered': 'New',
    'live.stopped': 'Stopped',
    'live.suspended': 'Suspended',
    'live.doneForDay': 'DoneForDay',
    'closed.filled': 'Filled',
    'closed.calculated': 'Calculated',
    'closed.canceled': 'Canceled',
    'closed.expired': 'Expired',
    'closed.rejected': 'Rejected',
  },
  request: { pendingCancel: 'PendingCancel', pendingReplace: 'PendingReplace' },
  fill: { partiallyFilled: 'PartiallyFilled', filled: 'Filled' },
}

/** The OrdStatus of three states: of those they stand for, the one of highest precedence. */
export function projectStatus(regions: OrderRegions): OrdStatus {
  let status = STATUS_OF.working[regions.working]!
  for (const other of [STATUS_OF.request[regions.request], STATUS_OF.fill[regions.fill]]) {
    if (other !== undefined && ORD_STATUS_PRECEDENCE[other] > ORD_STATUS_PRECEDENCE[status]) status = other
  }
  return status
}

/** Reads the regions off a state value of the order machine. */
export function regionsOf(value: StateValue): OrderRegions {
  const { working, request, fill } = value as { working: StateValue; request: StateValue; fill: StateValue }
  return { working: pathOf(working), request: pathOf(request), fill: pathOf(fill) }
}

function pathOf(value: StateValue): string {
  if (typeof value === 'string') return value
  const [key, inner] = Object.entries(value)[0]!
  return `${key}.${pathOf(inner!)}`
}
