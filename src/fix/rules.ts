/** Rules of FIX about a message that no total shows: what breaks one is remarked, and does not change the verdict. */
import { awaitsAnswer, lastClOrdId } from '../../actors/order/index.ts'
import type { Entry } from './book.ts'
import { isBundled } from './reports.ts'
import type { Step } from './step.ts'

/** Asked before the message is applied. */
export function remarksOn(step: Step, entry: Entry): string[] {
  const { kind, execType, clOrdId, origClOrdId } = step
  const { context } = entry.order
  const remarks: string[] = []
  if (kind === 'cancelRequest' || kind === 'replaceRequest') {
    const last = lastClOrdId(context)
    if (origClOrdId !== undefined && origClOrdId !== last)
      remarks.push(`OrigClOrdID of a request is the last one that was not rejected: ${last}, not ${origClOrdId}.`)
    return remarks
  }
  if (origClOrdId !== undefined && origClOrdId !== context.clOrdId && clOrdId !== context.clOrdId)
    remarks.push(`OrigClOrdID of an answer is the last one that was accepted: ${context.clOrdId}, not ${origClOrdId}.`)
  const request = context.requests.find((one) => one.clOrdId === clOrdId)
  if (execType === 'Trade' && request !== undefined && awaitsAnswer(request))
    remarks.push(`An execution carries the terms that hold: ClOrdID ${context.clOrdId} until ${clOrdId} is confirmed.`)
  if (execType === 'Expired' && (entry.submit.timeInForce === 'ioc' || entry.submit.timeInForce === 'fok'))
    remarks.push('An immediate order ends in Canceled, not Expired.')
  if (execType === 'PendingNew' && !entry.isAsked)
    remarks.push('Pending New is only sent when the status is asked for.')
  if (isBundled(step)) remarks.push('A fill is not reported together with another change of state.')
  return remarks
}
