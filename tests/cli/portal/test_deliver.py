"""`bluezone portal deliver`: a run by a timer, on a portal of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.portal.served_portal import BARE, empty_portal, portal_command

pytestmark = pytest.mark.in_turn(of=3, family="commands")

_QUEUE = """
import datetime as dt
import django; django.setup()
from bluezone.portal.staff.services import make_staff
from bluezone.portal.messages.addresses import read_address
from bluezone.portal.messages.models import Outlet
from bluezone.portal.messages.services import queue_messages
writer = make_staff(username="lan", full_name="Nguyen Thi Lan", password="x" * 20)
queue_messages(actor=writer, addresses=[read_address("0912345678")], body="Xin chao", subject="", outlet=Outlet.QUEUE,
               path="", now=dt.datetime(2026, 11, 24, tzinfo=dt.timezone.utc))
"""


@pytest.fixture
def data(tmp_path):
    """A portal with one message that waits."""
    folder = empty_portal(tmp_path / "data")
    environment = {**BARE, "BLUEZONE_PORTAL_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "bluezone.portal.settings"}
    subprocess.run([sys.executable, "-c", _QUEUE], env=environment, check=True, timeout=120)
    (tmp_path / "outlets.toml").write_text('[queue]\nfile = "queue.jsonl"\n')
    return folder


def test_what_is_due_is_in_the_carriers_file_and_no_number_is_printed(data, tmp_path):
    first = portal_command("deliver", data, "--outlets", str(tmp_path / "outlets.toml"))
    second = portal_command("deliver", data, "--outlets", str(tmp_path / "outlets.toml"), "--most", "1")

    assert "sent 1, to be tried again 0, failed 0, opted out 0\n" == first.stdout, first.stderr
    assert "sent 0, to be tried again 0, failed 0, opted out 0\n" == second.stdout
    (line,) = (tmp_path / "queue.jsonl").read_text().splitlines()
    assert ("0912345678", "Xin chao") == (json.loads(line)["to"], json.loads(line)["text"])
    assert b"0912345678" not in (data / "portal.db").read_bytes()
    assert "" == first.stderr


@pytest.mark.parametrize("text", ["", "[fax]\n"])
def test_outlets_that_are_none_are_refused_in_one_line(tmp_path, text):
    data = empty_portal(tmp_path / "data")
    wrong = tmp_path / ("outlets.toml" if text else "nowhere.toml")
    if text:
        wrong.write_text(text)

    done = portal_command("deliver", data, "--outlets", str(wrong))

    assert 1 == done.returncode
    assert 1 == len(done.stderr.strip().splitlines())
