/**
 * Order state changes as the FIX specification illustrates them: FIX 5.0 SP2 Volume 4, Order State Change Matrices (letters and numbers are
 * the specification's; Copyright FIX Protocol Limited), Volume 7 for exchanges (EX), and cases that follow from its rules (rule).
 */
import { describe, expect, test } from 'vitest'
import { play } from './support/matrix.ts'

/** The beginning that most matrices share. */
const NEW = `
  > new X 10000
  ~ X Rejected                   | Rejected 10000 0 0
  < X New                        | New 10000 0 10000`

const DAY_ORDERS: Readonly<Record<string, string>> = {
  'A.1.a filled': `${NEW}
    ~ X Rejected                 | Rejected 10000 0 0
    < X Trade 2000               | PartiallyFilled 10000 2000 8000
    < X Trade 1000               | PartiallyFilled 10000 3000 7000
    < X Trade 7000               | Filled 10000 10000 0`,
  'A.1.b part-filled, done for the day': `${NEW}
    < X Trade 3000               | PartiallyFilled 10000 3000 7000
    < X DoneForDay               | DoneForDay 10000 3000 0`,
  'B.1.a canceled before any execution': `${NEW}
    > cancel Y X
    ~ Y CancelReject             | New 10000 0 10000
    < Y PendingCancel            | PendingCancel 10000 0 10000
    ~ Y CancelReject             | New 10000 0 10000
    < Y Canceled                 | Canceled 10000 0 0`,
  'B.1.b executions cross the cancel request': `${NEW}
    < X Trade 2000               | PartiallyFilled 10000 2000 8000
    > cancel Y X
    < X Trade 3000               | PartiallyFilled 10000 5000 5000
    ~ Y CancelReject             | PartiallyFilled 10000 5000 5000
    < Y PendingCancel            | PendingCancel 10000 5000 5000
    < X Trade 1000               | PendingCancel 10000 6000 4000
    ~ Y CancelReject             | PartiallyFilled 10000 6000 4000
    < Y Canceled                 | Canceled 10000 6000 0`,
  'B.1.d canceled before it is accepted; FIX forgets its precedence': `
    > new X 10000
    > cancel Y X
    < Y PendingCancel            | PendingCancel 10000 0 10000
    < X New                      | New 10000 0 10000 but PendingCancel 10000 0 10000
    < Y Canceled                 | Canceled 10000 0 0`,
  'C.1.a replaced upwards before any execution': `${NEW}
    > replace Y X 11000
    ~ Y ReplaceReject            | New 10000 0 10000
    < Y PendingReplace           | PendingReplace 10000 0 10000
    ~ Y ReplaceReject            | New 10000 0 10000
    < Y Replaced 11000           | New 11000 0 11000
    < Y Trade 1000               | PartiallyFilled 11000 1000 10000`,
  'C.1.c a filled order is enlarged': `${NEW}
    < X Trade 10000              | Filled 10000 10000 0
    > replace Y X 12000
    ~ Y ReplaceReject            | Filled 10000 10000 0
    < Y PendingReplace           | PendingReplace 10000 10000 0
    ~ Y ReplaceReject            | Filled 10000 10000 0
    < Y Replaced 12000           | PartiallyFilled 12000 10000 2000
    < Y Trade 2000               | Filled 12000 12000 0`,
  'C.3.a replaced downwards while executions are reported': `${NEW}
    < X Trade 1000               | PartiallyFilled 10000 1000 9000
    > replace Y X 8000
    < X Trade 500                | PartiallyFilled 10000 1500 8500
    < Y PendingReplace           | PendingReplace 10000 1500 8500
    < X Trade 100                | PendingReplace 10000 1600 8400
    ~ Y ReplaceReject            | PartiallyFilled 10000 1600 8400
    < Y Replaced 8000            | PartiallyFilled 8000 1600 6400
    < Y Trade 6400               | Filled 8000 8000 0`,
  'rule: a replace to less than is executed by then stops executing': `${NEW}
    > replace Y X 8000
    < Y PendingReplace           | PendingReplace 10000 0 10000
    < X Trade 9000               | PendingReplace 10000 9000 1000
    < Y Replaced 9000            | Filled 9000 9000 0`,
  'rule: a cancel that crosses the last execution': `${NEW}
    > cancel Y X
    < Y PendingCancel            | PendingCancel 10000 0 10000
    < X Trade 10000              | PendingCancel 10000 10000 0
    < Y CancelReject             | Filled 10000 10000 0`,
  'D.1.a two replaces one after the other': `${NEW}
    > replace Y X 8000
    < Y PendingReplace           | PendingReplace 10000 0 10000
    < X Trade 1500               | PendingReplace 10000 1500 8500
    < Y Replaced 8000            | PartiallyFilled 8000 1500 6500
    > replace Z Y 6000
    < Z PendingReplace           | PendingReplace 8000 1500 6500
    < Y Trade 2500               | PendingReplace 8000 4000 4000
    < Z Replaced 6000            | PartiallyFilled 6000 4000 2000
    < Z Trade 2000               | Filled 6000 6000 0`,
  'D.2.b two replaces in flight; FIX shows the first one’s quantity before its confirmation': `${NEW}
    < X Trade 1000               | PartiallyFilled 10000 1000 9000
    > replace Y X 8000
    > replace Z Y 7000
    < Y PendingReplace           | PendingReplace 10000 1000 9000
    < Z PendingReplace           | PendingReplace 8000 1000 7000 but PendingReplace 10000 1000 9000
    < Y Replaced 8000            | PendingReplace 8000 1000 7000
    < Z Replaced 7000            | PartiallyFilled 7000 1000 6000
    < Z Trade 6000               | Filled 7000 7000 0`,
  'D.2.c two replaces in flight, both rejected': `${NEW}
    < X Trade 1000               | PartiallyFilled 10000 1000 9000
    > replace Y X 8000
    > replace Z Y 7000
    < Y PendingReplace           | PendingReplace 10000 1000 9000
    < Y ReplaceReject            | PartiallyFilled 10000 1000 9000
    < Z PendingReplace           | PendingReplace 10000 1000 9000
    < Z ReplaceReject            | PartiallyFilled 10000 1000 9000
    < X Trade 6000               | PartiallyFilled 10000 7000 3000`,
  'E.1.c changed by voice': `${NEW}
    < X Restated 11000           | New 11000 0 11000
    < X Trade 1000               | PartiallyFilled 11000 1000 10000
    < X Restated 12000           | PartiallyFilled 12000 1000 11000`,
  'E.1.e canceled unasked': `${NEW}
    < X Canceled                 | Canceled 10000 0 0`,
  'G.1.c asked for its status again and again': `
    > new X 10000
    < X Status                   | PendingNew 10000 0 10000
    < X New                      | New 10000 0 10000
    < X Status                   | New 10000 0 10000
    < X Trade 10000              | Filled 10000 10000 0
    < X Status                   | Filled 10000 10000 0
    > replace Y X 12000
    < Y PendingReplace           | PendingReplace 10000 10000 0
    < Y Replaced 12000           | PartiallyFilled 12000 10000 2000
    < X Status                   | PartiallyFilled 12000 10000 2000`,
  'J.1.a executions corrected and busted': `${NEW}
    < X Trade 1000 @ 100 as C    | PartiallyFilled 10000 1000 9000
    < X Trade 9000 @ 110 as D    | Filled 10000 10000 0
    < X Bust C as E              | PartiallyFilled 10000 9000 1000
    < X Correct D 9000 @ 100 as F | PartiallyFilled 10000 9000 1000
    < X Trade 1000 @ 120 as G    | Filled 10000 10000 0
    < X Correct F 9000 @ 120 as H | Filled 10000 10000 0
    > replace Y X 12000
    < Y PendingReplace           | PendingReplace 10000 10000 0
    < Y Replaced 12000           | PartiallyFilled 12000 10000 2000
    < Y Correct H 9500 @ 120     | PartiallyFilled 12000 10500 1500`,
  'rule: corrections and busts after a day order is done': `${NEW}
    < X Trade 5000 as C          | PartiallyFilled 10000 5000 5000
    < X DoneForDay               | DoneForDay 10000 5000 0
    < X Correct C 4000 as D      | DoneForDay 10000 4000 0
    < X Bust D                   | DoneForDay 10000 0 0`,
  'L.1.a a guarantee is no execution, and outranks one': `${NEW}
    < X Stopped 1000             | Stopped 10000 0 10000
    < X Trade 1000               | Stopped 10000 1000 9000`,
  'rule: a halt during a cancel': `${NEW}
    > cancel Y X
    < X Suspended                | Suspended 10000 0 10000
    < Y PendingCancel            | PendingCancel 10000 0 10000
    < Y CancelReject             | Suspended 10000 0 10000
    < X Resumed                  | New 10000 0 10000`,
  'rule: an immediate order that is executed in part ends in Canceled': `${NEW}
    < X Trade 1000               | PartiallyFilled 10000 1000 9000
    < X Canceled                 | Canceled 10000 1000 0`,
  'EX.A.1.d the first report is an execution': `
    > new X 10000
    < X Trade 7000               | PartiallyFilled 10000 7000 3000`,
  'EX.I.1.a the first report is the end': `
    > new X 10000
    < X Canceled                 | Canceled 10000 0 0`,
}

