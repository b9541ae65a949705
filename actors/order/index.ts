/** The order lifecycle: the statechart, its projection to FIX's OrdStatus, and orders as records for who owns many of them. */
export { orderMachine } from './machine.ts'
export {
  applyToOrder,
  draftOrder,
  duplicateOf,
  isClosed,
  isPaused,
  isRepeated,
  isSettled,
  newOrder,
  offerToOrder,
  orderActor,
  orderState,
  orderTable,
  ordStatus,
  violationOf,
} from './order.ts'
export type { OrderOutcome, OrderRecord } from './order.ts'
export { ORD_STATUS_PRECEDENCE, projectStatus, regionsOf } from './projection.ts'
export { findExecution, findRequest } from './identity.ts'
export { chargedFor, hasExecuted, isSame } from './quantities.ts'
export { awaitsAnswer, lastClOrdId } from './requests.ts'
export type { Execution, LifecycleProfile, OrderContext } from './context.ts'
export { isWaiting } from './life.ts'
export type { OrderInput, OrderInputType, OrderNotice } from './events.ts'
export { RENEWAL, renewed } from './renewal.ts'
export { isPlain, isTriggerType, type OrderTerms, PLAIN_TERMS, replaceableOf } from './terms.ts'
