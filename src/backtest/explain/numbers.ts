/** Numbers and instants in stories. */
import { iso } from '../../analysis/index.ts'
import type { Micros } from '../../events/index.ts'

/** A price, size or amount: at least two decimals unless it is whole, at most six, thousands apart by commas. */
export function num(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–'
  const [whole = '', decimals = ''] = Math.abs(value).toFixed(6).split('.')
  const kept = decimals.replace(/0+$/, '')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const text = kept === '' ? grouped : `${grouped}.${kept.padEnd(2, '0')}`
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text
}

/** `2008-01-03 16:00:00`, with six decimals of a second when they are not all zero. Times are UTC. */
export const time = (at: Micros): string => iso(at).replace('T', ' ').replace('Z', '')

/** The day alone where all instants of a story lie a day apart at least. */
export const day = (at: Micros): string => iso(at).slice(0, 10)
