"""A line between a process and its database or its bucket that can be cut, so that nothing passes any more and nobody
is told, or become slow."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time
from collections.abc import Iterator

_LOOK_S, _CHUNK = 0.02, 1 << 16


class Line:
    """Carries whatever comes to its port on to another one, until it is cut."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._is_cut, self._is_over = threading.Event(), threading.Event()
        self._delay_s = 0.0
        self.carried = 0
        """Pieces of what was sent that came through, in either direction."""
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(_LOOK_S)
        self.port: int = self._door.getsockname()[1]
        self._threads = [threading.Thread(target=self._let_in, daemon=True)]
        self._threads[0].start()

    def cut(self) -> None:
        """From now on bytes are lost in both directions; connections stay open, as when a switch has failed."""
        self._is_cut.set()

    def slow_down(self, delay_s: float) -> None:
        """From now on each piece of what is sent waits so long, in either direction."""
        self._delay_s = delay_s

    def mend(self) -> None:
        """Lets new connections through at once. Those that lost something are over."""
        self._delay_s = 0.0
        self._is_cut.clear()

    def close(self) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join(5)
        self._door.close()

    def _let_in(self) -> None:
        while not self._is_over.is_set():
            with contextlib.suppress(TimeoutError, OSError):
                near, _ = self._door.accept()
                thread = threading.Thread(target=self._carry, args=(near,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _carry(self, near: socket.socket) -> None:
        with (
            near,
            contextlib.suppress(OSError),
            selectors.DefaultSelector() as waiting,
            socket.create_connection(("127.0.0.1", self._to_port)) as far,
        ):
            for one, other in ((near, far), (far, near)):
                waiting.register(one, selectors.EVENT_READ, other)
            was_cut = False
            while not self._is_over.is_set():
                for key, _ in waiting.select(_LOOK_S):
                    source, sink = key.fileobj, key.data
                    assert isinstance(source, socket.socket)
                    data = source.recv(_CHUNK)
                    if not data:
                        return
                    time.sleep(self._delay_s)
                    if not self._is_cut.is_set():
                        sink.sendall(data)
                        self.carried += 1
                if was_cut and not self._is_cut.is_set():
                    return
                was_cut = self._is_cut.is_set()


@contextlib.contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A line for the length of a block."""
    line = Line(port)
    try:
        yield line
    finally:
        line.close()
