"""Every view that takes a form, sent twice in the same moment, filled in and with every nasty value: an answer for
both, no error of the server, and nothing kept of what was refused to both. On PostgreSQL, where two write at once."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.forking import forked
from tests.support.portal.begun_stores import begun_store_address
from tests.support.portal.nasty import VALUES


@pytest.mark.breadth
@pytest.mark.slow
@pytest.mark.timeout(7_200)
def test_two_who_send_anything_to_any_view_at_once_are_answered(tmp_path: Path, record_property) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "PYTEST_"))}
    with begun_store_address("postgresql", tmp_path) as address:
        own = {"BLUEZONE_TEST_PORTAL_DATABASE": address}
        done = forked(program="tests.support.portal.views_at_once", environment={**bare, **own}, timeout=7_000)
        assert 0 == done.returncode, done.stderr

    told = json.loads(done.stdout)
    record_property("counted pairs of forms", told["sent"] // 2)
    assert [] == told["wrong"], "\n".join(told["wrong"])
    assert told["views"] > 200
    assert told["sent"] > told["views"] * len(VALUES)
    assert len(told["taken"]) > 80
