"""The drill clock in its file: read anew each time, never torn, and missing only where a default is given."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bluezone.joining.clocks import drill_clock, read_clock, steady_clock, write_clock
from bluezone.joining.refusal import RefusedError

NOON_MS = 1_597_888_800_000


def test_a_drill_clock_tells_what_was_written_last(tmp_path: Path) -> None:
    write_clock(tmp_path / "clock", NOON_MS)
    clock = drill_clock(tmp_path / "clock")
    first = clock()

    write_clock(tmp_path / "clock", NOON_MS + 1)

    assert (NOON_MS, NOON_MS + 1) == (first, clock())
    assert ["clock"] == [path.name for path in tmp_path.iterdir()]


def test_a_clock_before_1970_is_a_clock(tmp_path: Path) -> None:
    write_clock(tmp_path / "clock", -1)

    assert -1 == drill_clock(tmp_path / "clock")() == read_clock(tmp_path / "clock", default=0)


def test_a_missing_clock_is_refused_unless_there_is_a_default(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="there is no drill clock at"):
        drill_clock(tmp_path / "none")

    assert 7 == read_clock(tmp_path / "none", default=7)


@pytest.mark.parametrize("content", [b"", b"\0" * 7, b"\0" * 9])
def test_what_is_no_clock_is_refused_before_anything_begins(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "clock").write_bytes(content)

    with pytest.raises(RefusedError, match=f"holds 8 bytes, not {len(content)}"):
        drill_clock(tmp_path / "clock")


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="this system has no clock that goes on in its sleep")
def test_the_steady_clock_goes_on_while_the_machine_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "clock_gettime", {time.CLOCK_BOOTTIME: 7_200.5, time.CLOCK_MONOTONIC: 0.5}.get)
    monkeypatch.setattr(time, "monotonic", lambda: 0.5)

    assert 7_200.5 == steady_clock()
