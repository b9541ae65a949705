/**
 * The actor system with no market in sight: a bank with two clerks and four chairs. Customers come at random, are served one after the other,
 * and go away when every chair is taken. What comes out is set beside what queueing theory (M/M/2/6) says should come out.
 *
 * Run it with `npm run example examples/queueing.ts`; `npm run example examples/queueing.ts -- 9` is another run of the dice.
 */
import { createActorSystem, days, exponential, minutes, type Duration } from 'quantdome/system'
import { assign, emit, enqueueActions, setup } from 'xstate'

const CHAIRS = 4
const CLERKS = ['anna', 'bert']
const BETWEEN_ARRIVALS = minutes(2)
const SERVICE = minutes(3.5)
const OPEN_FOR = days(20)

/** A source of random durations. */
type Draw = () => Duration
const toMilliseconds = (duration: Duration): number => duration / 1000

type ToBank = { type: 'customer.arrived'; customer: number } | { type: 'clerk.free'; clerk: string }
interface Called {
  type: 'customer.called'
  customer: number
  clerk: string
}

/** Sends in customers, numbered, for ever. */
const street = setup({
  types: {
    context: {} as { customer: number; gap: Draw },
    input: {} as { gap: Draw },
    emitted: {} as { type: 'customer.arrived'; customer: number },
  },
  delays: { untilNext: ({ context }) => toMilliseconds(context.gap()) },
  actions: {
    count: assign({ customer: ({ context }) => context.customer + 1 }),
    sendIn: emit(({ context }) => ({ type: 'customer.arrived', customer: context.customer })),
  },
}).createMachine({
  context: ({ input }) => ({ customer: 0, gap: input.gap }),
  initial: 'quiet',
  states: { quiet: { after: { untilNext: { target: 'quiet', reenter: true, actions: ['count', 'sendIn'] } } } },
})

/** Keeps the line: calls the next customer to a free clerk, offers a chair while there is one, and turns away the rest. */
const bank = setup({
  types: {
    context: {} as { line: readonly number[]; free: readonly string[] },
    events: {} as ToBank,
    emitted: {} as Called | { type: 'customer.rejected'; customer: number },
  },
  guards: {
    isFull: ({ context }) => context.free.length === 0 && context.line.length >= CHAIRS,
  },
  actions: {
    turnAway: enqueueActions(({ event, enqueue }) => {
      if (event.type === 'customer.arrived') enqueue.emit({ type: 'customer.rejected', customer: event.customer })
    }),
    queueUp: assign(({ context, event }) =>
      event.type === 'customer.arrived'
        ? { line: [...context.line, event.customer] }
        : { free: [...context.free, event.clerk] },
    ),
    callNext: enqueueActions(({ context, enqueue }) => {
      const [customer] = context.line
      const [clerk] = context.free
      if (customer === undefined || clerk === undefined) return
      enqueue.assign({ line: context.line.slice(1), free: context.free.slice(1) })
      enqueue.emit({ type: 'customer.called', customer, clerk })
    }),
  },
}).createMachine({
  context: { line: [], free: [] },
  on: {
    'customer.arrived': [{ guard: 'isFull', actions: 'turnAway' }, { actions: ['queueUp', 'callNext'] }],
    'clerk.free': { actions: ['queueUp', 'callNext'] },
  },
})

/** Serves one customer at a time. */
const clerk = setup({
  types: {
    context: {} as { name: string; service: Draw; customer: number },
    input: {} as { name: string; service: Draw },
    events: {} as Called,
    emitted: {} as { type: 'clerk.free'; clerk: string } | { type: 'customer.served'; customer: number; clerk: string },
  },
  guards: { isMine: ({ context, event }) => event.clerk === context.name },
  delays: { service: ({ context }) => toMilliseconds(context.service()) },
  actions: {
    greet: assign({ customer: ({ event }) => event.customer }),
    report: emit(({ context }) => ({ type: 'customer.served', customer: context.customer, clerk: context.name })),
    waitForNext: emit(({ context }) => ({ type: 'clerk.free', clerk: context.name })),
  },
}).createMachine({
  context: ({ input }) => ({ ...input, customer: 0 }),
  initial: 'free',
  states: {
    free: {
      entry: 'waitForNext',
      on: { 'customer.called': { guard: 'isMine', target: 'busy', actions: 'greet' } },
    },
    busy: { after: { service: { target: 'free', actions: 'report' } } },
  },
})

