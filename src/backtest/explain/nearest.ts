/** Ids that somebody may have meant. */

/** Insertions, deletions and changes between two short texts. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}

const numberIn = (id: string): number => Number(/\d+/.exec(id)?.[0] ?? NaN)

/** The ids most like `wanted`, at most `count`: by their letters, then by how far their numbers are apart. */
export function nearestIds(ids: readonly string[], wanted: string, count = 3): string[] {
  const apart = (id: string): number => Math.abs(numberIn(id) - numberIn(wanted)) || 0
  return ids
    .map((id) => ({ id, letters: distance(id, wanted), apart: apart(id) }))
    .sort((a, b) => a.letters - b.letters || a.apart - b.apart)
    .slice(0, count)
    .map(({ id }) => id)
}
