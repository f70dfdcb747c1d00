"""The published world over HTTP on loopback, for phones in processes of their own."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bluezone.device.errors import UnreachableError
from bluezone.protocol.messages import CALL_PATH, REQUEST_BYTES
from tests.support.device.published import OpenExchange


@contextlib.contextmanager
def served(exchange: OpenExchange) -> Iterator[str]:
    """The exchange's address while it is served."""
    exchange.world.files["/v1/root"] = exchange.world.pinned.value

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                self._answer(exchange.world.fetch(self.path, 1 << 30))
            except UnreachableError:
                self.send_error(404)

        def do_POST(self) -> None:
            assert CALL_PATH == self.path
            self._answer(exchange.answer(self.rfile.read(REQUEST_BYTES)))

        def log_message(self, *_: object) -> None:
            """Silence."""

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
