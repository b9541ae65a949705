/** What changed the account without an execution, summed up. */
import type { AccountNotice } from '../../events/index.ts'

/** In currency. */
export interface AccountTotals {
  /** Interest and borrow fees paid. */
  readonly financing: number
  /** Dividends received, less those paid on short positions. */
  readonly dividends: number
}

export class AccountSums implements AccountTotals {
  financing = 0
  dividends = 0

  add(event: AccountNotice): void {
    if (event.type === 'account.financing') this.financing += event.amount
    else if (event.type === 'account.dividend') this.dividends += event.amount
  }
}
