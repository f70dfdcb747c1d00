"""An xlsx in which text is text, over as many sheets as it takes."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import pytest

from bluezone.portal.lists.exporting import workbook
from bluezone.portal.lists.exporting.columns import ExportColumn, Exported
from bluezone.portal.lists.exporting.workbook import LONGEST_TEXT, write_xlsx
from bluezone.portal.lists.reading.opening import read_workbook
from bluezone.vietnam.words import Words

COLUMNS = [ExportColumn(Words("Họ và tên", "Full name"), 28), ExportColumn(Words("Số điện thoại", "Phone"))]


def written(*rows: list[Exported]) -> bytes:
    out = io.BytesIO()
    assert len(rows) == write_xlsx(out, COLUMNS, iter(rows))
    return out.getvalue()


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def test_it_reads_back_as_it_was() -> None:
    rows: list[list[Exported]] = [["Lê An", "0912345678"], ["Hà Bình", None], [dt.date(2020, 8, 5), 12]]

    sheet = read_workbook(written(*rows), "a.xlsx").sheets[0]

    assert "Danh sách" == sheet.name
    assert [("Họ và tên", "Số điện thoại"), *map(tuple, rows)] == [row.cells for row in sheet.rows]


@pytest.mark.parametrize(
    "text", ["=1+1", "+84912345678", "-2", "@SUM(A1)", "＝1", "{=1}", "http://x.example", "file:///x"]
)
def test_there_is_no_formula_and_no_link_in_it(text: str) -> None:
    data = written([text, "x"])

    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert text == read_workbook(data, "a.xlsx").sheets[0].rows[1].cells[0]


def test_what_looks_like_a_formula_is_marked_as_text_for_good() -> None:
    data = written(["=1+1", "bình thường"])

    quoted = [index for index, style in enumerate(_cell_styles(data)) if 'quotePrefix="1"' in style]
    used = [int(style) for style in re.findall(r'<c r="[AB]2" s="(\d+)"', part(data, "xl/worksheets/sheet1.xml"))]
    assert [True, False] == [style in quoted for style in used]


def _cell_styles(data: bytes) -> list[str]:
    styles = part(data, "xl/styles.xml")
    return re.findall(r"<xf [^>]*>", styles[styles.index("<cellXfs") :])


def test_a_text_beyond_what_a_cell_holds_says_that_it_was_cut() -> None:
    cell = str(read_workbook(written(["x" * 40_000, None]), "a.xlsx").sheets[0].rows[1].cells[0])

    assert LONGEST_TEXT == len(cell)
    assert cell.endswith("…(bị cắt)")


def test_more_rows_than_a_sheet_has_go_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS_OF_A_SHEET", 2)

    sheets = read_workbook(written(*([f"Lê An {n}", n] for n in range(5))), "a.xlsx").sheets

    assert ["Danh sách", "Danh sách 2", "Danh sách 3"] == [sheet.name for sheet in sheets]
    assert [3, 3, 2] == [len(sheet.rows) for sheet in sheets]


def test_no_rows_are_a_sheet_with_its_headings() -> None:
    assert [("Họ và tên", "Số điện thoại")] == [row.cells for row in read_workbook(written(), "a.xlsx").sheets[0].rows]


def test_a_column_has_a_width_that_exists() -> None:
    with pytest.raises(ValueError, match="letters wide"):
        ExportColumn(Words("a", "a"), 0)
