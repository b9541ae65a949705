// Writes the tables of docs/orders.md anew: `node scripts/run.mjs scripts/orders-page.ts`. A test holds the page to them.
import { readFileSync, writeFileSync } from 'node:fs'
import { withTables } from './orders-page/tables.ts'

const page = 'docs/orders.md'
writeFileSync(page, withTables(readFileSync(page, 'utf8')))
