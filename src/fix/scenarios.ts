/**
 * Scenarios as JSON: an object (or a list of them) with `id`, `title` and `steps`; a step has the columns of the specification's matrices
 * (`msgReceived`, `msgSent`, `execType`, `orderQty`, `lastQty` …). Every column but the message may be left out or be null.
 */
import type { LifecycleProfile } from '../../actors/order/index.ts'
import type { TimeInForce } from '../events/index.ts'
import { FixError, type FixFault } from './errors.ts'
import type { MessageKind, Scenario, Step, Totals } from './step.ts'
import { EXEC_TYPE_WORDS, execTypeOf, ORD_STATUS_WORDS, ordStatusOf } from './words.ts'

type Json = Readonly<Record<string, unknown>>

/** Times of the steps only order them: a microsecond each. */
const START = 1

/**
 * @param warnings is told of messages of other names, which are passed over
 * @throws {FixError} with the scenario, the step and the value that is wrong
 */
export function scenariosOf(json: unknown, file: string, warnings: string[] = []): Scenario[] {
  const whole = isRecord(json) && Array.isArray(json['scenarios']) ? json['scenarios'] : json
  const list = Array.isArray(whole) ? (whole as unknown[]) : [whole]
  if (list.length === 0) throw new FixError('emptyFile', { file }, 'the list holds no scenario.')
  return list.map((one, index) => scenarioOf(one, index, file, warnings))
}

function scenarioOf(json: unknown, index: number, file: string, warnings: string[]): Scenario {
  if (!isRecord(json))
    throw new FixError('malformedScenario', { file }, `entry ${index} is no scenario, which is an object with steps.`)
  const named = typeof json['id'] === 'number' ? String(json['id']) : text(json['id'])
  const id = named ?? String(index)
  const fault: FixFault = { file, scenario: id }
  const { steps } = json
  if (!Array.isArray(steps) || steps.length === 0)
    throw new FixError('malformedScenario', fault, '`steps` must be a list of messages, at least one.')
  const title = typeof json['title'] === 'string' ? json['title'] : ''
  const context: Context = {
    warnings,
    title,
    timeInForce: explicitTimeInForce(json, fault),
    isOfSeveralDays: new Set((steps as unknown[]).map(dayOf)).size > 1,
  }
  return {
    id,
    title,
    profile: profileOf(json, id, title, fault),
    steps: (steps as unknown[]).flatMap((step, at) => stepsOf(step, at, context, { ...fault, step: at })),
  }
}

/** What the steps of a scenario have in common. */
interface Context {
  readonly warnings: string[]
  readonly title: string
  readonly timeInForce: TimeInForce | undefined
  readonly isOfSeveralDays: boolean
}

/** Said by `profile`, or known by where it is from: FIX Volume 7 is about exchanges. */
function profileOf(json: Json, id: string, title: string, fault: FixFault): LifecycleProfile {
  const { profile, source } = json
  if (profile === 'broker' || profile === 'exchange') return profile
  if (profile !== undefined && profile !== null)
    throw new FixError('unknownValue', fault, `\`profile\` is ${show(profile)}; it must be broker or exchange.`)
  const isExchange =
    id.startsWith('EX.') || /volume 7|\bvol\.? 7/i.test(text(source) ?? '') || title.startsWith('[Exchange]')
  return isExchange ? 'exchange' : 'broker'
}

/** A step that names a message both ways is a request and the report after it. */
function stepsOf(json: unknown, index: number, context: Context, fault: FixFault): Step[] {
  if (!isRecord(json)) throw new FixError('malformedScenario', fault, 'a step is an object.')
  const received = word(json, 'msgReceived', fault)
  const sent = word(json, 'msgSent', fault)
  const common = { step: index, at: START + index, ...comment(json) }
  const steps: Step[] = []
  if (received !== undefined) steps.push({ ...common, ...request(received, json, context, fault), stated: {} })
  if (sent !== undefined) steps.push({ ...common, ...report(sent, json, context, fault) })
  if (steps.length === 0) steps.push({ ...common, kind: 'remark', stated: {} })
  return steps
}

