"""`bluezone inspect mark`: live, stale, forged."""

from __future__ import annotations

import datetime as dt

import pytest

from bluezone.protocol.door_codes import State, mark_text
from tests.support.commands import Finished, bluezone, refused

AT = dt.datetime.fromisoformat("2020-08-18T14:05:30+07:00")
SHOWN = mark_text(int(AT.timestamp()) * 1000, State.ON)


def asked(text: str, *, seconds: int = 0, language: str = "en") -> Finished:
    at = (AT + dt.timedelta(seconds=seconds)).isoformat()
    return bluezone("inspect", "mark", text, "--at", at, "--language", language)


@pytest.mark.parametrize("what", ["mark", "venue"])
@pytest.mark.parametrize("at", ["0001-01-01", "yesterday", "2026-13-01T00:00"])
def test_a_moment_that_no_clock_shows_is_told_in_one_line(what: str, at: str) -> None:
    told = bluezone("inspect", what, SHOWN, "--at", at)

    assert f"{at!r} is no time such as" in told.err
    assert "fault of Bluezone" not in told.err
    assert 2 == told.status


@pytest.mark.parametrize("state", State)
def test_a_mark_of_this_minute_is_live_and_says_its_state(state: State) -> None:
    told = asked(mark_text(int(AT.timestamp()) * 1000, state)).json

    assert {"verdict": "live", "state": state.value, "minute": "2020-08-18T07:05:00+00:00"} == told


@pytest.mark.parametrize(
    ("text", "seconds", "language", "said"),
    [
        (SHOWN, 60, "en", "stale: its minute is over"),
        (SHOWN, 86_400, "vi", "stale: mã của phút đã qua"),
        (SHOWN, -60, "en", "forged: no phone shows"),
        ("BZM1:now:on", 0, "vi", "forged: không phải mã hoạt động"),
        ("BZT1:AAAAAAAAAAAAAAAA", 0, "en", "forged"),
        ("https://example.vn", 0, "en", "forged"),
    ],
)
def test_any_other_is_refused_in_one_line(text: str, seconds: int, language: str, said: str) -> None:
    assert said in refused(asked(text, seconds=seconds, language=language))
