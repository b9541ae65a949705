/**
 * Who hears whom. A table of routes is resolved once for each (producer, event type) into the list of its routes; adding or removing a
 * route makes the lists be resolved anew, adding or removing an actor only changes where its routes point.
 */
import type { Cell } from './cell.ts'
import { UsageError } from './errors.ts'
import type { LatencyModel } from './latency.ts'
import { checkPattern, matches, matchesProducer } from './pattern.ts'
import type { RandomStream } from './random.ts'
import type { Duration, Micros } from './time.ts'
import { CLASSES } from './queue.ts'

/** Class of messages that name none. */
export const DEFAULT_CLASS = 4

export interface RouteOptions {
  /** How long a message is on its way; at once when left out. */
  readonly latency?: LatencyModel
  /** Rank among the messages of one instant, 0 (first) to 7; 4 when left out. */
  readonly class?: number
  /**
   * Routes of one line share one stream of latencies and one order: no message overtakes an earlier one of another route of the line. All
   * of them name the same latency model. Left out, a route is a line of its own.
   */
  readonly line?: string
}

/** What messages of one line have in common. */
interface Line {
  /** Draws the next latency; null when there is none. */
  readonly sample: (() => Duration) | null
  readonly reorder: boolean
  /** The latest instant at which one of its messages is due: none that is sent later may come earlier. */
  lastAt: number
}

/** A row of the route table. */
export interface Route {
  readonly producer: string
  readonly pattern: string
  readonly consumer: string
  readonly class: number
  readonly latency: LatencyModel | undefined
}

export interface LiveRoute extends Route {
  /** The consumer, null while there is no actor of that name. */
  target: Cell | null
  readonly line: Line
  /** That of its line, close at hand. */
  readonly sample: Line['sample']
}

interface LiveTap {
  readonly producer: string
  readonly pattern: string
  readonly tap: (event: unknown, now: Micros) => void
}

/** A route as lent emissions take it. */
export interface FannedRoute {
  readonly route: LiveRoute
  /** Its place among all routes of the emission. */
  readonly place: number
  /** Bits of the classes that rank before its own. */
  readonly before: number
  /** Place, in the order of classes, of the first route of the same class. */
  readonly first: number
  /** Is it the last of its class? */
  readonly isLast: boolean
}

/** What becomes of one type of event from one producer. */
export interface Resolution {
  readonly routes: readonly LiveRoute[]
  /** The same in the order of their classes; null when there are none, or a message on one of them takes time. */
  readonly fanned: readonly FannedRoute[] | null
  readonly taps: readonly LiveTap['tap'][]
  /** Declared to need no consumer. */
  readonly ignored: boolean
  /** Market data, or whatever else was declared to be data: neither in the run hash nor in a journal of decisions. */
  readonly data: boolean
}

export class Router {
  /** Goes up with every change that makes a resolution stale. */
  version = 0
  #routes: LiveRoute[] = []
  #taps: LiveTap[] = []
  #ignored: { producer: string; pattern: string }[] = []
  readonly #dataPatterns: readonly string[]
  readonly #dataTypes = new Map<string, boolean>()
  readonly #find: (name: string) => Cell | null
  readonly #stream: (name: string) => RandomStream
  readonly #made = new Map<string, number>()
  readonly #lines = new Map<string, Line & { readonly latency: LatencyModel | undefined }>()
  readonly #byConsumer = new Map<string, LiveRoute[]>()

  constructor(data: readonly string[], find: (name: string) => Cell | null, stream: (name: string) => RandomStream) {
    data.forEach(checkPattern)
    this.#dataPatterns = data
    this.#find = find
    this.#stream = stream
  }

