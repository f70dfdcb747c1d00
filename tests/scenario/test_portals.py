"""Two portals on one database, the second with lists from a standby: whoever is signed in at one is at the other; what
somebody wrote they find at once, others within seconds, and a standby that stands still is nobody's loss."""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from collections.abc import Iterator

import httpx
import pytest

from bluezone.joining.portal.served_with import served_with
from tests.support.forking import forked
from tests.support.portal.served_portal import BARE, ServedPortal, portal_command, served_portal
from tests.support.portal.staff_pages import Visitor
from tests.support.portal.standbys import Pair, database_with_a_standby

WITHIN_S = 60


class AtBoth:
    """Somebody signed in at the first portal, who carries their cookies to the second."""

    def __init__(self, first: ServedPortal, second: ServedPortal, name: str) -> None:
        self._visitor = Visitor(first)
        assert "Today" in self._visitor.signs_in(name)
        self._second = second

    def close(self) -> None:
        self._visitor.close()

    def opens_a_case(self, name: str) -> None:
        said = {"full_name": name, "phone": "0912 000 222", "onset": "2026-11-23", "place": "sơn dương"}
        assert 200 == self._visitor.sends("/cases/new", **said).status_code

    def sees_at_the_second(self, name: str) -> bool:
        cookies = {one["name"]: one["value"] for one in self._visitor.cookies}
        answer = httpx.get(f"{self._second.origin}/cases", cookies=cookies, timeout=60, follow_redirects=True)
        assert 200 == answer.status_code
        assert "/cases" in answer.url.path, "signed in there, too"
        return name in answer.text


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    with database_with_a_standby() as both:
        yield both


@pytest.mark.breadth
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_portals_on_one_database_read_lists_from_its_standby_and_show_everybody_what_they_wrote(tmp_path, pair):
    data, database = tmp_path / "first", ("--database", pair.database)
    assert 0 == portal_command("demo-data", data, *database).returncode
    shutil.copytree(data, tmp_path / "second")
    lists = ("--lists-from", pair.standby)

    with (
        served_portal(data, *database, *lists) as first,
        served_portal(tmp_path / "second", *database, *lists) as second,
        contextlib.closing(AtBoth(first, second, "lan")) as lan,
        contextlib.closing(AtBoth(first, second, "hung")) as another,
    ):
        assert not lan.sees_at_the_second("Trần Bảy")
        lan.opens_a_case("Trần Bảy")
        assert lan.sees_at_the_second("Trần Bảy")
        assert within_seconds(lambda: another.sees_at_the_second("Trần Bảy"))

        assert ("ok", 1) == told(second)

        pair.hold()
        lan.opens_a_case("Trần Tám")
        began = time.monotonic()
        seen = [another.sees_at_the_second("Trần Tám"), lan.sees_at_the_second("Trần Tám")]
        assert [False, True] == seen, f"after {time.monotonic() - began:.1f} s"
        assert within_seconds(lambda: another.sees_at_the_second("Trần Tám"))

        pair.end_standby()
        lan.opens_a_case("Trần Chín")
        assert [True, True] == [one.sees_at_the_second("Trần Chín") for one in (lan, another)]
        assert ("warn", 0) == told(second)


def told(portal: ServedPortal) -> tuple[str, float]:
    """What the doctor and a monitor are told of the standby, without naming it again."""
    said = forked(
        "doctor",
        "--data",
        portal.data,
        "--database",
        served_with(portal.data).database,
        "--json",
        environment=BARE,
        timeout=120,
    )
    checks = {check["name"]: check["state"] for check in json.loads(said.stdout)["checks"]}
    key = {"authorization": f"Bearer {(portal.data / 'monitor.key').read_text()}"}
    figures = httpx.get(f"{portal.origin}/metrics", headers=key, timeout=60).text
    return checks["lists"], float(figures.rpartition("bluezone_portal_reads_standby ")[2].split()[0])


def within_seconds(holds) -> bool:
    until = time.monotonic() + WITHIN_S
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.5)
    return True