function request(message: string, json: Json, context: Context, fault: FixFault): Pick<Step, 'kind'> & Partial<Step> {
  const name = message.replace(/\(.*/, '').toLowerCase()
  const kind = requestKind(name)
  if (kind === undefined) return remarkOf('msgReceived', message, REQUESTS, context, fault)
  const [clOrdId, origClOrdId] = idsOf(message)
  if (clOrdId === undefined)
    throw new FixError(
      'missingField',
      fault,
      `\`msgReceived\` is ${show(message)}; it needs a ClOrdID, as in ${name}(X).`,
    )
  return {
    kind,
    clOrdId,
    ...has('origClOrdId', origClOrdId),
    ...numbers(json, fault, ['orderQty', 'cashOrderQty']),
    ...has('limitPrice', number(json, 'price', fault)),
    ...has('stopPrice', number(json, 'stopPx', fault)),
    ...(kind === 'newOrder' ? { timeInForce: timeInForceOf(json, context, fault) } : {}),
    ...(kind === 'replaceRequest' ? has('timeInForce', explicitTimeInForce(json, fault)) : {}),
  }
}

const REQUESTS = ['New Order(X)', 'Cancel Request(Y,X)', 'Replace Request(Y,X)', 'Status Request(X)']
const REPORTS = ['Execution(X)', 'Execution(Y,X)', 'Cancel Reject(Y,X)']

/** What is no message is a remark, such as a telephone call; what has a message's ids is one of a name that is not known: it changes nothing here. */
function remarkOf(
  field: string,
  message: string,
  known: readonly string[],
  { warnings }: Context,
  fault: FixFault,
): { kind: 'remark'; comment: string } {
  if (message.includes('(') && !/^do(?:n.?t| not) know/i.test(message))
    warnings.push(`${unknown(field, message, known, fault).message} It is passed over.`)
  return { kind: 'remark', comment: message }
}

function requestKind(name: string): MessageKind | undefined {
  if (/new order/.test(name)) return 'newOrder'
  if (/replace/.test(name)) return 'replaceRequest'
  if (/cancel/.test(name)) return 'cancelRequest'
  return /status/.test(name) ? 'statusRequest' : undefined
}

function report(message: string, json: Json, context: Context, fault: FixFault): Omit<Step, 'step' | 'at'> {
  const name = message.replace(/\(.*/, '').toLowerCase()
  const isReject = /reject/.test(name)
  if (!isReject && !/execution/.test(name)) {
    if (text(json['execType']) === undefined)
      return { ...remarkOf('msgSent', message, REPORTS, context, fault), stated: {} }
    const { message: why } = unknown('msgSent', message, REPORTS, fault)
    context.warnings.push(`${why} It is taken for an Execution, because it has an \`execType\`.`)
  }
  const [clOrdId, origClOrdId] = idsOf(message)
  const words = text(json['comment']) ?? ''
  return {
    kind: isReject ? 'cancelReject' : 'execution',
    ...has('clOrdId', clOrdId),
    ...has('origClOrdId', origClOrdId),
    ...(isReject ? {} : { execType: execTypeIn(json, fault) }),
    ...has('execId', word(json, 'execId', fault)),
    ...has('execRefId', word(json, 'execRefId', fault)),
    ...numbers(json, fault, ['orderQty', 'cashOrderQty', 'lastQty', 'lastPx', 'dayOrderQty', 'dayCumQty']),
    ...has('limitPrice', number(json, 'price', fault)),
    isCorporateAction:
      (/corporate action|split/i.test(words) && !/no corporate action/i.test(words)) ||
      /\bsplit\b/i.test(context.title),
    isDuplicateOrder: /duplicate/i.test(words),
    isAlternative: json['path'] === 'alt',
    stated: totals(json, fault),
  }
}

function execTypeIn(json: Json, fault: FixFault): NonNullable<Step['execType']> {
  const name = word(json, 'execType', fault)
  if (name === undefined) throw new FixError('missingField', fault, 'an Execution needs an `execType`, such as Trade.')
  const type = execTypeOf(name)
  if (type === undefined) throw unknown('execType', name, Object.values(EXEC_TYPE_WORDS), fault)
  // FIX 4.2 says in a field of its own that an execution report cancels, corrects or repeats.
  const transaction = (text(json['execTransType']) ?? 'new').toLowerCase()
  if (transaction === 'cancel') return 'TradeCancel'
  if (transaction === 'correct') return 'TradeCorrect'
  return transaction === 'status' ? 'OrderStatus' : type
}

function totals(json: Json, fault: FixFault): Totals {
  const name = word(json, 'ordStatus', fault)
  const ordStatus = name === undefined ? undefined : ordStatusOf(name)
  if (name !== undefined && ordStatus === undefined)
    throw unknown('ordStatus', name, Object.values(ORD_STATUS_WORDS), fault)
  return { ...has('ordStatus', ordStatus), ...numbers(json, fault, ['orderQty', 'cumQty', 'leavesQty', 'avgPx']) }
}

function timeInForceOf(json: Json, context: Context, fault: FixFault): TimeInForce {
  const explicit = explicitTimeInForce(json, fault) ?? context.timeInForce
  if (explicit !== undefined) return explicit
  const words = `${context.title} ${text(json['comment']) ?? ''}`
  if (/\bFOK\b|fill or kill/i.test(words)) return 'fok'
  if (/\bIOC\b|immediate or cancel/i.test(words)) return 'ioc'
  return context.isOfSeveralDays || /\bGT[CDX]?\b|good till/i.test(words) ? 'gtc' : 'day'
}

const TIMES_IN_FORCE: readonly TimeInForce[] = ['day', 'gtc', 'gtd', 'ioc', 'fok', 'atTheOpen', 'atTheClose']

function explicitTimeInForce(json: Json, fault: FixFault): TimeInForce | undefined {
  const name = word(json, 'timeInForce', fault)
  if (name === undefined) return undefined
  const found = TIMES_IN_FORCE.find((one) => one.toLowerCase() === name.toLowerCase().replace(/[^a-z]/g, ''))
  if (found === undefined) throw unknown('timeInForce', name, TIMES_IN_FORCE, fault)
  return found
}

/** The day in `D2,1` or `Day 2,1`. */
function dayOf(step: unknown): string | undefined {
  const time = isRecord(step) ? text(step['time']) : undefined
  return /^d(?:ay)?\s*(\d+)\s*,/i.exec(time ?? '')?.[1]
}

/** `Execution(Y,X)`: ClOrdID and OrigClOrdID. */
function idsOf(message: string): (string | undefined)[] {
  const inside = /\(([^)]*)\)/.exec(message)?.[1] ?? ''
  return inside.split(',').map((id) => id.trim() || undefined)
}

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined

/** The text of a field; an id may be a number. */
function word(json: Json, key: string, fault: FixFault): string | undefined {
  const value = json[key]
  if (typeof value === 'number' && key.endsWith('Id')) return String(value)
  if (value === undefined || value === null || typeof value === 'string') return text(value)
  throw new FixError(
    'malformedField',
    { ...fault, value: show(value) },
    `\`${key}\` is ${show(value)}; it must be a text.`,
  )
}

const comment = (json: Json): { comment?: string } => has('comment', text(json['comment']))

/** A field only where it has a value. */
const has = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }

