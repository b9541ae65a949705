/** How a CSV file writes its numbers: which of comma and point is decimal, and what else people put around them. One file has one way. */

/** What is decimal in a file: the point unless its head shows the comma. */
export type Decimal = 'point' | 'comma'

const SIGN = String.raw`^\s*[-+]?[$€£]?\s*[-+]?`
const END = String.raw`\s*[KMBkmb]?\s*$`
const pattern = (body: string) => new RegExp(SIGN + body + END)

/** Groups of three digits, which may be thousands or decimals. */
const COMMA_GROUPS = pattern(String.raw`[1-9]\d{0,2}(,\d{3})+`)
const POINT_GROUPS = pattern(String.raw`[1-9]\d{0,2}(\.\d{3})+`)
const SEVERAL_COMMAS = pattern(String.raw`[1-9]\d{0,2}(,\d{3}){2,}`)
const SEVERAL_POINTS = pattern(String.raw`[1-9]\d{0,2}(\.\d{3}){2,}`)
const COMMA_LAST = pattern(String.raw`[\d.]*,\d*`)
const POINT_LAST = pattern(String.raw`[\d,]*\.\d*`)

interface Seen {
  /** The sign that stands last, or that cannot be thousands, in most of the texts; none where they do not show it. */
  readonly decimal: Decimal | undefined
  /** Whether there are single commas before three digits, which may be either. */
  readonly groups: boolean
}

function seenIn(texts: readonly string[]): Seen {
  let [commas, points, groups] = [0, 0, false]
  for (const text of texts) {
    if (SEVERAL_COMMAS.test(text)) points += 1
    else if (SEVERAL_POINTS.test(text)) commas += 1
    else if (COMMA_GROUPS.test(text)) groups = true
    else if (COMMA_LAST.test(text)) commas += 1
    else if (POINT_LAST.test(text) && !POINT_GROUPS.test(text)) points += 1
  }
  return { decimal: commas === points ? undefined : commas > points ? 'comma' : 'point', groups }
}

/**
 * The decimal sign of a file from the texts of its columns of numbers. Where single commas before three digits are all there is, it is the
 * comma in a file that semicolons separate, for such files are written where the comma is decimal, and thousands in any other.
 */
export function decimalOf(columns: readonly (readonly string[])[], delimiter: string): Decimal {
  const seen = seenIn(columns.flat())
  return seen.decimal ?? (seen.groups && delimiter === ';' ? 'comma' : 'point')
}

/**
 * SQL that undoes the ways of writing numbers that people like: a decimal comma, thousands, a currency sign, K, M and B for thousands,
 * millions and billions. What is written in another way than the rest of the file becomes NULL, never another number.
 */
export function numberSql(column: string, sample: readonly string[], decimal: Decimal): string {
  // A column that shows its own way, such as one of volumes without decimals, is read in it.
  const way = seenIn(sample).decimal ?? decimal
  const currency = sample.some((text) => /[$€£]/.test(text))
  const text = currency ? `regexp_replace(${column}, '[$€£]', '')` : column
  const suffixed = sample.some((one) => /\d\s*[KMB]\s*$/i.test(one))
  const digits = suffixed ? `regexp_replace(trim(${text}), '\\s*[KMBkmb]$', '')` : text
  const number = `TRY_CAST(${plain(digits, way, sample)} AS DOUBLE)`
  if (!suffixed) return number
  return `(${number} * CASE upper(right(trim(${text}), 1)) WHEN 'K' THEN 1000 WHEN 'M' THEN 1000000 WHEN 'B' THEN 1000000000 ELSE 1 END)`
}

function plain(text: string, way: Decimal, sample: readonly string[]): string {
  if (way === 'comma') {
    const groups = String.raw`^\s*[-+]?\d{1,3}(\.\d{3})+(,\d*)?\s*$`
    return `CASE WHEN NOT contains(${text}, '.') THEN replace(${text}, ',', '.') WHEN regexp_matches(${text}, '${groups}') THEN replace(replace(${text}, '.', ''), ',', '.') END`
  }
  if (!sample.some((one) => one.includes(','))) return text
  const groups = String.raw`^\s*[-+]?\d{1,3}(,\d{3})+(\.\d*)?\s*$`
  return `CASE WHEN NOT contains(${text}, ',') THEN ${text} WHEN regexp_matches(${text}, '${groups}') THEN replace(${text}, ',', '') END`
}
