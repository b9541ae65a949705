/** What a venue says beside the reports on orders: that a message went astray, and that a command cannot be done. */
import type { BrokerFault, BrokerRefused, Micros, VenueCommand } from '../../src/events/index.ts'

/** A message did not go its usual way. `cause` is the name of the behaviour, or `line` while it is down. */
export const faultNotice = (
  cause: string,
  effect: BrokerFault['effect'],
  message: { readonly type: string; readonly orderId?: string; readonly clOrdId?: string; readonly execId?: string },
  at: Micros,
): BrokerFault => ({
  type: 'broker.fault',
  at,
  cause,
  effect,
  event: message.type,
  orderId: message.orderId ?? '',
  execId: message.execId,
  clOrdId: message.clOrdId,
})

/** A command was not carried out. */
export const refusedCommand = (
  command: VenueCommand,
  at: Micros,
  code: BrokerRefused['code'],
  text: string,
): BrokerRefused => ({
  type: 'broker.refused',
  at,
  command: command.type,
  code,
  text,
  orderId: ('orderId' in command ? command.orderId : undefined) ?? '',
  execId: 'execId' in command ? command.execId : '',
})
