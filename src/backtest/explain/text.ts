/** A story for people: a line an event, in virtual time, with runs of one reason in one line. */
import type { OrderRow } from '../../analysis/index.ts'
import type { Micros, OrderSubmit } from '../../events/index.ts'
import { day, num, time } from './numbers.ts'
import { type Reason, REASONS, type Stretch } from './reasons.ts'
import { dashed, orderText } from './sentences.ts'
import type { StoryCause, StoryEvent, StoryParts, StoryTextOptions } from './story.ts'

interface Line {
  readonly at: string
  readonly who: string
  readonly text: string
  readonly dim: boolean
}

const NOUNS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  'market.bar': ['bar', 'bars'],
  'market.trade': ['trade', 'trades'],
  'market.quote': ['quote', 'quotes'],
  'market.session': ['close', 'closes'],
  'order.submit': ['on arrival', 'arrivals'],
}

/** Head, timeline, verdict. Ends with a line end. */
export function storyText(story: StoryParts, options: StoryTextOptions = {}): string {
  const paint = (code: number, text: string): string =>
    options.color === true ? `\u001b[${code}m${text}\u001b[0m` : text
  const lines = timeline(story, options.all === true)
  const widths = { at: widest(lines, 'at'), who: widest(lines, 'who') }
  let lastAt = ''
  const body = lines.map(({ at, who, text, dim }) => {
    const shownAt = at === lastAt ? '' : at
    lastAt = at
    const line = `  ${paint(2, shownAt.padEnd(widths.at))}  ${paint(36, who.padEnd(widths.who))}  ${dim ? paint(2, text) : text}`
    return line.trimEnd()
  })
  const head = paint(1, headline(story))
  const notes = story.notes.map((note) => paint(33, `  note: ${note}`))
  return `${[head, '', ...notes, ...(notes.length > 0 ? [''] : []), ...body, '', `  ${paint(2, `run ${story.hash}`)}`].join('\n')}\n`
}

const widest = (lines: readonly Line[], part: 'at' | 'who'): number =>
  Math.max(0, ...lines.map((line) => line[part].length))

function headline({ subject, order, orders, events }: StoryParts): string {
  if (order === undefined) {
    const submit = events.find(
      ({ event, type }) => type === 'order.submit' && (event as OrderSubmit).orderId === subject,
    )
    if (submit !== undefined) return `${subject}   ${orderText(submit.event as OrderSubmit)}   ${submit.who}`
    return `${subject}   ${orders.length === 0 ? 'no order came of it' : `became ${orders.join(', ')}`}`
  }
  const who = [order.strategy, order.tag].filter((part) => part !== undefined).join(' / ')
  return [subject, termsOf(order), who, verdictOf(order)].filter((part) => part !== '').join('   ')
}

const termsOf = (order: OrderRow): string =>
  [
    order.side,
    num(order.quantity),
    order.symbol,
    order.orderType === 'limit' || order.orderType === 'stop' ? undefined : dashed(order.orderType ?? ''),
    order.stopPrice === undefined ? undefined : `stop ${num(order.stopPrice)}`,
    order.limitPrice === undefined ? undefined : `limit ${num(order.limitPrice)}`,
    order.timeInForce,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' ')

function verdictOf({ status, cumQty, quantity, avgPx, code, doneAt }: OrderRow): string {
  const done = cumQty === 0 ? 'nothing filled' : `${num(cumQty)} of ${num(quantity)} filled at ${num(avgPx)}`
  if (status === 'Filled') {
    // what was taken back since does not bring it back to the market
    if (cumQty === 0) return 'filled, and all of it taken back'
    const isPart = cumQty < quantity * (1 - 1e-9)
    return isPart ? `filled, of which ${num(cumQty)} at ${num(avgPx)} stand` : `filled at ${num(avgPx)}`
  }
  if (status === 'DoneForDay' && doneAt !== undefined) return `done for the day, ${done}`
  if (status === 'Denied' || status === 'Rejected')
    return `${status.toLowerCase()}${code === undefined ? '' : `: ${code}`}`
  if (status === 'Canceled' || status === 'Expired') return `${status.toLowerCase()}, ${done}`
  return `still ${status}, ${done}`
}

function timeline(story: StoryParts, all: boolean): Line[] {
  const lines: Line[] = []
  let stretch = 0
  let reason = 0
  const tellStretches = (events: number): void => {
    let count = 0
    for (; stretch < story.stretches.length && story.stretches[stretch]!.after <= events; stretch++) {
      const each = story.stretches[stretch]!
      count += each.count
      if (!all) lines.push(lineOfStretch(each))
    }
    // Stretches of trades and of quotes lie side by side; the reasons are in the order of time.
    if (all) lines.push(...story.reasons.slice(reason, reason + count).map(lineOfReason))
    reason += count
  }
  const own = new Set(story.events.map(keyOf))
  let told: readonly StoryCause[] = []
  story.events.forEach((event, index) => {
    tellStretches(index)
    // What led to it is said once, where it is news.
    for (const cause of event.causes)
      if (isNews(cause, told, own)) lines.push(lineOf(cause.at, cause.who, cause.text, true))
    told = event.causes
    lines.push(lineOfEvent(event))
  })
  tellStretches(story.events.length)
  return lines
}

/** Bars, trades, quotes and sessions are told as causes; everything else of a chain is either the order's own or somebody else's business. */
const isNews = (cause: StoryCause, told: readonly StoryCause[], own: ReadonlySet<string>): boolean =>
  !told.some(({ at, type, text }) => at === cause.at && type === cause.type && text === cause.text) &&
  !own.has(keyOf(cause))

/** A line of the story's own; whose order it is of stands in front where it is another's. */
const keyOf = ({ who, type, text }: { readonly who: string; readonly type: string; readonly text: string }): string =>
  `${who} ${type} ${text.replace(/^\S+ \(\w+\): /, '')}`

const lineOf = (at: Micros, who: string, text: string, dim: boolean): Line => ({ at: time(at), who, text, dim })
const lineOfEvent = ({ at, who, text }: StoryEvent): Line => lineOf(at, who, text, false)
const lineOfReason = ({ at, text, on }: Reason): Line => lineOf(at, '', `${NOUNS[on]?.[0] ?? on}: ${text}`, true)

function lineOfStretch({ code, on, count, from, to, nearest }: Stretch): Line {
  if (count === 1) return lineOfReason(nearest)
  const [, many] = NOUNS[on] ?? [on, on]
  const isDaily = to - from >= count * 43_200_000_000
  const [first, last] = isDaily ? [day(from), day(to)] : [time(from), time(to)]
  const { brief, distance } = REASONS[code]
  const best =
    distance === undefined
      ? nearest.text
      : `nearest on ${isDaily ? day(nearest.at) : time(nearest.at)}: ${nearest.text}`
  const why = best.startsWith(brief) ? best : `${brief}; ${best}`
  return { at: time(from), who: '', text: `${count} ${many} ${first} … ${last}: ${why}`, dim: true }
}
