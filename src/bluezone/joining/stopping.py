"""Stopping a service of this process."""

from __future__ import annotations

import asyncio
import signal


def stop_by_signals() -> asyncio.Event:
    """Makes an event of the running loop that SIGINT and SIGTERM set."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
