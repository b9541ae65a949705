/** The script of the report: one function, so that nothing of it is global in the page. */
import { AXES } from './axes.ts'
import { CHARTS } from './charts.ts'
import { CURSOR } from './cursor.ts'
import { PAGE } from './page.ts'

/** JavaScript for the browsers of the last years; reads the JSON in `#data`. */
export const SCRIPT = `(() => {
'use strict'
const data = JSON.parse(document.getElementById('data').textContent)
${AXES}${CHARTS}${CURSOR}${PAGE}
start()
})()`
