/** Script of the report, last part: the trade table, the buttons, the theme, and the start of it all. */
export const PAGE = String.raw`
const FIELDS = ['symbol', 'sign', 'open', 'quantity', 'entryAt', 'exitAt', 'entryPrice', 'exitPrice', 'net', 'return', 'mae', 'mfe', 'bars']
const trades = data.trades.map((row, n) => ({ n: n + 1, ...Object.fromEntries(FIELDS.map((field, k) => [field, row[k]])) }))

const COLUMNS = [
  ['n', '#', (t) => whole(t.n)],
  ['symbol', 'Symbol', (t) => data.symbols[t.symbol]],
  ['sign', 'Side', (t) => (t.sign > 0 ? 'Long' : 'Short')],
  ['quantity', 'Quantity', (t) => quantityText.format(t.quantity)],
  ['entryAt', 'Entry', (t) => instantText(t.entryAt)],
  ['exitAt', 'Exit', (t) => (t.open ? 'open' : instantText(t.exitAt))],
  ['entryPrice', 'Entry price', (t) => price(t.entryPrice)],
  ['exitPrice', 'Exit price', (t) => price(t.exitPrice)],
  ['net', 'Net', (t) => sign(t.net) + cents(t.net)],
  ['return', 'Return', (t) => percent(t.return)],
  ['mae', 'MAE', (t) => percent(t.mae)],
  ['mfe', 'MFE', (t) => percent(t.mfe)],
  ['bars', 'Bars', (t) => whole(t.bars)],
]
const FIRST = 25
const table = { by: 'n', down: false, all: false }

function showTrades() {
  const root = document.getElementById('trades')
  if (!root) return
  const value = table.by === 'symbol' ? (t) => data.symbols[t.symbol] : (t) => t[table.by]
  const order = (a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : a.n - b.n)
  const sorted = trades.slice().sort((a, b) => (table.down ? order(b, a) : order(a, b)))
  const body = document.createElement('tbody')
  for (const t of table.all ? sorted : sorted.slice(0, FIRST)) {
    const row = body.insertRow()
    row.tabIndex = 0
    row.title = 'Show on the chart'
    const go = () => showTrade(t)
    row.addEventListener('click', go)
    row.addEventListener('keydown', (event) => { if (event.key === 'Enter') go() })
    for (const [field, , text] of COLUMNS) {
      const cell = row.insertCell()
      cell.textContent = text(t)
      if (field === 'net' || field === 'return') cell.className = t[field] > 0 ? 'gain' : t[field] < 0 ? 'loss' : ''
      if (field === 'symbol' || field === 'sign') cell.className = 'text'
    }
  }
  const head = document.createElement('thead').insertRow()
  for (const [field, label] of COLUMNS) {
    const th = document.createElement('th')
    th.scope = 'col'
    if (field === 'symbol' || field === 'sign') th.className = 'text'
    if (field === table.by) th.ariaSort = table.down ? 'descending' : 'ascending'
    const button = document.createElement('button')
    button.textContent = label
    button.addEventListener('click', () => {
      table.down = table.by === field ? !table.down : field === 'net' || field === 'return' || field === 'mfe'
      table.by = field
      showTrades()
      root.querySelector('th[aria-sort] button').focus()
    })
    th.append(button)
    head.append(th)
  }
  root.replaceChildren(head.parentNode, body)
  const more = document.getElementById('all-trades')
  more.hidden = trades.length <= FIRST
  more.textContent = table.all ? 'Show the first ' + FIRST : 'Show all ' + whole(trades.length)
}

function showTrade(t) {
  const symbol = series.findIndex((q) => q.symbol === data.symbols[t.symbol])
  if (symbol < 0) return
  pick(symbol)
  const [a, b] = [place(t.entryAt), place(t.exitAt)]
  const pad = Math.max(12, (b - a) * 0.6)
  zoom(a - pad, b + pad)
  document.getElementById('price').closest('section').scrollIntoView({ behavior: 'smooth', block: 'center' })
}

function pick(symbol) {
  state.symbol = symbol
  const select = document.getElementById('symbol')
  if (select) select.value = String(symbol)
  render()
}

const root = document.documentElement
function theme(name) {
  if (name) root.dataset.theme = name
  else delete root.dataset.theme
  render()
}

function zoomToLast(from, span) {
  zoom(from, Math.min(full.b, lastRow + (lastRow - from) * 0.02), span)
}

function start() {
  panel('equity', drawEquity, readEquity)
  panel('drawdown', drawDrawdown, readDrawdown)
  if (series.length > 0) panel('price', drawPrice, readPrice)
  document.getElementById('all-trades')?.addEventListener('click', () => { table.all = !table.all; showTrades() })
  document.getElementById('symbol')?.addEventListener('change', (event) => pick(Number(event.target.value)))
  document.getElementById('log')?.addEventListener('click', (event) => {
    state.log = !state.log
    event.currentTarget.setAttribute('aria-pressed', String(state.log))
    render()
  })
  for (const button of document.querySelectorAll('[data-span]')) {
    const days = Number(button.dataset.span)
    const end = rows.t[rows.t.length - 1]
    if (days && !(end - rows.t[0] > days * DAY)) button.remove()
    else button.addEventListener('click', () => (days ? zoomToLast(place(end - days * DAY), button.dataset.span) : zoom(full.a, full.b)))
  }
  document.getElementById('theme').addEventListener('click', () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
    theme(dark ? 'light' : 'dark')
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', render)
  let kept
  addEventListener('beforeprint', () => { kept = root.dataset.theme; theme('light') })
  addEventListener('afterprint', () => theme(kept))
  new ResizeObserver(render).observe(document.querySelector('main'))
  showTrades()
  render()
}
`
