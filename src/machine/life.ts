/** The life of one actor of a compiled machine: its record, the snapshot that shows it, and where its effects go. */
import type { AnyActorScope, EventObject } from 'xstate'
import type { Configuration } from './configuration.ts'
import { type Execution, Frame, type Host, type MachineRecord } from './frame.ts'
import type { StraightRecipe } from './plan.ts'
import type { Table } from './table.ts'
import { showConfiguration, type SnapshotObject } from './xstate-internals.ts'

const NOTHING: EventObject = { type: '' }
/** In the place of a frame where nobody delivers. */
const NO_FRAME = new Frame()

export class Life implements Host {
  readonly record: MachineRecord
  readonly scope: AnyActorScope
  starting = false
  outlet: ((event: EventObject) => void) | null = null
  private readonly table: Table
  private readonly configurations: readonly Configuration[]
  /** For the recipes that are run without detour, and their arguments. */
  private frame = NO_FRAME
  private args = NO_FRAME.args
  /** The recipe that the last event ran by itself, the type of that event, and the configuration it was handled in. */
  private sole: StraightRecipe | undefined = undefined
  private soleType = ''
  private soleConfig = -1
  private snapshot: SnapshotObject | undefined = undefined
  /** Number of the configuration that the snapshot shows. */
  private shown = -1

  constructor(record: MachineRecord, scope: AnyActorScope, table: Table) {
    this.record = record
    this.scope = scope
    this.table = table
    this.configurations = table.configs
  }

  /** Makes ready for `deliver`; what only XState steps needs no frame of its own. */
  ready(): this {
    if (this.frame === NO_FRAME) {
      this.frame = new Frame()
      this.args = this.frame.args
      this.frame.begin(this.record, NOTHING, this, this)
    }
    return this
  }

  /**
   * Handles one event, once it is ready; the same as a transition of the logic, for who delivers very many. True when that was all: the actor is as active as
   * before, and nothing waits for it to be updated. Throws what the machine throws.
   */
  deliver(event: EventObject): boolean {
    const { record, table } = this
    const { sole } = this
    // What is delivered most: what was delivered last, where it runs one recipe.
    if (sole !== undefined && event.type === this.soleType && record.config === this.soleConfig && !table.isObserved) {
      const { args } = this
      args.event = event
      if (args.context !== record.context) args.context = record.context
      try {
        sole.recipe(args, sole.params)
        if (!this.frame.isBusy) return true
        this.finish(this.soleConfig)
      } catch (error) {
        throw this.failed(error, this.soleConfig)
      }
      return false
    }
    return this.deliverStraight(event)
  }

  private deliverStraight(event: EventObject): boolean {
    const { record, table, args } = this
    const configuration = this.configurations[record.config]!
    const recipes = record.status === 'active' ? table.straightFor(configuration, event.type) : undefined
    if (recipes === undefined) {
      this.sole = undefined
      table.run(record, event, this, this)
      this.show()
      return false
    }
    this.sole = recipes.length === 1 ? recipes[0] : undefined
    this.soleType = event.type
    this.soleConfig = record.config
    // The frame serves this life alone: the rest of it is as the last event left it.
    args.event = event
    if (args.context !== record.context) args.context = record.context
    try {
      for (let place = 0; place < recipes.length; place++) {
        const { recipe, params } = recipes[place]!
        recipe(args, params)
      }
      if (!this.frame.isBusy) return true
      this.finish(configuration.index)
    } catch (error) {
      throw this.failed(error, configuration.index)
    }
    return false
  }

  /** Handles what was raised and lets effects go; that may bring the machine to its end. */
  private finish(configuration: number): void {
    this.table.finish(this.frame, this.configurations[configuration]!)
    this.show()
  }

  private failed(error: unknown, configuration: number): unknown {
    const { record } = this
    this.frame.abandon()
    record.status = 'error'
    record.config = configuration
    record.output = undefined
    return error
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
    if (this.outlet !== null && !this.starting) this.outlet(event)
    else if (this.starting) this.scope.defer(() => this.scope.emit(event))
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
