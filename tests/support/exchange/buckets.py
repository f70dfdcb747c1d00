"""A real S3 server on loopback, for as long as a block: SeaweedFS, as its package ships it."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ports import free_port

ACCESS_KEY, SECRET_KEY = "exchange-of-a-test", "a secret that must not be written down"
_SERVER = Path(sys.executable).with_name("weed")
_ROLES = ("master", "volume", "filer", "s3")
_TRIES, _LOOK_S, _LOOKS = 3, 0.05, 1_200


@contextlib.contextmanager
def running_bucket_server(folder: Path) -> Iterator[str]:
    """Its address. Buckets are made by the first write into them."""
    _require_server(folder)
    for _ in range(_TRIES):  # a port that was free may be taken by somebody else meanwhile
        process, address = _start(folder, "127.0.0.1", ports_of_a_bucket_server())
        try:
            if _answers(process, f"{address}/healthz"):
                yield address
                return
        finally:
            process.kill()  # asked to end it takes half a minute, and nobody wants its files
            process.wait()
    raise AssertionError(f"the S3 server does not start:\n{(folder / 'server.log').read_text()[-2_000:]}")


def ports_of_a_bucket_server() -> list[int]:
    """Which nobody else on this machine has: its parts meet in sockets that are named after them, also where each
    stands in a network of its own."""
    return [free_port() for _ in range(2 * len(_ROLES))]


def begin_bucket_server(folder: Path, ip: str, ports: list[int]) -> tuple[subprocess.Popen[bytes], str]:
    """One that listens there, also after it was killed, once it takes what is written; and its address."""
    _require_server(folder)
    process, address = _start(folder, ip, ports)
    filer = f"http://{ip}:{ports[2 * _ROLES.index('filer')]}"
    is_ready = _answers(process, f"{address}/healthz") and _answers(process, f"{filer}/ready", written=b"x")
    assert is_ready, (folder / "server.log").read_text()[-2_000:]  # and there is room to write in
    return process, address


def _require_server(folder: Path) -> None:
    """Skips where there is none; says in its folder who may do what."""
    if not _SERVER.exists():
        pytest.skip("this machine has no S3 server")
    identity = {
        "name": "exchange",
        "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
        "actions": ["Admin", "Read", "Write", "List"],
    }
    (folder / "identities.json").write_text(json.dumps({"identities": [identity]}))


def environment(address: str) -> dict[str, str]:
    """How an operator says who may write where."""
    return {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": address,
        "AWS_ALLOW_HTTP": "true",
    }


def _start(folder: Path, ip: str, ports: list[int]) -> tuple[subprocess.Popen[bytes], str]:
    command = [_SERVER, "server", f"-dir={folder}", f"-ip={ip}", f"-ip.bind={ip}", "-filer", "-s3"]
    command += ["-master.telemetry=false", "-volume.max=20", "-master.volumeSizeLimitMB=64"]
    command += [f"-s3.config={folder / 'identities.json'}", "-s3.port.iceberg=0", "-s3.port.lance=0"]
    command += [f"-{role}.localSocket={folder / role}.sock" for role in ("filer", "s3")]
    for place, role in enumerate(_ROLES):
        command += [f"-{role}.port={ports[2 * place]}", f"-{role}.port.grpc={ports[2 * place + 1]}"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    return process, f"http://{ip}:{ports[-2]}"


def _answers(process: subprocess.Popen[bytes], address: str, written: bytes | None = None) -> bool:
    asked = urllib.request.Request(address, data=written, method="GET" if written is None else "PUT")
    for _ in range(_LOOKS):
        if process.poll() is not None:
            return False
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(asked, timeout=5).close()
            return True
        time.sleep(_LOOK_S)
    return False
