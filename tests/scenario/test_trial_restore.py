"""A copy is tried in a portal of its own beside the one that runs, by the block of docs/operating/restore.md, typed
word by word: the copy's people sign in there, and the one that runs goes on and is not touched.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bluezone.joining.vouching import vouch_for_clock
from drills.machines.guide import blocks_of, filled
from tests.support.forking import fork, forked
from tests.support.portal.served_portal import (
    BARE,
    READY,
    ServedPortal,
    demo_portal,
    portal_command,
    served_portal,
)
from tests.support.portal.staff_pages import Visitor, signed_in
from tests.support.ports import free_port
from tests.support.sources import PROJECT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280), pytest.mark.in_turn(of=3)]
PAGE = PROJECT / "docs" / "operating" / "restore.md"
HEADING = "A trial beside the running portal"
PLACE = "/srv/bluezone-portal"
BY_ITSELF = re.compile(r"portal\.db-(?:wal|shm)$")


def test_a_copy_is_tried_beside_the_portal_that_runs_and_nothing_of_that_is_touched(tmp_path: Path) -> None:
    data = demo_portal(tmp_path / "portal")
    vouch_for_clock(data)
    made = portal_command(
        "backup", data, "--out", str(tmp_path / "portal.backup"), "--key", str(tmp_path / "portal.key")
    )
    assert 0 == made.returncode, made.stderr
    with served_portal(data) as running, signed_in(running, "lan") as lan:
        opens(lan, "Sau Bản Sao")
        before = digests(data)
        restoring, handing_over, *looking, serving, clearing = typed(tmp_path)

        for command in (restoring, *looking):
            ended = forked(*shlex.split(command)[1:], environment=BARE, timeout=120)
            assert 0 == ended.returncode, ended.stderr
        with served(serving, data) as trial, signed_in(trial, "lan") as there:
            seen, tried = lan.sees("/cases"), there.sees("/cases")
            opens(there, "Chỉ Để Thử")
        subprocess.run(["bash", "-c", clearing], check=True)
        after, seen_afterwards = digests(data), lan.sees("/cases")
        still = httpx.get(f"{running.origin}/ready", trust_env=False, timeout=60).json()["status"]

    assert f"chown -R bluezone-portal: {tmp_path / 'trial'}" == handing_over
    assert ("Sau Bản Sao" in seen, "Sau Bản Sao" in tried) == (True, False)
    assert ("ready", False) == (still, (tmp_path / "trial").exists())
    assert "Chỉ Để Thử" not in seen_afterwards
    assert before == after


@pytest.mark.every_run
def test_whoever_types_the_block_needs_no_port_of_a_service_and_gives_it_no_way_out() -> None:
    (serving,) = [command for command in typed(Path(PLACE)) if " serve " in command]
    guide = (PAGE.parent / "install.md").read_text("utf-8")

    assert "8799" in serving
    assert "8799" not in guide
    assert [] == [way for way in ("--exchange", "--outlets", "--erase") if way in serving]


def typed(folder: Path) -> list[str]:
    """The block's commands, in a folder of one's own, whosever line it is."""
    (block,) = [block for block in blocks_of(PAGE.read_text("utf-8")) if block.heading == HEADING]
    words = {PLACE: str(folder), "runuser -u bluezone-portal -- ": ""}
    return [filled(command, words) for command in block.commands]


@contextlib.contextmanager
def served(command: str, data: Path) -> Iterator[ServedPortal]:
    """The line that serves, until Ctrl-C; of whose people the logins are the running portal's."""
    words = shlex.split(command.replace("8799", str(free_port())))[1:]
    process = fork(*words, environment=BARE, stderr=subprocess.PIPE)
    assert process.stderr is not None
    try:
        ready = next(found for line in process.stderr if (found := READY.search(line)) is not None)
        yield ServedPortal(ready[1], data)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        process.stderr.close()


def opens(who: Visitor, name: str) -> None:
    answer = who.sends("/cases/new", full_name=name, phone="0912 000 222", onset="2026-11-23", place="sơn dương")
    assert 200 == answer.status_code


def digests(data: Path) -> dict[str, str]:
    """What lies in a folder, but for what the portal's own clock moves on."""
    files = [path for path in data.rglob("*") if path.is_file()]
    kept = {path: path.read_bytes() for path in files if not BY_ITSELF.search(path.name) and path.name != "portal.db"}
    return {str(path.relative_to(data)): hashlib.sha256(kept[path]).hexdigest() for path in kept}
