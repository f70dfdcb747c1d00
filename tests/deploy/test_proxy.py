"""The proxy's configuration that is shipped, in a real nginx before a stand-in for the portal."""

from __future__ import annotations

import contextlib
import http.server
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.nginx import ASIDE, NGINX, running_nginx, shipped_site
from tests.support.ports import free_port
from tests.support.tls import write_certificates

LIST = b"Nguyen Van A;0912000000\n" * 6_000
PAGE = b"Nguyen Van A, 0912000000\n" * 320_000
"""More than all sockets on the way hold."""
_PATIENCE_S = 60.0


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
        self.send_header("strict-transport-security", "max-age=31536000")
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


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    if NGINX is None:
        pytest.skip("there is no nginx on this machine")
    portal = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    portal.daemon_threads = True
    threading.Thread(target=portal.serve_forever, daemon=True).start()
    port = free_port()
    write_certificates(tmp_path)
    site = shipped_site(tmp_path, {8791: portal.server_port, 8700: free_port()}, https=port, http=free_port())
    with running_nginx(tmp_path, site, port):
        for folder in ASIDE:  # nothing can be laid where a file stands
            (tmp_path / folder).rmdir()
            (tmp_path / folder).write_bytes(b"")
        yield Proxy(port)
    portal.shutdown()
    portal.server_close()


def test_a_list_that_comes_in_reaches_the_portal_and_is_laid_nowhere_on_the_way(proxy: Proxy) -> None:
    about = f"Host: portal.example.vn\r\nConnection: close\r\nContent-Length: {len(LIST)}"
    with proxy.line() as line:
        line.sendall(f"POST /lists HTTP/1.1\r\n{about}\r\n\r\n".encode() + LIST)
        answer = b"".join(iter(lambda: line.recv(4_096), b""))

    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(str(len(LIST)).encode())


def test_a_page_for_whoever_reads_slowly_is_laid_nowhere_on_the_way(proxy: Proxy) -> None:
    with proxy.line() as line:
        line.sendall(b"GET /cases HTTP/1.1\r\nHost: portal.example.vn\r\nConnection: close\r\n\r\n")
        time.sleep(0.5)
        answer = b"".join(iter(lambda: line.recv(65_536), b""))

    assert answer.partition(b"\r\n\r\n")[2] == PAGE


def test_a_browser_is_told_once_to_keep_to_tls_though_the_portal_says_so_too(proxy: Proxy) -> None:
    with proxy.line() as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: portal.example.vn\r\nConnection: close\r\n\r\n")
        head = b"".join(iter(lambda: line.recv(65_536), b"")).partition(b"\r\n\r\n")[0]

    assert 1 == head.lower().count(b"strict-transport-security:")


def test_what_a_browser_is_given_by_the_exchange_runs_nothing_also_where_there_is_no_exchange(proxy: Proxy) -> None:
    with proxy.line() as line:
        line.sendall(b"GET /v1/index HTTP/1.1\r\nHost: exchange.example.vn\r\nConnection: close\r\n\r\n")
        head = b"".join(iter(lambda: line.recv(65_536), b"")).partition(b"\r\n\r\n")[0].lower()

    assert head.startswith(b"http/1.1 502")
    for said in (b"strict-transport-security: ", b"x-content-type-options: nosniff", b"default-src 'none'"):
        assert 1 == head.count(said)


@pytest.mark.parametrize("asked", [b"/health", b"/ready", b"/%72eady", b"/metrics"])
def test_how_the_portal_stands_is_told_to_nobody_outside_its_machine(proxy: Proxy, asked: bytes) -> None:
    with proxy.line() as line:
        line.sendall(b"GET " + asked + b" HTTP/1.1\r\nHost: portal.example.vn\r\nConnection: close\r\n\r\n")
        head = b"".join(iter(lambda: line.recv(65_536), b"")).partition(b"\r\n\r\n")[0].lower()

    assert head.startswith(b"http/1.1 404")
