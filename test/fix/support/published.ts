/**
 * Order state changes of the FIX specification: FIX 4.4 and 5.0 SP2 Volume 4, Order State Change Matrices, and Volume 7 for exchanges (EX).
 * Letters, numbers and sequences are the specification's (Copyright FIX Protocol Limited). Those in `test/actors/order/fix-matrices.test.ts`
 * are played on the lifecycle itself; these are its other ones, and go through the reader and the trace.
 */
import { ACCEPTED, NEW, scenario, type ScenarioJson } from './matrices.ts'

export const CANCELS: readonly ScenarioJson[] = [
  scenario(
    'B.1.c',
    'Filled before the cancel is accepted',
    `${NEW}
    < Execution(X) Trade           | Partially Filled 10000 2000 8000 2000
    > Cancel Request(Y,X) 10000
    < Execution(X) Trade           | Partially Filled 10000 5000 5000 3000
    ~ Cancel Reject(Y,X)           | Partially Filled
    < Execution(Y,X) Pending Cancel | Pending Cancel 10000 5000 5000 0
    < Execution(X) Trade           | Pending Cancel 10000 10000 0 5000
    < Cancel Reject(Y,X)           | Filled ; too late to cancel`,
  ),
  scenario(
    'B.1.e',
    'The acceptance crosses the cancel',
    `
    > New Order(X) 10000
    > Cancel Request(Y,X) 10000
    < Execution(X) New             | New 10000 0 10000 0
    < Execution(Y,X) Pending Cancel | Pending Cancel 10000 0 10000 0
    < Execution(Y,X) Canceled      | Canceled 10000 0 0 0`,
  ),
  scenario(
    'B.1.f',
    'A cancel of an order that nobody knows',
    `
    > Cancel Request(Y,X) 10000
    < Cancel Reject(Y,X)           | Rejected ; unknown order`,
  ),
]

export const REPLACES: readonly ScenarioJson[] = [
  scenario(
    'C.1.b',
    'Enlarged while it executes',
    `${NEW}
    < Execution(X) Trade           | Partially Filled 10000 1000 9000 1000
    > Replace Request(Y,X) 12000
    ~ Cancel Reject(Y,X)           | Partially Filled
    < Execution(Y,X) Pending Replace | Pending Replace 10000 1000 9000 0
    < Execution(X) Trade           | Pending Replace 10000 1100 8900 100
    ~ Cancel Reject(Y,X)           | Partially Filled
    < Execution(Y,X) Replace       | Partially Filled 12000 1100 10900 0
    < Execution(Y) Trade           | Filled 12000 12000 0 10900`,
  ),
  scenario(
    'C.2.a',
    'A new price comes too late',
    `${NEW}
    < Execution(X) Trade           | Partially Filled 10000 1000 9000 1000
    > Replace Request(Y,X) 10000
    < Execution(X) Trade           | Filled 10000 10000 0 9000
    < Cancel Reject(Y,X)           | Filled ; too late to cancel`,
  ),
  scenario(
    'C.3.b',
    'Reduced to just what is executed by then',
    `${NEW}
    > Replace Request(Y,X) 7000
    < Execution(X) Trade           | Partially Filled 10000 7000 3000 7000
    < Execution(Y,X) Replace       | Filled 7000 7000 0 0`,
  ),
  scenario(
    'C.3.c',
    'Reduced to less than is executed by then',
    `${NEW}
    > Replace Request(Y,X) 7000
    < Execution(X) Trade           | Partially Filled 10000 8000 2000 8000
    < Execution(Y,X) Replace       | Filled 8000 8000 0 0`,
  ),
  scenario(
    'C.3.c asked',
    'The same, where the confirmation repeats what was asked for',
    `${NEW}
    > Replace Request(Y,X) 7000
    < Execution(Y,X) Pending Replace | Pending Replace 10000 0 10000 0
    < Execution(X) Trade           | Pending Replace 10000 8000 2000 8000
    < Execution(Y,X) Replace       | Filled . 8000 0 0`,
  ),
  scenario(
    'D.1.b',
    'Rejected before it is pending, then another accepted',
    `${NEW}
    < Execution(X) Trade           | Partially Filled 10000 1000 9000 1000
    > Replace Request(Y,X) 8000
    < Cancel Reject(Y,X)           | Partially Filled
    < Execution(X) Trade           | Partially Filled 10000 1500 8500 500
    > Replace Request(Z,X) 6000
    < Execution(Z,X) Pending Replace | Pending Replace 10000 1500 8500 0
    ~ Cancel Reject(Z,X)           | Partially Filled
    < Execution(Z,X) Replace       | Partially Filled 6000 1500 4500 0
    < Execution(Z) Trade           | Filled 6000 6000 0 4500`,
  ),
  scenario(
    'D.2.a',
    'Two in flight, one after the other processed',
    `${ACCEPTED}
    < Execution(X) Trade           | Partially Filled 10000 1000 9000 1000
    > Replace Request(Y,X) 8000
    > Replace Request(Z,Y) 7000
    < Execution(Y,X) Pending Replace | Pending Replace 10000 1000 9000 0
    < Execution(Y,X) Replace       | Partially Filled 8000 1000 7000 0
    < Execution(Z,Y) Pending Replace | Pending Replace 8000 1000 7000 0
    < Execution(Z,Y) Replace       | Partially Filled 7000 1000 6000 0
    < Execution(Z) Trade           | Filled 7000 7000 0 6000`,
  ),
  scenario(
    'D.2.d',
    'Two in flight, the second rejected for the first',
    `${ACCEPTED}
    < Execution(X) Trade           | Partially Filled 10000 1000 9000 1000
    > Replace Request(Y,X) 8000
    > Replace Request(Z,Y) 7000
    < Execution(Y,X) Pending Replace | Pending Replace 10000 1000 9000 0
    < Cancel Reject(Z,X)           | Pending Replace
    < Execution(Y,X) Replace       | Partially Filled 8000 1000 7000 0
    < Execution(Y) Trade           | Partially Filled 8000 3000 5000 2000`,
  ),
]

