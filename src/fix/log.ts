/** A log of FIX messages, both directions, becomes scenarios: one an order, in the order of the log. FIX 4.2 to 5.0 SP2. */
import type { LifecycleProfile } from '../../actors/order/index.ts'
import type { ExecType, OrderType, Side, TimeInForce } from '../events/index.ts'
import { FixError } from './errors.ts'
import { Fields } from './fields.ts'
import type { MessageKind, Scenario, Step } from './step.ts'
import type { FixMessage } from './tag-value.ts'
import { EXEC_TYPE_CODES, ORD_STATUS_CODES } from './words.ts'

/** MsgType (tag 35) of the messages that an order's life is made of. */
const KINDS: Readonly<Record<string, MessageKind>> = {
  D: 'newOrder',
  F: 'cancelRequest',
  G: 'replaceRequest',
  H: 'statusRequest',
  '8': 'execution',
  '9': 'cancelReject',
}

/** Logon, heartbeats and the like: of the session, not of orders. */
const SESSION: ReadonlySet<string> = new Set(['0', '1', '2', '4', '5', 'A'])

const SIDES: Readonly<Record<string, Side>> = {
  '1': 'buy',
  '2': 'sell',
  '3': 'buy',
  '4': 'sell',
  '5': 'sell',
  '6': 'sell',
}

const ORDER_TYPES: Readonly<Record<string, OrderType>> = {
  '1': 'market',
  '2': 'limit',
  '3': 'stop',
  '4': 'stopLimit',
  J: 'marketIfTouched',
  K: 'marketToLimit',
  P: 'trailingStop',
}

const TIMES_IN_FORCE: Readonly<Record<string, TimeInForce>> = {
  '0': 'day',
  '1': 'gtc',
  '2': 'atTheOpen',
  '3': 'ioc',
  '4': 'fok',
  '5': 'gtd',
  '6': 'gtd',
  '7': 'atTheClose',
}

interface Story {
  readonly id: string
  readonly title: string
  readonly steps: Step[]
  /** Time of its last message. */
  last: number
}

/** Scenarios of the orders, and a sentence for each kind of message that was passed over. */
export interface ReadLog {
  readonly scenarios: readonly Scenario[]
  readonly warnings: readonly string[]
}

/** @throws {FixError} with line and tag */
export function readLog(messages: readonly FixMessage[], file: string, profile: LifecycleProfile): ReadLog {
  const stories: Story[] = []
  const byName = new Map<string, Story>()
  const used = new Map<string, number>()
  const skipped = new Map<string, { count: number; line: number }>()
  for (const message of messages) {
    const fields = new Fields(message, file)
    const type = fields.required(35, 'MsgType')
    const kind = Object.hasOwn(KINDS, type) ? KINDS[type]! : undefined
    if (kind === undefined) {
      if (SESSION.has(type)) continue
      const seen = skipped.get(type)
      if (seen === undefined) skipped.set(type, { count: 1, line: message.line })
      else seen.count++
      continue
    }
    const names = namesOf(fields, kind)
    let story = names.map((name) => byName.get(name)).find((one) => one !== undefined)
    if (story === undefined) {
      const id = fields.text(41) ?? fields.text(11) ?? fields.text(37)!
      story = { id: unusedId(id, used), title: titleOf(fields), steps: [], last: 0 }
      stories.push(story)
    }
    for (const name of names) byName.set(name, story)
    const step = stepOf(fields, kind, message, story)
    story.last = step.at
    story.steps.push(step)
  }
  const warnings = [...skipped].map(
    ([type, { count, line }]) =>
      `${file}:${line}: ${count === 1 ? 'a message' : `${count} messages`} of MsgType (tag 35) ${type} passed over; orders are traced from 35=D, F, G, H, 8 and 9.`,
  )
  if (stories.length === 0)
    throw new FixError(
      'notRecognised',
      { file },
      'its FIX messages are about no order (none has MsgType D, F, G, H, 8 or 9).',
    )
  return { scenarios: stories.map(({ id, title, steps }) => ({ id, title, profile, steps: timed(steps) })), warnings }
}

/** An order that says nothing of it is good for the day, unless it goes on after that. */
function timed(steps: readonly Step[]): readonly Step[] {
  const [first, ...rest] = steps
  if (first === undefined || first.timeInForce !== undefined || !livesOn(steps)) return steps
  return [{ ...first, timeInForce: 'gtc' }, ...rest]
}

/** After it is done for a day it is restated, or something else than the books of that day is changed on a later one. */
function livesOn(steps: readonly Step[]): boolean {
  const done = steps.findIndex(({ execType }) => execType === 'DoneForDay')
  if (done < 0) return false
  const dayOf = ({ at }: Step): number => Math.floor(at / MICROS_PER_DAY)
  return steps
    .slice(done + 1)
    .some(
      (step) =>
        step.execType === 'Restated' ||
        (dayOf(step) > dayOf(steps[done]!) && step.kind !== 'statusRequest' && !OF_THE_BOOKS.has(step.execType)),
    )
}

