"""What the doctor says of a machine, and what it reads of this one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bluezone.joining.doctor.check import Check, State
from bluezone.joining.doctor.machine import (
    MACHINE_RULES,
    Machine,
    clock_is_kept,
    disk_has_room,
    disk_keeps_what_it_was_given,
    folder_is_private,
    read_machine,
)
from bluezone.vietnam.words import Words

WELL = Machine(
    mode=0o700,
    is_ours=True,
    filesystem="ext4",
    free_bytes=50 << 30,
    flush_ms=1.2,
    is_synchronised=True,
    behind_hardware_s=0.4,
)


def test_on_a_good_machine_all_is_well():
    assert [State.OK] * len(MACHINE_RULES) == [rule(WELL).state for rule in MACHINE_RULES]


@pytest.mark.parametrize(
    ("rule", "changes", "state", "said"),
    [
        (folder_is_private, {"mode": 0o750}, State.BAD, "open to others"),
        (folder_is_private, {"is_ours": False}, State.BAD, "another account"),
        (disk_has_room, {"free_bytes": 5 << 30}, State.WARN, "5.0 GB"),
        (disk_has_room, {"free_bytes": 500 << 20}, State.BAD, "0.5 GB"),
        (disk_keeps_what_it_was_given, {"filesystem": "tmpfs"}, State.BAD, "in memory"),
        (disk_keeps_what_it_was_given, {"filesystem": "ramfs"}, State.BAD, "in memory"),
        (disk_keeps_what_it_was_given, {"flush_ms": None}, State.BAD, "Nothing can be written"),
        (disk_keeps_what_it_was_given, {"flush_ms": 0.004}, State.WARN, "perhaps it has not"),
        (clock_is_kept, {"is_synchronised": False}, State.WARN, "Nothing keeps"),
        (clock_is_kept, {"is_synchronised": None}, State.WARN, "does not tell"),
        (clock_is_kept, {"behind_hardware_s": -7_200.0}, State.BAD, "7200 seconds"),
    ],
)
def test_each_trouble_is_told_with_what_to_do(rule, changes, state, said):
    found = rule(replace(WELL, **changes))

    assert state == found.state
    assert said in found.said.en
    assert found.do is not None


def test_this_machine_is_read_and_the_folder_left_as_it_was(tmp_path):
    (tmp_path / "kept").write_text("as it was")
    before = tmp_path.stat().st_mode

    machine = read_machine(tmp_path)

    assert machine.is_ours
    assert machine.flush_ms is not None
    assert machine.flush_ms > 0
    assert machine.free_bytes > 0
    assert machine.filesystem
    assert ["kept"] == [path.name for path in tmp_path.iterdir()]
    assert before == tmp_path.stat().st_mode


@pytest.mark.parametrize(("state", "do"), [(State.OK, Words("Làm", "Do")), (State.BAD, None), (State.WARN, None)])
def test_a_check_that_leaves_one_without_a_next_step_cannot_be_made(state, do):
    with pytest.raises(ValueError, match="says what to do"):
        Check("x", state, Words("Có", "Is"), do)
