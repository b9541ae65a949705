/** Deterministic ids: nanoid's alphabet and method over a seeded stream instead of the machine's entropy. */
import { customRandom, urlAlphabet } from 'nanoid'
import type { RandomStream } from './random.ts'

const DEFAULT_SIZE = 21

/** A maker of ids over `random`; `size` is the number of characters (21 when left out). */
export function idMaker(random: RandomStream): (size?: number) => string {
  return customRandom(urlAlphabet, DEFAULT_SIZE, (bytes) => {
    const block = new Uint8Array(bytes)
    for (let i = 0; i < bytes; i++) block[i] = random.int(0, 255)
    return block
  })
}
