/** Numbers for people: fixed decimals, thousands apart by commas, a dash for what is not defined. The same on every machine. */

type Maybe = number | null | undefined

export const DASH = '–'

/** Rounded to `decimals`, thousands apart by commas. */
export function decimal(value: Maybe, decimals = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH
  const text = Math.abs(value).toFixed(decimals)
  const [whole = '', rest] = text.split('.')
  const grouped = whole.includes('e') ? whole : whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const unsigned = rest === undefined ? grouped : `${grouped}.${rest}`
  // What rounds to nothing has no sign.
  return value < 0 && Number(text) !== 0 ? `-${unsigned}` : unsigned
}

/** With a sign in front of gains too. */
export function signed(value: Maybe, decimals = 2): string {
  const text = decimal(value, decimals)
  return value !== null && value !== undefined && value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/** A fraction as percent. */
export function percent(value: Maybe, decimals = 2): string {
  const text = decimal(value === null || value === undefined ? value : value * 100, decimals)
  return text === DASH ? DASH : `${text} %`
}

/** A fraction as percent with a sign in front of gains too. */
export function signedPercent(value: Maybe, decimals = 2): string {
  const text = signed(value === null || value === undefined ? value : value * 100, decimals)
  return text === DASH ? DASH : `${text} %`
}

export const count = (value: Maybe): string => decimal(value, 0)

/** The date of an ISO instant. */
export const date = (iso: string | null): string => (iso === null ? DASH : iso.slice(0, iso.indexOf('T')))

/** Days as a rounded count with its unit. */
export function dayCount(days: number): string {
  if (days >= 2) return `${count(Math.round(days))} days`
  const hours = days * 24
  if (hours >= 2) return `${count(Math.round(hours))} hours`
  return `${count(Math.round(hours * 60))} min`
}
