"""Crockford's base 32: what is written is what is meant, however somebody types it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bluezone.protocol.crockford import SIGNS, is_written, meant, written


@given(st.integers(0, 2**50 - 1), st.data())
def test_what_is_written_is_meant_however_it_is_typed(number: int, data: st.DataObject) -> None:
    text = written(number, 10)
    typed = "".join(
        data.draw(st.sampled_from(["", " ", "-", "–", ".", "\t"])) + data.draw(st.sampled_from(_ways_of(sign)))
        for sign in text
    )

    assert (text, True) == (meant(typed), is_written(text, 10))
    assert number == sum(SIGNS.index(sign) << 5 * at for at, sign in enumerate(reversed(text)))


def test_what_is_beyond_its_signs_is_left_out_and_other_signs_are_none() -> None:
    assert ("00", "ZZ") == (written(32**2, 2), written(32**2 - 1, 2))
    assert [False, False, False] == [is_written(text, 2) for text in ("0", "000", "0U")]


def _ways_of(sign: str) -> list[str]:
    return [sign, sign.lower(), *{"0": "oO", "1": "iIlL"}.get(sign, "")]
