"""What a served portal does by itself: it asks the exchange, though nobody opens a page."""

from __future__ import annotations

import contextlib
import sqlite3
import time

import httpx
import pytest

from bluezone.protocol.messages import CALL_PATH, AcceptedAnswer, ReportRequest, pack_request, unpack_answer
from bluezone.protocol.report import Withdrawal, seal
from tests.support.portal.served_portal import demo_portal
from tests.support.scenario.towns import a_town

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
PATIENCE_S = 60


def test_reports_are_fetched_and_taken_back_though_nobody_opens_the_inbox(tmp_path):
    """They wait at the exchange for a week at most: over Tết nobody would have been there in time."""
    data = demo_portal(tmp_path / "portal")
    with a_town(tmp_path, data) as town:
        for note in ("gọi sau 17 giờ", "nhà có hai cháu nhỏ", "tôi đổi ý"):
            town.phone_sends(note)
        taken_back = seal(Withdrawal((2).to_bytes(16, "big")), town.report_key, bytes(32))
        answer = httpx.post(
            town.exchange.public + CALL_PATH, content=pack_request(ReportRequest(taken_back)), timeout=60
        )
        assert isinstance(unpack_answer(answer.content), AcceptedAnswer)

        with town.portal(data):
            found = numbers_in(data / "portal.db", wanted=2)
            town.phone_sends("mới gửi")
            new = numbers_in(data / "portal.db", wanted=3)

    assert [0, 1] == found
    assert 3 == len(new)


def numbers_in(store, wanted: int) -> list[int]:
    """Of the reports that are filed, as soon as that many are."""
    until = time.monotonic() + PATIENCE_S
    while True:
        with contextlib.closing(sqlite3.connect(store)) as connection:
            rows = connection.execute("SELECT owner_number FROM inbox_report").fetchall()
        found = sorted(int.from_bytes(row[0], "big") for row in rows)
        if len(found) >= wanted or time.monotonic() > until:
            return found
        time.sleep(0.2)
