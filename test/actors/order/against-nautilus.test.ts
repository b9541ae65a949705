/**
 * NautilusTrader's order state table beside this lifecycle, transition by transition. The facts (state, event, next state) are those of
 * `OrderStatus::transition` in its `crates/model/src/orders/mod.rs`, commit a95c8042b00133829d252ae8cf68f78fc176a973. Each is carried out here; the
 * verdict is `same` when the order ends in the state of that name, else there is a reason.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  draftOrder,
  newOrder,
  offerToOrder,
  type OrderInput,
  type OrderRecord,
  orderState,
  ordStatus,
} from '../../../actors/order/index.ts'
import { root } from '../../house/tree.ts'
import { SUBMIT } from './support/desk.ts'

const HOME = 'an order that is held back at home is no order yet: whoever holds it submits it in the end'
const UNSENT = 'an order that was never sent is nobody’s: its owner makes the record first, with newOrder'
const OPEN = 'the request is not answered by this; by FIX’s precedence its pending state is still what is reported'
const RESTORED =
  'the table stays where it is and code beside it puts back an earlier status; here none was overwritten, and what holds shows again'
const FORGOTTEN = 'the acknowledgement says nothing new; what is executed, or asked for, is not forgotten for it'

/** [state, event, next there, state here, why they differ]. */
type Fact = readonly [state: string, event: string, next: string, here?: string, reason?: string]

const FACTS: readonly Fact[] = [
  ['Initialized', 'Denied', 'Denied'],
  ['Initialized', 'Emulated', 'Emulated', 'violation', HOME],
  ['Initialized', 'Released', 'Released', 'violation', HOME],
  ['Initialized', 'Submitted', 'Submitted'],
  ['Initialized', 'Rejected', 'Rejected', 'violation', UNSENT],
  ['Initialized', 'Accepted', 'Accepted', 'violation', UNSENT],
  ['Initialized', 'Canceled', 'Canceled', 'violation', UNSENT],
  ['Initialized', 'Expired', 'Expired', 'violation', UNSENT],
  ['Initialized', 'Triggered', 'Triggered', 'violation', UNSENT],
  ['Initialized', 'Updated', 'Initialized', 'violation', UNSENT],
  ['Emulated', 'Canceled', 'Canceled', 'violation', HOME],
  ['Emulated', 'Expired', 'Expired', 'violation', HOME],
  ['Emulated', 'Updated', 'Emulated', 'violation', HOME],
  ['Emulated', 'Released', 'Released', 'violation', HOME],
  ['Released', 'Submitted', 'Submitted'],
  ['Released', 'Denied', 'Denied'],
  ['Released', 'Canceled', 'Canceled', 'violation', HOME],
  ['Released', 'Updated', 'Released', 'violation', HOME],
  ['Submitted', 'PendingUpdate', 'PendingUpdate'],
  ['Submitted', 'PendingCancel', 'PendingCancel'],
  ['Submitted', 'Rejected', 'Rejected'],
  ['Submitted', 'Canceled', 'Canceled'],
  ['Submitted', 'Accepted', 'Accepted'],
  ['Submitted', 'Updated', 'Submitted', 'Accepted', 'who restates an order has accepted it'],
  ['Submitted', 'Filled', 'Filled'],
  ['Accepted', 'Rejected', 'Rejected'],
  ['Accepted', 'PendingUpdate', 'PendingUpdate'],
  ['Accepted', 'PendingCancel', 'PendingCancel'],
  ['Accepted', 'Canceled', 'Canceled'],
  ['Accepted', 'Triggered', 'Triggered'],
  ['Accepted', 'Updated', 'Accepted'],
  ['Accepted', 'Expired', 'Expired'],
  ['Accepted', 'Filled', 'Filled'],
  // The report is late: it traded before the cancelation. What traded later is a violation here.
  ['Canceled', 'Filled', 'Filled'],
  ['PendingUpdate', 'Rejected', 'Rejected'],
  ['PendingUpdate', 'Accepted', 'Accepted', 'PendingUpdate', FORGOTTEN],
  ['PendingUpdate', 'Canceled', 'Canceled'],
  ['PendingUpdate', 'Expired', 'Expired'],
  ['PendingUpdate', 'Triggered', 'Triggered', 'PendingUpdate', OPEN],
  ['PendingUpdate', 'PendingUpdate', 'PendingUpdate'],
  ['PendingUpdate', 'PendingCancel', 'PendingCancel'],
  ['PendingUpdate', 'ModifyRejected', 'PendingUpdate', 'Accepted', RESTORED],
  ['PendingUpdate', 'Updated', 'PendingUpdate', 'Accepted', RESTORED],
  ['PendingUpdate', 'Filled', 'Filled', 'PendingUpdate', OPEN],
  ['PendingCancel', 'Rejected', 'Rejected'],
  ['PendingCancel', 'PendingCancel', 'PendingCancel'],
  ['PendingCancel', 'CancelRejected', 'PendingCancel', 'Accepted', RESTORED],
  ['PendingCancel', 'Canceled', 'Canceled'],
  ['PendingCancel', 'Expired', 'Expired'],
  ['PendingCancel', 'Accepted', 'Accepted', 'PendingCancel', FORGOTTEN],
  ['PendingCancel', 'Filled', 'Filled', 'PendingCancel', OPEN],
  ['Triggered', 'Rejected', 'Rejected'],
  ['Triggered', 'PendingUpdate', 'PendingUpdate'],
  ['Triggered', 'PendingCancel', 'PendingCancel'],
  ['Triggered', 'Canceled', 'Canceled'],
  ['Triggered', 'Expired', 'Expired'],
  ['Triggered', 'Filled', 'Filled'],
  ['Triggered', 'Updated', 'Triggered'],
  ['PartiallyFilled', 'PendingUpdate', 'PendingUpdate'],
  ['PartiallyFilled', 'PendingCancel', 'PendingCancel'],
  ['PartiallyFilled', 'Canceled', 'Canceled'],
  ['PartiallyFilled', 'Expired', 'Expired'],
  ['PartiallyFilled', 'Filled', 'Filled'],
  ['PartiallyFilled', 'Accepted', 'Accepted', 'PartiallyFilled', FORGOTTEN],
  ['PartiallyFilled', 'Updated', 'PartiallyFilled'],
]

