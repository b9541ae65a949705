/** Script of the report, third part: what the pointer and the keyboard do to the charts, and the read-outs. */
export const CURSOR = String.raw`
/** Nearest row to the pointer. */
function rowAt(i) {
  const k = lower(rows.i, i)
  return k > 0 && (k === rows.i.length || i - rows.i[k - 1] < rows.i[k] - i) ? k - 1 : k
}

const daily = rows.t.length < 3 || (rows.t[rows.t.length - 1] - rows.t[0]) / Math.max(1, lastRow) > DAY * 0.75
const instantText = (t) => (daily ? dateText(t) : dateText(t) + ' ' + clockText(t))

function readEquity(k) {
  const list = [['', instantText(rows.t[k])], ['accent', 'Equity', money(rows.e[k]), percent(rows.e[k] / data.equity.start - 1)]]
  if (data.equity.benchmark !== null && rows.b[k] !== null) {
    list.push(['benchmark', data.equity.benchmark, money(rows.b[k]), percent(rows.b[k] / data.equity.start - 1)])
  }
  return list
}

const readDrawdown = (k) => [['', instantText(rows.t[k])], ['loss', 'Drawdown', percent(rows.d[k])]]

function readPrice(k, i) {
  const q = series[state.symbol]
  if (q.x.length === 0) return []
  let n = Math.min(q.x.length - 1, lower(q.x, i))
  if (n > 0 && i - q.x[n - 1] < q.x[n] - i) n--
  const list = [['', instantText(q.t[n])], ['', 'O', price(q.o[n])], ['', 'H', price(q.h[n])], ['', 'L', price(q.l[n])], ['price', 'C', price(q.c[n])]]
  const reach = Math.max(0.5, (4 / (panels[0].base.clientWidth || 800)) * (state.view.b - state.view.a))
  for (const m of q.marks.filter((mark) => Math.abs(mark.x - i) <= reach).slice(0, 3)) {
    const many = m.count > 1 ? ' (' + m.count + ' fills)' : ''
    list.push([m.quantity > 0 ? 'buy' : 'sell', m.quantity > 0 ? 'Buy' : 'Sell', quantityText.format(Math.abs(m.quantity)) + ' @ ' + price(m.price) + many])
  }
  return list
}

function showLegend(p) {
  if (!p.legend || rows.i.length === 0) return
  const i = state.hover === null ? lastRow : state.hover
  p.legend.replaceChildren(...p.read(rowAt(i), i).map(([name, label, ...values]) => {
    const item = document.createElement('span')
    if (name) item.className = 'key ' + name
    item.append(label)
    for (const value of values) {
      const b = document.createElement('b')
      b.textContent = value
      item.append(' ', b)
    }
    return item
  }))
}

function drawOver(p) {
  const s = surface(p.over)
  const { g } = s
  if (state.drag && state.drag.panel) {
    const [x1, x2] = [state.drag.from, state.drag.to].map((i) => xOf(s, i))
    g.fillStyle = color('accent-soft')
    g.fillRect(Math.min(x1, x2), 0, Math.abs(x2 - x1), s.bottom)
  }
  if (state.hover === null || rows.i.length === 0) return
  const px = Math.round(xOf(s, state.hover)) + 0.5
  if (px < 0 || px > s.right) return
  g.strokeStyle = color('cross')
  g.lineWidth = 1
  g.beginPath()
  g.moveTo(px, 0)
  g.lineTo(px, s.bottom)
  g.stroke()
  const ys = { equity: rows.e, drawdown: rows.d }[p.root.id]
  if (ys && p.scale) {
    g.fillStyle = color(p.root.id === 'equity' ? 'accent' : 'loss')
    g.strokeStyle = color('surface')
    g.lineWidth = 2
    g.beginPath()
    g.arc(px, p.scale.y(ys[rowAt(state.hover)]), 4, 0, 7)
    g.stroke()
    g.fill()
  }
  if (state.pointer && state.pointer.panel === p && p.scale && state.pointer.y < s.bottom) {
    const py = Math.round(state.pointer.y) + 0.5
    g.strokeStyle = color('cross')
    g.lineWidth = 1
    g.setLineDash([3, 3])
    g.beginPath()
    g.moveTo(0, py)
    g.lineTo(s.right, py)
    g.stroke()
    g.setLineDash([])
    const text = p.scale.label(p.scale.at(py))
    g.fillStyle = color('ink')
    g.fillRect(s.right + 2, py - 9, AXIS - 2, 18)
    g.fillStyle = color('surface')
    g.textBaseline = 'middle'
    g.fillText(text, s.right + 8, py)
  }
}

function render() {
  for (const p of panels) {
    p.draw(p, surface(p.base))
    drawOver(p)
    showLegend(p)
  }
  const zoomed = state.view.a > full.a || state.view.b < full.b
  for (const button of document.querySelectorAll('[data-span]')) {
    button.setAttribute('aria-pressed', String(zoomed ? button.dataset.span === state.span : button.dataset.span === 'all'))
  }
}

function hover() {
  for (const p of panels) {
    drawOver(p)
    showLegend(p)
  }
}

function zoom(a, b, span) {
  const least = Math.min(10, lastRow + 2 * margin)
  const middle = (a + b) / 2
  const half = Math.max(b - a, least) / 2
  state.view = { a: Math.max(full.a, middle - half), b: Math.min(full.b, middle + half) }
  state.span = span
  render()
}

function listen(p) {
  const at = (event) => event.clientX - p.base.getBoundingClientRect().left
  p.root.addEventListener('pointermove', (event) => {
    state.hover = Math.max(0, Math.min(lastRow, iOf(p, at(event))))
    if (p.root.id !== 'price') state.hover = rows.i[rowAt(state.hover)]
    state.pointer = { panel: p, y: event.clientY - p.base.getBoundingClientRect().top }
    if (state.drag) state.drag.to = Math.max(state.view.a, Math.min(state.view.b, iOf(p, at(event))))
    hover()
  })
  p.root.addEventListener('pointerleave', () => {
    state.hover = state.pointer = null
    hover()
  })
  p.root.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || event.pointerType === 'touch') return
    p.root.setPointerCapture(event.pointerId)
    const i = iOf(p, at(event))
    state.drag = { panel: p, from: i, to: i }
  })
  const release = () => {
    const drag = state.drag
    state.drag = null
    if (drag && Math.abs(drag.to - drag.from) > (state.view.b - state.view.a) * 0.01) zoom(Math.min(drag.from, drag.to), Math.max(drag.from, drag.to))
    else hover()
  }
  p.root.addEventListener('pointerup', release)
  p.root.addEventListener('pointercancel', release)
  p.root.addEventListener('dblclick', () => zoom(full.a, full.b))
  p.root.addEventListener('keydown', (event) => {
    const { a, b } = state.view
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (move) {
      const k = rowAt(state.hover === null ? b : state.hover) + move
      state.hover = rows.i[Math.max(0, Math.min(rows.i.length - 1, k))]
      hover()
    } else if (event.key === '+' || event.key === '=') zoom(a + (b - a) / 4, b - (b - a) / 4)
    else if (event.key === '-') zoom(a - (b - a) / 2, b + (b - a) / 2)
    else if (event.key === 'Escape') zoom(full.a, full.b)
    else return
    event.preventDefault()
  })
}
`
