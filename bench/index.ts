/**
 * `npm run bench [name…]`: every figure as one line of JSON, or those whose file is named. Each file has a process of its own, so that what
 * the engine learned from one does not colour the next; both sides of a ratio are always measured in the same process.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { bars1m } from './bars-1m.ts'
import { compiled } from './compiled.ts'
import type { Bench } from './figure.ts'
import { memory } from './memory.ts'
import { modes } from './modes.ts'
import { orderLives } from './orders.ts'
import { restingOrders } from './resting.ts'
import { scaling } from './scaling.ts'
import { symbols } from './symbols.ts'

const benches: Readonly<Record<string, Bench>> = {
  'bars-1m': bars1m,
  symbols,
  scaling,
  orders: orderLives,
  resting: restingOrders,
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
const alone = wanted.length === 1 ? benches[wanted[0]!] : undefined
if (alone !== undefined) {
  for await (const figure of alone()) process.stdout.write(`${JSON.stringify(figure)}\n`)
} else {
  const file = fileURLToPath(import.meta.url)
  for (const name of wanted.length > 0 ? wanted : Object.keys(benches)) {
    const { status, signal } = spawnSync(process.execPath, [file, name], { stdio: ['ignore', 'inherit', 'inherit'] })
    if (signal !== null) process.exit(130)
    if (status !== 0) process.exitCode = 1
  }
}
