/** Guards as functions of the frame. */
import type { Frame } from './frame.ts'
import type { GuardModel } from './model.ts'

export type Guard = (frame: Frame) => boolean

export function compileGuard(guard: GuardModel): Guard {
  switch (guard.kind) {
    case 'predicate': {
      const { test, params } = guard
      if (params.kind === 'fixed') {
        const { value } = params
        return (frame) => test(frame.args, value)
      }
      const { compute } = params
      return (frame) => test(frame.args, compute(frame.args))
    }
    case 'and': {
      const guards = guard.guards.map(compileGuard)
      return (frame) => {
        for (let place = 0; place < guards.length; place++) if (!guards[place]!(frame)) return false
        return true
      }
    }
    case 'or': {
      const guards = guard.guards.map(compileGuard)
      return (frame) => {
        for (let place = 0; place < guards.length; place++) if (guards[place]!(frame)) return true
        return false
      }
    }
    case 'not': {
      const inner = compileGuard(guard.guard)
      return (frame) => !inner(frame)
    }
    case 'stateIn': {
      const { value } = guard
      return (frame) => frame.config!.matches(value)
    }
    case 'stateInId': {
      const { state } = guard
      return (frame) => frame.config!.active.has(state)
    }
  }
}
