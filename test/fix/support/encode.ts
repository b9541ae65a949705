/** Writes FIX messages as they stand in logs, and scenarios as the messages that they are about. */
import { EXEC_TYPE_CODES, execTypeOf, ORD_STATUS_CODES, ordStatusOf } from '../../../src/fix/words.ts'
import type { ScenarioJson } from './matrices.ts'

export const SOH = '\u0001'
export type Field = readonly [tag: number, value: string | number]

/** Begin, BodyLength, the fields in their order, CheckSum; bytes are counted with SOH whatever separates them here. */
export function encode(fields: readonly Field[], separator = SOH, version = 'FIX.4.4'): string {
  const body = fields.map(([tag, value]) => `${tag}=${value}${SOH}`).join('')
  const bytes = (text: string): Buffer => Buffer.from(text, 'utf8')
  const head = `8=${version}${SOH}9=${bytes(body).length}${SOH}`
  const sum = bytes(head + body).reduce((total, byte) => total + byte, 0) % 256
  return `${head}${body}10=${String(sum).padStart(3, '0')}${SOH}`.replaceAll(SOH, separator)
}

const codeOf = <T>(codes: Readonly<Record<string, T>>, name: T, from: number): string =>
  Object.keys(codes)
    .toSorted((a, b) => Number(a > b) - Number(a < b))
    .filter((code) => codes[code] === name)
    .at(from)!

export type Version = 'FIX.4.2' | 'FIX.4.4' | 'FIXT.1.1'

const MESSAGES: Readonly<Record<string, string>> = {
  'New Order': 'D',
  'Cancel Request': 'F',
  'Replace Request': 'G',
  'Status Request': 'H',
  Execution: '8',
  'Cancel Reject': '9',
}

/**
 * The messages of a scenario, without its branches and its remarks. FIX 4.2 has no ExecType for trades, corrections and status: those are
 * ExecTransTypes.
 */
export function messagesOf({ steps, title }: ScenarioJson, version: Version): Field[][] {
  const isSeveralDays = /GTC/.test(title as string)
  let seq = 0
  return steps
    .filter(({ path, msgSent, msgReceived }) => path !== 'alt' && (msgSent ?? msgReceived) !== null)
    .map((step) => {
      const [, name, ids = ''] = /^([^(]*)(?:\(([^)]*)\))?$/.exec((step['msgSent'] ?? step['msgReceived']) as string)!
      const [clOrdId, origClOrdId] = ids.split(',')
      const isSent = step['msgSent'] !== null
      const day = /^D(\d)/.exec(String(step['time']))?.[1] ?? '1'
      const time = `2026010${day}-10:00:${String(++seq).padStart(2, '0')}`
      const fields: [number, unknown][] = [
        [35, MESSAGES[name!]],
        [49, isSent ? 'BROKER' : 'CLIENT'],
        [56, isSent ? 'CLIENT' : 'BROKER'],
        [34, seq],
        [52, time],
        ...(isSent ? ([[37, clOrdId === '' ? 'phoned' : undefined]] as [number, unknown][]) : []),
        [11, clOrdId || undefined],
        [41, origClOrdId],
        [17, name === 'Execution' ? (step['execId'] ?? `e${seq}`) : undefined],
        [19, step['execRefId']],
        ...(name === 'Execution' ? execTypeFields(step['execType'] as string, version) : []),
        [
          39,
          isSent && step['ordStatus'] !== undefined
            ? codeOf(ORD_STATUS_CODES, ordStatusOf(step['ordStatus'] as string)!, 0)
            : undefined,
        ],
        [55, 'ACME'],
        [54, 1],
        [38, step['orderQty']],
        [40, name === 'New Order' ? 4 : undefined],
        [59, name === 'New Order' ? (isSeveralDays ? 1 : 0) : undefined],
        [32, step['lastQty']],
        [31, step['lastPx']],
        [151, step['leavesQty']],
        [14, step['cumQty']],
        [6, step['avgPx']],
        [424, step['dayOrderQty']],
        [425, step['dayCumQty']],
        // What an execution replaces that was busted traded before the order's end, too.
        [60, step['tradedAt'] === undefined ? time : `20260101-10:00:0${String(step['tradedAt'])}`],
        [103, /duplicate/.test(String(step['comment'])) ? 6 : undefined],
      ]
      return fields.filter(([, value]) => value !== undefined && value !== null) as Field[]
    })
}

function execTypeFields(word: string, version: Version): [number, unknown][] {
  const type = execTypeOf(word)!
  if (version !== 'FIX.4.2') return [[150, codeOf(EXEC_TYPE_CODES, type, type === 'Trade' ? 2 : 0)]]
  const transaction = { TradeCancel: 1, TradeCorrect: 2, OrderStatus: 3 }[type as string]
  if (transaction === undefined)
    return [
      [20, 0],
      [150, codeOf(EXEC_TYPE_CODES, type, 0)],
    ]
  return [
    [20, transaction],
    [150, type === 'OrderStatus' ? 0 : 1],
  ]
}
