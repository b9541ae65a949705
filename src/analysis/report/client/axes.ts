/** Script of the report, first part: numbers and instants as text, ticks of the axes. Plain browser JavaScript; it has no access to anything outside the page. */
export const AXES = String.raw`
const number = (digits) => {
  const format = new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return (value) => format.format(value === 0 ? 0 : value)
}
const whole = number(0)
const cents = number(2)
const sign = (value) => (value > 0 ? '+' : '')
const percent = (value, digits = 2) => sign(value) + number(digits)(value * 100) + ' %'
const money = (value) => (Math.abs(value) >= 1e5 ? whole(value) : cents(value))
const quantityText = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 })

/** A price as the data has it, to six digits and with two decimals at least. */
const price = (value) => {
  const size = Math.abs(value)
  const most = size === 0 ? 2 : Math.max(2, Math.min(8, 5 - Math.floor(Math.log10(size))))
  return new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: most }).format(value)
}

/** Large amounts on an axis. */
const brief = (value) => {
  const size = Math.abs(value)
  for (const [unit, letter] of [[1e9, 'B'], [1e6, 'M'], [1e3, 'k']]) {
    if (size >= unit * 10 || (size >= unit && letter !== 'k')) return quantityText.format(Number((value / unit).toPrecision(4))) + letter
  }
  return quantityText.format(Number(value.toPrecision(6)))
}

/** Round values between two limits, about as many as asked for. */
function ticks(low, high, count) {
  const span = high - low
  if (!(span > 0)) return [low]
  const rough = span / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999)
  const list = []
  for (let k = Math.ceil(low / step); k * step <= high + step * 1e-9; k++) list.push(Number((k * step).toPrecision(12)))
  return list
}

/** Round values for a logarithmic axis: 1, 2, 5 of each power where there is room, else plain ticks. */
function logTicks(low, high, count) {
  const list = []
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
    for (const m of [1, 2, 5]) if (m * 10 ** e >= low && m * 10 ** e <= high) list.push(m * 10 ** e)
  }
  return list.length >= 3 ? list : ticks(low, high, count)
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (n) => String(n).padStart(2, '0')
const DAY = 86400000

const dateText = (t) => new Date(t).toISOString().slice(0, 10)
const clockText = (t) => new Date(t).toISOString().slice(11, 16)

/** Steps of the time axis, coarse to fine: a number that changes at each step, and the label there. */
const yearOf = (t) => new Date(t).getUTCFullYear()
const monthOf = (t) => yearOf(t) * 12 + new Date(t).getUTCMonth()
const monthText = (t) => { const d = new Date(t); return d.getUTCMonth() === 0 ? String(d.getUTCFullYear()) : MONTHS[d.getUTCMonth()] }
const dayText = (t) => { const d = new Date(t); return d.getUTCDate() + ' ' + MONTHS[d.getUTCMonth()] }
const STEPS = [
  ...[10, 5, 2, 1].map((n) => [(t) => Math.floor(yearOf(t) / n), (t) => String(yearOf(t))]),
  ...[6, 3, 1].map((n) => [(t) => Math.floor(monthOf(t) / n), monthText]),
  ...[14, 7, 2, 1].map((n) => [(t) => Math.floor((t / DAY - 4) / n), dayText]),
  ...[12, 6, 3, 1].map((n) => [(t) => Math.floor(t / 3600000 / n), (t) => (t % DAY < 3600000 ? dayText(t) : clockText(t))]),
  ...[30, 15, 5, 1].map((n) => [(t) => Math.floor(t / 60000 / n), clockText]),
]

/** The finest step whose labels still fit; where it changes, as [index into the rows, label]. */
function timeTicks(times, from, to, room) {
  let best = []
  for (const [step, label] of STEPS) {
    const found = []
    for (let k = Math.max(1, from); k <= to; k++) if (step(times[k]) !== step(times[k - 1])) found.push([k, label(times[k])])
    if (found.length > room) break
    if (found.length > best.length) best = found
  }
  return best
}
`
