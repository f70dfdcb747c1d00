"""Somebody before a machine: what is typed, how it ended, what it said, and when nobody answers. The shell is real."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bluezone.joining.ports import chosen_port
from drills.machines import emulated, usermode
from drills.machines import machine as module
from drills.machines.debian import Disk
from drills.machines.machine import Machine, StuckError
from drills.machines.wiring import Wiring


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Machine]:
    monkeypatch.setattr(module, "_SAID", str(tmp_path / "said"))
    ours, its = socket.socketpair()
    with subprocess.Popen(["bash"], stdin=its, stdout=its, cwd=tmp_path) as shell:
        its.close()
        yield Machine(shell, {}, tmp_path / "console", ours)
        shell.kill()
        ours.close()


def test_a_command_tells_its_status_and_what_it_said_on_both_lines(machine: Machine) -> None:
    said = machine.types("echo này; echo kia >&2; (exit 3)")

    assert (3, "này\nkia\n") == (said.status, said.text)


def test_what_a_command_changes_of_the_shell_holds_for_the_next(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    machine.types("cd inner    # as the guide says")

    assert str(tmp_path / "inner") == machine.does("pwd").strip()


def test_a_command_that_reads_takes_nothing_of_those_behind_it(machine: Machine) -> None:
    machine.types("cat")

    assert "behind" == machine.does("echo behind").strip()


def test_a_file_that_is_given_is_whole_though_no_line_is_longer_than_a_terminal_takes(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []
    does = machine.does
    monkeypatch.setattr(machine, "does", lambda line: (lines.append(line), does(line)))

    machine.is_given(bytes(range(256)) * 20, str(tmp_path / "given"))

    assert bytes(range(256)) * 20 == (tmp_path / "given").read_bytes()
    assert max(map(len, lines)) < 3_000


def test_what_must_succeed_and_does_not_is_told_with_its_words(machine: Machine) -> None:
    with pytest.raises(StuckError, match=r"sh -c .*: 4: not here"):
        machine.does("sh -c 'echo not here; exit 4'")


def test_a_machine_that_goes_off_in_the_middle_tells_the_end_of_its_console(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "console").write_text("one\nKernel panic\n")

    with pytest.raises(StuckError, match=r"went off\. one / Kernel panic"):
        machine.types("kill -9 $$")


def test_who_answers_never_is_waited_for_as_long_as_was_said(machine: Machine) -> None:
    with pytest.raises(StuckError, match="sleep 9: no end"):
        machine.types("sleep 9", patience_s=0.2)


def wiring(folder: Path, **more: Any) -> Wiring:
    return Wiring(Disk(folder / "disk", folder / "kernel", folder / "initrd"), folder, **more)


def test_an_emulated_disk_is_written_through_and_what_is_carried_in_can_only_be_read(tmp_path: Path) -> None:
    box = emulated._box(wiring(tmp_path, sticks=(tmp_path / "stick",)))

    drives = [word for option, word in itertools.pairwise(box) if option == "-drive"]
    assert drives[0].endswith("disk,format=raw,if=virtio,cache=directsync")
    assert drives[1].endswith("stick,format=raw,if=virtio,readonly=on")


def test_an_emulated_machine_reaches_nobody_and_is_reached_from_here_alone(tmp_path: Path) -> None:
    lines = emulated._lines(tmp_path / "hands", {443: 40_443})

    assert "user,id=n,restrict=on,hostfwd=tcp:127.0.0.1:40443-:443" in lines


def test_a_kernel_of_here_is_given_the_same_and_what_its_clock_says(tmp_path: Path) -> None:
    """`s` has every write wait for this machine, `r` allows none (Documentation/virt/uml)."""
    box = usermode._box(wiring(tmp_path, sticks=(tmp_path / "stick",), now=dt.datetime(2026, 11, 29, tzinfo=dt.UTC)), 7)

    assert {f"ubd0s={tmp_path}/disk", f"ubd1r={tmp_path}/stick", "ssl0=fd:7,fd:7"} <= set(box)
    assert "systemd.clock_usec=1795910400000000" == box[-1]


def test_every_machine_tells_its_kernel_where_whoever_sits_before_it_speaks(tmp_path: Path) -> None:
    """After a blank, as the disk's own script looks for it."""
    lines = " ".join(emulated._box(wiring(tmp_path))), " ".join(usermode._box(wiring(tmp_path), 7))

    assert [" hands=/dev/virtio-ports/hands", " hands=/dev/ttyS0"] == [
        found[0] for line in lines if (found := re.search(r" hands=[^ ]*", line))
    ]


def test_a_port_of_a_machine_is_of_this_one_alone() -> None:
    with usermode._listening(chosen_port(0)) as listening:
        assert "127.0.0.1" == listening.getsockname()[0]


def test_what_goes_on_without_power_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "_GONE_S", 0.2)
    ours, its = socket.socketpair()
    with its, subprocess.Popen(["true"]) as process, pytest.raises(StuckError, match="goes on without power"):
        Machine(process, {}, tmp_path / "console", ours).lose_power()


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("unshare") is None, reason="only root makes namespaces")
def test_the_power_of_everything_that_a_machine_began_fails_at_once(tmp_path: Path) -> None:
    """Whoever it left behind in a session of its own, too."""
    ours, its = socket.socketpair()
    left = ["bash", "-c", "setsid sleep 60 & echo at-hand >&0; sleep 60"]
    with subprocess.Popen([*usermode._APART, *left], stdin=its) as process:
        its.close()
        machine = Machine(process, {}, tmp_path / "console", ours)
        machine.wait_for_hands()
        machine.lose_power()


def test_a_machine_is_at_hand_once_its_shell_says_so_whatever_was_said_before(machine: Machine) -> None:
    machine._hands.sendall(b"echo booting; echo at-hand; echo behind\n")

    machine.wait_for_hands()

    assert "still" == machine.does("echo still").strip()
