/** The look of the report: two themes by one set of names, one column of cards, figures in tabular numerals. */

const LIGHT = `
  --page: #f5f6f8; --surface: #ffffff; --ink: #14181f; --ink-2: #566071; --ink-3: #98a1b0;
  --line: #e3e6eb; --grid: #eceef2; --cross: #98a1b0; --hover: #f3f6fb;
  --accent: #2360c5; --accent-soft: #2360c526; --benchmark: #a0733a; --price: #3c4656; --band: #3c465621;
  --gain: #0a7d5f; --loss: #c23a2c; --loss-soft: #c23a2c26; --buy: #1a73d9; --sell: #d4620a; --warn: #8a5a00; --warn-soft: #fdf3dc;
  --shadow: 0 1px 2px #14181f0a, 0 1px 6px #14181f0a;`

const DARK = `
  --page: #0d1015; --surface: #15191f; --ink: #e7eaef; --ink-2: #9ba5b4; --ink-3: #667080;
  --line: #252b34; --grid: #1f252d; --cross: #667080; --hover: #1b2129;
  --accent: #6aa5ff; --accent-soft: #6aa5ff2b; --benchmark: #c99b5e; --price: #b6c0cf; --band: #b6c0cf24;
  --gain: #40c89b; --loss: #ff7a69; --loss-soft: #ff7a692b; --buy: #5fb0ff; --sell: #ffae52; --warn: #f0c36a; --warn-soft: #2b2415;
  --shadow: none;`

