/** Making faults. */
import type { Fault } from './reports.ts'

export const faultOf = (code: Fault['code'], text: string, facts: Fault['facts'] = {}): Fault => ({ code, text, facts })
