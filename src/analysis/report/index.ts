/** report.html */
export { reportInput } from './input.ts'
export type { DeadLetterCount, ReportExtras, ReportInput } from './input.ts'
export { renderReport } from './report.ts'
