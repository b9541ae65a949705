/** Notes what interest had been charged when a position changed. It trades nothing, and is a machine because only those hear of positions. */
import { fromMachine, type Strategy, type StrategyTypes, update, when } from 'quantdome'
import { setup } from 'xstate'
import type { BorrowInterest } from '../models/borrow-interest.ts'

export interface InterestNotes {
  /** Charged on the instrument up to each change of a position, in the order of the changes. */
  charged: number[]
}

export const INTEREST_WATCH = 'interest-watch'

export function interestWatch(interest: BorrowInterest): Strategy {
  const machine = setup({
    types: {} as StrategyTypes<InterestNotes>,
    actions: {
      note: update(
        when('position.changed', ({ context, event }) => {
          context.charged.push(interest.charged(event.symbol))
        }),
      ),
    },
  }).createMachine({
    id: INTEREST_WATCH,
    context: { charged: [] },
    on: { 'position.changed': { actions: 'note' } },
  })
  return fromMachine(machine)
}