export const UNSOLICITED: readonly ScenarioJson[] = [
  scenario(
    'E.1.b',
    'Canceled by voice',
    `${NEW}
    < Execution(X) Trade           | Partially Filled 10000 1000 9000 1000
    - the broker agrees by telephone to cancel
    < Execution(X) Canceled        | Canceled 10000 1000 0 0`,
  ),
  scenario(
    'E.1.d',
    'Reduced by the sell side',
    `${NEW}
    < Execution(X) Restated        | New 9000 0 9000 0 ; part of it is declined
    < Execution(X) Trade           | Filled 9000 9000 0 9000`,
  ),
  scenario(
    'E.1.f',
    'Held until it is activated',
    `${NEW}
    < Execution(X) Triggered by (Trading System) | New 10000 0 10000 0
    < Execution(X) Trade           | Partially Filled 10000 2000 8000 2000
    < Execution(X) Trade           | Filled 10000 10000 0 8000`,
  ),
  scenario(
    'F.1.b',
    'Sent once more, with and without PossResend',
    `${ACCEPTED}
    > New Order(X) 10000 ; PossResend
    < Execution(X) Order Status    | New 10000 0 10000 .
    > New Order(X) 20000
    < Execution(X) Rejected        | New 10000 0 10000 . ; duplicate order
    > New Order(Y) 15000 ; PossResend
    < Execution(Y) New             | New 15000 0 15000 0`,
  ),
  scenario(
    'G.1.b',
    'Nothing done',
    `${ACCEPTED}
    > Status Request(X)
    < Execution(X) Order Status    | New 10000 0 10000 .`,
  ),
  scenario(
    'K.1.b',
    'Canceled by a trading halt',
    `${NEW}
    - the halt begins
    < Execution(X) Canceled        | Canceled 10000 0 0 0`,
  ),
]

const FIRST_DAY = `
    > D1,1 New Order(X) 10000
    < D1,2 Execution(X) New          | New 10000 0 10000 0
    < D1,3 Execution(X) Trade        | Partially Filled 10000 2000 8000 2000 lastPx=50 avgPx=50
    < D1,4 Execution(X) Done for Day | Done for Day 10000 2000 8000 0 avgPx=50`

