"""`bluezone portal trace`: the levels of a portal, computed anew and mended."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from tests.support.portal.served_portal import demo_portal, portal_command

pytestmark = pytest.mark.in_turn(of=3, family="commands")


def test_levels_are_told_and_what_was_bent_is_mended(tmp_path):
    data = demo_portal(tmp_path / "data")
    assert 0 == portal_command("trace", data).returncode
    with closing(sqlite3.connect(data / "portal.db")) as store, store:
        bent = store.execute("UPDATE tracing_involvement SET level = 4 WHERE level = 0").rowcount

    found, mended, again = (portal_command("trace", data, *told) for told in (["--check", "--json"], [], ["--json"]))

    told, last = json.loads(found.stdout), json.loads(again.stdout)
    assert {"outbreak", "levels", "differences", "wall_s"} == set(told)
    assert (1, bent, bent) == (found.returncode, told["differences"], told["levels"]["F4"])
    assert (1, f"differences {bent}") == (mended.returncode, mended.stdout.strip().split("; ")[1])
    assert (0, 0, bent) == (again.returncode, last["differences"], last["levels"]["F0"])
    assert bent > 0
