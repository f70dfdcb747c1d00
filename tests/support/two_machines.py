"""The machines of docs/operating/two-machines.md: a portal's and an exchange's, each with a real nginx and folders of
its own (hosts.py), where the page's blocks are typed word by word; and whatever passes by the portal's, heard."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from drills.machines.guide import block_with, filled
from tests.support.hosts import Network
from tests.support.nginx import NGINX, PROXY, running_nginx
from tests.support.sources import PROJECT

PAGE = PROJECT / "docs" / "operating" / "two-machines.md"
PORTAL, EXCHANGE, STRANGER = "portal", "exchange", "stranger"
ADDRESSES = {"192.0.2.10": PORTAL, "192.0.2.20": EXCHANGE}
"""Which machines are meant by the addresses of the page."""
_EVERYTHING = 0x0003
"""ETH_P_ALL: every packet that a machine sends or is sent (packet(7))."""
_HEARD_AT_ONCE, _KEPT = 1 << 17, 1 << 24
_SO_RCVBUFFORCE = 33
"""socket(7): more than the system lets everybody have, as root may."""


@dataclass
class Machine:
    """One of the two. What travels between them lies in `stick`."""

    host: str
    folder: Path
    stick: Path
    network: Network
    words: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part in ("etc/nginx/conf.d", "etc/bluezone", "proxy"):
            (self.folder / part).mkdir(parents=True)
        for file in PROXY.parent.glob("link-*.conf"):
            (self.folder / "proxy" / file.name).write_text(self._here(file.read_text("utf-8")))
        self.words |= {
            "/opt/bluezone/current/share/bluezone/proxy": str(self.folder / "proxy"),
            "/etc/": f"{self.folder}/etc/",
            "nginx -t": f"{NGINX} -t -q -e stderr -c {self.folder}/nginx.conf",
            "systemctl reload nginx": self._reloads(),
            "systemctl restart bluezone-portal": "true",
            "systemctl enable nftables && systemctl restart nftables": f"nft -f {self.folder}/etc/nftables.conf",
            "chown bluezone-portal": f"chown {os.geteuid()}",
            **{f"={shown}": f"={self.network.address(meant)}" for shown, meant in ADDRESSES.items()},
        }

    def types(self, words: str) -> list[str]:
        """Types the one block of the page in which these words stand; the lines that it printed."""
        script = "\n".join(block_with(PAGE.read_text("utf-8"), words).commands)
        with self.network.at(self.host):
            typed = ["bash", "-e", "-o", "pipefail", "-c", filled(script, self.words)]
            told = subprocess.run(typed, cwd=self.stick, capture_output=True, text=True, check=False, timeout=60)
        assert 0 == told.returncode, told.stderr
        return told.stdout.splitlines()

    @contextlib.contextmanager
    def with_nginx(self) -> Iterator[None]:
        """As the guide for installing leaves it: nginx runs, with another site."""
        site = f"include {self.folder}/etc/nginx/conf.d/*.conf; server {{ listen 127.0.0.1:80; return 404; }}"
        with self.network.at(self.host), running_nginx(self.folder, site, 80, mastered=True):
            yield

    def reloads(self) -> None:
        """Has nginx go by what lies there now."""
        subprocess.run(["bash", "-c", self._reloads()], check=True)

    def _here(self, text: str) -> str:
        return text.replace("/etc/bluezone", f"{self.folder}/etc/bluezone")

    def _reloads(self) -> str:
        """As systemd does; and the worker that goes by the former files is gone before the next line is typed."""
        waits = 'while pgrep -P "$at" | grep -qx "$was"; do sleep 0.01; done'
        return f'{{ at=$(cat {self.folder}/pid); was=$(pgrep -P "$at"); kill -HUP "$at"; {waits}; }}'


@contextlib.contextmanager
def everything_heard(network: Network, host: str) -> Iterator[dict[str, bytes]]:
    """What passes over each device of a machine during a block, once that is over."""
    heard: dict[str, bytes] = {}
    with network.at(host):
        ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_EVERYTHING))
    with ear:
        ear.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _KEPT)
        yield heard
        with contextlib.suppress(BlockingIOError):
            while True:
                packet, (device, *_) = ear.recvfrom(_HEARD_AT_ONCE, socket.MSG_DONTWAIT)
                heard[device] = heard.get(device, b"") + packet
