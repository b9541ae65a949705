/** report.html */
export { reportInput } from './input.ts'
export type { DeadLetterCount, ReportExtras, ReportInput } from './input.ts'
export { renderReport } from './report.ts'
export { renderStress } from './stress/page.ts'
export type {
  StressAmbiguity,
  StressFactor,
  StressFigures,
  StressInput,
  StressOmission,
  StressRun,
} from './stress/input.ts'
export { thinned } from './thin.ts'
