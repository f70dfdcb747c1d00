"""Published files for strangers who ask, in threads of their own and for so long as anybody waits.

A bucket that is cut off says nothing: what is asked of it then hangs for as long as a request may. In the threads that
everybody shares, a few phones that ask for files would hold up calls, the desk and what a balancer asks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bluezone.exchange.errors import BusyError, StoreError
from bluezone.exchange.publishing.files.base import PublicFile, PublicFiles

T = TypeVar("T")
_THREADS, _PATIENCE_S = 8, 10.0
_LATER = "the published files cannot be reached"


class FilesForStrangers:
    """Reads; what takes too long goes on, and nobody waits for it."""

    def __init__(self, files: PublicFiles) -> None:
        self.files = files
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="exchange-reader")

    async def read(self, name: str) -> PublicFile | None:
        """The file, or None. Raises BusyError where it cannot be had now."""
        return self.files.cached(name) or await self.aside(self.files.read, name)

    async def aside(self, work: Callable[..., T], *arguments: object) -> T:
        """Runs work that reads. Raises BusyError where that takes too long; if it has not begun by then it never is."""
        begun = asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        try:
            return await asyncio.wait_for(begun, _PATIENCE_S)
        except (TimeoutError, StoreError) as error:
            raise BusyError(_LATER) from error

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
