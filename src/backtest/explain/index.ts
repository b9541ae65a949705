/** Explaining one order, or one signal, of a run. */
export { explain, ExplainError, unknownOrder } from './explain.ts'
export { type Reason, REASONS, type ReasonEntry, type Stretch } from './reasons.ts'
export { Story } from './story.ts'
export type { StoryCause, StoryEvent, StoryTextOptions } from './story.ts'
export type { Subject } from './witness.ts'
