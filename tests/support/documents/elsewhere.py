"""Papers that a file of tests begins with, set while it is loaded.

What sets them starts threads, and the process that loads all tests forks workers, who would have none of them and wait
for ever (tests/support/sharing.py). So another process sets them.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable

import msgspec


def made_elsewhere(make: Callable[[], Iterable[bytes]]) -> list[bytes]:
    """What a process of its own makes, in its order."""
    reading, writing = os.pipe()
    if not (pid := os.fork()):
        try:
            os.close(reading)
            with os.fdopen(writing, "wb") as told:
                told.write(msgspec.msgpack.encode(list(make())))
            os._exit(0)
        except BaseException:  # noqa: BLE001 - whatever it is, nobody above may go on with what is another process's
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as heard:
        made = heard.read()
    assert 0 == os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return msgspec.msgpack.decode(made, type=list[bytes])
