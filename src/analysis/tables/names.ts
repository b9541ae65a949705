/** The names that several tables of one record share. */
import { Interner } from './interner.ts'

export interface Names {
  readonly symbols: Interner
  readonly strategies: Interner
  readonly tags: Interner
  readonly codes: Interner
}

export const createNames = (): Names => ({
  symbols: new Interner(),
  strategies: new Interner(),
  tags: new Interner(),
  codes: new Interner(),
})
