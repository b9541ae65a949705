/** The life of one actor of a compiled machine: its record, the snapshot that shows it, and where its effects go. */
import type { AnyActorScope, EventObject } from 'xstate'
import type { Configuration } from './configuration.ts'
import { type Execution, Frame, type Host, type MachineRecord } from './frame.ts'
import type { Table } from './table.ts'
import { showConfiguration, type SnapshotObject } from './xstate-internals.ts'

const NOTHING: EventObject = { type: '' }

export class Life implements Host {
  readonly record: MachineRecord
  readonly scope: AnyActorScope
  starting = false
  private readonly table: Table
  private readonly configurations: readonly Configuration[]
  /** For the recipes that are run without detour. */
  private readonly frame = new Frame()
  private snapshot: SnapshotObject | undefined = undefined
  /** Number of the configuration that the snapshot shows. */
  private shown = -1

  constructor(record: MachineRecord, scope: AnyActorScope, table: Table) {
    this.record = record
    this.scope = scope
    this.table = table
    this.configurations = table.configs
    this.frame.begin(record, NOTHING, this, this)
  }

  /** Handles one event; the same as a transition of the logic, for who delivers very many. Throws what the machine throws. */
  deliver(event: EventObject): void {
    const { record, table, frame } = this
    const configuration = this.configurations[record.config]!
    const recipes = record.status === 'active' ? table.straightFor(configuration, event.type) : undefined
    if (recipes === undefined) {
      table.run(record, event, this, this)
      this.show()
      return
    }
    const { args } = frame
    // The frame serves this life alone: the rest of it is as the last event left it.
    args.event = event
    if (args.context !== record.context) args.context = record.context
    try {
      for (let place = 0; place < recipes.length; place++) {
        const { recipe, params } = recipes[place]!
        recipe(args, params)
      }
      if (frame.isBusy) {
        table.finish(frame, configuration)
        this.show()
      }
    } catch (error) {
      frame.abandon()
      record.status = 'error'
      record.config = configuration.index
      throw error
    }
  }

  /** Whether the snapshot still says that the machine is running. */
  get isActive(): boolean {
    return this.snapshot?.status === 'active'
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
