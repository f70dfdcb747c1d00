"""A csv that Excel opens by a double click, a line at a time."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.lists.cleaning.communes import Unit
from bluezone.portal.lists.cleaning.dates import Birth
from bluezone.portal.lists.cleaning.people import Sex
from bluezone.portal.lists.cleaning.phones import Phones
from bluezone.portal.lists.exporting.columns import ExportColumn, Exported
from bluezone.portal.lists.exporting.delimited import csv_lines
from bluezone.portal.lists.safety import bare, is_dangerous
from bluezone.vietnam.words import Language, Words

COLUMNS = [ExportColumn(Words("Họ và tên", "Full name")), ExportColumn(Words("Ghi chú", "Note"))]


def written(*rows: list[Exported], language: Language = "vi") -> str:
    return b"".join(csv_lines(COLUMNS, rows, language)).decode()


def test_it_begins_with_the_mark_of_utf8_and_vietnamese_headings() -> None:
    assert "\ufeffHọ và tên,Ghi chú\r\n" == written()
    assert "\ufeffFull name,Note\r\n" == written(language="en")


@pytest.mark.parametrize("text", ["=1+1", "+84912345678", "-5", "@x", "\tx", "＝1", " =1"])
def test_no_cell_is_calculated(text: str) -> None:
    cell = written(["Lê An", text]).splitlines()[1].partition(",")[2].strip('"')

    assert "'" + text == cell


def test_values_of_ours_are_words_and_numbers_stay_numbers() -> None:
    day, moment = dt.date(2020, 8, 5), dt.datetime(2020, 8, 5, 7, 30, tzinfo=dt.UTC)
    rows: list[list[Exported]] = [
        [Sex.FEMALE, True],
        [Phones(("0912345678", "0387654321")), Birth(1985, 7)],
        [Unit("02560", "Xã Tú Thịnh"), None],
        [day, moment],
        [-5, 1.5],
    ]

    assert [
        "Nữ,Có",
        '"0912345678, 0387654321",07/1985',
        "Xã Tú Thịnh,",
        "05/08/2020,05/08/2020 07:30",
        "-5,1.5",
    ] == written(*rows).splitlines()[1:]


def test_a_row_of_another_width_is_our_own_fault() -> None:
    with pytest.raises(ValueError, match="zip"):
        written(["Lê An"])


def test_lines_come_as_rows_are_asked_for() -> None:
    endless = csv_lines(COLUMNS, ([f"Lê An {n}", n] for n in itertools.count()))

    assert b"L\xc3\xaa An 1,1\r\n" == next(itertools.islice(endless, 2, None))


@given(texts=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), min_size=1, max_size=8))
def test_what_is_written_is_safe_and_reads_back(texts: list[tuple[str, str]]) -> None:
    usable = [(one, other) for one, other in texts if "\0" not in one + other]
    data = b"".join(csv_lines(COLUMNS, usable))

    cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row]

    assert not any(map(is_dangerous, cells))
    assert ["Họ và tên", "Ghi chú", *itertools.chain(*usable)] == [bare(cell) for cell in cells]


@given(texts=st.lists(st.text(alphabet=st.sampled_from([*"=+-@;,'\"\t\r\n a＝"]), max_size=12), min_size=1, max_size=4))
def test_no_cell_is_calculated_where_lists_are_separated_by_semicolons_or_tabs(texts: list[str]) -> None:
    """A spreadsheet with such settings knows nothing of the quotes within what it takes for one cell."""
    data = b"".join(csv_lines(COLUMNS, [["Lê An", text] for text in texts])).decode("utf-8-sig")

    for separator in ";\t":
        rows = csv.reader(io.StringIO(data, newline=""), delimiter=separator)
        assert not any(is_dangerous(cell.strip()) for row in rows for cell in row)
