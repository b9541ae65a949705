/** The spellings of headers that vendors use, by what a row of the file is and what the column holds. Earlier wins over later. */

/** What the rows of a file are. */
export type RowKind = 'bars' | 'trades' | 'quotes' | 'splits' | 'dividends'

/** What a column can be to a bar. `clock` is a time of day in a column of its own. */
export type BarRole =
  | 'time'
  | 'clock'
  | 'open'
  | 'high'
  | 'low'
  | 'close'
  | 'adjusted'
  | 'volume'
  | 'symbol'
  | 'split'
  | 'dividend'

/** What a column can be to a trade. `buyerMaker` is true where the buyer's order was there first, so that the seller took it. */
export type TradeRole = 'time' | 'clock' | 'price' | 'size' | 'side' | 'buyerMaker' | 'symbol'

/** What a column can be to a quote. */
export type QuoteRole = 'time' | 'clock' | 'bid' | 'bidSize' | 'ask' | 'askSize' | 'symbol'

/** What a column can be to a split or a dividend. */
export type ActionRole = 'time' | 'clock' | 'split' | 'dividend' | 'symbol'

export type Role = BarRole | TradeRole | QuoteRole | ActionRole

/** Everything that differs between kinds of files before their rows are read. */
export interface Shape {
  readonly spellings: Readonly<Partial<Record<Role, readonly string[]>>>
  readonly needed: readonly Role[]
  /** Roles whose columns are numbers. */
  readonly numbers: readonly Role[]
  /** Roles whose columns are read as text. */
  readonly texts: readonly Role[]
  /** Fewest fields of a header's line. */
  readonly fields: number
  /** All columns of a usual file, for messages. */
  readonly example: readonly Role[]
}

const TIME = [
  ...['datetime', 'timestamp', 'timestamputc', 'timestampms', 'tsevent', 'opentime', 'windowstart', 'closetime'],
  ...[
    'dateutc',
    'gmttime',
    'localtime',
    'ts',
    'tsinit',
    'unix',
    'unixtimestamp',
    'epoch',
    'dt',
    'date',
    'dtyyyymmdd',
    'tradedate',
  ],
  ...[
    'tradingday',
    'tradingdate',
    'pricedate',
    'time',
    'day',
    'caldt',
    'begin',
    'end',
    't',
    'index',
    'unnamed0',
    'indexlevel0',
    '',
  ],
]

const TICK_TIME = [
  ...['transacttime', 'tradetime', 'siptimestamp', 'participanttimestamp', 'exchangetimestamp', 'exchangetime'],
  ...['eventtime', 'quotetime', ...TIME],
]

const SYMBOL = [
  ...['symbol', 'ticker', 'sym', 'instrument', 'instrumentid', 'ric', 'tic', 'asset', 'stock', 'contract', 'pair'],
  ...['code', 'name'],
]

const QUANTITY = ['qty', 'quantity', 'q', 'amount', 'volume', 'v', 'vol', 'shares', 'lastsize', 'lastqty', 'tradesize']

const quoteSide = (side: 'bid' | 'ask', short: string, other: string) => ({
  price: [
    side,
    other,
    `${side}price`,
    `${side}px`,
    `best${side}`,
    `best${side}price`,
    `${side}px00`,
    `${side}s0price`,
  ].concat(`${other}price`, `${side}1`, short, `${short}p`),
  size: ['size', 'sz', 'qty', 'quantity', 'volume', 'vol', 'amount', 'sz00']
    .flatMap((size) => [`${side}${size}`, `best${side}${size}`, `${other}${size}`])
    .concat(`${side}s0amount`, `${short}s`, `${short}q`),
})

const BID = quoteSide('bid', 'b', 'bid')
const ASK = quoteSide('ask', 'a', 'offer')

export const SHAPES: Readonly<Record<RowKind, Shape>> = {
  bars: {
    spellings: {
      time: TIME,
      open: ['open', 'o', 'openprice', 'op', 'first'],
      high: ['high', 'h', 'highprice', 'hi', 'max'],
      low: ['low', 'l', 'lowprice', 'lo', 'min'],
      close: ['close', 'c', 'closeprice', 'cl', 'last', 'closelast', 'lastprice', 'price'],
      adjusted: ['adjclose', 'adjustedclose', 'closeadj', 'adjcloseprice', 'adjustedcloseprice'],
      volume: ['volume', 'v', 'vol', 'tickvol', 'tickvolume', 'basevolume', 'totalvolume', 'shares', 'qty', 'quantity'],
      symbol: SYMBOL,
      split: ['stocksplits', 'stocksplit', 'splits', 'split', 'splitratio', 'splitfactor'],
      dividend: ['dividends', 'dividend', 'divcash', 'dividendamount'],
    },
    needed: ['time', 'open', 'high', 'low', 'close'],
    numbers: ['open', 'high', 'low', 'close', 'adjusted', 'volume'],
    texts: ['split', 'dividend'],
    fields: 4,
    example: ['time', 'open', 'high', 'low', 'close', 'volume'],
  },
  trades: {
    spellings: {
      time: TICK_TIME,
      price: ['price', 'p', 'px', 'tradeprice', 'lastprice', 'lastpx', 'last', 'rate'],
      size: ['size', ...QUANTITY],
      side: ['aggressor', 'aggressorside', 'takerside', 'side', 'direction'],
      buyerMaker: ['isbuyermaker', 'buyermaker', 'isbuyerthemaker', 'wasbuyermaker', 'm'],
      symbol: SYMBOL,
    },
    needed: ['time', 'price'],
    numbers: ['price', 'size'],
    texts: ['side', 'buyerMaker'],
    fields: 2,
    example: ['time', 'price', 'size'],
  },
  quotes: {
    spellings: {
      time: TICK_TIME,
      bid: BID.price,
      bidSize: BID.size,
      ask: ASK.price,
      askSize: ASK.size,
      symbol: SYMBOL,
    },
    needed: ['time', 'bid', 'ask'],
    numbers: ['bid', 'bidSize', 'ask', 'askSize'],
    texts: [],
    fields: 3,
    example: ['time', 'bid', 'bidSize', 'ask', 'askSize'],
  },
  splits: {
    spellings: {
      time: ['exdate', 'executiondate', 'effectivedate', ...TIME],
      split: ['split', 'splits', 'stocksplits', 'stocksplit', 'ratio', 'splitratio', 'splitfactor', 'factor'],
      symbol: SYMBOL,
    },
    needed: ['time', 'split'],
    numbers: [],
    texts: ['split'],
    fields: 2,
    example: ['time', 'split'],
  },
  dividends: {
    spellings: {
      time: ['exdate', 'exdividenddate', ...TIME],
      dividend: ['dividend', 'dividends', 'divcash', 'cashamount', 'amount', 'cash', 'value', 'dividendamount'],
      symbol: SYMBOL,
    },
    needed: ['time', 'dividend'],
    numbers: [],
    texts: ['dividend'],
    fields: 2,
    example: ['time', 'dividend'],
  },
}
