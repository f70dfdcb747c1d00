"""What one run of the canary found: which steps were done, how long each took, and which one failed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bluezone.joining.refusal import RefusedError

STEPS = ("published", "code", "time", "redeem", "upload", "batch", "log", "match")


class StepFailedError(RefusedError):
    """One step of the chain did not hold."""


class Findings:
    """The steps of a run as they are done. `monotonic` measures them."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._seconds: dict[str, float] = {}
        self.failed = ""
        self.reason = ""

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Times what is done in it. What the exchange, or the way to it, did wrong becomes StepFailedError."""
        from bluezone.device.errors import DeviceError
        from bluezone.protocol.errors import PeerError

        began = self._monotonic()
        try:
            yield
        except StepFailedError:
            raise
        except (PeerError, DeviceError, RefusedError, OSError) as error:
            self.failed, self.reason = name, " ".join(str(error).split())
            raise StepFailedError(f"canary: the step {name} failed: {self.reason}") from error
        finally:
            self._seconds[name] = self._seconds.get(name, 0.0) + self._monotonic() - began

    @property
    def succeeded(self) -> bool:
        return not self.failed and all(step in self._seconds for step in STEPS)

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {"ok": self.succeeded}
        if self.failed:
            said |= {"failed": self.failed, "reason": self.reason}
        return said | {"seconds": {name: round(seconds, 3) for name, seconds in self._seconds.items()}}

    def write_metrics(self, path: Path, finished_s: int) -> None:
        """Writes the metrics in the form that Prometheus' node exporter collects from files, replaced as a whole."""
        from prometheus_client import CollectorRegistry, Gauge, generate_latest

        from bluezone.exchange.durable_files import replace_file

        registry = CollectorRegistry()
        success = Gauge("bluezone_canary_success", "Whether the last run went through every step", registry=registry)
        success.set(self.succeeded)
        finished = Gauge("bluezone_canary_finished_seconds", "When the last run ended", registry=registry)
        finished.set(finished_s)
        seconds = Gauge("bluezone_canary_step_seconds", "How long a step took", ["step"], registry=registry)
        for name, taken in self._seconds.items():
            seconds.labels(name).set(taken)
        replace_file(path, generate_latest(registry), mode=0o644)