const MICROS_PER_DAY = 86_400_000_000

const OF_THE_BOOKS: ReadonlySet<ExecType | undefined> = new Set(['TradeCorrect', 'TradeCancel', 'OrderStatus'])

/**
 * All names by which a message's order may be known: within the session (the two CompIDs), since ids are unique only there. OrderID is the venue's
 * and names the order through all its requests.
 */
function namesOf(fields: Fields, kind: MessageKind): string[] {
  const session = [fields.text(49) ?? '', fields.text(56) ?? ''].toSorted().join('\u0000')
  const orderId = fields.text(37)
  const names: string[] = []
  const clOrdId = fields.text(11)
  const origClOrdId = fields.text(41)
  if (clOrdId !== undefined) names.push(`${session}\u0000c${clOrdId}`)
  if (origClOrdId !== undefined) names.push(`${session}\u0000c${origClOrdId}`)
  if (orderId !== undefined && orderId !== '' && orderId !== 'NONE') names.push(`${session}\u0000o${orderId}`)
  if (clOrdId === undefined && (kind !== 'execution' || names.length === 0)) fields.required(11, 'ClOrdID')
  return names
}

const titleOf = (fields: Fields): string =>
  [sideWord(fields.text(54)), fields.text(38), fields.text(55)].filter((part) => part !== undefined).join(' ')

const sideWord = (code: string | undefined): string | undefined => (code === undefined ? undefined : SIDES[code])

/** The same ClOrdID of another session, or of another order, gets a number. */
function unusedId(id: string, used: Map<string, number>): string {
  const count = (used.get(id) ?? 0) + 1
  used.set(id, count)
  return count === 1 ? id : `${id}#${count}`
}

function stepOf(fields: Fields, kind: MessageKind, { line }: FixMessage, story: Story): Step {
  const isReport = kind === 'execution' || kind === 'cancelReject'
  const execType = kind === 'execution' ? execTypeIn(fields) : undefined
  const execId = fields.text(17)
  return stripped({
    step: story.steps.length,
    line,
    kind,
    // Without any time a message follows the one before it.
    at: fields.time(60) ?? fields.time(122) ?? fields.time(52) ?? story.last + 1,
    clOrdId: fields.text(11),
    origClOrdId: fields.text(41),
    execType,
    // Some venues give every report that is no trade the ExecID 0.
    execId: execId === '0' ? undefined : execId,
    execRefId: fields.text(19),
    orderQty: fields.quantity(38),
    cashOrderQty: fields.quantity(152),
    lastQty: isReport ? fields.quantity(32) : undefined,
    lastPx: isReport ? fields.price(31) : undefined,
    limitPrice: fields.price(44),
    stopPrice: fields.price(99),
    transactTime: execType === 'Trade' ? fields.time(60) : undefined,
    side: fields.coded(54, { ...ANY_SIDE, ...SIDES }) ?? undefined,
    symbol: fields.text(55),
    orderType: ORDER_TYPES[fields.text(40) ?? ''],
    timeInForce: TIMES_IN_FORCE[fields.text(59) ?? ''],
    dayOrderQty: fields.quantity(424),
    dayCumQty: fields.quantity(425),
    isCorporateAction: fields.text(378) === '0',
    isDuplicateOrder: fields.text(103) === '6' || fields.text(103) === '7',
    rejects: ({ '1': 'cancel', '2': 'replace' } as const)[fields.text(434) ?? ''],
    possDup: fields.flag(43),
    stated: isReport
      ? stripped({
          ordStatus: fields.coded(39, ORD_STATUS_CODES),
          orderQty: fields.quantity(38),
          cumQty: fields.quantity(14),
          leavesQty: fields.quantity(151),
          avgPx: fields.price(6),
        })
      : {},
  })
}

/** Sides beyond buying and selling (crosses, as defined, …) exist; the lifecycle does not mind. */
const ANY_SIDE: Readonly<Record<string, undefined>> = Object.fromEntries(
  Array.from('789ABCDEFGH', (code) => [code, undefined]),
)

/** ExecType, or by FIX 4.2's ExecTransType (tag 20) a cancel, a correction or a status. */
function execTypeIn(fields: Fields): ExecType {
  fields.required(150, 'ExecType')
  const type = fields.coded(150, EXEC_TYPE_CODES)!
  const transaction = fields.text(20)
  if (transaction === '1') return 'TradeCancel'
  if (transaction === '2') return 'TradeCorrect'
  return transaction === '3' ? 'OrderStatus' : type
}

/** Absent fields are left out. */
function stripped<T extends object>(object: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T
}
