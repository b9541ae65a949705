/** Logic that keeps one snapshot and changes it in place, as compiled machines do: the shortest thing that takes the direct way. */
import type { ActorLogic, ActorScope, AnyActorRef, EventObject } from 'xstate'

type Scope = ActorScope<never, EventObject, AnyActorRef['system'], EventObject>

interface InPlaceSnapshot<State> {
  status: 'active' | 'done' | 'stopped'
  output: undefined
  error: undefined
  context: State
}

/** `handle` changes `state`; returning `'done'` ends the actor. */
export function inPlace<State, Event extends EventObject = EventObject & Record<string, unknown>>(
  initial: (scope: Scope) => State,
  handle: (state: State, event: Event, scope: Scope) => void | 'done',
  start?: (state: State, scope: Scope) => void,
) {
  const logic = {
    [Symbol.for('quantdome.inPlace')]: true,
    getInitialSnapshot: (scope: Scope): InPlaceSnapshot<State> => ({
      status: 'active',
      output: undefined,
      error: undefined,
      context: initial(scope),
    }),
    getPersistedSnapshot: (snapshot: InPlaceSnapshot<State>) => snapshot,
    start: (snapshot: InPlaceSnapshot<State>, scope: Scope) => start?.(snapshot.context, scope),
    transition: (snapshot: InPlaceSnapshot<State>, event: Event, scope: Scope) => {
      if (event.type === 'xstate.stop') snapshot.status = 'stopped'
      else if (handle(snapshot.context, event, scope) === 'done') snapshot.status = 'done'
      return snapshot
    },
  }
  return logic as unknown as ActorLogic<
    { status: 'active'; output: undefined; error: undefined; context: State },
    Event,
    undefined,
    AnyActorRef['system'],
    EventObject
  >
}

/** Remembers the events it gets. */
export const recorder = () =>
  inPlace<unknown[]>(
    () => [],
    (events, event) => void events.push(event),
  )

/** Emits whatever it is told to: `{ type: 'emit', event }`. */
export const relay = () =>
  inPlace<null, EventObject & { event: EventObject }>(
    () => null,
    (_state, { event }, scope) => scope.emit(event),
  )
