/** `npm run bench [name…]`: every figure as one line of JSON, or those whose file is named. */
import { bars1m } from './bars-1m.ts'
import { compiled } from './compiled.ts'
import type { Bench } from './figure.ts'
import { memory } from './memory.ts'
import { modes } from './modes.ts'
import { orderLives } from './orders.ts'
import { scaling } from './scaling.ts'
import { symbols } from './symbols.ts'

const benches: Readonly<Record<string, Bench>> = {
  'bars-1m': bars1m,
  symbols,
  scaling,
  orders: orderLives,
  compiled,
  modes,
  memory,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => benches[name] === undefined)
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.\n`)
  process.exit(2)
}
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  for await (const figure of bench()) process.stdout.write(`${JSON.stringify(figure)}\n`)
}
