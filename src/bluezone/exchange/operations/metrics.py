"""What Prometheus may know: how busy, how slow. Not who, and not how many of which kind.

Uploads appear here in no form: the only statistic about them is the daily total, which is hidden while it is small and
while the day lasts. Nor does how long calls take tell more than the line does (listeners/shaping.py).
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Gauge, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from bluezone.exchange.operations.noted_copies import NotedCopies

_BUCKETS_S = (0.1, 0.3, 1.0, 3.0, 10.0)


class Metrics:
    """The exchange's own registry; nothing of the process or the platform is added by itself."""

    def __init__(self, *, knows_copies: bool = True) -> None:
        """`knows_copies`: whether this program writes its backups; of those of a database's own tools it says
        nothing."""
        registry = CollectorRegistry()
        self._registry = registry
        self._calls = _Calls()
        registry.register(self._calls)
        self.note_call = self._calls.note
        self.waiting = Gauge("bluezone_exchange_waiting", "Pieces of work before the store", registry=registry)
        self.keeps_erased = Gauge(
            "bluezone_exchange_keeps_erased",
            "1 while the journal holds what was erased, because somebody reads the store",
            registry=registry,
        )
        self.clock_doubted = Gauge(
            "bluezone_exchange_clock_doubted",
            "1 while the clock is not where it should be, and nothing is signed by it",
            registry=registry,
        )
        self.windows = Gauge("bluezone_exchange_closed_until_s", "End of the newest closed window", registry=registry)
        self.log_size = Gauge("bluezone_exchange_log_size", "Leaves of the log", registry=registry)
        self.head_issued = Gauge(
            "bluezone_exchange_head_issued_s", "When the newest head was signed", registry=registry
        )

        self.publishes = Gauge(
            "bluezone_exchange_publishes", "1 in the process that publishes, of several on one store", registry=registry
        )
        self.publishes_since = Gauge(
            "bluezone_exchange_publishes_since_s",
            "Since when the process that publishes does, whichever it is",
            registry=registry,
        )
        self.keys_end = Gauge(
            "bluezone_exchange_keys_end_s",
            "When a kind can no longer be signed, unless keys are rotated",
            registry=registry,
        )
        of_copies = registry if knows_copies else None
        self._backup = Gauge(
            "bluezone_exchange_backup_s", "When the last backup was written, 0 if never", registry=of_copies
        )
        self._restored = Gauge(
            "bluezone_exchange_restored_s",
            "When a backup was last restored for a trial, 0 if never",
            registry=of_copies,
        )

    def note_copies(self, copies: NotedCopies | None) -> None:
        """When this program last wrote a backup, and restored one for a trial."""
        if copies is not None:
            self._backup.set(copies.backup_s or 0)
            self._restored.set(copies.restored_s or 0)

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self._registry)


class _Calls(Collector):
    """How many calls were answered, and how long they took: counted where calls are answered, in one thread, without
    the locks of a counter for many."""

    def __init__(self) -> None:
        self._counts = [0] * (len(_BUCKETS_S) + 1)
        self._seconds = 0.0

    def note(self, seconds: float) -> None:
        """One more call, answered after so long."""
        self._counts[bisect.bisect_left(_BUCKETS_S, seconds)] += 1
        self._seconds += seconds

    def collect(self) -> Iterator[Metric]:
        yield CounterMetricFamily("bluezone_exchange_calls", "Calls answered, of any kind", sum(self._counts))
        bounds = [*map(str, _BUCKETS_S), "+Inf"]
        yield HistogramMetricFamily(
            "bluezone_exchange_call_seconds",
            "From the arrival of a call to its answer, held as it is: else each that waits for the disk would show",
            buckets=list(zip(bounds, itertools.accumulate(self._counts), strict=True)),
            sum_value=self._seconds,
        )
