/** The machine runtime: one definition, interpreted by XState or compiled to tables, equal by test. */
export { update } from './update.ts'
export type { RaiseOptions, Recipe, UpdateArgs } from './update.ts'
export { patchesOf } from './patches.ts'
export type { ContextPatches } from './patches.ts'
