/** Shapes of events, and the tree of keys in which an object's shape is found by walking along its keys. */
import type { KeyState } from './shape-writer.ts'

/** A set of keys that has a number. */
export class Shape {
  readonly number: number
  readonly fields: KeyState[]
  written = 0

  constructor(number: number, fields: KeyState[]) {
    this.number = number
    this.fields = fields
  }
}

/** A place in the tree of keys, in the order in which objects list them. */
export class Node {
  readonly key: string
  readonly parent: Node | null
  /** The child that was taken last, looked at first. */
  lastKey: string | undefined = undefined
  lastChild: Node | null = null
  children: Map<string, Node> | null = null
  shape: Shape | null = null
  /** For each field of the shape, in canonical order, its place in the object. */
  order: number[] = []

  constructor(key: string, parent: Node | null) {
    this.key = key
    this.parent = parent
  }
}
