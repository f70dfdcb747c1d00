"""Stopping a service of this process, and the process itself."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading

_STDIN_CHUNK = 4_096


def stop_by_signals() -> asyncio.Event:
    """Makes an event of the running loop that SIGINT and SIGTERM set."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def end_with_stdin(by: signal.Signals = signal.SIGTERM) -> None:
    """Ends this process when whoever started it closes its stdin: a demo's portal must not outlive the demo."""
    threading.Thread(target=_end_once_stdin_ends, args=(by,), daemon=True).start()


def _end_once_stdin_ends(by: signal.Signals) -> None:
    while os.read(sys.stdin.fileno(), _STDIN_CHUNK):
        pass
    os.kill(os.getpid(), by)
