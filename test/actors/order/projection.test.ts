/** OrdStatus from three regions, by FIX's precedence (FIX 5.0 SP2 Volume 4, Execution Report). */
import { expect, test } from 'vitest'
import { ORD_STATUS_PRECEDENCE, projectStatus, regionsOf } from '../../../actors/order/index.ts'

test.each([
  // working, request, fill, what is reported
  ['initialized', 'none', 'unfilled', 'PendingNew'],
  ['denied', 'none', 'unfilled', 'Rejected'],
  ['live.submitted', 'none', 'unfilled', 'PendingNew'],
  ['live.submitted', 'sent', 'unfilled', 'PendingNew'],
  ['live.pendingNew', 'pendingCancel', 'unfilled', 'PendingCancel'],
  ['live.accepted', 'none', 'unfilled', 'New'],
  ['live.accepted', 'sent', 'partiallyFilled', 'PartiallyFilled'],
  ['live.triggered', 'none', 'unfilled', 'New'],
  ['live.accepted', 'pendingReplace', 'partiallyFilled', 'PendingReplace'],
  ['live.stopped', 'none', 'partiallyFilled', 'Stopped'],
  ['live.suspended', 'none', 'partiallyFilled', 'Suspended'],
  ['live.suspended', 'pendingReplace', 'unfilled', 'PendingReplace'],
  ['live.doneForDay', 'none', 'partiallyFilled', 'DoneForDay'],
  ['live.doneForDay', 'none', 'filled', 'DoneForDay'],
  ['live.doneForDay', 'pendingCancel', 'unfilled', 'PendingCancel'],
  ['closed.filled', 'none', 'filled', 'Filled'],
  ['closed.filled', 'pendingCancel', 'filled', 'PendingCancel'],
  ['closed.filled', 'none', 'partiallyFilled', 'Filled'],
  ['closed.calculated', 'none', 'filled', 'Calculated'],
  ['closed.canceled', 'none', 'partiallyFilled', 'Canceled'],
  ['closed.canceled', 'lapsed', 'unfilled', 'Canceled'],
  ['closed.canceled', 'none', 'filled', 'Filled'],
  ['closed.expired', 'none', 'partiallyFilled', 'Expired'],
  ['closed.rejected', 'none', 'unfilled', 'Rejected'],
] as const)('%s / %s / %s is %s', (working, request, fill, status) => {
  expect(projectStatus({ working, request, fill })).toBe(status)
})

test('the precedence is FIX’s', () => {
  const ranked = Object.entries(ORD_STATUS_PRECEDENCE).toSorted(([, a], [, b]) => b - a)
  expect(ranked.map(([status, rank]) => `${rank} ${status}`)).toEqual([
    '11 PendingCancel',
    '10 PendingReplace',
    '9 DoneForDay',
    '8 Calculated',
    '7 Filled',
    '6 Stopped',
    '5 Suspended',
    '4 Canceled',
    '4 Expired',
    '3 PartiallyFilled',
    '2 New',
    '2 Rejected',
    '2 PendingNew',
    '2 Replaced',
    '1 AcceptedForBidding',
  ])
})

test('regions are read off a state value', () => {
  expect(regionsOf({ working: { closed: 'filled' }, request: 'none', fill: 'filled' })).toEqual({
    working: 'closed.filled',
    request: 'none',
    fill: 'filled',
  })
})
