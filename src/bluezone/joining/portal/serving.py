"""The portal's web server, in processes of its own, and what ends it."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time

from bluezone.joining.ports import LOOPBACK
from bluezone.joining.telling import Tell

_STDIN_CHUNK = 4_096
_POLL_S = 0.02
_STOPS_WITHIN_S = 10
"""A browser may keep its connection open for ever, and a worker that is only just starting hears no signal."""


def serve(port: int, origin: str, threads: int, tell: Tell) -> None:
    """Serves staff until SIGINT or SIGTERM; tells the address once it answers."""
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces

    connections.close_all()  # the server's processes open their own
    server = Granian(
        "bluezone.joining.portal.application:application",
        address=LOOPBACK,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        workers_kill_timeout=_STOPS_WITHIN_S,
        log_enabled=False,
        websockets=False,
    )
    server.on_startup(threading.Thread(target=_tell_once_it_answers, args=(port, origin, tell), daemon=True).start)
    server.serve()


def end_with_stdin() -> None:
    """Ends this process when whoever started it closes its stdin: a demo's portal must not outlive the demo."""
    threading.Thread(target=_end_once_stdin_ends, daemon=True).start()


def _tell_once_it_answers(port: int, origin: str, tell: Tell) -> None:
    """Tells the address once the server's processes listen: whoever reads the line may open it at once."""
    while True:
        with socket.socket() as visit:
            if visit.connect_ex((LOOPBACK, port)) == 0:
                tell(f"portal ready: {origin}")
                return
        time.sleep(_POLL_S)


def _end_once_stdin_ends() -> None:
    while os.read(sys.stdin.fileno(), _STDIN_CHUNK):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
