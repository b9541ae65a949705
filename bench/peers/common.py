"""What the Python engines share: reading the bars, and saying how the run went."""
import json
import os
import resource
import sys
import time

FAST, SLOW, QUANTITY, CASH = 10, 30, 100, 1_000_000


def bars_file():
    """The CSV of bars that the caller named: time (seconds of the bar's opening), open, high, low, close, volume."""
    return sys.argv[1]


class Cross:
    """The rule of the strategy: a cross is a change of the sign of fast - slow, where being equal is no sign."""

    def __init__(self):
        self.sign = 0

    def turn(self, fast, slow):
        """1 when fast has just crossed above slow, -1 below, otherwise 0."""
        now = 1 if fast > slow else -1 if fast < slow else 0
        if now == 0 or now == self.sign:
            return 0
        before, self.sign = self.sign, now
        return now if before != 0 else 0


class Watch:
    """Processor time of what happens inside `with`, of all the threads of this process."""

    def __enter__(self):
        self.seconds = 0.0
        self.start = time.process_time()
        return self

    def __exit__(self, *_):
        self.seconds = time.process_time() - self.start


def peak_mb():
    """Peak resident memory. Linux passes getrusage's figure on from the parent, so there it is taken from the process's own status."""
    if os.path.exists("/proc/self/status"):
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1_000_000 if sys.platform == "darwin" else 1000)


def report(version, bars, seconds, fills):
    """Prints the outcome. `fills` are [row of the bar, signed quantity, price], in order."""
    print(json.dumps({"version": version, "bars": bars, "seconds": seconds, "peak_MB": peak_mb(), "fills": fills}))
