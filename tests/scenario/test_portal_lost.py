"""The machine burns down. What is left: a backup, its key, and three officers with a phrase each on paper.

Real commands, real processes, real pages. A report that was opened before the fire is opened on the new machine, so is
one that nobody had opened, and one that a phone sent while nothing stood; but only after two of the three officers have
typed their phrases.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from bluezone.joining.portal.demo_logins import LOGINS_FILE
from tests.support.portal.served_portal import ServedPortal, demo_portal, portal_command
from tests.support.portal.staff_pages import Visitor, signed_in
from tests.support.scenario.towns import Town, a_town

OPENED, UNOPENED, LATE = "gọi sau 17 giờ", "nhà có hai cháu nhỏ", "gửi trong lúc máy chủ cháy"
LOCKED = "locked: two officers must bring it back"


@pytest.mark.breadth
@pytest.mark.slow
@pytest.mark.timeout(280)
def test_old_reports_open_on_another_machine_with_two_of_three_officers(tmp_path):
    old, new = demo_portal(tmp_path / "old"), tmp_path / "new"
    with a_town(tmp_path, old) as town:
        before = before_the_fire(town, old)
        it_burns(tmp_path, old)
        restored = portal_command("restore", new, "--backup", str(tmp_path / "copy"), "--key", str(tmp_path / "key"))
        assert 0 == restored.returncode, restored.stderr
        shutil.copy(tmp_path / LOGINS_FILE, new)  # the paper of whoever signs in
        town.phone_sends(LATE)
        told = after_the_fire(town, new)
    verified = portal_command("verify-audit", new, "--expect", before)

    assert LOCKED in told["the key before"]
    assert 409 == told["opening while it is locked"]
    assert {} == {who: said for who, said in told["too few"].items() if LOCKED not in said}
    assert LOCKED not in told["enough"]
    assert [OPENED, UNOPENED, LATE] == told["notes"]
    assert "brought a report key back" in told["the audit"]
    assert 0 == verified.returncode, verified.stderr


def before_the_fire(town: Town, data: Path) -> str:
    """Two reports arrive, one is read, the backup is written while the portal runs; what the audit was by then."""
    town.phone_sends(OPENED)
    with town.portal(data) as portal, signed_in(portal, "lan") as lan:
        (read,) = lan.opens_reports()
        assert OPENED in read.text
        town.phone_sends(UNOPENED)
        assert 2 == lan.sees("/reports").count("Open Contact report")
        key, copy = str(data.parent / "key"), str(data.parent / "copy")
        written = portal_command("backup", data, "--out", copy, "--key", key)
        assert 0 == written.returncode, written.stderr
    noted = portal_command("verify-audit", data)
    return noted.stdout.strip()


def it_burns(folder: Path, data: Path) -> None:
    """Nothing stays of the machine. The officers' papers lie elsewhere."""
    shutil.copy(data / LOGINS_FILE, folder)
    shutil.rmtree(data)


def after_the_fire(town: Town, data: Path) -> dict[str, Any]:
    told: dict[str, Any] = {}
    with town.portal(data) as portal, signed_in(portal, "quantri") as admin, signed_in(portal, "lan") as lan:
        told["the key before"] = admin.sees("/reports/key")
        told["opening while it is locked"] = {answer.status_code for answer in lan.opens_reports()}.pop()
        stranger, too_few = new_phrase(portal, "mai"), {}
        phrases = {name: portal.phrase(name) for name in ("lan", "hung", "duc")}
        for who, pair in {
            "one officer alone": (phrases["hung"], ""),
            "one officer twice": (phrases["hung"], phrases["hung"]),
            "an officer and somebody else": (phrases["hung"], stranger),
            "two who guard nothing": (stranger, new_phrase(portal, "thao")),
        }.items():
            too_few[who] = brings_back(admin, pair)
        told["too few"] = too_few
        told["enough"] = brings_back(admin, (phrases["duc"], phrases["lan"]))
        pages = [answer.text for answer in lan.opens_reports()]
        told["notes"] = [note for note in (OPENED, UNOPENED, LATE) if any(note in page for page in pages)]
        told["the audit"] = admin.sees("/audit")
    return told


def new_phrase(portal: ServedPortal, name: str) -> str:
    """Of a colleague who guards no key."""
    with signed_in(portal, name) as visitor:
        page = visitor.sends("/reports/phrase").text
    found = re.search(r"secret__code[^>]*>\s*([0-9A-Z ]{39})\s*<", page)
    assert found is not None
    return found[1]


def brings_back(visitor: Visitor, pair: tuple[str, str]) -> str:
    """Two phrases are typed; what the page says of the key then."""
    first, second = pair
    visitor.sends("/reports/key", recover="1", first=first, second=second)
    return visitor.sees("/reports/key")
