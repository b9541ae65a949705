"""The SMA cross in backtesting.py: its market orders fill at the next open by themselves."""
import backtesting
import pandas as pd
from backtesting import Backtest, Strategy
from common import CASH, FAST, QUANTITY, SLOW, Cross, Watch, bars_file, report


def sma(values, length):
    return pd.Series(values).rolling(length).mean()


class SmaCross(Strategy):
    def init(self):
        self.fast = self.I(sma, self.data.Close, FAST)
        self.slow = self.I(sma, self.data.Close, SLOW)
        self.cross = Cross()

    def next(self):
        # it is first called one bar after the averages exist
        if self.cross.sign == 0:
            self.cross.turn(self.fast[-2], self.slow[-2])
        turn = self.cross.turn(self.fast[-1], self.slow[-1])
        if turn > 0 and not self.position:
            self.buy(size=QUANTITY)
        elif turn < 0 and self.position:
            self.position.close()


bars = pd.read_csv(bars_file())
bars.index = pd.to_datetime(bars.pop("time"), unit="s")
bars.columns = [name.capitalize() for name in bars.columns]
backtest = Backtest(bars, SmaCross, cash=CASH)
with Watch() as run:
    stats = backtest.run()
# it tells of closed trades only
fills = []
for trade in stats["_trades"].itertuples():
    fills.append([trade.EntryBar, trade.Size, trade.EntryPrice])
    fills.append([trade.ExitBar, -trade.Size, trade.ExitPrice])
report(backtesting.__version__, len(bars), run.seconds, fills)
