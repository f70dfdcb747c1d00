"""An exchange in its own process, as operators run it, with a clock in a file; and the right to kill it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.forking import Forked, fork

_LOOK_S, _LOOKS = 0.001, 20_000
_READY = re.compile(r"exchange ready: (http://\S+) internal (http://\S+)")


@dataclass
class Served:
    """A running process and its addresses."""

    process: Forked
    public: str
    internal: str
    folder: Path
    said: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"authorization": "Bearer " + (self.folder / "data" / "internal.key").read_text()}

    def kill(self) -> None:
        """kill -9: no handler runs, nothing is flushed."""
        self.process.kill()
        self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()

    def stop(self) -> tuple[int, str]:
        """Asks it to end; its exit status and what else it said."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        _, rest = self.process.communicate(timeout=120)
        return self.process.wait(), rest


def set_clock(folder: Path, now_ms: int) -> Path:
    """The drill clock of this folder, moved in one step."""
    path = folder / "clock"
    path.with_suffix(".new").write_bytes(now_ms.to_bytes(8, "little", signed=True))
    path.with_suffix(".new").replace(path)
    return path


def has_taken_an_upload(data: Path) -> bool:
    """Whether seeds lie in an exchange's store: of a day that is not over it tells nobody."""
    with contextlib.closing(sqlite3.connect(f"file:{data / 'exchange.db'}?mode=ro", uri=True)) as store:
        return bool(store.execute("SELECT EXISTS (SELECT * FROM entries)").fetchone()[0])


def kill_while_starting(folder: Path, after_s: float) -> None:
    """kill -9 so long after the first key of a first start has appeared."""
    command = [sys.executable, "-m", "bluezone.cli", *_words(folder)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=_environment()) as process:
        for _ in range(_LOOKS):
            if (folder / "data" / "root.key").exists():
                break
            time.sleep(_LOOK_S)
        time.sleep(after_s)
        process.kill()


def _words(folder: Path, *options: str) -> list[str]:
    words = ["exchange", "serve", "--data", str(folder / "data"), "--port", "0"]
    return [*words, "--clock", str(folder / "clock"), "--answer-delay-ms", "0-0", *options]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONWARNINGS": ""}


def start(
    folder: Path, *options: str, around: Mapping[str, str] | None = None, begin: Callable[..., Forked] = fork
) -> Served:
    """Starts or restarts the exchange of a folder on free ports, with this besides in its environment; returns once it
    accepts."""
    process = begin(*_words(folder, *options), environment=_environment() | dict(around or {}), stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        ready = _READY.search(line)
        if ready is not None:
            return Served(process, ready[1], ready[2], folder, said)
        said += line
    process.wait()
    process.stderr.close()
    raise AssertionError(f"the exchange did not start: {said}")


@contextlib.contextmanager
def served(folder: Path, now_ms: int, *options: str) -> Iterator[Served]:
    """A served exchange for the length of a block."""
    set_clock(folder, now_ms)
    running = start(folder, *options)
    try:
        yield running
    finally:
        running.kill()
