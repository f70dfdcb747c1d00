"""Codes: read aloud, typed with cold fingers, and mistypings caught before anything is sent."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.calendar import Day
from bluezone.protocol.codes import (
    CodeMessage,
    code_message,
    is_short,
    long_code,
    normalise_code,
    read_code_message,
    short_code,
    spaced,
)
from bluezone.protocol.errors import InvalidValueError, MalformedError

SHORT = st.binary(min_size=16, max_size=16).map(short_code)
LONG = st.binary(min_size=10, max_size=10).map(long_code)
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def luhn_holds(digits: str) -> bool:
    """The textbook's check, from the right, every second digit doubled."""
    doubled = [int(d) if place % 2 == 0 else sum(divmod(2 * int(d), 10)) for place, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


@given(SHORT)
def test_a_short_code_has_twelve_digits_and_luhns_check(code: str) -> None:
    assert 12 == len(code)
    assert code.isdigit()
    assert luhn_holds(code)
    assert is_short(code)


@given(LONG)
def test_a_long_code_has_sixteen_characters_without_look_alikes(code: str) -> None:
    assert 16 == len(code)
    assert set(code) <= set(CROCKFORD)
    assert not is_short(code)


@given(st.binary(min_size=10, max_size=10))
def test_a_long_code_carries_all_its_eighty_bits(entropy: bytes) -> None:
    number = 0
    for character in long_code(entropy):
        number = number * 32 + CROCKFORD.index(character)

    assert entropy == number.to_bytes(10, "big")


@given(SHORT | LONG, st.sampled_from(["{}", " {} ", "{}\n", "\t{}"]))
def test_a_code_is_understood_as_it_is_printed(code: str, around: str) -> None:
    for printed in (code, spaced(code), spaced(code).replace(" ", "-"), spaced(code).replace(" ", "–"), code.lower()):
        assert code == normalise_code(around.format(printed))


@given(SHORT | LONG)
def test_letters_that_look_like_digits_are_read_as_those_digits(code: str) -> None:
    typed = code.replace("0", "o").replace("1", "l")

    assert code == normalise_code(typed)
    assert code == normalise_code(typed.upper().replace("L", "I"))


@given(SHORT, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(code: str, place: int, change: int) -> None:
    wrong = code[:place] + str((int(code[place]) + change) % 10) + code[place + 1 :]

    with pytest.raises(MalformedError, match="mistyped"):
        normalise_code(wrong)


@given(SHORT, st.integers(0, 10))
def test_two_neighbours_changed_round_are_noticed_except_for_nought_and_nine(code: str, place: int) -> None:
    pair = code[place : place + 2]
    swapped = code[:place] + pair[::-1] + code[place + 2 :]

    if pair in ("09", "90") or pair[0] == pair[1]:
        assert swapped == normalise_code(swapped)
    else:
        with pytest.raises(MalformedError):
            normalise_code(swapped)


@pytest.mark.parametrize(
    "typed",
    ["", "@", "!", "-", "null", "1234", "12345678901234567890", "U" * 16, "Ａ" * 16, "٣" * 12, "x" * 65, "é" * 16],
)
def test_what_is_no_code_is_refused_in_words_for_the_field(typed: str) -> None:
    with pytest.raises(MalformedError, match="code"):
        normalise_code(typed)


@given(st.text(max_size=80))
def test_any_text_is_a_code_or_malformed(typed: str) -> None:
    with contextlib.suppress(MalformedError):
        code = normalise_code(typed)
        assert code == normalise_code(code)


@pytest.mark.parametrize(("make", "size"), [(short_code, 15), (short_code, 17), (long_code, 9), (long_code, 11)])
def test_a_code_is_made_from_just_enough_randomness(make: Callable[[bytes], str], size: int) -> None:
    with pytest.raises(InvalidValueError):
        make(bytes(size))


@given(SHORT | LONG, st.dates(dt.date(1970, 1, 1), dt.date(2149, 6, 6)), st.sampled_from(["/", " / ", "/ ", " /"]))
def test_a_code_with_its_onset_is_understood_as_it_is_sent(code: str, onset: dt.date, slash: str) -> None:
    for printed in (code, spaced(code)):
        sent = code_message(printed, onset)

        assert (
            CodeMessage(code, Day.of(onset)) == read_code_message(sent) == read_code_message(sent.replace("/", slash))
        )


@given(SHORT | LONG)
def test_a_code_without_an_onset_is_read_as_ever(code: str) -> None:
    assert CodeMessage(code, None) == read_code_message(spaced(code))


@pytest.mark.parametrize(
    "day",
    [
        "",
        "2020-08",
        "9/8",
        "09/08/2020",
        "20200809",
        "2020-W33-1",
        "2020-02-30",
        "1969-12-31",
        "2150-01-01",
        "٢٠٢٠-٠٨-٠٩",
    ],
)
def test_a_day_that_is_none_refuses_the_whole_in_words_for_the_field(day: str) -> None:
    with pytest.raises(MalformedError, match="the day behind this code"):
        read_code_message(f"{short_code(bytes(16))}/{day}")


@given(st.text(max_size=80) | st.builds("{}/{}".format, SHORT | LONG, st.text(alphabet="0123456789-/ ", max_size=14)))
def test_any_text_is_a_code_message_or_malformed(typed: str) -> None:
    with contextlib.suppress(MalformedError):
        read = read_code_message(typed)
        assert normalise_code(read.code) == read.code