const ORDERS_OF_SEVERAL_DAYS: Readonly<Record<string, string>> = {
  'H.1.a executed on two days': `${NEW}
    < X Trade 2000               | PartiallyFilled 10000 2000 8000
    < X DoneForDay               | DoneForDay 10000 2000 8000
    < X Restated 10000           | PartiallyFilled 10000 2000 8000
    < X Trade 1000               | PartiallyFilled 10000 3000 7000`,
  'H.1.c canceled on the next day': `${NEW}
    < X Trade 2000               | PartiallyFilled 10000 2000 8000
    < X DoneForDay               | DoneForDay 10000 2000 8000
    < X Restated 10000           | PartiallyFilled 10000 2000 8000
    > cancel Y X
    < Y PendingCancel            | PendingCancel 10000 2000 8000
    < Y Canceled                 | Canceled 10000 2000 0`,
  'J.1.c yesterday’s and today’s execution corrected': `${NEW}
    < X Trade 2000 as B          | PartiallyFilled 10000 2000 8000
    < X DoneForDay               | DoneForDay 10000 2000 8000
    < X Restated 10000           | PartiallyFilled 10000 2000 8000
    < X Trade 1000 as E          | PartiallyFilled 10000 3000 7000
    < X Correct B 1500 as F      | PartiallyFilled 10000 2500 7500
    < X Correct E 500 as G       | PartiallyFilled 10000 2000 8000`,
  'rule: split two for one overnight': `${NEW}
    < X Trade 2000               | PartiallyFilled 10000 2000 8000
    < X DoneForDay               | DoneForDay 10000 2000 8000
    < X Restated 20000 split 2   | PartiallyFilled 20000 4000 16000
    < X Trade 16000              | Filled 20000 20000 0`,
}

describe.each([
  ['day', DAY_ORDERS],
  ['gtc', ORDERS_OF_SEVERAL_DAYS],
] as const)('%s orders', (timeInForce, matrices) => {
  test.each(Object.entries(matrices))('%s', (_, matrix) => {
    const played = play(matrix, timeInForce)
    expect(played.map(({ line, got }) => `${line} → ${got}`)).toEqual(
      played.map(({ line, expected }) => `${line} → ${expected}`),
    )
  })
})
