"""The shipped configuration for several processes of an exchange, in a real nginx before stand-ins for them."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.nginx import NGINX, PROXY, running_nginx
from tests.support.ports import free_port

NETWORKS = 24


class Process(http.server.ThreadingHTTPServer):
    """Says which one it is."""

    daemon_threads = True

    def __init__(self) -> None:
        class Saying(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                body = str(self.server.server_port).encode()  # type: ignore[attr-defined]
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Says nothing of it."""

        super().__init__(("127.0.0.1", 0), Saying)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def end(self) -> None:
        self.shutdown()
        self.server_close()


@dataclass
class Balancer:
    """A running nginx, phones' door and the portal's."""

    phones: int
    portal: int

    def call(self, door: int, address: str = "127.0.0.1") -> bytes:
        """Whoever answers a call from this address."""
        line = http.client.HTTPConnection("127.0.0.1", door, timeout=60, source_address=(address, 0))
        with contextlib.closing(line):
            line.request("POST", "/v1/call", bytes(4_096))
            return line.getresponse().read()


@pytest.fixture
def processes() -> Iterator[list[Process]]:
    found = [Process() for _ in range(4)]
    yield found
    for one in found:
        with contextlib.suppress(OSError):
            one.end()


@pytest.fixture
def balancer(tmp_path: Path, processes: list[Process]) -> Iterator[Balancer]:
    if NGINX is None:
        pytest.skip("there is no nginx on this machine")
    doors = Balancer(free_port(), free_port())
    shipped = (PROXY.parent / "exchange-processes.conf").read_text("utf-8")
    for port, process in zip((8710, 8720, 8711, 8721), processes, strict=True):
        shipped = shipped.replace(f"127.0.0.1:{port}", f"127.0.0.1:{process.server_port}")
    shipped = shipped.replace("listen 127.0.0.1:8699", f"listen 127.0.0.1:{doors.portal}")
    phones = f"server {{ listen 127.0.0.1:{doors.phones}; location / {{ proxy_pass http://bluezone_exchange; }} }}"
    with running_nginx(tmp_path, f"access_log off; {shipped} {phones}", doors.phones):
        yield doors


def test_a_network_stays_with_one_process_and_networks_are_spread(balancer: Balancer, processes: list[Process]) -> None:
    answered = [
        {balancer.call(balancer.phones, f"127.0.{network}.{phone}") for phone in (1, 2, 77)}
        for network in range(1, NETWORKS)
    ]

    assert all(len(one) == 1 for one in answered)
    assert set().union(*answered) == {str(one.server_port).encode() for one in processes[:2]}


def test_the_networks_of_a_process_that_is_away_go_to_the_others_and_the_portal_asks_whichever_is_there(
    balancer: Balancer, processes: list[Process]
) -> None:
    processes[0].end()
    processes[2].end()

    phones = {balancer.call(balancer.phones, f"127.0.{network}.1") for network in range(1, NETWORKS)}
    portal = {balancer.call(balancer.portal) for _ in range(4)}

    assert ({str(processes[1].server_port).encode()}, {str(processes[3].server_port).encode()}) == (phones, portal)


def test_the_guide_makes_a_unit_for_any_number_out_of_the_shipped_one(tmp_path: Path) -> None:
    guide = (PROXY.parents[2] / "docs" / "operating" / "processes.md").read_text("utf-8")
    command = next(line for line in guide.splitlines() if line.startswith("sed "))
    shutil.copy(PROXY.parents[1] / "systemd" / "bluezone-exchange.service", tmp_path)

    subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, check=True)

    made = (tmp_path / "bluezone-exchange@.service").read_text("utf-8")
    assert "serve --data /var/lib/bluezone-exchange --port %i --behind-proxy $EXCHANGE_OPTIONS" in made
    # systemd removes a unit's folder when it stops, and would take that of those which run on
    assert {"RuntimeDirectory=bluezone-exchange-%i", "Environment=TMPDIR=%t/bluezone-exchange-%i"} <= {
        *made.splitlines()
    }
    assert "User=bluezone-exchange\n" in made
    assert "StateDirectory=bluezone-exchange\n" in made
