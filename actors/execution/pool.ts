/** Begins a worker for each order that an algorithm is to work, passes on what concerns it, and ends it. */
import { emit, enqueueActions, setup } from 'xstate'
import type { MarketEvent, Micros } from '../../src/events/index.ts'
import { update } from '../../src/machine/index.ts'
import type { Algorithm } from './algorithm.ts'
import type { WorkBegin, WorkDone, WorkEnd, WorkNews } from './events.ts'

export interface PoolInput {
  readonly algorithms: Readonly<Record<string, Algorithm>>
  /** Lots by symbol; left out, 1. */
  readonly instruments?: Readonly<Record<string, { readonly lot?: number }>> | undefined
  /** Virtual time. */
  readonly now: () => Micros
}

/** An instance of a class, so that immer leaves it alone. */
class PoolConfig implements PoolInput {
  readonly algorithms
  readonly instruments
  readonly now
  constructor(input: PoolInput) {
    this.algorithms = input.algorithms
    this.instruments = input.instruments ?? {}
    this.now = input.now
  }
}

interface PoolContext {
  readonly config: PoolConfig
  /** Symbols of the workers, by order id. */
  workers: Record<string, string>
}

interface WorkerIsDone {
  readonly type: `xstate.done.actor.${string}`
  readonly actorId: string
}

type PoolEvent = WorkBegin | WorkEnd | WorkNews | MarketEvent | WorkerIsDone

/** It spawns, which a compiled machine cannot: it is interpreted in either mode. */
export const poolMachine = setup({
  types: {} as { context: PoolContext; events: PoolEvent; input: PoolInput; emitted: WorkDone },
  guards: {
    hasWorker: ({ context, event }) => Object.hasOwn(context.workers, (event as WorkEnd).orderId),
    hasWorkers: ({ context }) => Object.keys(context.workers).length > 0,
  },
  actions: {
    noteWorker: update(({ context, event }) => {
      const { orderId, parent } = event as WorkBegin
      context.workers[orderId] = parent.symbol
    }),
    forgetWorker: update(({ context, event }) => {
      delete context.workers[(event as WorkEnd).orderId]
    }),
    forgetDone: update(({ context, event }) => {
      delete context.workers[(event as WorkerIsDone).actorId]
    }),
    begin: enqueueActions(({ context, event, enqueue }) => {
      const { orderId, algorithm, parent } = event as WorkBegin
      const { algorithms, instruments, now } = context.config
      const { machine, params } = algorithms[algorithm]!
      const lot = instruments[parent.symbol]?.lot ?? 1
      enqueue.spawnChild(machine as never, { id: orderId, input: { ...params, parent, now, lot } } as never)
    }),
    end: enqueueActions(({ event, enqueue }) =>
      (enqueue.stopChild as (id: string) => void)((event as WorkEnd).orderId),
    ),
    passOn: enqueueActions(({ event, enqueue }) => {
      const { orderId, news } = event as WorkNews
      enqueue.sendTo(orderId, news as never)
    }),
    tellMarket: enqueueActions(({ context, event, enqueue }) => {
      const { symbol } = event as { readonly symbol?: string }
      for (const [orderId, its] of Object.entries(context.workers))
        if (symbol === undefined || symbol === its) enqueue.sendTo(orderId, event as never)
    }),
    tellDone: emit(({ event }): WorkDone => ({ type: 'work.done', orderId: (event as WorkerIsDone).actorId })),
  },
}).createMachine({
  id: 'algorithms',
  context: ({ input }) => ({ config: new PoolConfig(input), workers: {} }),
  on: {
    'work.begin': { actions: ['noteWorker', 'begin'] },
    'work.end': { guard: 'hasWorker', actions: ['forgetWorker', 'end'] },
    'work.news': { guard: 'hasWorker', actions: 'passOn' },
    'market.*': { guard: 'hasWorkers', actions: 'tellMarket' },
    'xstate.done.actor.*': { actions: ['forgetDone', 'tellDone'] },
  },
})
