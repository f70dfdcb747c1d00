"""What a visitor said at a door stands in no file of a portal and in no backup of one, sealed or opened with its key,
whether or not two have opened the row."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.portal.doors_on_disk import SAID
from tests.support.portal.served_portal import BARE, empty_portal, portal_command
from tests.support.sources import PROJECT


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_word_of_a_visitor_is_in_any_file(tmp_path: Path) -> None:
    data = empty_portal(tmp_path / "portal")

    program = [sys.executable, "-m", "tests.support.portal.doors_on_disk", str(data)]
    done = subprocess.run(program, env=BARE, cwd=PROJECT, capture_output=True, check=True, timeout=280)

    copied = portal_command("backup", data, "--out", str(tmp_path / "backup"), "--key", str(tmp_path / "key"))
    assert 0 == copied.returncode, copied.stderr
    opened = portal_command(
        "restore", tmp_path / "opened", "--backup", str(tmp_path / "backup"), "--key", str(tmp_path / "key")
    )
    assert 0 == opened.returncode, opened.stderr
    restored = [path.read_bytes() for path in (tmp_path / "opened").rglob("*") if path.is_file()]
    assert any("Nhà nghỉ Hoa Mai".encode() in one for one in restored)  # the backup has what the portal has

    files = [path.read_bytes() for path in data.rglob("*") if path.is_file()]
    everything = [*files, *restored, (tmp_path / "backup").read_bytes(), done.stdout, done.stderr]
    assert any("Nhà nghỉ Hoa Mai".encode() in one for one in files)  # it would be found
    assert [] == [word for word in SAID for one in everything if word.encode() in one]
    assert [] == [word for word in SAID for one in everything if word.encode("utf-16-le") in one]
