/** Which column is which: the spellings of headers that vendors use. */

/** What a column can be to a bar. `date` and `clock` are a date and a time of day in columns of their own. */
export type Role = 'time' | 'clock' | 'open' | 'high' | 'low' | 'close' | 'adjusted' | 'volume' | 'symbol'

/** Column numbers by role. */
export type Roles = Partial<Record<Role, number>>

/** Spellings are compared without case, spaces and punctuation; a leading number as in `1. open` is left out. Earlier wins over later. */
const SPELLINGS: Record<Exclude<Role, 'clock'>, readonly string[]> = {
  time: [
    ...[
      'datetime',
      'timestamp',
      'timestamputc',
      'timestampms',
      'tsevent',
      'opentime',
      'windowstart',
      'closetime',
      'dateutc',
      'gmttime',
    ],
    ...[
      'localtime',
      'ts',
      'tsinit',
      'unix',
      'unixtimestamp',
      'epoch',
      'dt',
      'date',
      'tradedate',
      'tradingday',
      'tradingdate',
      'pricedate',
    ],
    ...['time', 'day', 'caldt', 'begin', 'end', 't', 'index', 'unnamed0', ''],
  ],
  open: ['open', 'o', 'openprice', 'op', 'first'],
  high: ['high', 'h', 'highprice', 'hi', 'max'],
  low: ['low', 'l', 'lowprice', 'lo', 'min'],
  close: ['close', 'c', 'closeprice', 'cl', 'last', 'closelast', 'lastprice'],
  adjusted: ['adjclose', 'adjustedclose', 'closeadj', 'adjcloseprice', 'adjustedcloseprice'],
  volume: ['volume', 'v', 'vol', 'tickvol', 'tickvolume', 'basevolume', 'totalvolume', 'shares', 'qty', 'quantity'],
  symbol: [
    'symbol',
    'ticker',
    'sym',
    'instrument',
    'instrumentid',
    'ric',
    'tic',
    'asset',
    'stock',
    'contract',
    'pair',
    'code',
    'name',
  ],
}

/** Headers that say the time they hold is the start of the bar. */
const OPENING = new Set(['opentime', 'windowstart', 'begin', 'barstart'])

/** The form in which spellings are compared. */
export function plainName(header: string): string {
  return header
    .toLowerCase()
    .replace(/^\s*\d+[.:]\s*/, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** Finds the columns of a bar among headers; what is not recognised has no role. */
export function rolesOf(headers: readonly string[]): Roles {
  const plain = headers.map(plainName)
  const roles: Roles = {}
  for (const role of Object.keys(SPELLINGS) as (keyof typeof SPELLINGS)[]) {
    for (const spelling of SPELLINGS[role]) {
      const index = plain.indexOf(spelling)
      // A column without a name is the index that pandas writes, but only where it comes first.
      if (index === -1 || (spelling === '' && index > 0)) continue
      roles[role] = index
      break
    }
  }
  if (roles.volume === undefined) {
    const index = plain.findIndex((name) => name.startsWith('volume'))
    if (index !== -1) roles.volume = index
  }
  const date = plain.indexOf('date')
  const clock = plain.indexOf('time')
  if (roles.time === date && date !== -1 && clock !== -1) roles.clock = clock
  return roles
}

/** True where the header of the time column says that it is the start of the bar. */
export function labelsOpen(header: string): boolean {
  return OPENING.has(plainName(header))
}
