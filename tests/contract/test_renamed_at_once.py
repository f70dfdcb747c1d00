"""Somebody lets a market be called otherwise while another one asks for a stall's code: no code that says the old name
passes for one of today. On both databases."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.forking import forked
from tests.support.portal.begun_stores import begun_store_address


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("store", [pytest.param("sqlite", marks=pytest.mark.breadth), "postgresql"])
def test_a_code_that_is_signed_beside_a_change_does_not_say_the_old_name_in_silence(store: str, tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("BLUEZONE_", "PYTEST_"))}
    with begun_store_address(store, tmp_path) as address:
        chosen = {"BLUEZONE_TEST_PORTAL_DATABASE": address} if store == "postgresql" else {}
        done = forked(program="tests.support.portal.renamed_at_once", environment={**bare, **chosen}, timeout=280)
        assert 0 == done.returncode, done.stderr

    told = json.loads(done.stdout)
    assert told["outdated"] or told["says"] == "Sạp 12, Chợ Trung tâm"
    assert told["answer"] == ("read anew" if told["outdated"] else "signed")
