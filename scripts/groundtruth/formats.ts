/** What a case is: the shapes of case.json and expected.json, of which only what the runner reads is stated. */

export interface SubmitAction {
  readonly step: number
  readonly op: 'submit'
  readonly id: string
  readonly data: number
  readonly side: 'buy' | 'sell'
  readonly type: string
  readonly size: number
  readonly price?: number
  readonly limit?: number
  readonly trail_amount?: number
  readonly trail_percent?: number
  readonly valid?: unknown
  readonly oco?: unknown
  readonly parent?: unknown
  readonly transmit?: unknown
}

/** Any line of a script; what it means depends on `op`. */
export interface Action {
  readonly step: number
  readonly op: string
  readonly id: string
  readonly [key: string]: unknown
}

export interface CaseStrategy {
  readonly kind: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly actions?: readonly Action[]
}

/** Commission and terms of one instrument. */
export interface CaseCommission {
  readonly type?: string
  readonly value?: number
  readonly stocklike?: boolean
  readonly interest?: number
  readonly interest_long?: boolean
  readonly margin?: number
  readonly mult?: number
  readonly leverage?: number
}

export interface CaseSlippage {
  readonly type?: string
  readonly value?: number
  readonly slip_open?: boolean
  readonly slip_limit?: boolean
  readonly slip_match?: boolean
  readonly slip_out?: boolean
}

export interface CaseFiller {
  readonly type?: string
  readonly perc?: number
  readonly minmov?: number
  readonly size?: number
}

export interface CaseData {
  readonly symbol: string
  readonly file: string
  readonly timeframe?: string
  readonly session_end?: string
}

/** case.json */
export interface CaseFile {
  readonly id: string
  readonly engine: string
  readonly data: readonly CaseData[]
  readonly cash: number
  readonly commission?: CaseCommission | readonly CaseCommission[]
  readonly slippage?: CaseSlippage
  readonly filler?: CaseFiller
  readonly broker?: Readonly<Record<string, unknown>>
  readonly strategy: CaseStrategy
}

/** Part A: an order as it ended. `final_bar` is the bar of its instrument at which the last thing happened to it. */
export interface ExpectedOrder {
  readonly id: string
  readonly data: number
  readonly submit_step: number
  readonly submit_bar: number
  readonly side: string
  readonly type: string
  readonly size: number
  readonly price: number | null
  readonly limit: number | null
  /** Of a trailing stop: where it began. */
  readonly reference_price?: number | null
  readonly final_status: string
  readonly final_bar: number
}

export interface ExpectedEvent {
  readonly id: string
  readonly status: string
  readonly data: number
  readonly bar: number
}

/** Part A: an execution. `bar` is whose price was used, `processed_bar` when it became known; the size is signed. */
export interface ExpectedFill {
  readonly id: string
  readonly data: number
  readonly bar: number
  readonly processed_bar: number
  readonly size: number
  readonly price: number
  readonly commission: number
  readonly closed: number
  readonly opened: number
  readonly pnl: number
  readonly position_after: number
  readonly position_price_after: number
  readonly cash_after: number
  readonly remaining: number
}

/** Part A: a round trip from flat to flat. */
export interface ExpectedTrip {
  readonly data: number
  readonly open_bar: number
  readonly close_bar: number
  readonly direction: string
  readonly entry_price: number
  readonly pnl: number
  readonly commission: number
  readonly pnl_net: number
}

export interface ExpectedRows {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (number | string)[])[]
}

/** expected.json of backtrader (Part A of the rules) */
export interface ExpectedA {
  readonly final: {
    readonly cash: number
    readonly value: number
    readonly positions: readonly { readonly data: number; readonly size: number; readonly price: number }[]
  }
  readonly counts: { readonly steps: number; readonly orders: number; readonly fills: number; readonly trades: number }
  readonly max_drawdown_percent?: number
  readonly total_commission: number
  readonly orders: readonly ExpectedOrder[]
  readonly events: readonly ExpectedEvent[]
  readonly fills: readonly ExpectedFill[]
  readonly trades: readonly ExpectedTrip[]
  readonly equity: ExpectedRows
}

/** Part B: one side of a trade. */
export interface ExpectedSide {
  readonly event: string
  readonly bar: number
  readonly processed_bar: number
  readonly size: number
  readonly price: number
  readonly commission: number
  readonly entry_price?: number
  /** Of the trade. */
  readonly tag?: string | null
}

/** Part B: an order for which there was no money. */
export interface ExpectedCancel {
  readonly bar: number
  /** `relative` for one that asked for a part of what was free. */
  readonly kind: string
}

export interface ExpectedTrade {
  readonly size: number
  readonly entry_bar: number
  readonly exit_bar: number
  readonly entry_price: number
  readonly exit_price: number
  readonly pnl: number
  readonly commission: number
  readonly return_pct: number
}

/** expected.json of backtesting.py (Part B of the rules) */
export interface ExpectedB {
  readonly stats: Readonly<Record<string, unknown>>
  readonly counts: { readonly bars: number; readonly fills: number; readonly trades: number }
  readonly broker_cancels: readonly ExpectedCancel[]
  readonly fills: readonly ExpectedSide[]
  readonly trades: readonly ExpectedTrade[]
  readonly equity: ExpectedRows
}

/** A case with everything that belongs to it. */
export interface Case<Expected = unknown> {
  readonly folder: string
  readonly file: CaseFile
  readonly expected: Expected
  /** One path an instrument, in the order of `file.data`. */
  readonly bars: readonly string[]
}
