"""What phones show at a door: read as it is shown, refused when it is old, and judged for no more than it says."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.calendar import Day
from bluezone.protocol.door_codes import (
    CLOCKS_MS,
    MINUTE_MS,
    State,
    Verdict,
    What,
    arrived_mark,
    declaration_text,
    mark_text,
    read_door_code,
    visit_alert,
    visit_note,
    visit_text,
    visit_token,
)
from bluezone.protocol.errors import InvalidValueError
from scripts.freeze_doors import FILE, door_answers
from tests.support.sources import PROJECT

MOMENT = st.integers(1_500_000_000_000, 2_500_000_000_000)


def test_the_known_answers_are_what_the_script_makes() -> None:
    """`python -m scripts.freeze_doors` writes them."""
    assert json.loads(FILE.read_text(encoding="utf-8")) == door_answers()


def test_the_known_answers_have_every_verdict_of_every_code() -> None:
    given = {(one["answer"]["what"], one["answer"].get("verdict")) for one in door_answers()["questions"]}

    assert {
        *((What.MARK, verdict) for verdict in (Verdict.LIVE, Verdict.STALE, Verdict.FORGED)),
        *((What.VISIT, verdict) for verdict in (Verdict.OK, Verdict.FORGED)),
        *((What.DECLARATION, verdict) for verdict in (Verdict.OK, Verdict.EXPIRED, Verdict.FORGED)),
        *((What.VENUE, verdict) for verdict in (Verdict.OK, Verdict.FORGED)),
        (What.ENROLMENT, Verdict.OK),
        (What.FOREIGN, None),
    } == given


@given(MOMENT, st.sampled_from(State), st.integers(-3 * MINUTE_MS, 3 * MINUTE_MS))
def test_a_mark_is_live_in_its_minute_and_as_far_as_clocks_differ(shown_ms: int, state: State, later_ms: int) -> None:
    start_ms, now_ms = shown_ms // MINUTE_MS * MINUTE_MS, shown_ms + later_ms

    read = read_door_code(mark_text(shown_ms, state), now_ms)

    assert ("state", state.value) in read.says
    assert (read.verdict is Verdict.LIVE) == (start_ms - CLOCKS_MS <= now_ms < start_ms + MINUTE_MS + CLOCKS_MS)
    assert (read.verdict is Verdict.STALE) == (now_ms >= start_ms + MINUTE_MS + CLOCKS_MS)


@given(MOMENT, st.integers(MINUTE_MS + CLOCKS_MS, 400 * 86_400_000))
def test_no_picture_of_a_mark_lives_longer_than_seventy_seconds(shown_ms: int, age_ms: int) -> None:
    assert Verdict.STALE is read_door_code(mark_text(shown_ms, State.ON), shown_ms + age_ms).verdict


@given(st.binary(min_size=12, max_size=12), MOMENT)
def test_a_visit_is_read_as_it_was_shown(token: bytes, now_ms: int) -> None:
    text = visit_text(token)

    assert {"what": "visit", "verdict": "ok", "token": text[5:]} == read_door_code(text, now_ms).as_answer()


@given(MOMENT, st.integers(-40, 40), st.binary(min_size=9, max_size=16))
def test_a_declaration_counts_on_its_own_day_in_viet_nam(now_ms: int, days: int, number: bytes) -> None:
    today = dt.datetime.fromtimestamp(now_ms // 1000, dt.timezone(dt.timedelta(hours=7))).date()

    verdict = read_door_code(declaration_text(today + dt.timedelta(days), number), now_ms).verdict

    assert verdict is (Verdict.OK if days == 0 else Verdict.EXPIRED if days < 0 else Verdict.FORGED)


@given(st.text(max_size=600), MOMENT)
def test_any_text_is_something(text: str, now_ms: int) -> None:
    assert read_door_code(text, now_ms).what in What


def test_what_is_published_of_a_token_is_the_known_answer_of_the_page() -> None:
    """Computed by `openssl dgst -sha256 -mac HMAC`."""
    page = (PROJECT / "docs/protocol/12-door-codes.md").read_text(encoding="utf-8")
    said = r"`(BZT1:[\w-]{16})` the note is\s+`([0-9a-f]{32})`, and the entry of\s+(\S+) is\s+`([0-9a-f]{32})`"
    (text, noted, day, known) = re.findall(said, page)[0]

    token = base64.urlsafe_b64decode(dict(read_door_code(text, 0).says)["token"])

    assert "eeec942268109431fecafa3ee73f6f6c" == noted == visit_note(token).hex()
    assert (
        "2398100257459c55e307990720315253"
        == known
        == visit_alert(bytes.fromhex(noted), Day.of(dt.date.fromisoformat(day))).hex()
    )


def test_a_declaration_s_mark_is_the_one_of_the_page_and_another_each_day() -> None:
    said = r"For `(BZD1:[^`]+)` it is `([0-9a-f]{16})`"
    page = (PROJECT / "docs" / "protocol" / "12-door-codes.md").read_text(encoding="utf-8")
    ((text, known),) = re.findall(said, page)

    marks = {arrived_mark(declaration_text(dt.date(2020, 8, day), bytes(9))) for day in (18, 19)}

    assert known == arrived_mark(text).hex()
    assert Verdict.OK == read_door_code(text, 1_597_744_800_000).verdict
    assert 2 == len(marks)


def test_entries_of_one_code_on_two_days_have_nothing_in_common() -> None:
    note = visit_note(bytes(12))

    assert 2 == len({visit_alert(note, Day(number)) for number in (18_492, 18_493)})


def test_a_token_is_one_for_its_quarter_hour_and_of_its_phone() -> None:
    assert visit_token(bytes(32), 0) == visit_token(bytes(32), 899_999)
    assert 3 == len({visit_token(bytes(32), 0), visit_token(bytes(32), 900_000), visit_token(b"k" * 32, 0)})
    assert "eaaad5808fcac831" == visit_token(b"k" * 32, 1_600_000_000_000).hex()[:16]


@pytest.mark.parametrize(
    "make",
    [
        lambda: visit_text(bytes(11)),
        lambda: visit_note(bytes(11)),
        lambda: visit_alert(bytes(12), Day(18_492)),
        lambda: declaration_text(dt.date(2020, 8, 18), b""),
    ],
)
def test_a_code_that_no_door_could_read_is_not_made(make: Callable[[], str]) -> None:
    with pytest.raises(InvalidValueError):
        make()
