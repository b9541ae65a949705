/**
 * What a venue does by itself, at somebody's command: executions taken back or corrected, orders canceled, changed, suspended, done for the
 * day. The client hears of it by reports like any other. A command that cannot be carried out is said, and changes nothing.
 */
import type {
  BrokerRefused,
  Micros,
  VenueBust,
  VenueCommand,
  VenueCorrect,
  VenueDoneForDay,
  VenueReport,
} from '../../src/events/index.ts'
import { applyToOrder, type Execution, findExecution, isPaused, type OrderRecord, violationOf } from '../order/index.ts'
import { type BrokerContext, type Emit, instrumentOf, timeOf, type VenueOrder } from './context.ts'
import { revisions } from './consequences.ts'
import { announce, closedOrder, move, nextExecId, send, settle, signOf, takeSteps, showStop } from './desk.ts'
import { refusedCommand } from './notices.ts'
import { plainReport, restatedInFull, revised } from './own-reports.ts'
import { canceled, type Unsent } from './reports.ts'
import { faultOfReplace } from './validate.ts'

export function perform(context: BrokerContext, command: VenueCommand, emit: Emit): void {
  const at = timeOf(context, command)
  const no = (code: BrokerRefused['code'], text: string): void => emit(refusedCommand(command, at, code, text))
  switch (command.type) {
    case 'venue.bust':
    case 'venue.correct':
      return revise(context, command, at, emit, no)
    case 'venue.doneForDay':
      if (command.orderId === undefined) return endDayOf(context, [...context.orders.values()], at, emit)
      break
    default:
      break
  }
  const order = context.orders.get(command.orderId!)
  if (order === undefined) {
    const isKnown = closedOrder(context, command.orderId!) !== undefined
    const text = `order ${command.orderId} ${isKnown ? 'is closed' : 'is not known here'}`
    return no(isKnown ? 'tooLate' : 'unknownOrder', text)
  }
  if (command.type === 'venue.restate') {
    const { symbol, orderId } = order.record.context
    const { quantity, limitPrice, stopPrice } = command
    const terms = { type: 'order.replace', at, orderId, clOrdId: '', origClOrdId: '', symbol } as const
    const fault = faultOfReplace(
      context.rules,
      context.books.get(symbol)!,
      order.record.context,
      {
        ...terms,
        ...(quantity === undefined ? {} : { quantity }),
        ...(limitPrice === undefined ? {} : { limitPrice }),
        ...(stopPrice === undefined ? {} : { stopPrice }),
      },
      at,
    )
    if (fault !== undefined) return no(fault.code, fault.text)
  }
  const refused = change(context, order, command, at, emit)
  if (refused !== undefined) no('notPossible', refused)
}

type OrderCommand = Exclude<VenueCommand, VenueBust | VenueCorrect>

/** Changes a working order; gives the reason where its lifecycle does not allow it. */
function change(
  context: BrokerContext,
  order: VenueOrder,
  command: OrderCommand,
  at: Micros,
  emit: Emit,
): string | undefined {
  const working = order.record.context
  switch (command.type) {
    case 'venue.cancel':
      return tell(context, order, canceled(working, at, nextExecId(context), 'unsolicited'), emit)
    case 'venue.restate': {
      showStop(context, context.books.get(working.symbol)!, order)
      const refused = tell(context, order, restatedInFull(working, at, nextExecId(context), command), emit)
      if (refused !== undefined || !context.orders.has(working.orderId)) return refused
      const book = context.books.get(working.symbol)!
      move(book, order, () => {
        order.activeFrom = at
      })
      return undefined
    }
    case 'venue.doneForDay':
      if (context.awaitsDay === '') context.awaitsDay = 'close'
      return tell(context, order, plainReport('order.doneForDay', working, at, nextExecId(context)), emit)
    case 'venue.suspend':
      return tell(context, order, plainReport('order.suspended', working, at, nextExecId(context)), emit)
    case 'venue.resume': {
      const refused = tell(context, order, plainReport('order.resumed', working, at, nextExecId(context)), emit)
      if (refused === undefined) order.activeFrom = at
      return refused
    }
  }
}

