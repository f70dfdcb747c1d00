"""The emulated machine of `scripts/drill radios`: its archive is one that a kernel unpacks, and what lacks is said."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from drills.radios import machine
from drills.radios.drill import DRILL

HEAD_BYTES = 110
NAME_AT, SIZE_AT, MODE_AT = 94, 54, 14


def unpacked(archive: bytes) -> dict[str, tuple[int, bytes]]:
    """Mode and content by path, read as the kernel reads "newc"."""
    found, at = {}, 0
    while True:
        head = archive[at : at + HEAD_BYTES]
        assert head.startswith(b"070701")
        mode, size, named = (int(head[place : place + 8], 16) for place in (MODE_AT, SIZE_AT, NAME_AT))
        name = archive[at + HEAD_BYTES : at + HEAD_BYTES + named].rstrip(b"\0").decode()
        begins = at + HEAD_BYTES + named + -(HEAD_BYTES + named) % 4
        if name == "TRAILER!!!":
            return found
        found[name] = mode, archive[begins : begins + size]
        at = begins + size + -size % 4


def test_the_archive_has_each_file_with_its_folders_before_it() -> None:
    files = [("init", b"#!/bin/sh\n", 0o755), ("usr/lib/one", b"12345", 0o644), ("run/dbus/", b"", 0o755)]

    found = unpacked(b"".join(machine._archive(iter(files))))

    assert ["init", "usr", "usr/lib", "usr/lib/one", "run", "run/dbus"] == list(found)
    assert (0o100755, b"#!/bin/sh\n") == found["init"]
    assert (0o100644, b"12345") == found["usr/lib/one"]
    assert {0o040755} == {found[folder][0] for folder in ("usr", "usr/lib", "run", "run/dbus")}


def test_a_machine_that_lacks_something_says_what(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    outcome = DRILL.run(Namespace(cache=tmp_path))

    assert not outcome.held
    assert outcome.details["not run"].startswith("not here: qemu-system-x86_64, busybox")