export const STYLE = `
:root { color-scheme: light;${LIGHT} }
@media (prefers-color-scheme: dark) { :root:not([data-theme]) { color-scheme: dark;${DARK} } }
:root[data-theme='dark'] { color-scheme: dark;${DARK} }
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink); font: 14px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif;
  font-variant-numeric: tabular-nums; -webkit-font-smoothing: antialiased;
}
main { max-width: 1240px; margin: 0 auto; padding: 28px 24px 48px; display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); }
h1, h2, h3, p, dl, dd, table { margin: 0; }
h1 { font-size: 26px; line-height: 1.2; letter-spacing: -0.015em; overflow-wrap: anywhere; }
h2 { font-size: 14px; font-weight: 650; }
h3 { font-size: 11px; font-weight: 600; letter-spacing: 0.06em; text-transform: uppercase; color: var(--ink-2); margin-bottom: 6px; }
code, .mono { font: 12px/1.6 ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace; }
.gain { color: var(--gain); } .loss { color: var(--loss); } .muted { color: var(--ink-2); }

header { display: flex; gap: 24px; justify-content: space-between; align-items: flex-start; padding-bottom: 6px; }
header .facts { display: flex; flex-wrap: wrap; gap: 2px 18px; margin-top: 8px; color: var(--ink-2); }
button, select {
  font: inherit; font-size: 12px; color: var(--ink-2); background: var(--surface); border: 1px solid var(--line); border-radius: 7px; padding: 4px 10px; cursor: pointer;
}
button:hover, select:hover { color: var(--ink); border-color: var(--ink-3); }
button[aria-pressed='true'] { color: var(--ink); background: var(--hover); border-color: var(--ink-3); font-weight: 600; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
#theme { flex: none; width: 34px; height: 34px; padding: 0; display: grid; place-items: center; }
#theme svg { width: 16px; height: 16px; fill: currentColor; }

.tiles { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 12px; }
.tile, .card { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); }
.tile { padding: 14px 16px 12px; }
.tile .label { color: var(--ink-2); font-size: 12px; }
.tile .value { font-size: 25px; font-weight: 620; letter-spacing: -0.02em; line-height: 1.35; white-space: nowrap; }
.tile .note { color: var(--ink-2); font-size: 12px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }

.card { padding: 16px 18px; min-width: 0; }
.card > .top { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; justify-content: space-between; margin-bottom: 10px; }
.top .controls { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.legend { display: flex; flex-wrap: wrap; gap: 0 14px; min-height: 21px; font-size: 12px; color: var(--ink-2); margin: 0 0 4px; }
.legend b { color: var(--ink); font-weight: 550; }
.key::before { content: ''; display: inline-block; width: 12px; height: 3px; border-radius: 2px; margin-right: 6px; vertical-align: 3px; background: currentColor; }
.key.accent::before { background: var(--accent); } .key.benchmark::before { background: var(--benchmark); } .key.loss::before { background: var(--loss); }
.key.price::before { background: var(--price); }
.key.loss { color: inherit; }
.key.buy::before, .key.sell::before { width: 0; height: 0; border: 5px solid transparent; border-radius: 0; background: none; vertical-align: 0; margin-right: 4px; }
.key.buy::before { border-bottom: 8px solid var(--buy); border-top: 0; } .key.sell::before { border-top: 8px solid var(--sell); border-bottom: 0; }
.chart { position: relative; height: 300px; cursor: crosshair; touch-action: pan-y; user-select: none; border-radius: 4px; }
.chart canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
.chart .over { pointer-events: none; }
#drawdown { height: 150px; } #price { height: 340px; }
.stack .legend + .chart + .legend { margin-top: 14px; }

.scroll { overflow-x: auto; margin: 0 -18px; padding: 0 18px; }
table { border-collapse: collapse; width: 100%; font-size: 12.5px; }
th, td { padding: 5px 10px; text-align: right; white-space: nowrap; }
th { font-weight: 600; color: var(--ink-2); font-size: 12px; }
th.text, td.text { text-align: left; }
.trades thead th { border-bottom: 1px solid var(--line); padding: 0 2px 6px; }
.trades td { border-bottom: 1px solid var(--grid); }
.trades tbody tr { cursor: pointer; } .trades tbody tr:hover { background: var(--hover); }
.trades th button { border: 0; background: none; padding: 2px 8px; font-weight: 600; font-size: 12px; }
.trades th[aria-sort] button { color: var(--ink); }
.trades th[aria-sort='ascending'] button::after { content: ' ↑'; } .trades th[aria-sort='descending'] button::after { content: ' ↓'; }

.months { table-layout: fixed; min-width: 720px; border-collapse: separate; border-spacing: 2px; }
.months th { padding: 2px 4px; font-weight: 500; } .months tbody th { text-align: left; color: var(--ink); font-weight: 600; }
.months td { padding: 5px 6px; border-radius: 4px; font-size: 12px; text-align: right; background: var(--page); }
.months td.up { background: color-mix(in srgb, var(--gain) calc(var(--v) * 1%), var(--surface)); }
.months td.down { background: color-mix(in srgb, var(--loss) calc(var(--v) * 1%), var(--surface)); }
.months td.year { background: none; font-weight: 650; }

.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 16px; }
.groups { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 20px 36px; }
dl.figures > div { display: flex; justify-content: space-between; gap: 12px; padding: 4px 0; border-bottom: 1px solid var(--grid); }
dl.figures dt { color: var(--ink-2); } dl.figures dd { text-align: right; font-weight: 500; }
.plot { width: 100%; height: auto; display: block; }
.plot text { font-size: 10.5px; fill: var(--ink-2); } .plot .axis { stroke: var(--ink-3); } .plot .grid { stroke: var(--grid); }
.plot .up { fill: var(--gain); } .plot .down { fill: var(--loss); } .plot .mean { stroke: var(--ink); stroke-dasharray: 3 3; }
.plot circle { fill-opacity: 0.65; } .plot rect { fill-opacity: 0.85; }

.warnings { border-color: color-mix(in srgb, var(--warn) 35%, var(--line)); background: var(--warn-soft); }
.incidents td { text-align: left; white-space: normal; vertical-align: top; padding: 4px 14px 4px 0; }
.incidents td.count { text-align: right; white-space: nowrap; }
.warnings ul { margin: 0 0 8px; padding-left: 18px; }
dl.config { display: grid; grid-template-columns: minmax(120px, max-content) minmax(0, 1fr); gap: 2px 20px; }
dl.config dt { color: var(--ink-2); overflow-wrap: anywhere; } dl.config dd { overflow-wrap: anywhere; }
footer { color: var(--ink-2); font-size: 12px; overflow-wrap: anywhere; }

@media (max-width: 900px) {
  .groups { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
}
@media (max-width: 640px) {
  main { padding: 16px 12px 32px; gap: 12px; } h1 { font-size: 21px; }
  .tiles { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 8px; } .tile { padding: 10px 12px; } .tile .value { font-size: 19px; }
  .card { padding: 12px; } .scroll { margin: 0 -12px; padding: 0 12px; } .groups { grid-template-columns: minmax(0, 1fr); }
  .chart { height: 240px; } #drawdown { height: 120px; } #price { height: 260px; }
  dl.config { grid-template-columns: minmax(0, 1fr); } dl.config dd { margin-bottom: 6px; }
}
@media print {
  body { background: #fff; } main { max-width: none; padding: 0; gap: 12px; } button, select { display: none; }
  .card, .tile { break-inside: avoid; box-shadow: none; } .card.long { break-inside: auto; }
  .tile .value { font-size: 20px; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
