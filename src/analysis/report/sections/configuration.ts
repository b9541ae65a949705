/** What the run was configured with: any JSON, a line a value. */
import { html } from '../html.ts'
import type { Markup } from '../html.ts'

/** Lines shown; a configuration is not the place for data. */
const LIMIT = 200

export function configuration(value: unknown): Markup | null {
  const lines = [...leaves('', value)]
  if (lines.length === 0) return null
  return html`<section class="card long">
    <div class="top"><h2>Configuration</h2></div>
    <dl class="config mono">
      ${lines.slice(0, LIMIT).map(
        ([path, text]) =>
          html`<dt>${path}</dt>
            <dd>${text}</dd>`,
      )}
    </dl>
    ${lines.length > LIMIT && html`<p class="muted">and ${lines.length - LIMIT} more values, in run.json</p>`}
  </section>`
}

/** Paths and texts of all values that are not objects; lists of plain values stay on one line. */
function* leaves(path: string, value: unknown): Iterable<readonly [string, string]> {
  if (value === undefined) return
  if (typeof value !== 'object' || value === null) yield [path, text(value)]
  else if (Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null))
    yield [path, value.map(text).join(', ')]
  else for (const [key, item] of Object.entries(value)) yield* leaves(path === '' ? key : `${path}.${key}`, item)
}

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)))
