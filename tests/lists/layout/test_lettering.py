"""Text comes out tidy, column by column in Unicode."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lists.layout.lettering import read_letters, tidy
from bluezone.lists.letters.encodings import Encoding
from bluezone.lists.reading.sheet import Sheet, SheetRow
from tests.support.lists.old_letters import written_in

NAMES = ("Lê Thị Hậu", "Hà Đức Mạnh", "Nông Thị Tuyết", "Bùi Mạnh Cường")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  Lê   An ", "Lê An"),
        ("Lê\u00a0An", "Lê An"),
        ("Lê\u200b An\ufeff", "Lê An"),
        ("0912\r\n0913\n", "0912\n0913"),
        ("a\tb", "a b"),
        (unicodedata.normalize("NFD", "Hậu"), "Hậu"),
    ],
)
def test_tidy(text: str, said: str) -> None:
    assert said == tidy(text)


@given(text=st.text(max_size=40))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_two_columns_in_two_encodings() -> None:
    old = [written_in(name, Encoding.VNI) for name in NAMES]
    sheet = Sheet("", tuple(SheetRow(n, (name, vni)) for n, (name, vni) in enumerate(zip(NAMES, old, strict=True), 1)))

    lettering = read_letters(sheet, ())

    assert [(name, name) for name in NAMES] == [row.cells for row in lettering.rows]
    assert {1: Encoding.VNI} == {index: found.encoding for index, found in lettering.encodings.items()}


def test_a_person_may_say_that_nothing_is_to_be_converted() -> None:
    old = written_in(NAMES[0], Encoding.TCVN3)

    lettering = read_letters(Sheet("", (SheetRow(1, (old,)),)), (), Encoding.UNICODE)

    assert (old,) == lettering.rows[0].cells
