/** Results as files and as text. */
export { saveResults, writeJson } from './save.ts'
export type { Results } from './save.ts'
export { formatSummary } from './text.ts'
export type { TextOptions } from './text.ts'
export { iso } from '../format/time.ts'
