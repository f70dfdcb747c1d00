"""The form asks its organisation for what it was told to do, no more, and lets nobody touch anything but answers."""

from __future__ import annotations

import io
import re
import zipfile

from bluezone.rollout.workbooks.form import CODE, UNIT, VALUE
from tests.support.rollout.forms import blank, expected, key, rows_of
from tests.support.rollout.reporting import SON_DUONG


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read(name).decode()


def codes(organisation: str) -> list[str]:
    return [str(row[CODE]) for row in rows_of(blank(organisation)) if re.fullmatch(r"[A-Z]{2}\d+", str(row[CODE]))]


def test_each_organisation_is_asked_for_exactly_its_own_indicators() -> None:
    for organisation in ("ubnd-trung-yen", "media-centre", "youth-union"):
        asked = [SON_DUONG.indicator(i).code for i in expected(organisation).indicators]

        assert asked == codes(organisation)


def test_the_form_names_its_organisation_its_deadline_and_its_key() -> None:
    said = [cell for row in rows_of(blank()) for cell in row]

    assert "Ủy ban nhân dân xã Trung Yên" in said
    assert "Gửi về trước 00:00 26/08/2020." in said
    assert key() in said


def test_what_the_office_knows_is_filled_in_and_nothing_else() -> None:
    rows = rows_of(blank(known={"residents": 3456}))

    answers = {row[CODE]: row[VALUE] for row in rows if len(row) > VALUE and str(row[CODE]).startswith(("DC", "HD"))}
    assert {"DC1": 3456} == {code: value for code, value in answers.items() if value is not None}


def test_everything_but_answers_is_locked() -> None:
    sheet, styles = part(blank(), "xl/worksheets/sheet1.xml"), part(blank(), "xl/styles.xml")
    cells = dict(re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', sheet))
    formats = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", styles.split("<cellXfs")[1].split("</cellXfs>")[0])

    open_cells = {name for name, style in cells.items() if 'locked="0"' in formats[int(style)]}

    assert "<sheetProtection " in sheet
    assert {"C", "D", "E"} == {name[0] for name in open_cells}
    assert 1 == sum(name[0] == "C" for name in open_cells), "the day, and no unit"
    assert len(expected().indicators) == sum(name[0] == "D" for name in open_cells)


def test_a_spreadsheet_refuses_percentages_and_fractions_at_entry() -> None:
    sheet = part(blank(), "xl/worksheets/sheet1.xml")

    assert len(expected().indicators) == sheet.count('type="whole"')


def test_rates_are_locked_formulas_over_the_figures() -> None:
    sheet = part(blank(), "xl/worksheets/sheet1.xml")

    assert len(re.findall(r"<f>IF\(AND\(ISNUMBER\(D\d+\),N\(D\d+\)&gt;0\),D\d+/D\d+,", sheet)) == 7


def test_the_key_stands_on_every_printed_page_and_in_a_hidden_sheet() -> None:
    data = blank()

    assert key() in part(data, "xl/worksheets/sheet1.xml").split("<oddFooter>")[1]
    assert 'state="veryHidden"' in part(data, "xl/workbook.xml")


def test_the_place_for_the_day_is_next_to_its_label() -> None:
    (row,) = [row for row in rows_of(blank()) if "Số liệu tính đến ngày" in row]

    assert row[UNIT] is None


def test_the_same_form_is_the_same_file() -> None:
    assert blank() == blank()
