"""The code of the release of 24/11/2026 itself: its phone lives with today's exchange, and its exchange with today's
phone. That release is taken out of the repository's history; what it left in files is asked in every run
(test_versions.py)."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bluezone.protocol.config import Configuration, write_configuration
from bluezone.protocol.signature import Kind, write_key_list
from bluezone.protocol.venue import CloserKind, Venue, write_venue
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import has_taken_an_upload, set_clock
from tests.support.protocol.signing import ROOT, key_list, signing_key
from tests.support.sources import PROJECT

COMMIT = "a87c8d55"
HOUR_MS = 3_600_000
READS = f"""
import sys
from pathlib import Path
from bluezone.protocol.signature import VerifyingKey, read_key_list
from bluezone.protocol.venue import read_venue
root = VerifyingKey(bytes.fromhex("{ROOT.verifying_key.value.hex()}"))
read = read_venue(sys.argv[2], read_key_list(Path(sys.argv[1]).read_bytes(), root), {NOON_MS // 1000})
print(read.kind.value, read.name)
"""
"""What a phone of that release does with a poster."""
FOLLOWS = f"""
import sys
from pathlib import Path
from bluezone.protocol.config import read_configuration
from bluezone.protocol.signature import VerifyingKey, read_key_list
root = VerifyingKey(bytes.fromhex("{ROOT.verifying_key.value.hex()}"))
keys, file = (Path(name).read_bytes() for name in sys.argv[1:])
read = read_configuration(file, read_key_list(keys, root))
print(read.sequence, read.hotline, hasattr(read, "newest_version"))
"""
"""What it does with a configuration."""
pytestmark = [pytest.mark.breadth, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def then(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree of that release."""
    archive = subprocess.run(["git", "archive", COMMIT, "src"], cwd=PROJECT, capture_output=True, check=False)
    if archive.returncode:
        pytest.skip("this clone does not reach back to that release")
    folder = tmp_path_factory.mktemp("then")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
        tar.extractall(folder, filter="data")
    return folder


@dataclass(frozen=True)
class Running:
    """An exchange of one of the two trees."""

    folder: Path
    public: str
    internal: str


def command(tree: Path, *words: object) -> dict[str, Any]:
    """How a command of a tree is started."""
    environment = {**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONWARNINGS": ""}
    return {"args": [sys.executable, "-m", "bluezone.cli", *map(str, words)], "cwd": tree, "env": environment}


@contextlib.contextmanager
def serving(tree: Path, folder: Path) -> Iterator[Running]:
    set_clock(folder, NOON_MS)
    clock = ("--clock", folder / "clock", "--answer-delay-ms", "0-0")
    serve = command(tree, "exchange", "serve", "--data", folder / "data", "--port", 0, *clock)
    with subprocess.Popen(**serve, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        ready = next(found for line in process.stderr if (found := re.search(r"ready: (\S+) internal (\S+)", line)))
        try:
            yield Running(folder, ready[1], ready[2])
        finally:
            process.kill()


def an_hour_passes(exchange: Running) -> None:
    """As soon as it has taken an upload."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if has_taken_an_upload(exchange.folder / "data"):
            set_clock(exchange.folder, NOON_MS + HOUR_MS)
            return
        time.sleep(0.05)


@pytest.mark.parametrize("is_served_by_today", [True, False], ids=["its phone", "its exchange"])
def test_the_code_of_that_release_lives_with_todays(then: Path, tmp_path: Path, is_served_by_today: bool) -> None:
    """A code, a certificate, an upload, the batch that holds it, the log, and whoever was near is found."""
    trees = (PROJECT, then) if is_served_by_today else (then, PROJECT)
    with serving(trees[0], tmp_path) as exchange:
        root = httpx.get(f"{exchange.public}/v1/root", timeout=30).content.hex()
        where = ("--url", exchange.public, "--root", root, "--internal", exchange.internal)
        key = ("--internal-key", tmp_path / "data" / "internal.key")
        hasty = ("--without-pauses", "--look-every", 1, "--patience-minutes", 2)
        threading.Thread(target=an_hour_passes, args=(exchange,), daemon=True).start()

        canary = command(trees[1], "exchange", "canary", *where, *key, *hasty)
        flown = subprocess.run(**canary, capture_output=True, text=True, check=False, timeout=200)

    assert (0, "") == (flown.returncode, flown.stderr)
    assert '"ok": true' in flown.stdout


@pytest.mark.parametrize("kind", CloserKind)
def test_the_code_of_that_release_reads_a_poster_of_a_kind_that_it_does_not_know(
    then: Path, tmp_path: Path, kind: CloserKind
) -> None:
    place = Venue.of(bytes(16), "Xưởng chè", kind, "02536", valid_s=(NOON_MS // 1000, 2**39), salt=bytes(16))
    (tmp_path / "keys").write_bytes(write_key_list(key_list(), ROOT))
    text = write_venue(place, signing_key(Kind.VENUE))

    reads = {**command(then), "args": [sys.executable, "-c", READS, tmp_path / "keys", text]}
    read = subprocess.run(**reads, capture_output=True, text=True, check=False, timeout=60)

    assert (f"{kind.known_as} Xưởng chè\n", "") == (read.stdout, read.stderr)


def test_the_code_of_that_release_follows_a_configuration_that_names_a_newer_version(
    then: Path, tmp_path: Path
) -> None:
    """It has no such field, and takes the rest."""
    told = Configuration(sequence=7, issued_s=NOON_MS // 1000, hotline="1900 9095", newest_version="9.0")
    (tmp_path / "keys").write_bytes(write_key_list(key_list(), ROOT))
    (tmp_path / "config").write_bytes(write_configuration(told, signing_key(Kind.CONFIG)))

    follows = {**command(then), "args": [sys.executable, "-c", FOLLOWS, tmp_path / "keys", tmp_path / "config"]}
    read = subprocess.run(**follows, capture_output=True, text=True, check=False, timeout=60)

    assert ("7 1900 9095 False\n", "") == (read.stdout, read.stderr)