export const SEVERAL_DAYS: readonly ScenarioJson[] = [
  scenario(
    'H.1.b',
    'GTC order, a 2:1 split overnight',
    `${FIRST_DAY}
    < D2,1 Execution(X) Restated     | Partially Filled 20000 4000 16000 0 avgPx=25 dayOrderQty=16000 dayCumQty=0
    < D2,2 Execution(X) Trade        | Partially Filled 20000 9000 11000 5000 lastPx=30 dayOrderQty=16000 dayCumQty=5000
    < D2,3 Execution(X) Trade        | Filled 20000 20000 0 11000 lastPx=30 avgPx=29 dayOrderQty=16000 dayCumQty=16000`,
  ),
  scenario(
    'H.1.d',
    'GTC order, enlarged on its second day',
    `${FIRST_DAY}
    < D2,1 Execution(X) Restated     | Partially Filled 10000 2000 8000 0 dayOrderQty=8000 dayCumQty=0
    > D2,2 Replace Request(Y,X) 15000
    ~ D2,3 Cancel Reject(Y,X)        | Partially Filled
    < D2,3 Execution(Y,X) Pending Replace | Pending Replace 10000 2000 8000 0 dayOrderQty=8000 dayCumQty=0
    < D2,4 Execution(X) Trade        | Pending Replace 10000 3000 7000 1000 dayOrderQty=8000 dayCumQty=1000
    ~ D2,5 Cancel Reject(Y,X)        | Partially Filled
    < D2,5 Execution(Y,X) Replace    | Partially Filled 15000 3000 12000 0 dayOrderQty=13000 dayCumQty=1000`,
  ),
  scenario(
    'H.1.a without its restatement',
    'GTC order, the restatement is optional',
    `${FIRST_DAY}
    < D2,1 Execution(X) Trade        | Partially Filled 10000 3000 7000 1000`,
  ),
]

export const CORRECTIONS: readonly ScenarioJson[] = [
  scenario(
    'I.1.b',
    'Immediate or Cancel, executed in part',
    `${NEW}
    < Execution(X) Trade           | Partially Filled 10000 1000 9000 1000
    < Execution(X) Canceled        | Canceled 10000 1000 0 0`,
  ),
  scenario(
    'J.1.b',
    'Canceled, then an execution busted and another reported',
    `${ACCEPTED}
    < Execution(X) Trade           | Partially Filled 10000 5000 5000 5000 execId=B lastPx=50
    > Cancel Request(Y,X) 10000
    < Execution(Y,X) Pending Cancel | Pending Cancel 10000 5000 5000 0 execId=C
    < Execution(Y,X) Canceled      | Canceled 10000 5000 0 0 execId=D
    < Execution(X) Trade Cancel    | Canceled 10000 0 0 0 execId=E execRefId=B
    < Execution(X) Trade           | Canceled 10000 4000 0 4000 execId=F lastPx=51 tradedAt=3`,
  ),
  scenario(
    'J.1.d',
    'Done for the day, then corrected and busted',
    `${ACCEPTED}
    < Execution(X) Trade           | Partially Filled 10000 5000 5000 5000 execId=B lastPx=50
    < Execution(X) Done for Day    | Done for day 10000 5000 0 0 execId=C
    < Execution(X) Trade Correct   | Done for day 10000 4000 0 4000 execId=D execRefId=B lastPx=50
    < Execution(X) Trade Cancel    | Done for day 10000 0 0 0 execId=E execRefId=D`,
  ),
]

export const EXCHANGE: readonly ScenarioJson[] = [
  scenario(
    'EX.A.1.c',
    'Filled at once',
    `
    > New Order(X) 10000
    ~ Execution(X) Rejected        | Rejected 10000 0 0 0
    < Execution(X) Trade           | Filled 10000 10000 0 10000`,
  ),
  scenario(
    'EX.I.1.b',
    'Immediate or Cancel, executed in part',
    `
    > New Order(X) 10000
    ~ Execution(X) Rejected        | Rejected 10000 0 0 0
    < Execution(X) Trade           | Partially Filled 10000 1000 9000 1000
    < Execution(X) Canceled        | Canceled 10000 1000 0 0`,
  ),
]
