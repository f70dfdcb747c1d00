"""A phone that is killed while it hands over or takes over is afterwards the one or the other, never half of both."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bluezone.device.store import Store, open_store
from bluezone.device.store.taking_over import TABLES
from tests.support.amounts import PHONE_MOVE_KILLS
from tests.support.device.moving import HANDS_OVER, KEY, TAKES_OVER, prepare


def tables(store: Store) -> dict[str, Any]:
    """Everything in a store."""
    return {table: sorted(store._run.all(f"SELECT * FROM {table}"), key=str) for table in TABLES}


def left_by(path: Path, act: str, at: int) -> tuple[int, str, dict[str, Any]]:
    """How the phone's process ended that was killed at this statement, what it said, and what it left."""
    command = [sys.executable, "-m", "tests.support.device.moving", str(path), act, str(at)]
    ended = subprocess.run(
        command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False, timeout=60
    )
    with contextlib.closing(open_store(path, KEY)) as store:
        return ended.returncode, ended.stdout, tables(store)


@pytest.mark.parametrize("act", [HANDS_OVER, TAKES_OVER])
def test_a_phone_killed_at_any_statement_is_as_it_was_or_has_moved(tmp_path: Path, act: str) -> None:
    def a_phone(name: str) -> Path:
        (folder := tmp_path / name).mkdir()
        prepare(folder / "phone.store", act)
        return folder / "phone.store"

    with contextlib.closing(open_store(a_phone("before"), KEY)) as store:
        before = tables(store)
    status, said, after = left_by(a_phone("whole"), act, 0)
    assert (0, True) == (status, before != after)
    statements, committed = map(int, said.split())

    chosen = {1 + number * (statements - 1) // (PHONE_MOVE_KILLS - 3) for number in range(PHONE_MOVE_KILLS - 3)}
    found = []
    for at in sorted({*chosen, committed, committed + 1, statements + 1}):
        status, _, left = left_by(a_phone(f"killed at {at}"), act, at)
        assert -9 == status
        assert left in (before, after)
        found.append(left == after)

    assert found == sorted(found)  # first the phone as it was, then the one that has moved
    assert (False, True) == (found[0], found[-1])