/** Applies a report to a working order and sends it, or gives the reason why it cannot be. */
function tell(context: BrokerContext, order: VenueOrder, report: Unsent<VenueReport>, emit: Emit): string | undefined {
  const { record } = order
  if (!applyToOrder(record, report)) return withdrawn(context, record, report)
  announce(context, context.books.get(record.context.symbol)!, order, report, emit)
  return undefined
}

/** A report that its order does not take is not made: its number goes to the next one. Gives the reason. */
function withdrawn(context: BrokerContext, record: OrderRecord, report: Unsent<VenueReport>): string {
  context.reports--
  return violationOf(record, report, context.rules.name).text
}

/** Ends the day of those that are not through with it, oldest first. Day orders are closed by it. */
export function endDayOf(context: BrokerContext, orders: readonly VenueOrder[], at: Micros, emit: Emit): void {
  const command: VenueDoneForDay = { type: 'venue.doneForDay' }
  for (const order of orders.toSorted((a, b) => a.seq - b.seq))
    if (!isDayDone(order.record)) change(context, order, command, at, emit)
}

/** A new day: what was done for the last one is restated, oldest first, and works again. */
export function beginDay(context: BrokerContext, at: Micros, emit: Emit): void {
  context.awaitsDay = ''
  for (const order of [...context.orders.values()].sort((a, b) => a.seq - b.seq)) {
    if (!isDayDone(order.record)) continue
    order.activeFrom = at
    tell(context, order, restatedInFull(order.record.context, at, nextExecId(context), { text: 'a new day' }), emit)
  }
}

const isDayDone = (record: OrderRecord): boolean => isPaused(record) && record.context.closedAt !== undefined

/** The execution of this id, and its order, working or closed. Busts are rare: a search is enough. */
function findTrade(
  context: BrokerContext,
  execId: string,
): { record: OrderRecord; order: VenueOrder | undefined; trade: Execution } | undefined {
  for (const order of context.orders.values()) {
    const trade = findExecution(order.record.context, execId)
    if (trade !== undefined) return { record: order.record, order, trade }
  }
  for (const closed of [context.closed, context.closedBefore])
    for (const record of closed.values()) {
      const trade = findExecution(record.context, execId)
      if (trade !== undefined) return { record, order: undefined, trade }
    }
  return undefined
}

function revise(
  context: BrokerContext,
  command: VenueBust | VenueCorrect,
  at: Micros,
  emit: Emit,
  no: (code: BrokerRefused['code'], text: string) => void,
): void {
  const { execId } = command
  const found = findTrade(context, execId)
  if (found === undefined) return no('unknownExecution', `there is no execution ${execId}, or it was too long ago`)
  const { record, order, trade } = found
  const working = record.context
  const isBust = command.type === 'venue.bust'
  const quantity = isBust ? trade.quantity : (command.quantity ?? trade.quantity)
  const price = isBust ? trade.price : (command.price ?? trade.price)
  const commission = command.commission ?? (isBust ? 0 : trade.commission)
  if (!(quantity > 0 && Number.isFinite(quantity))) return no('invalidQuantity', `a quantity of ${quantity}`)
  if (!(price > 0 && Number.isFinite(price))) return no('invalidPrice', `a price of ${price}`)
  const report = revised(isBust ? 'order.tradeCanceled' : 'order.tradeCorrected', working, at, nextExecId(context), {
    execRefId: execId,
    lastQty: quantity,
    lastPx: price,
    commission,
  })
  const before = { quantity: trade.quantity, price: trade.price, commission: trade.commission }
  if (!applyToOrder(record, report)) return no('notPossible', withdrawn(context, record, report))
  if (order !== undefined) announce(context, context.books.get(working.symbol)!, order, report, emit)
  else {
    settle(record, report)
    send(context, report, emit)
    takeSteps(context, revisions(context, record, at), at, emit)
  }
  const { rules, account } = context
  const sign = signOf(working.side)
  const now = isBust ? 0 : quantity
  const multiplier = instrumentOf(rules, working.symbol).multiplier ?? 1
  rules.credit?.correct?.(account, {
    symbol: working.symbol,
    quantity: sign * (now - before.quantity),
    cash: sign * multiplier * (before.quantity * before.price - now * price) + before.commission - commission,
  })
}
