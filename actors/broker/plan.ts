/**
 * Where ordered behaviours meet the messages of the line. A report passes here when the venue has made it, before it
 * meets the line; a request before the venue looks at it. Every behaviour counts what it is about; the first fault that is due decides about a message, and says so as `broker.fault`; every
 * reaction that is due sets its commands off. Without behaviours none of this is on anything's way.
 */
import type { OrderRequest, VenueReport } from '../../src/events/index.ts'
import type { BrokerRelease, HeldMessage, LineFault, Occasion, Reaction } from './behaviour.ts'
import type { BrokerContext, BrokerEmitted, BrokerIncoming, Emit } from './context.ts'
import { copyOf, overLine } from './desk.ts'
import { faultNotice } from './notices.ts'
import { acknowledge, answerPending } from './requests.ts'

type Raise = (event: BrokerIncoming, options?: { readonly delay?: number }) => void

interface Step {
  readonly context: BrokerContext
  readonly emit: Emit
  readonly raise: Raise
}

/** Where a step's reports go out: to `emit`, past the behaviours if there are any. */
export const outletOf = (step: Step): Emit =>
  step.context.plan === null ? step.emit : (event) => leave(step, event as BrokerEmitted)

const isReport = (event: BrokerEmitted): event is VenueReport => 'execId' in event && event.type.startsWith('order.')

function leave(step: Step, event: BrokerEmitted): void {
  if (!isReport(event)) return step.emit(event)
  const at = step.context.rules.now?.() ?? event.at
  const fault = review(step, event, 'report', at)
  if (fault === undefined) overLine(step.context, event, step.emit)
  else {
    step.emit(faultNotice(fault.name, fault.effect, event, at))
    switch (fault.effect) {
      case 'duplicate':
        for (let n = 0; n <= fault.count; n++) overLine(step.context, event, step.emit)
        break
      case 'delay':
      case 'reorder':
        return hold(step, event, fault.effect === 'delay' ? 0 : fault.count, fault.by)
      default:
        return
    }
  }
  passHeld(step)
}

/** A report has left: those that waited for it come after it. */
function passHeld({ context, emit }: Step): void {
  const plan = context.plan!
  if (plan.held.length === 0) return
  const kept: HeldMessage[] = []
  const due: VenueReport[] = []
  for (const message of plan.held) {
    if (message.behind === 1) due.push(copyOf(message.report))
    else kept.push(message)
    if (message.behind > 1) message.behind--
  }
  plan.held = kept
  for (const report of due) overLine(context, report, emit)
}

function hold({ context, raise }: Step, report: VenueReport, behind: number, by: number): void {
  const plan = context.plan!
  const ticket = ++plan.tickets
  plan.held.push({ ticket, report, behind })
  raise({ type: 'broker.release', ticket }, { delay: by / 1_000 })
}

/** The time of a held message has come, if it has not left before; or of a request to be looked at, or answered. */
export function release(step: Step, { ticket }: BrokerRelease): void {
  const plan = step.context.plan!
  const due = plan.pended.findIndex((one) => one.ticket === ticket)
  if (due >= 0) {
    const request = { ...plan.pended[due]!.request }
    plan.pended.splice(due, 1)
    return answerPending(step.context, request, outletOf(step))
  }
  const late = plan.delayed.findIndex((one) => one.ticket === ticket)
  if (late >= 0) {
    const again = pass(plan.delayed[late]!.request)
    plan.delayed.splice(late, 1)
    return step.raise(again)
  }
  const index = plan.held.findIndex((message) => message.ticket === ticket)
  if (index < 0) return
  const report = copyOf(plan.held[index]!.report)
  plan.held.splice(index, 1)
  overLine(step.context, report, step.emit)
}

/** Counts a message in every behaviour that is about it, sets off the reactions that are due, and gives the first fault that is. */
function review(
  { context, raise }: Step,
  message: VenueReport | OrderRequest,
  direction: Occasion['direction'],
  at: number,
): LineFault | undefined {
  const { behaviours } = context.rules
  let fault: LineFault | undefined
  for (let i = 0; i < behaviours.length; i++) {
    const behaviour = behaviours[i]!
    if (behaviour.direction !== direction || !behaviour.isAbout(message, at)) continue
    if (!takesPlace(context, behaviour, i)) continue
    if (behaviour.kind === 'reaction') react(behaviour, message as VenueReport, raise)
    else fault ??= behaviour
  }
  return fault
}

function takesPlace(context: BrokerContext, occasion: Occasion, i: number): boolean {
  const plan = context.plan!
  const count = ++plan.matched[i]!
  const { nth, every, probability, times } = occasion
  if (nth !== undefined && count !== nth) return false
  if (every !== undefined && count % every !== 0) return false
  if (probability !== undefined && !(context.rules.chance() < probability)) return false
  if (times !== undefined && plan.taken[i]! >= times) return false
  plan.taken[i]!++
  return true
}

function react({ after, commands }: Reaction, report: VenueReport, raise: Raise): void {
  for (const command of commands(report)) raise(command, after === 0 ? {} : { delay: after / 1_000 })
}

/** A request that has been held back or doubled already is not looked at again. */
type Passed = { readonly passed?: boolean }

const pass = (request: OrderRequest): OrderRequest & Passed => ({ ...request, passed: true })

/**
 * A request arrives. Gives the fault that its own handler has to carry out (a refusal), or true where the request goes no further, or
 * false where it is handled as ever.
 */
export function intercept(step: Step, request: OrderRequest): LineFault | boolean {
  if (step.context.plan === null || (request as Passed).passed === true) return false
  const at = step.context.rules.now?.() ?? request.at
  const fault = review(step, request, 'request', at)
  if (fault === undefined) return false
  if (fault.effect === 'pend') return pend(step, request, fault, at)
  step.emit(faultNotice(fault.name, fault.effect, request, at))
  switch (fault.effect) {
    case 'drop':
      return true
    case 'duplicate':
      for (let n = 0; n < fault.count; n++) step.raise(pass(request))
      return false
    case 'reject':
      return fault
    default:
      return delay(step, request, fault.by)
  }
}

/** The venue has the request, and says so if it is asked; it looks at it later. */
function delay({ context, raise }: Step, request: OrderRequest, by: number): true {
  const plan = context.plan!
  const ticket = ++plan.tickets
  plan.delayed.push({ ticket, request: { ...request } })
  raise({ type: 'broker.release', ticket }, { delay: by / 1_000 })
  return true
}

/** Says that a request is there, and answers it later; false where there is nothing to wait for. */
function pend(step: Step, request: OrderRequest, { name, by }: LineFault, at: number): boolean {
  const { context, emit, raise } = step
  if (request.type === 'order.submit' || !context.orders.has(request.orderId)) return false
  emit(faultNotice(name, 'pend', request, at))
  if (!acknowledge(context, request, outletOf(step))) return true
  const plan = context.plan!
  const ticket = ++plan.tickets
  plan.pended.push({ ticket, request: { ...request } })
  raise({ type: 'broker.release', ticket }, { delay: by / 1_000 })
  return true
}
