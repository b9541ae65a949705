/**
 * Lanes: data that a producer lends to the system. A producer of a million events that are known beforehand need not set a timer for each: it
 * lends what it reads from, and the system plays it in the producer's name, instant after instant, until it has to ask again. To everybody who
 * hears them, lent emissions are emissions like any other.
 */
import type { Cell } from './cell.ts'
import type { FannedRoute, LiveRoute, Resolution } from './router.ts'
import type { Micros } from './time.ts'
import type { AnyEventObject } from './xstate-internals.ts'

/** A source of emissions in the order of their time. */
export interface Lane {
  /** The instant of what comes next, not before the present one; later than any `until` when that cannot be said, or when nothing is left. */
  readonly at: Micros
  /** Emits what is due at `at`, and moves on. It may do nothing else. */
  play(emit: (event: AnyEventObject) => void): void
}

/** A lane while it is lent. */
export interface Loan {
  readonly cell: Cell
  readonly lane: Lane
  /** The last instant that may be played. */
  readonly until: Micros
  /** Tells the producer that the lane has come to its end. */
  readonly spent: AnyEventObject
  readonly emit: (event: AnyEventObject) => void
  /** Ranks the next play among what else is due at its instant: the seq of the timer that the producer did not have to set. */
  seq: number
}

/** Plays that are remembered for causal chains. A power of two. */
const MEMORY = 512
const NUMBERS = 4

/** What one play emitted, as told to causal chains. */
export interface Play {
  readonly at: Micros
  /** Stands for the message that the producer did not have to be sent. */
  readonly seq: number
  readonly firstSeq: number
  readonly count: number
  readonly from: Cell
  readonly type: string
  readonly routes: readonly LiveRoute[]
}

/**
 * The emissions of one play on their way to whom the routes name: kept as emissions, not as one envelope for each who hears them, and delivered
 * class after class. Emissions of one type only; what does not fit takes the way of all others, through the rings.
 */
export class Fan {
  /** Emissions that wait; 0 when there is nothing to do. */
  size = 0
  readonly events: AnyEventObject[] = []
  readonly types: string[] = new Array<string>(MEMORY).fill('')
  from: Cell | null = null
  resolution: Resolution | null = null
  /** Whom each of the resolution's fanned routes led to when the first emission was made. */
  readonly targets: Cell[] = []
  playSeq = 0
  firstSeq = 0
  /** False when emissions have to go through the rings: something of the same instant is there already. */
  open = false
  /** What is delivered next: which of the routes (in the order of their classes), to which of the emissions. */
  route = 0
  event = 0
  readonly #numbers = new Float64Array(MEMORY * NUMBERS)
  readonly #froms = new Array<Cell | null>(MEMORY).fill(null)
  readonly #resolutions = new Array<Resolution | null>(MEMORY).fill(null)
  #plays = 0

  begin(from: Cell, playSeq: number, open: boolean): void {
    this.from = from
    this.playSeq = playSeq
    this.open = open
  }

  /** Takes an emission, unless it has to go through the rings. `seq` is the last one given out. */
  take(event: AnyEventObject, resolution: Resolution, seq: number): boolean {
    const { fanned } = resolution
    if (this.size === 0) {
      if (!this.open || fanned === null) return false
      for (let i = 0; i < fanned.length; i++) {
        const { target } = (fanned[i] as FannedRoute).route
        if (target === null) return false
        this.targets[i] = target
      }
      this.resolution = resolution
      this.firstSeq = seq + 1
      this.route = 0
      this.event = 0
    } else if (resolution !== this.resolution) return false
    this.events[this.size++] = event
    return true
  }

  /** Everything is delivered. */
  end(): void {
    this.size = 0
    // A burst of emissions is not kept alive by the places it stood in; a few are overwritten soon.
    if (this.events.length > MEMORY) this.events.length = 0
  }

  remember(at: Micros): void {
    const place = this.#plays++ & (MEMORY - 1)
    const n = place * NUMBERS
    const numbers = this.#numbers
    numbers[n] = at
    numbers[n + 1] = this.playSeq
    numbers[n + 2] = this.firstSeq
    numbers[n + 3] = this.size
    this.#froms[place] = this.from
    this.#resolutions[place] = this.resolution
    this.types[place] = (this.events[0] as AnyEventObject).type
  }

  /** The plays that are remembered. */
  get plays(): readonly Play[] {
    const plays: Play[] = []
    for (let place = 0; place < Math.min(this.#plays, MEMORY); place++) {
      const [at, seq, firstSeq, count] = this.#numbers.subarray(place * NUMBERS, (place + 1) * NUMBERS)
      const from = this.#froms[place] as Cell
      const { routes } = this.#resolutions[place] as Resolution
      plays.push({ at: at!, seq: seq!, firstSeq: firstSeq!, count: count!, from, type: this.types[place]!, routes })
    }
    return plays
  }
}
