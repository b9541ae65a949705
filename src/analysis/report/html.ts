/** HTML that cannot be broken by what is put into it: every value is escaped unless it is markup made here. */

/** Markup, safe to be put into markup. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Value = string | number | Markup | readonly Markup[] | undefined | null | false

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text for the inside of an element or a quoted attribute. */
export const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => ENTITIES[c]!)

function put(value: Value): string {
  if (value === undefined || value === null || value === false) return ''
  if (value instanceof Markup) return value.text
  return typeof value === 'object' ? value.map((markup) => markup.text).join('') : escape(String(value))
}

/** Template tag: html`<b>${name}</b>`. Strings and numbers are escaped, markup and lists of it are put in as they are. */
export const html = (parts: TemplateStringsArray, ...values: Value[]): Markup =>
  new Markup(parts.reduce((text, part, i) => text + put(values[i - 1]) + part))

/** Text that is markup already: only for constants of this folder. */
export const raw = (text: string): Markup => new Markup(text)

/** Put in as a value, because bundlers rewrite a template that ends a script element. */
export const END_SCRIPT = raw('</script>')

/** A value as JSON that may stand inside a script element: no tag can end or begin in it. */
export const jsonScript = (value: unknown): Markup => raw(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, unicode))

const unicode = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
