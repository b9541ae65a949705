/**
 * The canonical form of an event: bytes that are equal exactly when the events are equal as JSON, whatever order their keys were written in.
 *
 * It is a stream: a set of keys is spelled out once and then known by a number, and a field equal to the value that the same key had
 * before is one byte. docs/system.md gives the grammar. The encoder is made for many small objects of few shapes: it recognises a shape
 * by walking a tree of keys, and writes into one buffer that is handed on when it is full.
 */
import { UsageError } from './errors.ts'
import { keysOf, orderOf, TAG, toPlain } from './canonical-form.ts'
import { Node, Shape } from './canonical-tree.ts'
import {
  compileShape,
  MAX_FIELDS,
  NUMBER,
  SHORT,
  STRING,
  type KeyState,
  type ShapeWriter,
  type Target,
} from './shape-writer.ts'

/** Shapes past this many are not numbered any more: keys that are data would otherwise fill the memory. */
const MAX_SHAPES = 4096
const MAX_NODES = 65_536
const MAX_DEPTH = 100
const CAPACITY = 1 << 17
/** Past this the buffer is handed on before the next value; what lies behind it has room for any object of a compiled shape. */
const WATER = CAPACITY - (MAX_FIELDS + 2) * (SHORT + 2)
/** A layout is compiled when an object of it has been written the general way this often. */
const OFTEN = 64
/** Doubles that are written at once. */
const BLOCK = 8_192
const LITTLE_END_FIRST = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
/** Layouts that are compiled for one type of event; the rest is written the general way. */
const MAX_LAYOUTS = 8

const NO_WRITERS: readonly ShapeWriter[] = []

export class CanonicalEncoder implements Target {
  /** The buffer, and how far it is filled; compiled shapes write here. */
  readonly bytes = new Uint8Array(CAPACITY)
  readonly view = new DataView(this.bytes.buffer)
  position = 0
  readonly #flush: (bytes: Uint8Array) => void
  readonly #root = new Node('', null)
  #nodes = 0
  readonly #shapes = new Map<string, Shape>()
  readonly #keys = new Map<string, KeyState>()
  /** Values of the objects being written, in their own order; nested objects stack on top. */
  readonly #values: unknown[] = []
  #top = 0
  #depth = 0
  /** What is compiled, by the `type` of the objects. */
  /** By type: a writer for each way in which its objects were seen to be laid out. */
  readonly #writers = new Map<unknown, readonly ShapeWriter[]>()
  #lastType: unknown = undefined
  #lastWriters = NO_WRITERS
  /** The object written last, when every field of it was a number or a string: written again it is all `same`. */

  constructor(flush: (bytes: Uint8Array) => void) {
    this.#flush = flush
  }

  /** Hands on what is in the buffer. */
  flush(): void {
    if (this.position > 0) this.#flush(this.bytes.subarray(0, this.position))
    this.position = 0
  }

  byte(value: number): void {
    if (this.position > WATER) this.flush()
    this.bytes[this.position++] = value
  }

  /** Seven bits a byte, the lowest first. */
  count(value: number): void {
    if (this.position > WATER) this.flush()
    let rest = value
    while (rest > 127) {
      this.bytes[this.position++] = (rest & 127) | 128
      rest >>>= 7
    }
    this.bytes[this.position++] = rest
  }

  /** Eight bytes, little end first; -0 is 0, as in JSON. */
  double(value: number): void {
    if (this.position > WATER) this.flush()
    if (Number.isNaN(value)) {
      this.view.setUint32(this.position, 0, true)
      this.view.setUint32(this.position + 4, 0x7ff80000, true)
    } else this.view.setFloat64(this.position, value + 0, true)
    this.position += 8
  }

  /** Each as `double` writes it. */
  doubles(values: ArrayLike<number>): void {
    this.flush()
    // In whole blocks: a typed array has the bytes in the machine's own order, which is nearly everywhere that of the canonical form.
    const block = new Float64Array(BLOCK)
    for (let start = 0; start < values.length; start += BLOCK) {
      const count = Math.min(BLOCK, values.length - start)
      if (!LITTLE_END_FIRST) {
        for (let i = 0; i < count; i++) this.double(values[start + i] as number)
        continue
      }
      for (let i = 0; i < count; i++) {
        const value = values[start + i] as number
        block[i] = value === value ? value + 0 : NaN
      }
      this.#flush(new Uint8Array(block.buffer, 0, count * 8))
    }
  }

