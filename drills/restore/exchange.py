"""The exchange's service as its unit starts it, where there is no systemd."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from drills.restore.technician import StuckError

_READY = re.compile(r"exchange ready: \S+ internal (http://\S+)")
_PATIENCE_S, _LOOKS_EVERY_S = 60.0, 0.2


@dataclass
class Service:
    """One exchange, started and stopped."""

    data: Path
    store: str | None
    environment: Mapping[str, str]
    _process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Starts it, and waits until it says that it is ready. Raises StuckError where it does not."""
        words = ["bluezone", "exchange", "serve", "--data", str(self.data), "--port", "0"]
        words += [] if self.store is None else ["--store", self.store]
        environment = {**os.environ, **self.environment}
        self._process = subprocess.Popen(
            ["/usr/bin/env", *words], env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        assert self._process.stderr is not None
        said = ""
        for line in self._process.stderr:
            if (ready := _READY.search(line)) is not None:
                _wait_until_ready(ready[1])
                return
            said += line
        raise StuckError(f"the exchange did not start: {said}")

    def stop(self) -> None:
        """Ends it where it runs."""
        if self._process is not None:
            self._process.terminate()
            self._process.communicate(timeout=_PATIENCE_S)
            self._process = None


def _wait_until_ready(internal: str) -> None:
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        if httpx.get(f"{internal}/ready", timeout=_PATIENCE_S).status_code == 200:
            return
        time.sleep(_LOOKS_EVERY_S)
    raise StuckError("the exchange is not ready")
