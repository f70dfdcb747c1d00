"""The proxy's configuration that is shipped, in a real nginx before a stand-in for the portal."""

from __future__ import annotations

import contextlib
import http.server
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.test_units import PROXY, write_certificate

LIST = b"Nguyen Van A;0912000000\n" * 6_000
PAGE = b"Nguyen Van A, 0912000000\n" * 320_000
"""More than all sockets on the way hold."""
_PATIENCE_S, _LOOK_S = 20.0, 0.02


class Portal(http.server.BaseHTTPRequestHandler):
    """Takes whatever comes, and gives a long page."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._say(PAGE)

    def do_POST(self) -> None:
        taken = self.rfile.read(int(self.headers["content-length"]))
        self._say(str(len(taken)).encode())

    def log_message(self, *_: object) -> None:
        """Says nothing of it."""

    def _say(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)


@dataclass
class Proxy:
    """A running nginx that cannot lay anything aside."""

    port: int

    @contextlib.contextmanager
    def line(self) -> Iterator[ssl.SSLSocket]:
        """A connection to the portal's name, which takes little at a time."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
        plain.settimeout(_PATIENCE_S)
        plain.connect(("127.0.0.1", self.port))
        with context.wrap_socket(plain, server_hostname="portal.example.vn") as line:
            yield line


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if nginx is None:
        pytest.skip("there is no nginx on this machine")
    portal = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    portal.daemon_threads = True
    threading.Thread(target=portal.serve_forever, daemon=True).start()
    port = free_port()
    for name in ("portal", "exchange"):
        write_certificate(tmp_path, name)
    site = PROXY.read_text("utf-8").replace("/etc/bluezone/tls", str(tmp_path))
    site = site.replace("127.0.0.1:8791", f"127.0.0.1:{portal.server_port}")
    site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl").replace(
        "listen 80 default_server", f"listen 127.0.0.1:{free_port()}"
    )
    (tmp_path / "site.conf").write_text(site)
    aside = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy"))
    alone = f"daemon off; master_process off; pid {tmp_path}/pid; events {{}}"
    (tmp_path / "nginx.conf").write_text(f"{alone} http {{ {aside} include {tmp_path}/site.conf; }}")
    command = [nginx, "-p", tmp_path, "-e", "stderr", "-c", tmp_path / "nginx.conf"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        wait_for(port)
        for folder in ("client_body", "proxy"):  # nothing can be laid where a file stands
            (tmp_path / folder).rmdir()
            (tmp_path / folder).write_bytes(b"")
        yield Proxy(port)
        running.terminate()
    portal.shutdown()
    portal.server_close()


def wait_for(port: int) -> None:
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(_LOOK_S)
    pytest.fail("nginx does not answer")


def test_a_list_that_comes_in_reaches_the_portal_and_is_laid_nowhere_on_the_way(proxy: Proxy) -> None:
    head = f"POST /lists HTTP/1.1\r\nHost: portal.example.vn\r\nContent-Length: {len(LIST)}\r\n\r\n".encode()
    with proxy.line() as line:
        line.sendall(head + LIST)
        answer = line.recv(4_096)

    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(str(len(LIST)).encode())


def test_a_page_for_whoever_reads_slowly_is_laid_nowhere_on_the_way(proxy: Proxy) -> None:
    with proxy.line() as line:
        line.sendall(b"GET /cases HTTP/1.1\r\nHost: portal.example.vn\r\nConnection: close\r\n\r\n")
        time.sleep(0.5)
        answer = b"".join(iter(lambda: line.recv(65_536), b""))

    assert answer.partition(b"\r\n\r\n")[2] == PAGE
