/** What a run leaves behind. */
import type { PortfolioContext } from '../../actors/portfolio/index.ts'
import {
  type EquityColumns,
  type FillRow,
  type OrderRow,
  type Rows,
  type RunRecord,
  saveResults,
  type SignalRow,
  type Summary,
  type TradeRow,
} from '../analysis/index.ts'
import type { Fault, InputFile } from '../data/index.ts'
import type { ActorSystem } from '../system/index.ts'
import type { Story } from './explain/story.ts'
import type { Manifest } from './manifest.ts'

/** The outcome of a backtest. Rows are read from columns when asked for. */
export interface BacktestResult {
  readonly name: string
  /** All figures; see `Summary`. */
  readonly summary: Summary
  /** Closed round trips. */
  readonly trades: Rows<TradeRow>
  /** One row an instant with a bar: time, equity, cash, gross exposure. */
  readonly equity: EquityColumns
  readonly orders: Rows<OrderRow>
  readonly fills: Rows<FillRow>
  readonly signals: Rows<SignalRow>
  /** Everything that was written down. */
  readonly record: RunRecord
  /** SHA-256 of inputs, messages and equity: equal hashes, equal runs. */
  readonly hash: string
  readonly inputs: readonly InputFile[]
  /** What repairing the data did. */
  readonly repairs: readonly Fault[]
  readonly manifest: Manifest
  /** The portfolio as it ended. */
  readonly portfolio: PortfolioContext
  /** The system as it ended: journal, dead letters, actors. */
  readonly system: ActorSystem
  /** The report as one page of HTML. */
  report(): Promise<string>
  /**
   * The life of an order and why it did not trade where it did not: the run is made once more with somebody looking on. `{ signal: 3 }`
   * for the third signal of signals.csv.
   * @throws {ExplainError} when there is no such order, or the run comes out otherwise: an experiment that is no function of its inputs
   */
  explain(subject: string | { readonly signal: number }): Promise<Story>
  /** Writes every table, the summary, run.json and report.html into a folder; answers with the paths. */
  save(folder: string): Promise<string[]>
}

/** What a run hands over when it is done. */
export interface RunParts {
  readonly record: RunRecord
  readonly summary: Summary
  readonly manifest: Manifest
  readonly repairs: readonly Fault[]
  readonly portfolio: PortfolioContext
  readonly system: ActorSystem
}

/** What nobody heard, counted by what it was. */
function deadLettersOf(system: ActorSystem): { what: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { from, to, event, reason } of system.deadLetters) {
    const what = `${(event as { type: string }).type} from ${from || 'outside'}${to === '' ? '' : ` to ${to}`} (${reason})`
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  return [...counts].map(([what, count]) => ({ what, count }))
}

export function resultOf(parts: RunParts, explain: BacktestResult['explain']): BacktestResult {
  const { record, summary, manifest, repairs, portfolio, system } = parts
  const report = async (): Promise<string> => {
    const { renderReport, reportInput } = await import('../analysis/report/index.ts')
    return renderReport(
      reportInput(record, summary, {
        deadLetters: deadLettersOf(system),
        notes: repairs.map((repair) => `${repair.message} ${repair.repair ?? ''}`.trim()),
        configuration: manifest,
      }),
    )
  }
  return {
    name: manifest.name,
    summary,
    trades: record.trades,
    equity: record.equity,
    orders: record.orders,
    fills: record.fills,
    signals: record.signals,
    record,
    hash: manifest.hash,
    inputs: manifest.inputs,
    repairs,
    manifest,
    portfolio,
    system,
    explain,
    report,
    save: async (folder) => saveResults(folder, { record, summary, run: manifest, report: await report() }),
  }
}
