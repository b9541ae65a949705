/** The report: complete, safe to open, the same every time, and small whatever the run was. */
import { Script } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRecord, renderReport, reportInput, summarize } from '../../src/analysis/index.ts'
import type { ReportExtras, RunRecord } from '../../src/analysis/index.ts'
import { AXES } from '../../src/analysis/report/client/axes.ts'
import { SCRIPT } from '../../src/analysis/report/client/index.ts'
import { escape, html, jsonScript } from '../../src/analysis/report/html.ts'
import { keptRows, mergedPrices } from '../../src/analysis/report/thin.ts'
import { bar, DAY, trade } from './events.ts'

const EVIL = `<b>"&'</script><script>alert(1)</script>`

/** A run of `days` daily bars that buys and sells in turn. */
function run(days: number, symbols: readonly string[] = ['A'], every = 10): RunRecord {
  const r = createRecord({ startingCash: 10_000, symbols })
  for (let day = 0; day < days; day++) {
    const at = day * DAY + DAY / 2
    for (const [k, symbol] of symbols.entries()) {
      const close = 100 + 30 * Math.sin(day / 40 + k) + (day % 7)
      r.bar(bar(at, close, { symbol, openAt: at - 1, high: close + 2, low: close - 2 }))
      if (day % every === 0) {
        const side = (day / every) % 2 === 0 ? 'buy' : 'sell'
        trade(r, `${symbol}-${day}`, side, 5, close, { symbol, at, transactTime: at - 1, commission: 1 })
      }
    }
    const equity = 10_000 + 500 * Math.sin(day / 30) + day
    r.mark(at, equity, equity, day % 20 < 10 ? 500 : 0)
  }
  return r
}

const page = (record: RunRecord, name = 'demo', extras: ReportExtras = {}) =>
  renderReport(reportInput(record, summarize(record, { name, hash: 'abcdef0123456789' }), extras))

/** The page without its script, in which such words stand for themselves. */
const shown = (text: string) => text.slice(0, text.lastIndexOf('<script>'))

const dataOf = (text: string) =>
  JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(text)![1]!)

describe('the page', () => {
  const text = page(run(700), 'demo', {
    configuration: { strategies: [{ name: 's', params: { fast: 10 } }], list: [1, 2] },
    notes: ['one bar was repaired'],
  })

  test('has everything in it', () => {
    for (const part of [
      'demo',
      'abcdef012345',
      'Total return',
      'Sharpe',
      'Equity and drawdown',
      'Price and fills',
      'Monthly returns',
      'Trade returns',
    ]) {
      expect(text).toContain(part)
    }
    expect(text).toContain('<dt>strategies.0.params.fast</dt>')
    expect(text).toMatch(/<dt>list<\/dt>\s*<dd>1, 2<\/dd>/)
    expect(text).toContain('one bar was repaired')
    expect(text).toMatch(/prefers-color-scheme: dark/)
    expect(shown(text)).not.toMatch(/NaN|undefined|Infinity|\[object/)
  })

  test('needs nothing from anywhere', () => {
    expect(text).not.toMatch(/https?:|\/\/[a-z]|@import|url\(|<link|<img|src=/)
    expect(text).toContain('default-src &#39;none&#39;')
  })

  test('is the same for the same run', () => {
    expect(page(run(700), 'demo')).toBe(page(run(700), 'demo'))
  })

  test('carries the series, the fills and the trades', () => {
    const data = dataOf(text)
    const sums = (list: number[]) => list.reduce<number[]>((all, d) => [...all, (all.at(-1) ?? 0) + d], [])
    expect(data.equity.e).toHaveLength(700)
    expect(sums(data.equity.i)).toEqual(Array.from({ length: 700 }, (_, i) => i))
    expect(sums(data.equity.t)[699]).toBe((699 * DAY + DAY / 2) / 1_000)
    expect(data.equity.b[0]).toBe(10_000)
    expect(Math.min(...data.equity.d)).toBeLessThan(-0.05)
    expect(data.prices[0].c).toHaveLength(700)
    expect(data.prices[0].marks).toHaveLength(70)
    expect(data.prices[0].marks[1].slice(2)).toEqual([-5, 1])
    expect(data.trades).toHaveLength(35)
  })
})

describe('nothing that is put into it can break it', () => {
  test('names, codes, texts and configuration', () => {
    const r = run(50, [EVIL])
    r.refusal({ type: 'signal.refused', at: 0, symbol: EVIL, intent: 'buy', code: 'custom', text: EVIL, facts: {} })
    r.violation({ type: 'order.violation', at: 0, orderId: EVIL, owner: EVIL, state: EVIL, event: EVIL, text: EVIL })
    const extras = { configuration: { [EVIL]: EVIL }, notes: [EVIL], deadLetters: [{ what: EVIL, count: 2 }] }
    const text = page(r, EVIL, extras)
    expect(text).not.toContain(EVIL)
    expect(text).not.toContain('<b>"')
    expect(text.match(/<script/g)).toHaveLength(2)
    expect(text.match(/<\/script/g)).toHaveLength(2)
    expect(dataOf(text).prices[0].symbol).toBe(EVIL)
  })

  test('any text is escaped, and reads back from a script element', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", '/', '\u2028', 'a') }), (text) => {
        expect(html`${text}`.text).not.toMatch(/[<>"']/)
        expect(
          escape(text)
            .replaceAll('&lt;', '<')
            .replaceAll('&gt;', '>')
            .replaceAll('&quot;', '"')
            .replaceAll('&#39;', "'")
            .replaceAll('&amp;', '&'),
        ).toBe(text)
        expect(jsonScript(text).text).not.toMatch(/[<>\u2028]/)
        expect(JSON.parse(jsonScript(text).text)).toBe(text)
      }),
    )
  })
})