type NumberField =
  | 'orderQty'
  | 'cashOrderQty'
  | 'lastQty'
  | 'lastPx'
  | 'dayOrderQty'
  | 'dayCumQty'
  | 'cumQty'
  | 'leavesQty'
  | 'avgPx'

const numbers = <K extends NumberField>(json: Json, fault: FixFault, keys: readonly K[]): { [P in K]?: number } =>
  Object.assign({}, ...keys.map((key) => has(key, number(json, key, fault)))) as { [P in K]?: number }

/** A number, or a text that is one (`10 000` too). */
function number(json: Json, key: string, fault: FixFault): number | undefined {
  const value = json[key]
  if (value === undefined || value === null || value === '') return undefined
  const parsed = typeof value === 'string' ? Number(value.replace(/[\s,_]/g, '')) : value
  // A price may be below 0, a quantity may not.
  const isQuantity = key.endsWith('Qty')
  if (typeof parsed !== 'number' || !Number.isFinite(parsed) || (isQuantity && parsed < 0))
    throw new FixError(
      'malformedField',
      { ...fault, value: show(value) },
      `\`${key}\` is ${show(value)}; it must be a number${isQuantity ? ', 0 or above' : ''}.`,
    )
  return parsed
}

const show = (value: unknown): string => JSON.stringify(value)

const unknown = (field: string, value: string, known: readonly string[], fault: FixFault): FixError =>
  new FixError('unknownValue', { ...fault, value }, `\`${field}\` is ${show(value)}; known are ${known.join(', ')}.`)
