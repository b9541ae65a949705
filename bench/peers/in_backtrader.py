"""The SMA cross in backtrader: its market orders fill at the next open by themselves. Observers are off, which spares it much."""
import backtrader as bt
from common import CASH, FAST, QUANTITY, SLOW, Cross, Watch, bars_file, report


class SmaCross(bt.Strategy):
    def __init__(self):
        self.fast = bt.ind.SMA(self.data.close, period=FAST)
        self.slow = bt.ind.SMA(self.data.close, period=SLOW)
        self.cross = Cross()
        self.fills = []

    def next(self):
        turn = self.cross.turn(self.fast[0], self.slow[0])
        if turn > 0 and self.position.size == 0:
            self.buy(size=QUANTITY)
        elif turn < 0 and self.position.size > 0:
            self.close()

    def notify_order(self, order):
        if order.status == order.Completed:
            self.fills.append([len(self.data) - 1, order.executed.size, order.executed.price])


class Bars(bt.feeds.GenericCSVData):
    """Reads its file when the run begins; the time of that is taken, to be left out."""

    params = dict(dtformat=1, datetime=0, open=1, high=2, low=3, close=4, volume=5, openinterest=-1, timeframe=bt.TimeFrame.Minutes)

    def preload(self):
        with Watch() as self.reading:
            super().preload()


cerebro = bt.Cerebro(stdstats=False)
data = Bars(dataname=bars_file())
cerebro.adddata(data)
cerebro.addstrategy(SmaCross)
cerebro.broker.setcash(CASH)
with Watch() as run:
    strategy = cerebro.run()[0]
report(bt.__version__, len(data), run.seconds - data.reading.seconds, strategy.fills)
