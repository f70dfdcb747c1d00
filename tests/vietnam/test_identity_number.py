"""Numbers of identity cards: nine digits of old, twelve since Decree 137/2015/NĐ-CP."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.vietnam.errors import NoIdentityNumberError
from bluezone.vietnam.identity_number import birth_year_in, normalised_identity, spaced_identity

NUMBERS = st.from_regex(r"(0[0-9]{11}|[0-9]{9})", fullmatch=True)


@pytest.mark.parametrize(
    ("typed", "kept", "year"),
    [
        ("008085001234", "008085001234", 1985),
        (" 008 185 001 234 ", "008185001234", 1985),
        ("008.306.001.234", "008306001234", 2006),
        ("070-123-456", "070123456", None),
    ],
)
def test_a_number_is_read_however_it_is_written_and_tells_the_year(typed: str, kept: str, year: int | None) -> None:
    assert (kept, year) == (normalised_identity(typed), birth_year_in(kept))


@pytest.mark.parametrize(
    "typed", ["", "1", "108085001234", "0080850012345", "00808500123a", "٠٠٨٠٨٥٠٠١٢٣٤", "0" * 5_000]
)
def test_anything_else_is_none(typed: str) -> None:
    with pytest.raises(NoIdentityNumberError, match="12 digits"):
        normalised_identity(typed)


@given(NUMBERS)
def test_what_was_read_is_read_the_same_again(number: str) -> None:
    assert number == normalised_identity(spaced_identity(normalised_identity(number)))


@given(st.text(max_size=40))
def test_whatever_is_typed_becomes_a_number_or_is_refused(typed: str) -> None:
    try:
        number = normalised_identity(typed)
    except NoIdentityNumberError:
        return
    assert number.isascii()
    assert len(number) in {9, 12}