  get routes(): readonly Route[] {
    return this.#routes.map(({ producer, pattern, consumer, class: cls, latency }) => ({
      producer,
      pattern,
      consumer,
      class: cls,
      latency,
    }))
  }

  add(producer: string, pattern: string, consumer: string, options: RouteOptions): () => void {
    checkPattern(pattern)
    const cls = checkClass(options.class ?? DEFAULT_CLASS)
    const key = `route:${producer} ${pattern} ${consumer}`
    const times = (this.#made.get(key) ?? 0) + 1
    this.#made.set(key, times)
    // Named after the route itself, so that other routes, and the order of their making, do not change what this one draws.
    const latency = options.latency
    const line = this.#lineOf(options, times === 1 ? key : `${key} ${times}`)
    const route: LiveRoute = {
      producer,
      pattern,
      consumer,
      class: cls,
      latency,
      target: this.#find(consumer),
      line,
      sample: line.sample,
    }
    this.#routes.push(route)
    this.#byConsumer.set(consumer, [...(this.#byConsumer.get(consumer) ?? []), route])
    this.version++
    return () => {
      this.#routes = this.#routes.filter((other) => other !== route)
      this.#byConsumer.set(
        consumer,
        (this.#byConsumer.get(consumer) ?? []).filter((other) => other !== route),
      )
      this.version++
    }
  }

  #lineOf({ latency, line }: RouteOptions, key: string): Line {
    const known = line === undefined ? undefined : this.#lines.get(line)
    if (known !== undefined && known.latency !== latency)
      throw new UsageError('invalidLine', `the routes of the line '${line}' name different latencies`, { line })
    if (known !== undefined) return known
    const stream = line === undefined ? key : `line:${line}`
    const made = {
      latency,
      sample: latency ? latency.sampler(this.#stream(stream)) : null,
      reorder: latency?.reorder ?? false,
      lastAt: 0,
    }
    if (line !== undefined) this.#lines.set(line, made)
    return made
  }

  tap(producer: string, pattern: string, tap: LiveTap['tap']): () => void {
    checkPattern(pattern)
    const entry = { producer, pattern, tap }
    this.#taps.push(entry)
    this.version++
    return () => {
      this.#taps = this.#taps.filter((other) => other !== entry)
      this.version++
    }
  }

  ignore(producer: string, pattern: string): void {
    checkPattern(pattern)
    this.#ignored.push({ producer, pattern })
    this.version++
  }

  /** The actor of this name is now `cell`. */
  point(name: string, cell: Cell | null): void {
    for (const route of this.#byConsumer.get(name) ?? []) route.target = cell
  }

  isData(type: string): boolean {
    let data = this.#dataTypes.get(type)
    if (data === undefined) {
      data = this.#dataPatterns.some((pattern) => matches(pattern, type))
      this.#dataTypes.set(type, data)
    }
    return data
  }

  /** Who hears `type` from `producer`. */
  resolve(producer: Cell, type: string): Resolution {
    if (producer.routesVersion !== this.version || producer.resolutions === null) {
      producer.resolutions = new Map()
      producer.routesVersion = this.version
      producer.otherType = ''
      producer.lastType = ''
    }
    const { otherResolution } = producer
    const isOther = otherResolution !== null && type === producer.otherType
    const resolution = isOther
      ? otherResolution
      : (producer.resolutions.get(type) ?? this.#work(producer, producer.resolutions, type))
    producer.otherType = producer.lastType
    producer.otherResolution = producer.lastResolution
    producer.lastType = type
    producer.lastResolution = resolution
    return resolution
  }

  /** Apart from `resolve`, which would pay for the functions made here every time. */
  #work(producer: Cell, resolutions: Map<string, Resolution>, type: string): Resolution {
    const hears = (row: { producer: string; pattern: string }): boolean =>
      matchesProducer(row.producer, producer.name) && matches(row.pattern, type)
    // A route from everybody does not lead back to whom it came from.
    const routes = this.#routes.filter(
      (route) => hears(route) && (route.producer === producer.name || route.consumer !== producer.name),
    )
    const isFanned = routes.length > 0 && routes.every(({ sample }) => sample === null)
    const resolution = {
      routes,
      fanned: isFanned ? fannedOf(routes) : null,
      taps: this.#taps.filter(hears).map(({ tap }) => tap),
      ignored: this.#ignored.some(hears),
      data: this.isData(type),
    }
    resolutions.set(type, resolution)
    return resolution
  }
}

function fannedOf(routes: readonly LiveRoute[]): FannedRoute[] {
  const sorted = routes.map((route, place) => ({ route, place })).toSorted((a, b) => a.route.class - b.route.class)
  return sorted.map(({ route, place }, index) => ({
    route,
    place,
    before: (1 << route.class) - 1,
    first: sorted.findIndex((other) => other.route.class === route.class),
    isLast: sorted[index + 1]?.route.class !== route.class,
  }))
}

/** @throws UsageError when it is not an integer from 0 to 7. */
export function checkClass(cls: number): number {
  if (!Number.isInteger(cls) || cls < 0 || cls >= CLASSES) {
    throw new UsageError('invalidClass', `class ${cls} is not an integer from 0 to ${CLASSES - 1}`, { class: cls })
  }
  return cls
}