/** One order and the events that bring it from state to state, told with its words. */
class Life {
  order: OrderRecord = draftOrder({ ...SUBMIT, orderType: 'stopLimit', stopPrice: 9 })
  private count = 0

  /** Into a state; `unheard`: without the acknowledgement, so that it can still come. */
  reach(state: string, unheard: boolean): void {
    // Emulated and Released are the draft here.
    if (['Initialized', 'Emulated', 'Released'].includes(state)) return
    this.order = newOrder({ ...SUBMIT, orderType: 'stopLimit', stopPrice: 9 })
    if (state !== 'Submitted' && !unheard) this.hear('Accepted')
    if (state === 'PartiallyFilled') this.fill(40)
    else if (state !== 'Submitted' && state !== 'Accepted') this.hear(state)
  }

  /** Whether the event was taken. */
  hear(event: string): boolean {
    switch (event) {
      case 'Submitted':
        return this.tell({ ...SUBMIT })
      case 'PendingUpdate':
        return this.ask('replace') && this.tell({ type: 'order.pendingReplace' })
      case 'PendingCancel':
        return this.ask('cancel') && this.tell({ type: 'order.pendingCancel' })
      case 'ModifyRejected':
        return this.tell({ type: 'order.replaceRejected' })
      case 'CancelRejected':
        return this.tell({ type: 'order.cancelRejected' })
      case 'Updated':
        // The answer to a request where there is one, else the venue's own change.
        return this.tell({ type: this.word() === 'PendingUpdate' ? 'order.replaced' : 'order.restated', orderQty: 120 })
      case 'Filled':
        return this.fill(this.order.context.quantity - this.order.context.cumQty)
      default:
        return this.tell({ type: `order.${event.toLowerCase()}` })
    }
  }

  /** The state by its name there. */
  word(): string {
    const status = ordStatus(this.order)
    const working = orderState(this.order).split(' ')[0]
    if (working === 'initialized') return 'Initialized'
    if (working === 'denied') return 'Denied'
    if (status === 'PendingReplace') return 'PendingUpdate'
    if (status === 'PendingNew') return 'Submitted'
    if (status === 'New') return working === 'live.triggered' ? 'Triggered' : 'Accepted'
    return status
  }

  private ask(kind: 'cancel' | 'replace'): boolean {
    return this.tell({ type: `order.${kind}`, clOrdId: `r${++this.count}`, quantity: 120 })
  }

  private fill(lastQty: number): boolean {
    // Within the order's life, as far as a report after its end is concerned.
    return this.tell({
      type: 'order.filled',
      lastQty,
      lastPx: 10,
      transactTime: this.order.context.closedAt ?? this.at,
    })
  }

  private at = SUBMIT.at

  private tell(event: object): boolean {
    const { requests } = this.order.context
    const facts = {
      at: ++this.at,
      orderId: SUBMIT.orderId,
      execId: `e${this.at}`,
      clOrdId: requests.at(-1)?.clOrdId ?? 'X',
      origClOrdId: 'X',
      symbol: SUBMIT.symbol,
      code: 'custom',
    }
    // A submit and a request are no reports.
    const whole = { ...facts, ...event } as unknown as OrderInput
    if (/submit|cancel$|replace$/.test(whole.type)) delete (whole as { execId?: string }).execId
    return offerToOrder(this.order, whole) === 'applied'
  }
}

const verdictOf = ([, , next, here = next]: Fact): string => (here === next ? 'same' : 'different')

describe('NautilusTrader’s table', () => {
  test.each(FACTS.map((fact) => [fact[0], fact[1], fact[2], verdictOf(fact), fact[4] ?? '', fact] as const))(
    '%s, %s → %s: %s %s',
    (state, event, next, verdict, reason, fact) => {
      const life = new Life()
      life.reach(state, event === 'Accepted' && state !== 'Submitted')
      expect(life.word()).toBe(['Emulated', 'Released'].includes(state) ? 'Initialized' : state)
      const isTaken = life.hear(event)
      expect(isTaken ? life.word() : 'violation').toBe(fact[3] ?? next)
      expect(reason !== '').toBe(verdict === 'different')
    },
  )
})

test('it is whole', () => {
  const key = ([state, event, next]: readonly [string, string, string, ...unknown[]]): string =>
    `${state} ${event} ${next}`
  const own = FACTS.map(key)
  expect(new Set(own).size).toBe(65)
  const path = process.env['NAUTILUS_ORDER_FSM'] ?? join(root, '..', 'shared', 'anchors', 'nautilus_order_fsm.json')
  if (!existsSync(path)) {
    console.log(`not compared with the table as data: ${path} is not there (NAUTILUS_ORDER_FSM may name it)`)
    return
  }
  const { rust_transitions: published } = JSON.parse(readFileSync(path, 'utf8')) as {
    rust_transitions: { state: string; event: string; next: string }[]
  }
  expect(own.toSorted()).toEqual(published.map(({ state, event, next }) => key([state, event, next])).toSorted())
})
