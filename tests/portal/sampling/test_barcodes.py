"""Numbers on tubes: what a slip of a hand makes of one is none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.errors import RefusedError
from bluezone.portal.sampling.barcodes import LAST, barcode_of, barcode_typed, number_of, spaced

NUMBERS = st.integers(1, LAST)


@given(NUMBERS)
def test_a_barcode_is_read_as_it_was_written(number):
    barcode = barcode_of(number)

    assert (barcode, number) == (barcode_typed(f" {spaced(barcode)}\t"), number_of(barcode))


@given(NUMBERS, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number, at, by):
    signs = list(barcode_of(number))
    signs[at] = str((int(signs[at]) + by) % 10)

    assert is_refused("".join(signs))


@given(NUMBERS, st.integers(0, 7))
def test_two_digits_in_each_others_place_are_always_noticed(number, at):
    right = barcode_of(number)
    wrong = right[:at] + right[at + 1] + right[at] + right[at + 2 :]

    assert wrong == right or is_refused(wrong)


def test_other_digits_than_ours_are_no_barcode():
    assert all(is_refused(text) for text in ("", "12345678", "٠٠٠٠٠٠٠١٣", "00000001x", "0000000130", "000-000-013x"))


def is_refused(text: str) -> bool:
    try:
        barcode_typed(text)
    except RefusedError:
        return True
    return False
