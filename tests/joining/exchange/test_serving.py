"""How a service is started, where that can go wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


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
