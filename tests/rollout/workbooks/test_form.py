"""The words of the form lead the reader back to what was asked, in either language and with any figures."""

from __future__ import annotations

import io
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bluezone.lists.reading.opening import read_workbook
from bluezone.rollout.workbooks.form import HEAD, WIDTHS, instruction_codes
from bluezone.rollout.workbooks.reading import BOUNDS, read_form
from bluezone.rollout.workbooks.writing import write_form
from bluezone.vietnam.practice import MARK_IN_BOTH
from bluezone.vietnam.words import Language
from tests.support.amounts import examples
from tests.support.rollout.forms import GOOD, MADE, PERIOD, SECRET, expected, key
from tests.support.rollout.reporting import SON_DUONG


def test_no_instruction_is_called_like_an_indicator() -> None:
    codes = instruction_codes(SON_DUONG)

    assert 14 == len(codes)
    assert set() == set(codes) & {indicator.code for indicator in SON_DUONG.indicators}
    assert all(re.fullmatch(r"V\d+", code) for code in codes)


def test_every_column_has_a_head_and_a_width() -> None:
    assert len(HEAD) == len(WIDTHS)


@settings(max_examples=examples(6), deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.integers(0, 2_000_000_000)), st.sampled_from(["vi", "en"]))
def test_whatever_is_filled_in_comes_back_in_either_language(known: dict[str, int], language: Language) -> None:
    out = io.BytesIO()
    write_form(out, SON_DUONG, expected(), key(), made=MADE, known=known, language=language)

    form = read_form(out.getvalue(), "form.xlsx", SON_DUONG, SECRET, period=PERIOD)

    assert known == {name: value for name, value in form.answers.items() if value is not None}
    assert set(GOOD) == set(form.answers)


def test_a_form_that_says_what_it_is_is_read_like_any_other() -> None:
    out = io.BytesIO()
    write_form(out, SON_DUONG, expected(), key(), made=MADE, known={}, above=MARK_IN_BOTH)

    form = read_form(out.getvalue(), "form.xlsx", SON_DUONG, SECRET, period=PERIOD)

    assert set(GOOD) == set(form.answers)
    assert MARK_IN_BOTH in [
        cell for row in read_workbook(out.getvalue(), "x", BOUNDS).sheets[0].rows for cell in row.cells
    ]
