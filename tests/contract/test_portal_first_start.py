"""Several portals that begin on one empty database, each from a folder of its own or all from one: it is made once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.amounts import FULL
from tests.support.exchange.databases import store_address
from tests.support.portal.served_portal import BARE

pytestmark = [pytest.mark.slow, pytest.mark.in_turn(of=4, family="at once")]
AT_ONCE = 3 if FULL else 2


def begun(data, address):
    """A first start that has not ended yet."""
    more = [] if address.startswith("sqlite") else ["--database", address]
    command = [sys.executable, "-m", "bluezone.cli", "portal", "migrate", "--data", str(data), *more]
    return subprocess.Popen(command, env=BARE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.parametrize("kind", [pytest.param("sqlite", marks=pytest.mark.breadth), "postgresql"])
def test_portals_that_begin_at_once_make_one_store(kind, tmp_path):
    with store_address(kind, tmp_path) as address:
        folders = [tmp_path / "one" if kind == "sqlite" else tmp_path / str(number) for number in range(AT_ONCE)]
        starts = [begun(folder, address) for folder in folders]
        told = [(start.communicate(timeout=120)[0], start.returncode) for start in starts]

    assert [0] * AT_ONCE == [code for _, code in told], told
