/** Which column is which, found by the spellings of headers. */
import type { Role, RowKind } from './spellings.ts'
import { SHAPES } from './spellings.ts'

/** Column numbers by role. */
export type Roles = Partial<Record<Role, number>>

/** Headers that say the time they hold is the start of the bar. */
const OPENING = new Set(['opentime', 'windowstart', 'begin', 'barstart'])

/** The form in which spellings are compared: without case, spaces and punctuation, and without a leading number as in `1. open`. */
export function plainName(header: string): string {
  return header
    .toLowerCase()
    .replace(/^\s*\d+[.:]\s*/, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** Finds the columns among headers; what is not recognised has no role. */
export function rolesOf(headers: readonly string[], kind: RowKind): Roles {
  const plain = headers.map(plainName)
  const roles: Roles = {}
  const { spellings } = SHAPES[kind]
  for (const role of Object.keys(spellings) as Role[]) {
    for (const spelling of spellings[role]!) {
      const index = plain.indexOf(spelling)
      // A column without a name is the index that pandas writes, but only where it comes first.
      if (index === -1 || (spelling === '' && index > 0)) continue
      roles[role] = index
      break
    }
  }
  if (kind === 'bars' && roles.volume === undefined) {
    const index = plain.findIndex((name) => name.startsWith('volume'))
    if (index !== -1) roles.volume = index
  }
  const date = plain.findIndex((name) => name === 'date' || name === 'dtyyyymmdd')
  const clock = plain.indexOf('time')
  if (roles.time === date && date !== -1 && clock !== -1) roles.clock = clock
  return roles
}

/** True where the header of the time column says that it is the start of the bar. */
export function labelsOpen(header: string): boolean {
  return OPENING.has(plainName(header))
}
