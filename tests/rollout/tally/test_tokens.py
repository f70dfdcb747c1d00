"""A team's code opens the page for its day, holds nobody's name, and cannot be made up."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.rollout.errors import TallyError, Untallied
from bluezone.rollout.tally import tokens
from bluezone.rollout.tally.tokens import FieldToken, TeamCode, open_token
from tests.support.rollout.reporting import ZONE

SECRET = b"s" * 32
DAY = dt.date(2020, 8, 15)
MORNING = dt.datetime(2020, 8, 15, 7, tzinfo=ZONE)
TOKEN = FieldToken("son-duong-2020", TeamCode("D07"), DAY, dt.datetime(2020, 8, 17, tzinfo=ZONE))
TEXT = TOKEN.signed(SECRET)


def opened(text: str = TEXT, now: dt.datetime = MORNING, directive: str = "son-duong-2020") -> FieldToken:
    return open_token(text, SECRET, directive=directive, zone=ZONE, now=now)


def reason(text: str = TEXT, now: dt.datetime = MORNING, directive: str = "son-duong-2020") -> Untallied:
    with pytest.raises(TallyError) as refused:
        opened(text, now, directive)
    return refused.value.reason


def test_a_token_comes_back_as_it_was_issued() -> None:
    assert TOKEN == opened()


def test_it_fits_a_small_qr_code() -> None:
    assert len(TEXT) < 80


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (dt.datetime(2020, 8, 14, 23, 59, tzinfo=ZONE), Untallied.NOT_YET),
        (dt.datetime(2020, 8, 17, tzinfo=ZONE), Untallied.EXPIRED),
    ],
)
def test_it_holds_from_its_morning_until_it_expires(now: dt.datetime, why: Untallied) -> None:
    assert why is reason(now=now)


def test_another_directives_token_opens_nothing_here() -> None:
    assert Untallied.OTHER_DIRECTIVE is reason(directive="ham-yen-2020")


def test_another_offices_token_is_forged() -> None:
    assert Untallied.FORGED is reason(TOKEN.signed(b"t" * 32))


@pytest.mark.parametrize("name", ["Nguyễn An", "AN", "NGUYEN1", "D0007", "d07", "", "Đ07", "D07\n"])
def test_a_team_cannot_be_called_by_a_persons_name(name: str) -> None:
    with pytest.raises(ValueError):
        TeamCode(name)


@pytest.mark.parametrize("days", [0, -1, 8])
def test_a_token_lives_a_week_at_most(days: int) -> None:
    with pytest.raises(ValueError, match="days"):
        FieldToken("a", TeamCode("D1"), DAY, dt.datetime(2020, 8, 15, tzinfo=ZONE) + dt.timedelta(days=days))


@given(st.integers(0, len(TEXT) - 1), st.characters(codec="ascii"))
def test_a_token_with_any_sign_changed_is_refused(place: int, sign: str) -> None:
    altered = TEXT[:place] + sign + TEXT[place + 1 :]
    if altered == TEXT:
        return

    assert reason(altered) in {Untallied.MALFORMED, Untallied.FORGED}


@given(st.text() | st.text(alphabet="BT1.AZ20-", max_size=90))
def test_no_text_is_a_token_by_chance(text: str) -> None:
    assert reason(text) in {Untallied.MALFORMED, Untallied.FORGED}


def test_a_day_that_no_calendar_has_is_refused_even_if_signed() -> None:
    body = "BT1.son-duong-2020.D07.20200231.1597622400"

    assert Untallied.MALFORMED is reason(f"{body}.{tokens._checksum(body, SECRET)}")