  string(value: string): void {
    const length = value.length
    if (length > SHORT) return this.longString(value)
    if (this.position > WATER) this.flush()
    const bytes = this.bytes
    const start = this.position
    let position = start + 2
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i)
      if (code > 127) return this.longString(value)
      bytes[position++] = code
    }
    bytes[start] = TAG.ascii
    bytes[start + 1] = length
    this.position = position
  }

  /** A string that is long, or not ASCII. */
  longString(value: string): void {
    let wide = false
    for (let i = 0; i < value.length && !wide; i++) wide = value.charCodeAt(i) > 127
    this.byte(wide ? TAG.utf16 : TAG.ascii)
    this.count(value.length)
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      this.byte(code & 255)
      if (wide) this.byte(code >>> 8)
    }
  }

  /** Any value, as JSON sees it. What JSON leaves out is null here. */
  value(value: unknown): void {
    switch (typeof value) {
      case 'string':
        return this.string(value)
      case 'number':
        this.byte(TAG.number)
        return this.double(value)
      case 'boolean':
        return this.byte(value ? TAG.true : TAG.false)
      case 'object':
        if (value === null) return this.byte(TAG.null)
        if (Array.isArray(value)) return this.#array(value)
        return this.object(value)
      case 'bigint':
        return this.string(`${value}n`)
      default:
        return this.byte(TAG.null)
    }
  }

  object(object: object): void {
    const { type } = object as { type?: unknown }
    if (type !== this.#lastType) this.#lookUp(type)
    const writers = this.#lastWriters
    if (writers.length > 0 && this.position > WATER) this.flush()
    for (let i = 0; i < writers.length; i++) if ((writers[i] as ShapeWriter)(object)) return
    if (Object.getPrototypeOf(object) !== Object.prototype) {
      const plain = toPlain(object)
      if (plain !== object) return this.value(plain)
    }
    this.#enter()
    const base = this.#top
    const values = this.#values
    let node: Node | null = this.#root
    let n = base
    for (const key in object) {
      const value = (object as Record<string, unknown>)[key]
      if (value === undefined || typeof value === 'function' || typeof value === 'symbol') continue
      values[n++] = value
      if (node !== null) node = node.lastKey === key ? node.lastChild : this.#child(node, key)
    }
    this.#top = n
    if (node === null) this.#unplaced(object, base)
    else {
      const shape = node.shape ?? this.#place(node)
      if (shape === null) this.#inline(object)
      else this.#fields(object, shape, node.order, base)
    }
    this.#top = base
    this.#depth--
  }

  #fields(object: object, shape: Shape, order: number[], base: number): void {
    const fields = shape.fields
    const values = this.#values
    this.byte(TAG.object)
    this.count(shape.number)
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i] as KeyState
      const value = values[base + (order[i] as number)]
      if (this.position > WATER) this.flush()
      if (typeof value === 'string') {
        if (field.kind === STRING && field.string === value) this.bytes[this.position++] = TAG.same
        else {
          field.kind = STRING
          field.string = value
          this.string(value)
        }
      } else if (typeof value === 'number') {
        if (field.kind === NUMBER && field.number === value) this.bytes[this.position++] = TAG.same
        else {
          field.kind = NUMBER
          field.number = value
          this.bytes[this.position++] = TAG.number
          this.double(value)
        }
      } else {
        this.value(value)
      }
    }
    if (++shape.written % OFTEN === 0) this.#compile(object as Record<string, unknown>, shape)
  }

  #compile(object: Readonly<Record<string, unknown>>, shape: Shape): void {
    const { type } = object
    const writers = this.#writers.get(type) ?? NO_WRITERS
    if (writers.length >= MAX_LAYOUTS || this.#writers.size >= MAX_SHAPES) return
    const writer = compileShape(shape.fields, this.#headOf(shape), object, this, TAG)
    if (writer === undefined) return
    this.#writers.set(type, [...writers, writer])
    this.#lookUp(type)
  }

  #lookUp(type: unknown): void {
    this.#lastType = type
    this.#lastWriters = this.#writers.get(type) ?? NO_WRITERS
  }

  /** What stands in front of the values of an object of this shape. */
  #headOf(shape: Shape): number[] {
    const head: number[] = [TAG.object]
    let rest = shape.number
    for (; rest > 127; rest >>>= 7) head.push((rest & 127) | 128)
    return [...head, rest]
  }

  #array(array: readonly unknown[]): void {
    this.#enter()
    this.byte(TAG.array)
    this.count(array.length)
    for (const item of array) this.value(item)
    this.#depth--
  }

  /** Keys in front of every value, and no memory of either. */
  #inline(object: object): void {
    const keys = keysOf(object).toSorted()
    this.byte(TAG.inline)
    this.count(keys.length)
    for (const key of keys) {
      this.string(key)
      this.value((object as Record<string, unknown>)[key])
    }
  }

  #enter(): void {
    if (++this.#depth > MAX_DEPTH) {
      this.#depth = 0
      this.#top = 0
      throw new UsageError(
        'notCanonical',
        `an event is nested more than ${MAX_DEPTH} deep, or contains itself; events are plain data`,
        {},
      )
    }
  }

  #child(node: Node, key: string): Node | null {
    let child = node.children?.get(key)
    if (child === undefined) {
      if (this.#nodes >= MAX_NODES) return null
      this.#nodes++
      child = new Node(key, node)
      ;(node.children ??= new Map()).set(key, child)
    }
    node.lastKey = key
    node.lastChild = child
    return child
  }

  /** Gives a place in the tree its shape, which is null when there are too many. */
  #place(node: Node): Shape | null {
    const listed: string[] = []
    for (let at: Node = node; at.parent !== null; at = at.parent) listed.unshift(at.key)
    const shape = this.#shapeOf(listed)
    node.shape = shape
    node.order = orderOf(listed)
    return shape
  }

  /** An object for which the tree has no room: the same bytes, more slowly. */
  #unplaced(object: object, base: number): void {
    const listed = keysOf(object)
    const shape = this.#shapeOf(listed)
    if (shape === null) this.#inline(object)
    else this.#fields(object, shape, orderOf(listed), base)
  }

  /** The shape of a set of keys; the first time it is written out. Null when there are too many. */
  #shapeOf(listed: readonly string[]): Shape | null {
    const sorted = listed.toSorted()
    const name = JSON.stringify(sorted)
    let shape = this.#shapes.get(name)
    if (shape === undefined) {
      if (this.#shapes.size >= MAX_SHAPES) return null
      const fields = sorted.map((key) => this.#keyState(key))
      shape = new Shape(this.#shapes.size, fields)
      this.#shapes.set(name, shape)
      this.byte(TAG.shape)
      this.count(sorted.length)
      for (const key of sorted) this.string(key)
    }
    return shape
  }

  #keyState(key: string): KeyState {
    let state = this.#keys.get(key)
    if (state === undefined) {
      state = { key, kind: 0, number: 0.5, string: '' }
      this.#keys.set(key, state)
    }
    return state
  }
}
