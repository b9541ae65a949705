"""
The SMA cross in nautilus_trader. It has no next-open fills, so it is given what a venue would show: a quote at each bar's open, a
nanosecond after the close of the bar before, and orders that take this nanosecond to arrive. Bars are for the strategy only, quotes
for the venue only. It so handles two events a bar.
"""
import nautilus_trader
import pandas as pd
from common import CASH, FAST, QUANTITY, SLOW, Cross, Watch, bars_file, report
from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.backtest.models import LatencyModel
from nautilus_trader.config import LoggingConfig
from nautilus_trader.indicators import SimpleMovingAverage
from nautilus_trader.model.currencies import USD
from nautilus_trader.model.data import BarType
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Venue
from nautilus_trader.model.instruments import Equity
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.persistence.wranglers import BarDataWrangler, QuoteTickDataWrangler
from nautilus_trader.trading.strategy import Strategy

venue = Venue("SIM")
# prices are whole 64ths
instrument = Equity(
    instrument_id=InstrumentId.from_str("S1.SIM"),
    raw_symbol=InstrumentId.from_str("S1.SIM").symbol,
    currency=USD,
    price_precision=6,
    price_increment=Price.from_str("0.000001"),
    lot_size=Quantity.from_int(1),
    ts_event=0,
    ts_init=0,
)
bar_type = BarType.from_str("S1.SIM-1-MINUTE-LAST-EXTERNAL")


class SmaCross(Strategy):
    def on_start(self):
        self.fast = SimpleMovingAverage(FAST)
        self.slow = SimpleMovingAverage(SLOW)
        self.register_indicator_for_bars(bar_type, self.fast)
        self.register_indicator_for_bars(bar_type, self.slow)
        self.subscribe_bars(bar_type)
        self.cross = Cross()
        self.held = False
        self.fills = []

    def on_bar(self, bar):
        if not self.slow.initialized:
            return
        turn = self.cross.turn(self.fast.value, self.slow.value)
        if turn > 0 and not self.held:
            self.trade(OrderSide.BUY)
        elif turn < 0 and self.held:
            self.trade(OrderSide.SELL)

    def trade(self, side):
        self.submit_order(self.order_factory.market(instrument.id, side, Quantity.from_int(QUANTITY)))

    def on_order_filled(self, event):
        self.held = event.order_side == OrderSide.BUY
        self.fills.append((event.ts_event, float(event.last_qty) * (1 if self.held else -1), float(event.last_px)))


table = pd.read_csv(bars_file())
opens = pd.to_datetime(table.pop("time"), unit="s", utc=True)
nanosecond = pd.Timedelta(1, "ns")
quotes = pd.DataFrame({"bid_price": table["open"], "ask_price": table["open"]})
quotes.index = pd.DatetimeIndex(opens + nanosecond, name="timestamp")
table.index = pd.DatetimeIndex(opens + (opens[1] - opens[0]), name="timestamp")

engine = BacktestEngine(BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True)))
engine.add_venue(
    venue,
    oms_type=OmsType.NETTING,
    account_type=AccountType.CASH,
    starting_balances=[Money(CASH, USD)],
    latency_model=LatencyModel(base_latency_nanos=1),
    bar_execution=False,
)
engine.add_instrument(instrument)
engine.add_data(BarDataWrangler(bar_type, instrument).process(table))
engine.add_data(QuoteTickDataWrangler(instrument).process(quotes))
strategy = SmaCross()
engine.add_strategy(strategy)
with Watch() as run:
    engine.run()
row_of = {time: row for row, time in enumerate(quotes.index.as_unit("ns").asi8.tolist())}
fills = [[row_of.get(time, -1), quantity, price] for time, quantity, price in strategy.fills]
report(nautilus_trader.__version__, len(table), run.seconds, fills)
