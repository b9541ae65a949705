/** Names as numbers: a string that many rows share is kept once. */

/** Number 0 stands for "no name", so that a zeroed column says nothing. */
export class Interner {
  private readonly numbers = new Map<string, number>()
  private readonly texts: (string | undefined)[] = [undefined]
  private lastText: string | undefined
  private lastNumber = 0

  /** Numbers given so far, 0 included. */
  get size(): number {
    return this.texts.length
  }

  /** The number of a name, a new one when it was never seen. Rows of one symbol come in runs, so the last answer is tried first. */
  number(text: string | undefined): number {
    if (text === this.lastText) return this.lastNumber
    if (text === undefined) return 0
    let number = this.numbers.get(text)
    if (number === undefined) {
      number = this.texts.length
      this.texts.push(text)
      this.numbers.set(text, number)
    }
    this.lastText = text
    this.lastNumber = number
    return number
  }

  /** The number of a name, 0 when it was never seen. */
  find(text: string): number {
    return this.numbers.get(text) ?? 0
  }

  text(number: number): string | undefined {
    return this.texts[number]
  }

  /** The name of a number that is known to stand for one. */
  name(number: number): string {
    return this.texts[number] ?? ''
  }
}
