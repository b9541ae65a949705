/** The life of one actor of a compiled machine: its record, the snapshot that shows it, and where its effects go. */
import type { AnyActorScope, EventObject } from 'xstate'
import type { Configuration } from './configuration.ts'
import type { Execution, Host, MachineRecord } from './frame.ts'
import { showConfiguration, type SnapshotObject } from './xstate-internals.ts'

export class Life implements Host {
  readonly record: MachineRecord
  readonly scope: AnyActorScope
  starting = false
  private readonly configurations: readonly Configuration[]
  private snapshot: SnapshotObject | undefined = undefined
  /** Number of the configuration that the snapshot shows. */
  private shown = -1

  constructor(record: MachineRecord, scope: AnyActorScope, configurations: readonly Configuration[]) {
    this.record = record
    this.scope = scope
    this.configurations = configurations
  }

  showIn(snapshot: SnapshotObject): void {
    this.snapshot = snapshot
    this.shown = this.record.config
  }

  show(): void {
    const { record, snapshot } = this
    if (snapshot === undefined) return
    if (record.config !== this.shown) {
      this.shown = record.config
      showConfiguration(snapshot, this.configurations[record.config]!)
    }
    if (snapshot.context !== record.context) snapshot.context = record.context
    if (record.status === 'done' && snapshot.status === 'active') {
      snapshot.status = 'done'
      snapshot.output = record.output
    }
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
