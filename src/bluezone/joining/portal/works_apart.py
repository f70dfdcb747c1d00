"""Works of the portal's clock that count everybody, each in a process of its own beside the one that serves.

    claimed by the clock → begun here → the process notes what came of it (`one_work.py`)

One runs at a time. One that has not ended shortly before its hold is over is killed; of one that ended and noted
nothing it is noted here how. When the service ends, the process is ended and its work given back. Where the service is
killed, the process learns it from its standard input and ends; its work is done anew once the hold is over.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading

from bluezone.joining.portal.one_work import STORE_AT_FAULT
from bluezone.portal.world import World

_PROGRAM = "bluezone.joining.portal.one_work"
_BEFORE_THE_HOLD_IS_OVER_S = 30.0
"""Whoever claims the work then finds nobody else at it."""
_ENDS_WITHIN_S = 5.0


class WorksApart:
    """The one place beside a serving portal where such a work runs."""

    def __init__(self, world: World, longest_s: float | None = None) -> None:
        self._world = world
        self._longest_s = _longest_s() if longest_s is None else longest_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._watching: threading.Thread | None = None
        self._is_over = False

    def is_free(self) -> bool:
        """Whether none is running, and one may still be begun."""
        return not self._is_over and (self._watching is None or not self._watching.is_alive())

    def begin(self, work: str, holder: str) -> None:
        """Begins a work that was claimed under this name, and waits for nothing."""
        with self._lock:
            self._watching = threading.Thread(target=self._run, args=(work, holder), daemon=True, name=work)
            self._watching.start()

    def end(self) -> None:
        """Ends the one that runs, gives its work back, and begins no more."""
        with self._lock:
            self._is_over = True
            if self._process is not None:
                self._process.kill()
        if self._watching is not None:
            self._watching.join(2 * _ENDS_WITHIN_S)

    def _run(self, work: str, holder: str) -> None:
        """Runs one to its end, and notes what it could not note itself."""
        from django.db import connection

        from bluezone.portal.operations.clock import give_back, note_fall

        try:
            how = self._ended(work, holder)
            if self._is_over:
                give_back(work, holder)
            elif how:
                note_fall(self._world, work, holder, how)
        finally:
            connection.close()  # a thread's own

    def _ended(self, work: str, holder: str) -> str:
        """How the process ended that runs it; empty where nothing is to be noted of it."""
        with self._lock:
            if self._is_over:
                return ""
            try:
                self._process = _begun(work, holder)
            except OSError as error:
                return f"{type(error).__name__}: its process did not begin"
        try:
            return _told(self._process.wait(self._longest_s))
        except subprocess.TimeoutExpired:
            self._process.kill()
            return "its process took too long and was ended"
        finally:
            self._let_go(self._process)

    def _let_go(self, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.close()
        with self._lock:
            self._process = None


def _begun(work: str, holder: str) -> subprocess.Popen[bytes]:
    """The process that runs it, in a session of its own: who ends the service at a terminal speaks to the service."""
    command = [sys.executable, "-m", _PROGRAM, work, holder]
    return subprocess.Popen(  # noqa: S603 - our own program; the name of a work and one we drew
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    )


def _told(status: int) -> str:
    if status < 0:
        return f"its process was ended by {signal.Signals(-status).name}"
    # Of a store that is locked or gone nothing is noted: it could not be, and the work is due once its hold is over.
    return f"its process ended with {status}" if status not in {0, STORE_AT_FAULT} else ""


def _longest_s() -> float:
    from bluezone.portal.operations.clock import HELD

    return HELD.total_seconds() - _BEFORE_THE_HOLD_IS_OVER_S
