"""`bluezone portal serve`: the service."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

from bluezone.cli.portal.world import add_place_options, opened
from bluezone.cli.ports import port_argument
from bluezone.cli.whole_numbers import whole_number

LOOPBACK = "127.0.0.1"
_STDIN_CHUNK = 4_096
_POLL_S = 0.02
_STOPS_WITHIN_S = 10
"""A browser may keep its connection open for ever, and a worker that is only just starting hears no signal."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Serve staff; makes what is missing in the data directory first."
    parser = commands.add_parser("serve", help=sentence, description=sentence)
    add_place_options(parser)
    parser.add_argument(
        "--port", type=port_argument, default=8791, metavar="N", help="default 8791; 0 picks a free one"
    )
    parser.add_argument("--origin", metavar="URL", help="what staff type; default: http://localhost and the port")
    parser.add_argument("--exchange", metavar="URL", help="the exchange's internal address")
    parser.add_argument("--exchange-key", type=Path, metavar="FILE", help="its key: internal.key in its data directory")
    parser.add_argument("--published", metavar="URL", help="where the exchange publishes for phones")
    parser.add_argument("--published-root", metavar="HEX|FILE", help="its root key, which must have signed that")
    parser.add_argument(
        "--roots", type=Path, metavar="DIR", help="certificates whose signatures on papers are believed"
    )
    parser.add_argument("--tokens", type=Path, metavar="FILE", help="which PKCS#11 token signs for which organisation")
    parser.add_argument(
        "--outlets", type=Path, metavar="FILE", help="by which ways messages leave: mail, gateway, queue"
    )
    parser.add_argument("--threads", type=whole_number(1, 64), default=4, metavar="N", help="requests at once")
    parser.add_argument("--end-with-stdin", action="store_true", help="stop when whoever started this closes its stdin")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.cli.pages import chosen_port
    from bluezone.portal.operations.preparing import prepare_files

    port = chosen_port(arguments.port)
    origin = arguments.origin or f"http://localhost:{port}"
    key = arguments.exchange_key.resolve() if arguments.exchange_key else None
    files = {name: path.resolve() for name in ("roots", "tokens", "outlets") if (path := getattr(arguments, name))}
    opened(arguments, origin=origin, exchange=arguments.exchange, exchange_key=key, **files, **_published(arguments))
    _check_files(files)
    prepare_files()
    if arguments.end_with_stdin:
        threading.Thread(target=_end_with_stdin, daemon=True).start()
    _serve(port, origin, arguments.threads)
    return 0


def _published(arguments: argparse.Namespace) -> dict[str, str | None]:
    """Read once here, so that a wrong key is one line now and no broken page later."""
    if arguments.published_root is not None:
        from bluezone.cli.inspect.reading import read_root

        arguments.published_root = read_root(arguments.published_root).value.hex()
    return {"published": arguments.published, "published_root": arguments.published_root}


def _check_files(files: dict[str, Path]) -> None:
    """A mistake in what papers are signed and messages sent by is told now, and not to the first clerk."""
    from bluezone.portal.messages.outlets.opening import opened as read_outlets
    from bluezone.portal.papers.tokens import read_tokens
    from bluezone.portal.papers.trust import read_roots

    readers = {"roots": read_roots, "tokens": read_tokens, "outlets": read_outlets}
    for name, path in files.items():
        readers[name](path)


def _serve(port: int, origin: str, threads: int) -> None:
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces

    connections.close_all()  # the server's processes open their own
    server = Granian(
        "bluezone.cli.portal.application:application",
        address=LOOPBACK,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        workers_kill_timeout=_STOPS_WITHIN_S,
        log_enabled=False,
        websockets=False,
    )
    server.on_startup(threading.Thread(target=_tell_once_it_answers, args=(port, origin), daemon=True).start)
    server.serve()


def _tell_once_it_answers(port: int, origin: str) -> None:
    """The server's processes listen some time after its start; whoever reads the line may open the address at once."""
    while True:
        with socket.socket() as visit:
            if visit.connect_ex((LOOPBACK, port)) == 0:
                print(f"portal ready: {origin}", file=sys.stderr, flush=True)
                return
        time.sleep(_POLL_S)


def _end_with_stdin() -> None:
    """A demo's portal must not outlive the demo, even one that was killed: its end closes our stdin."""
    while os.read(sys.stdin.fileno(), _STDIN_CHUNK):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
