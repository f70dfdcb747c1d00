"""Starts that are killed while the store's key is sealed, made or given up: at each line of the code that does it."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bluezone.device.store import key_file, open_store, sealed_key
from tests.support.device.key_stores import OLD, Owner, Platform, an_old_phone, begun, key_of

pytestmark = pytest.mark.in_turn(of=4, family="kills and processors")

_KILLED = 9
_SMALL = multiprocessing.get_context("forkserver")
"""A process with nothing but this file loaded, of which each start is a fork: one of the process that runs all tests
took eight times as long, a hundred and fifty times a test."""
_SMALL.set_forkserver_preload([__name__])


def killed_at(count: int, start: Callable[[], object]) -> bool:
    """Starts in a process of its own, which ends at its n-th line of the files that keep the key; whether it did."""
    process = _SMALL.Process(target=live, args=(count, start))
    process.start()
    process.join()
    ended = process.exitcode
    assert ended in {0, _KILLED}
    return ended == _KILLED


def live(count: int, start: Callable[[], object]) -> None:
    files = {sealed_key.__file__, key_file.__file__}
    left = [count]

    def watch(frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename not in files:
            return None
        if event == "line":
            left[0] -= 1
            if left[0] == 0:
                os._exit(_KILLED)
        return watch

    sys.settrace(watch)
    start()


@pytest.fixture
def old_phone(tmp_path: Path) -> Path:
    """The folder of one, to be copied."""
    folder = tmp_path / "before"
    folder.mkdir()
    an_old_phone(folder / "phone.store")
    return folder


def each_kill(
    folder: Path, before: Path | None, start: Callable[[Path, Platform], object]
) -> Iterator[tuple[Path, Platform]]:
    """What is left of a phone whose start was killed at its first line, at its second, and so on to its last."""
    for line in range(1, 500):
        phone, platform = folder / str(line), Platform()
        shutil.copytree(before, phone) if before else phone.mkdir()
        if not killed_at(line, partial(start, phone / "phone.store", platform)):
            return
        yield phone / "phone.store", platform
    pytest.fail("no start is that long")


def begun_by_an_owner(store: Path, platform: Platform) -> object:
    return begun(store, platform, Owner())


def test_a_take_over_that_is_killed_at_any_line_leaves_a_key_that_opens_the_store(
    tmp_path: Path, old_phone: Path
) -> None:
    kills = 0
    for store, platform in each_kill(tmp_path, old_phone, key_of):
        assert OLD == key_of(store, platform) == key_of(store, platform)
        assert not store.with_name("store.key").exists()
        kills += 1

    assert kills > 30


def test_a_first_start_that_is_killed_at_any_line_begins_again(tmp_path: Path) -> None:
    kills = 0
    for store, platform in each_kill(tmp_path, None, key_of):
        assert key_of(store, platform) == key_of(store, platform, "another chance")
        kills += 1

    assert kills > 20


def test_a_beginning_anew_that_is_killed_at_any_line_has_the_old_store_whole_or_begins(
    tmp_path: Path, old_phone: Path
) -> None:
    (old_phone / "store.key").unlink()
    old = (old_phone / "phone.store").read_bytes()
    kept = []
    for store, platform in each_kill(tmp_path, old_phone, begun_by_an_owner):
        owner = Owner()
        kept.append(store.exists() and store.read_bytes() == old)
        key = begun(store, platform, owner)
        assert kept[-1] == (owner.asked == 1)
        if len(kept) % 8 == 0:
            open_store(store, key).close()

    assert {True, False} == set(kept)
    assert len(kept) > 30
