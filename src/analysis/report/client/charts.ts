/** Script of the report, second part: the charts. They share one horizontal axis, the rows of the equity column, so nights and weekends take no room. */
export const CHARTS = String.raw`
const summed = (list) => { let s = 0; return list.map((d) => (s += d)) }
const rows = { i: summed(data.equity.i), t: summed(data.equity.t), e: data.equity.e, b: data.equity.b, d: data.equity.d }
const lastRow = rows.i.length ? rows.i[rows.i.length - 1] : 0

/** First index whose value is not below x. */
function lower(list, x) {
  let a = 0
  let b = list.length
  while (a < b) {
    const m = (a + b) >> 1
    if (list[m] < x) a = m + 1
    else b = m
  }
  return a
}

/** Place of an instant on the axis. */
function place(t) {
  const k = lower(rows.t, t)
  if (k === 0) return rows.i[0] - (rows.t[0] > t ? 0.5 : 0)
  if (k === rows.t.length) return lastRow
  const part = (t - rows.t[k - 1]) / (rows.t[k] - rows.t[k - 1])
  return rows.i[k - 1] + part * (rows.i[k] - rows.i[k - 1])
}

const series = data.prices.map((p) => {
  const t = summed(p.t)
  return { ...p, t, x: t.map(place), marks: p.marks.map(([at, px, q, n]) => ({ x: place(at), t: at, price: px, quantity: q, count: n })) }
})

const margin = Math.max(0.5, lastRow * 0.004)
const full = { a: -margin, b: lastRow + margin }
const state = { view: { ...full }, hover: null, log: false, symbol: 0, drag: null }
const panels = []

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim()
const AXIS = 62
const FOOT = 22

function panel(id, draw, read) {
  const root = document.getElementById(id)
  if (!root) return
  const [base, over] = ['base', 'over'].map((name) => {
    const canvas = document.createElement('canvas')
    canvas.className = name
    root.append(canvas)
    return canvas
  })
  const p = { root, base, over, draw, read, legend: document.getElementById(id + '-legend'), scale: null }
  panels.push(p)
  listen(p)
}

function surface(canvas) {
  const ratio = window.devicePixelRatio || 1
  const { clientWidth: w, clientHeight: h } = canvas
  if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) {
    canvas.width = Math.round(w * ratio)
    canvas.height = Math.round(h * ratio)
  }
  const g = canvas.getContext('2d')
  g.setTransform(ratio, 0, 0, ratio, 0, 0)
  g.clearRect(0, 0, w, h)
  g.font = '11px ' + getComputedStyle(document.body).fontFamily
  g.lineJoin = 'round'
  return { g, w, h, right: w - AXIS, bottom: h - FOOT }
}

const xOf = (s, i) => ((i - state.view.a) / (state.view.b - state.view.a)) * s.right
const iOf = (p, x) => state.view.a + (x / (p.base.clientWidth - AXIS)) * (state.view.b - state.view.a)

/** Indices of a sorted list of places that are in view, with one more on either side. */
const visible = (list) => [Math.max(0, lower(list, state.view.a) - 1), Math.min(list.length - 1, lower(list, state.view.b))]

/** Vertical scale over the given limits, with the grid, both axes and the clip for what is drawn next. */
function frame(p, s, low, high, label, log) {
  const pad = log ? 0 : (high - low || Math.abs(high) * 0.01 || 1) * 0.06
  const [from, to] = log ? [Math.log(low * 0.98), Math.log(high * 1.02)] : [low - pad, high + pad]
  const value = log ? Math.log : (v) => v
  const y = (v) => s.bottom - ((value(v) - from) / (to - from || 1)) * (s.bottom - 6)
  p.scale = { y, at: (py) => { const v = from + ((s.bottom - py) / (s.bottom - 6)) * (to - from); return log ? Math.exp(v) : v }, label }
  const { g } = s
  g.lineWidth = 1
  g.textBaseline = 'middle'
  const levels = Math.max(2, Math.round(s.bottom / 48))
  for (const v of log ? logTicks(low, high, levels) : ticks(from, to, levels)) {
    const py = Math.round(y(v)) + 0.5
    if (py < 6 || py > s.bottom) continue
    g.strokeStyle = color('grid')
    g.beginPath()
    g.moveTo(0, py)
    g.lineTo(s.right, py)
    g.stroke()
    g.fillStyle = color('ink-2')
    g.fillText(label(v), s.right + 8, py)
  }
  g.textBaseline = 'alphabetic'
  const [a, b] = visible(rows.i)
  let free = -Infinity
  let year
  for (const [k, short] of timeTicks(rows.t, a, b, Math.max(2, Math.floor(s.right / 74)))) {
    const px = xOf(s, rows.i[k])
    const now = String(yearOf(rows.t[k]))
    const text = now === year || short.includes(now) ? short : short + ' ' + now
    const half = g.measureText(text).width / 2
    if (px < 0 || px > s.right || px - half < free) continue
    g.strokeStyle = color('grid')
    g.beginPath()
    g.moveTo(Math.round(px) + 0.5, 0)
    g.lineTo(Math.round(px) + 0.5, s.bottom)
    g.stroke()
    g.fillStyle = color('ink-2')
    g.fillText(text, Math.max(0, Math.min(s.right - 2 * half, px - half)), s.h - 6)
    year = now
    free = px + half + 14
  }
  g.save()
  g.beginPath()
  g.rect(0, 0, s.right, s.bottom)
  g.clip()
  return y
}

function extremes(lists, a, b) {
  let low = Infinity
  let high = -Infinity
  for (const list of lists) {
    for (let k = a; k <= b; k++) {
      const v = list[k]
      if (v === null || v === undefined) continue
      if (v < low) low = v
      if (v > high) high = v
    }
  }
  return low <= high ? [low, high] : [0, 1]
}

function trace(s, xs, ys, a, b, y) {
  s.g.beginPath()
  let pen = false
  for (let k = a; k <= b; k++) {
    if (ys[k] === null) { pen = false; continue }
    const px = xOf(s, xs[k])
    if (pen) s.g.lineTo(px, y(ys[k]))
    else s.g.moveTo(px, y(ys[k]))
    pen = true
  }
}

function line(s, xs, ys, a, b, y, stroke, width, dash = []) {
  trace(s, xs, ys, a, b, y)
  s.g.strokeStyle = stroke
  s.g.lineWidth = width
  s.g.setLineDash(dash)
  s.g.stroke()
  s.g.setLineDash([])
}

/** The stretch between a line and a level, filled. */
function area(s, xs, ys, a, b, y, level, fill) {
  trace(s, xs, ys, a, b, y)
  s.g.lineTo(xOf(s, xs[b]), level)
  s.g.lineTo(xOf(s, xs[a]), level)
  s.g.closePath()
  s.g.fillStyle = fill
  s.g.fill()
}

function drawEquity(p, s) {
  const [a, b] = visible(rows.i)
  const benchmark = data.equity.benchmark !== null
  const [low, high] = extremes(benchmark ? [rows.e, rows.b] : [rows.e], a, b)
  const y = frame(p, s, low, high, brief, state.log && low > 0)
  const shade = s.g.createLinearGradient(0, 0, 0, s.bottom)
  shade.addColorStop(0, color('accent-soft'))
  shade.addColorStop(1, 'transparent')
  area(s, rows.i, rows.e, a, b, y, s.bottom, shade)
  if (data.equity.start >= low && data.equity.start <= high) {
    s.g.strokeStyle = color('ink-3')
    s.g.setLineDash([2, 4])
    s.g.beginPath()
    s.g.moveTo(0, Math.round(y(data.equity.start)) + 0.5)
    s.g.lineTo(s.right, Math.round(y(data.equity.start)) + 0.5)
    s.g.stroke()
    s.g.setLineDash([])
  }
  if (benchmark) line(s, rows.i, rows.b, a, b, y, color('benchmark'), 1.25)
  line(s, rows.i, rows.e, a, b, y, color('accent'), 1.75)
  s.g.restore()
}

function drawDrawdown(p, s) {
  const [a, b] = visible(rows.i)
  const [low] = extremes([rows.d], a, b)
  const y = frame(p, s, Math.min(low, -0.001), 0, (v) => quantityText.format(Number((v * 100).toFixed(2))) + ' %')
  area(s, rows.i, rows.d, a, b, y, y(0), color('loss-soft'))
  line(s, rows.i, rows.d, a, b, y, color('loss'), 1.25)
  s.g.restore()
}

function triangle(g, x, y, size, up) {
  const d = up ? size : -size
  g.beginPath()
  g.moveTo(x, y)
  g.lineTo(x - size * 0.72, y + d * 1.25)
  g.lineTo(x + size * 0.72, y + d * 1.25)
  g.closePath()
}

function drawPrice(p, s) {
  const q = series[state.symbol]
  const [a, b] = visible(q.x)
  const marks = q.marks.filter((m) => m.x >= state.view.a - 1 && m.x <= state.view.b + 1)
  const step = s.right / Math.max(1, b - a)
  const candles = step >= 4
  const [low, high] = extremes(candles || step >= 1.5 ? [q.l, q.h] : [q.c], a, b)
  const y = frame(p, s, low - (high - low) * 0.05, high + (high - low) * 0.05, brief)
  const { g } = s
  if (candles) {
    const half = Math.max(1, Math.min(6, step * 0.32))
    for (let k = a; k <= b; k++) {
      const px = Math.round(xOf(s, q.x[k])) + 0.5
      const up = q.c[k] >= q.o[k]
      g.strokeStyle = color('ink-2')
      g.fillStyle = up ? color('surface') : color('ink-2')
      g.lineWidth = 1
      g.beginPath()
      g.moveTo(px, y(q.h[k]))
      g.lineTo(px, y(q.l[k]))
      g.stroke()
      const top = y(Math.max(q.o[k], q.c[k]))
      const height = Math.max(1, y(Math.min(q.o[k], q.c[k])) - top)
      g.fillRect(px - half, top, 2 * half, height)
      g.strokeRect(px - half, top, 2 * half, height)
    }
  } else {
    if (step >= 1.5) {
      trace(s, q.x, q.h, a, b, y)
      for (let k = b; k >= a; k--) g.lineTo(xOf(s, q.x[k]), y(q.l[k]))
      g.closePath()
      g.fillStyle = color('band')
      g.fill()
    }
    line(s, q.x, q.c, a, b, y, color('price'), 1.25)
  }
  drawTrades(s, q, y)
  const size = marks.length > s.right / 4 ? 3.4 : marks.length > s.right / 10 ? 4.6 : 6.8
  for (const m of marks) {
    const up = m.quantity > 0
    const px = xOf(s, m.x)
    triangle(g, px, y(m.price) + (up ? 2 : -2), size, up)
    g.fillStyle = color(up ? 'buy' : 'sell')
    g.fill()
    if (size > 4) {
      g.strokeStyle = color('surface')
      g.lineWidth = 1
      g.stroke()
    }
  }
  g.restore()
}

/** A thin line from entry to exit of each trade in view, when there are few enough to tell apart. */
function drawTrades(s, q, y) {
  const symbol = data.symbols.indexOf(q.symbol)
  const shown = trades.filter((t) => t.symbol === symbol && place(t.exitAt) >= state.view.a && place(t.entryAt) <= state.view.b)
  if (shown.length > s.right / 8) return
  for (const t of shown) {
    s.g.strokeStyle = color(t.net > 0 ? 'gain' : 'loss')
    s.g.lineWidth = 1.25
    s.g.setLineDash([4, 3])
    s.g.beginPath()
    s.g.moveTo(xOf(s, place(t.entryAt)), y(t.entryPrice))
    s.g.lineTo(xOf(s, place(t.exitAt)), y(t.exitPrice))
    s.g.stroke()
  }
  s.g.setLineDash([])
}
`