const asked = Number(process.argv[2])
const seed = Number.isSafeInteger(asked) ? asked : 7
const system = createActorSystem({ seed })
const draw = (name: string, mean: Duration): Draw => exponential(mean).sampler(system.random(name))

system.add('bank', bank)
for (const name of CLERKS) system.add(name, clerk, { input: { name, service: draw(name, SERVICE) } })
system.add('street', street, { input: { gap: draw('street', BETWEEN_ARRIVALS) } })

system.route('street', 'customer.arrived', 'bank')
for (const name of CLERKS) {
  system.route('bank', 'customer.called', name)
  system.route(name, 'clerk.free', 'bank')
  system.ignore(name, 'customer.served')
}
system.ignore('bank', 'customer.rejected')

// What is measured is read off the events as they pass; no actor knows of it.
const arrivedAt = new Map<number, number>()
const waits: Duration[] = []
const busySince = new Map<number, number>()
const busy = new Map(CLERKS.map((name) => [name, 0]))
let rejected = 0
system.tap<{ customer: number }>('street', 'customer.arrived', ({ customer }, now) => arrivedAt.set(customer, now))
system.tap<Called>('bank', 'customer.called', ({ customer }, now) => {
  waits.push(now - (arrivedAt.get(customer) ?? now))
  busySince.set(customer, now)
})
system.tap('bank', 'customer.rejected', () => rejected++)
system.tap<{ customer: number; clerk: string }>('*', 'customer.served', (event, now) => {
  busy.set(event.clerk, (busy.get(event.clerk) ?? 0) + now - (busySince.get(event.customer) ?? now))
})

system.run({ until: OPEN_FOR })

/** The theory of M/M/c/K: the probability of each number of customers in the bank. */
function probabilities(): number[] {
  const load = SERVICE / BETWEEN_ARRIVALS
  const weights = [1]
  for (let n = 1; n <= CLERKS.length + CHAIRS; n++) {
    weights.push(((weights[n - 1] ?? 0) * load) / Math.min(n, CLERKS.length))
  }
  const sum = weights.reduce((a, b) => a + b)
  return weights.map((weight) => weight / sum)
}

const p = probabilities()
const turnedAway = p.at(-1) ?? 0
const served = (1 - turnedAway) / BETWEEN_ARRIVALS
const inLine = p.reduce((sum, probability, n) => sum + probability * Math.max(0, n - CLERKS.length), 0)
const percent = (part: number): string => `${(100 * part).toFixed(1)} %`
const inMinutes = (duration: Duration): string => `${(duration / minutes(1)).toFixed(2)} min`
const average = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length

const rows: [string, string, string][] = [
  ['', 'measured', 'theory'],
  ['customers', String(arrivedAt.size), (OPEN_FOR / BETWEEN_ARRIVALS).toFixed(0)],
  ['turned away', percent(rejected / arrivedAt.size), percent(turnedAway)],
  ['average wait', inMinutes(average(waits)), inMinutes(inLine / served)],
  ['longest wait', inMinutes(waits.reduce((a, b) => Math.max(a, b), 0)), ''],
  ...CLERKS.map((name): [string, string, string] => [
    `${name} busy`,
    percent((busy.get(name) ?? 0) / OPEN_FOR),
    percent((served * SERVICE) / CLERKS.length),
  ]),
]
for (const [what, measured, theory] of rows)
  console.log(`${what.padEnd(16)}${measured.padStart(12)}${theory.padStart(12)}`)
console.log(`\n${system.delivered} messages and timers, run hash ${system.hash.digest().slice(0, 16)} (seed ${seed})`)
