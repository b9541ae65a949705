/** How sure a result is: an experiment under other assumptions of how orders fill. */
export { type Assumption, type Factor, FACTOR_NAMES, FACTORS } from './factors.ts'
export { StressGrid } from './result.ts'
export { stress, type StressOptions } from './stress.ts'
