/**
 * Turns a shape into a function that writes objects of it: every field is read by its own name, in canonical order, with no loop and no
 * lookup, which is several times as fast as the general way. The bytes are the same; whatever the function does not expect it declines.
 */

/** The last number or string that a key had, in any object. */
export interface KeyState {
  readonly key: string
  /** 0 while there was none. */
  kind: number
  number: number
  string: string
}

export const NUMBER = 1
export const STRING = 2

/** What a written function needs of its encoder. */
export interface Target {
  readonly bytes: Uint8Array
  readonly view: DataView
  position: number
  longString(value: string): void
}

/** Writes a plain `object` at `target.position` and moves it on; returns false, with nothing written, when the object is not as expected. */
export type ShapeWriter = (object: object) => boolean

/** More fields than this are left to the general way. */
export const MAX_FIELDS = 100
/** Strings up to this length are written in place. */
export const SHORT = 100

export interface Tags {
  readonly same: number
  readonly false: number
  readonly true: number
  readonly number: number
  readonly ascii: number
}

/**
 * A writer for objects laid out as `sample`: these fields, each of the kind it has there, and the same keys left undefined. Undefined itself
 * when a field is neither number, string nor boolean, or code may not be made at run time.
 *
 * @param head the bytes in front of the values
 */
export function compileShape(
  fields: readonly KeyState[],
  head: readonly number[],
  sample: Readonly<Record<string, unknown>>,
  target: Target,
  tags: Tags,
): ShapeWriter | undefined {
  const kinds = fields.map(({ key }) => typeof sample[key])
  if (fields.length === 0 || fields.length > MAX_FIELDS || !kinds.every((kind) => kind in writeOf)) return undefined
  const all: string[] = []
  for (const key in sample) all.push(key)
  const absent = all.filter((key) => !fields.some((field) => field.key === key))

  const read = fields.map(({ key }, i) => `const v${i} = object[${JSON.stringify(key)}]`)
  const kindsDiffer = kinds.map(
    (kind, i) => `typeof v${i} !== '${kind}'${kind === 'number' ? ` || v${i} !== v${i}` : ''}`,
  )
  const present = absent.map((key) => `object[${JSON.stringify(key)}] !== undefined`)
  const write = kinds.map((kind, i) => writeOf[kind as keyof typeof writeOf](i, tags))
  const source = `
    const { bytes, view } = target
    ${fields.map((_, i) => `const s${i} = fields[${i}]`).join('\n')}
    return (object) => {
      ${read.join('\n')}
      if (${[...kindsDiffer, ...present].join(' || ')}) return false
      if (Object.getPrototypeOf(object) !== plain) return false
      let n = 0
      for (const key in object) n++
      if (n !== ${all.length}) return false
      let p = target.position
      ${head.map((byte) => `bytes[p++] = ${byte}`).join('\n')}
      ${write.join('\n')}
      target.position = p
      return true
    }`
  const make = makerOf(source)
  return make?.(target, fields, textWriter(target, tags.ascii), Object.prototype)
}

type Maker = (
  target: Target,
  fields: readonly KeyState[],
  text: (value: string, position: number) => number,
  plain: object,
) => ShapeWriter

/**
 * What was made of a source once: many runs in one process write the same events, and the engine need not read, and learn to run
 * fast, the same text again for each of them.
 */
const makers = new Map<string, Maker>()
const MAX_MAKERS = 1_000

function makerOf(source: string): Maker | undefined {
  let make = makers.get(source)
  if (make === undefined) {
    try {
      make = new Function('target', 'fields', 'text', 'plain', source) as Maker
    } catch {
      // Node was told to make no code from strings: the general way does the same.
      return undefined
    }
    if (makers.size >= MAX_MAKERS) makers.clear()
    makers.set(source, make)
  }
  return make
}

/** Source text that writes the i-th field. */
const writeOf = {
  number: (i: number, tags: Tags) => `
      if (s${i}.number === v${i} && s${i}.kind === ${NUMBER}) bytes[p++] = ${tags.same}
      else {
        s${i}.kind = ${NUMBER}
        s${i}.number = v${i}
        bytes[p] = ${tags.number}
        view.setFloat64(p + 1, v${i} + 0, true)
        p += 9
      }`,
  string: (i: number, tags: Tags) => `
      if (s${i}.string === v${i} && s${i}.kind === ${STRING}) bytes[p++] = ${tags.same}
      else {
        s${i}.kind = ${STRING}
        s${i}.string = v${i}
        p = text(v${i}, p)
      }`,
  boolean: (i: number, tags: Tags) => `
      bytes[p++] = v${i} ? ${tags.true} : ${tags.false}`,
}

/** Writes a string at a position and returns the position after it. */
function textWriter(target: Target, ascii: number): (value: string, position: number) => number {
  const { bytes } = target
  return (value, position) => {
    const length = value.length
    if (length <= SHORT) {
      let p = position + 2
      let i = 0
      for (; i < length; i++) {
        const code = value.charCodeAt(i)
        if (code > 127) break
        bytes[p++] = code
      }
      if (i === length) {
        bytes[position] = ascii
        bytes[position + 1] = length
        return p
      }
    }
    target.position = position
    target.longString(value)
    return target.position
  }
}
