"""A real nginx with the configuration that is shipped, on free ports of this machine."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support.sources import PROJECT

PROXY = PROJECT / "deploy" / "proxy" / "nginx.conf"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin")
"""None where there is none on this machine."""
ASIDE = ("client_body", "proxy")
"""The folders into which nginx lays aside what it cannot keep in memory."""
_PATIENCE_S, _LOOK_S = 60.0, 0.02


def shipped_site(certificates: Path, behind: dict[int, int], *, https: int, http: int) -> str:
    """The shipped site with certificates of a folder and on these ports; `behind` says on which port each service that
    it names by another one stands."""
    site = PROXY.read_text("utf-8").replace("/etc/bluezone/tls", str(certificates))
    for named, stands in behind.items():
        site = site.replace(f"127.0.0.1:{named}", f"127.0.0.1:{stands}")
    site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{https} ssl")
    return site.replace("listen 80 default_server", f"listen 127.0.0.1:{http}")


@contextlib.contextmanager
def running_nginx(folder: Path, site: str, port: int, *, mastered: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    """An nginx that keeps whatever it keeps in a folder, once it takes calls at a port; with a master, as systemd
    starts it, where it is to be told to read its configuration anew."""
    assert NGINX is not None
    aside = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ASIDE)
    alone = f"daemon off; master_process {'on' if mastered else 'off'}; pid {folder}/pid; error_log stderr; events {{}}"
    (folder / "nginx.conf").write_text(f"{alone} http {{ {aside} {site} }}")
    command = [NGINX, "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        try:
            wait_for(port)
            yield running
        finally:
            running.terminate()


def wait_for(port: int) -> None:
    """Returns once somebody takes calls at a port of this machine."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(_LOOK_S)
    raise AssertionError(f"nobody took calls at {port}")