describe('runs at the edges', () => {
  test('nothing at all, one bar, no trades, everything lost', () => {
    const lost = createRecord({ startingCash: 100, symbols: ['A'] })
    for (const [day, equity] of [100, 50, 0, -5].entries()) lost.mark(day * DAY + 1, equity, equity, 1)
    for (const record of [createRecord({ startingCash: 100, symbols: [] }), run(1), run(30, ['A'], 1_000), lost]) {
      expect(shown(page(record))).not.toMatch(/NaN|undefined|Infinity|\[object/)
    }
  })

  test('a large run stays below two megabytes, and says what it leaves out', () => {
    const symbols = Array.from({ length: 14 }, (_, i) => `S${i}`)
    const text = page(run(6_500, symbols, 2))
    expect(text.length).toBeLessThan(2_000_000)
    const data = dataOf(text)
    expect(data.equity.e.length).toBeLessThanOrEqual(6_000)
    expect(data.prices).toHaveLength(12)
    expect(data.prices[0].marks.length).toBeLessThanOrEqual(1_000)
    const fills = data.prices[0].marks.reduce((sum: number, mark: number[]) => sum + mark[3]!, 0)
    expect(fills).toBe(3_250)
    expect(data.trades.length).toBe(4_000)
    expect(text).toContain('the 12 symbols with the most fills')
    expect(text).toContain('the 4,000 largest of 22,750')
  })
})

describe('thinning', () => {
  test('keeps the ends, the extremes of every column and the order', () => {
    const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 2_000, size: 'max' })
    fc.assert(
      fc.property(values, fc.integer({ min: 10, max: 300 }), (list, limit) => {
        const other = list.map((value) => (value * 7_919) % 1_009)
        const rows = keptRows([list, other], limit)
        expect(rows.length).toBeLessThanOrEqual(Math.max(limit, Math.min(list.length, limit)))
        expect([rows[0], rows.at(-1)]).toEqual([0, list.length - 1])
        expect(rows.every((row, i) => i === 0 || row > rows[i - 1]!)).toBe(true)
        for (const column of [list, other]) {
          const kept = rows.map((row) => column[row]!)
          expect([Math.min(...kept), Math.max(...kept)]).toEqual([Math.min(...column), Math.max(...column)])
        }
      }),
    )
  })

  test('merges bars into bars', () => {
    const series = {
      symbol: 'A',
      barsPerPoint: 1,
      at: [1, 2, 3],
      open: [5, 6, 7],
      high: [9, 8, 7],
      low: [1, 2, 3],
      close: [6, 7, 5],
    }
    expect(mergedPrices(series, 2)).toEqual({
      symbol: 'A',
      barsPerPoint: 2,
      at: [2, 3],
      open: [5, 7],
      high: [9, 7],
      low: [1, 3],
      close: [7, 5],
    })
    expect(mergedPrices(series, 3)).toBe(series)
  })
})

describe('the script', () => {
  const evaluate = <T>(expression: string): T =>
    new Script(`(() => { ${AXES}; return ${expression} })()`).runInThisContext() as T

  test('is JavaScript, and asks for nothing outside the page', () => {
    expect(() => new Script(SCRIPT)).not.toThrow()
    expect(SCRIPT).not.toMatch(/fetch|XMLHttpRequest|import\(|eval|innerHTML|https?:|<\/script/)
  })

  test('axes have round ticks within their limits', () => {
    expect(evaluate('ticks(0, 100, 5)')).toEqual([0, 20, 40, 60, 80, 100])
    expect(evaluate('ticks(-0.07, 0, 3)')).toEqual([-0.05, -0.025, 0])
    expect(evaluate('ticks(5, 5, 4)')).toEqual([5])
    expect(evaluate('logTicks(90, 1100, 4)')).toEqual([100, 200, 500, 1000])
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fc.integer({ min: 2, max: 8 }),
        (low, span, n) => {
          const list = evaluate<number[]>(`ticks(${low}, ${low + span}, ${n})`)
          expect(list.length).toBeLessThanOrEqual(n + 2)
          expect(list.every((tick) => tick >= low - span * 1e-6 && tick <= low + span * (1 + 1e-6))).toBe(true)
        },
      ),
    )
  })

  test('prices and amounts have the decimals they need', () => {
    expect(
      evaluate(
        '[price(2874.5601), price(1.5), price(1.08423), price(0.012345), price(0), brief(1500000), brief(250), brief(12000), brief(1234)]',
      ),
    ).toEqual([...['2,874.56', '1.50', '1.08423', '0.012345', '0.00', '1.5M', '250', '12k', '1,234']])
    expect(evaluate('[percent(0.1234), percent(-0.5), percent(0), money(1234.5), money(1234567)]')).toEqual([
      ...['+12.34 %', '-50.00 %', '0.00 %', '1,234.50', '1,234,567'],
    ])
  })

  test('the time axis takes the finest step that fits', () => {
    const daily = JSON.stringify(Array.from({ length: 800 }, (_, i) => Date.UTC(2019, 0, 1) + i * 86_400_000))
    expect(evaluate<[number, string][]>(`timeTicks(${daily}, 0, 799, 5)`).map(([, label]) => label)).toEqual([
      'Jul',
      '2020',
      'Jul',
      '2021',
    ])
    expect(evaluate<[number, string][]>(`timeTicks(${daily}, 0, 10, 4)`).length).toBeLessThanOrEqual(4)
  })
})
