"""How a service is started, where that can go wrong."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest


def test_a_standard_input_that_cannot_end_is_refused_in_words(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bluezone.cli", "exchange", "serve", "--data", str(tmp_path / "data")]
    done = subprocess.run(
        [*command, "--port", "0", "--end-with-stdin"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (1, "") == (done.returncode, done.stdout)
    assert "needs a pipe or a terminal" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("taken", ["--port", "--internal-port"])
def test_where_a_port_is_taken_nothing_is_left_behind(tmp_path: Path, taken: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ports = {"--port": "0", "--internal-port": "0", taken: str(port)}
        done = subprocess.run(
            [
                *(sys.executable, "-m", "bluezone.cli", "exchange", "serve", "--data", str(tmp_path / "data")),
                *(word for pair in ports.items() for word in pair),
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert 1 == done.returncode
    assert f"port {port} of 127.0.0.1 cannot be used: Address already in use" in done.stderr
    assert [] == list(tmp_path.iterdir())
