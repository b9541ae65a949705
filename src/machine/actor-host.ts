/** An actor as the host of its machine's effects. */
import type { AnyActorScope, EventObject } from 'xstate'
import type { Execution, Host } from './frame.ts'

export class ActorHost implements Host {
  readonly scope: AnyActorScope
  starting = false

  constructor(scope: AnyActorScope) {
    this.scope = scope
  }

  get self(): unknown {
    return this.scope.self
  }

  get system(): unknown {
    return this.scope.system
  }

  emit(event: EventObject): void {
    if (this.starting) this.scope.defer(() => this.scope.emit(event))
    else this.scope.emit(event)
  }

  schedule(event: EventObject, delayMs: number, id: string | undefined): void {
    if (this.starting) this.scope.defer(() => this.scheduleNow(event, delayMs, id))
    else this.scheduleNow(event, delayMs, id)
  }

  cancel(id: string): void {
    if (this.starting) this.scope.defer(() => this.cancelNow(id))
    else this.cancelNow(id)
  }

  log(...values: unknown[]): void {
    this.scope.logger(...values)
  }

  execute(action: Execution): void {
    this.scope.actionExecutor(action as never)
  }

  private scheduleNow(event: EventObject, delayMs: number, id: string | undefined): void {
    const { self, system } = this.scope
    system.scheduler.schedule(self, self, event, delayMs, id)
  }

  private cancelNow(id: string): void {
    const { self, system } = this.scope
    system.scheduler.cancel(self, id)
  }
}
