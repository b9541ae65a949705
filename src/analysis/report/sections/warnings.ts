/** What a reader must know before believing the figures, and what was asked for and not done. */
import { count } from '../../format/numbers.ts'
import type { IncidentKind } from '../../record/index.ts'
import { html } from '../html.ts'
import type { Markup } from '../html.ts'
import type { ReportInput } from '../input.ts'

const WORDS: Readonly<Record<IncidentKind, string>> = {
  refused: 'signal refused by the portfolio',
  denied: 'order denied by the risk check',
  rejected: 'request rejected by the venue',
  violation: 'event in a state that does not allow it',
  marginCall: 'margin call',
  ambiguity: 'bar whose result depends on the order of its prices',
  fault: 'message that went astray, as was ordered',
  uncertain: 'order of which the portfolio does not know how it stands',
}

const GRAVE: readonly IncidentKind[] = ['violation', 'uncertain', 'marginCall', 'ambiguity', 'fault']
const isGrave = ({ kind }: { readonly kind: IncidentKind }): boolean => GRAVE.includes(kind)

interface Line {
  readonly count: number
  readonly what: string
  readonly code: string
  readonly example: string
}

const lines = (rows: readonly Line[]): Markup =>
  html`<div class="scroll">
    <table class="incidents">
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <td class="count"><b>${count(row.count)} ×</b></td>
              <td>${row.what}</td>
              <td><code>${row.code}</code></td>
              <td class="muted">${row.example}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`

/** Violations, margin calls, bars that leave something open, events that nobody heard, remarks: at the top of the page, and only when there are any. */
export function warnings({ incidents, deadLetters, notes }: ReportInput): Markup | null {
  const rows: Line[] = [
    ...incidents.filter(isGrave).map((i) => ({ ...i, what: WORDS[i.kind] })),
    ...deadLetters.map((d) => ({ count: d.count, what: 'event that nobody heard', code: d.what, example: '' })),
  ]
  if (rows.length === 0 && notes.length === 0) return null
  return html`<section class="card warnings">
    <div class="top"><h2>Warnings</h2></div>
    ${
      notes.length > 0 &&
      html`<ul>
        ${notes.map((note) => html`<li>${note}</li>`)}
      </ul>`
    }
    ${rows.length > 0 && lines(rows)}
  </section>`
}

/** Refusals, denials and rejections by code: ordinary in many runs, and the first thing to look at when too little was traded. */
export function refusals({ incidents }: ReportInput): Markup | null {
  const rows = incidents.filter((i) => !isGrave(i)).map((i) => ({ ...i, what: WORDS[i.kind] }))
  if (rows.length === 0) return null
  return html`<section class="card long">
    <div class="top"><h2>Refused</h2></div>
    ${lines(rows)}
  </section>`
}
