"""Whatever an office sends is read as what it is, or refused with one sentence that says what to do."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from bluezone.lists.errors import Unreadable, UnreadableListError
from bluezone.lists.reading.opening import read_workbook
from bluezone.lists.reading.sheet import Bounds, Kind, Workbook
from tests.support.lists.spreadsheets import Rows, compound, ods, xls, xlsx, zipped

pytestmark = pytest.mark.in_turn(of=3)

ROWS: Rows = [["Họ tên", None, "Ngày sinh"], ["Lê An", 912345678, dt.date(2020, 1, 5)], ["Hà Bình", 1.5, None]]
SEEN = [("Họ tên", None, "Ngày sinh"), ("Lê An", 912345678, dt.date(2020, 1, 5)), ("Hà Bình", 1.5, None)]
TIGHT = Bounds(rows=50, columns=20, cells=400)


def cells_of(workbook: Workbook) -> list[tuple[object, ...]]:
    return [row.cells for row in workbook.sheets[0].rows]


def reason_of(data: bytes, name: str = "a.xlsx", bounds: Bounds | None = None) -> Unreadable:
    """Why it is refused; the sentence is there in both languages and is one line."""
    with pytest.raises(UnreadableListError) as refused:
        read_workbook(data, name, bounds or Bounds())
    for sentence in (refused.value.words.vi, refused.value.words.en):
        assert len(sentence) > 8
        assert "\n" not in sentence
    return refused.value.reason


def sheet_xml(rows: str) -> bytes:
    """A workbook of Excel's whose one sheet has these rows instead of its own."""
    packed = xlsx([["x"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                start, end = content.index(b"<sheetData>"), content.index(b"</sheetData>")
                content = content[: start + 11] + rows.encode() + content[end:]
            new.writestr(entry.filename, content)
    return out.getvalue()


@pytest.mark.parametrize(("write", "kind"), [(xlsx, Kind.XLSX), (ods, Kind.ODS), (xls, Kind.XLS)])
def test_each_kind_of_spreadsheet_says_the_same(write: Callable[..., bytes], kind: Kind) -> None:
    workbook = read_workbook(write(ROWS), f"ds.{kind.value}")

    assert kind is workbook.kind
    assert SEEN == cells_of(workbook)
    assert () == workbook.remarks


@pytest.mark.parametrize("write", [xlsx, ods, xls])
def test_hidden_rows_are_read_and_known_to_be_hidden(write: Callable[..., bytes]) -> None:
    sheet = read_workbook(write(ROWS, hidden=[2]), "a").sheets[0]

    assert [False, True, False] == [row.hidden for row in sheet.rows]
    assert [1, 2, 3] == [row.number for row in sheet.rows]


@pytest.mark.parametrize("write", [xlsx, xls])
def test_fonts_and_merged_cells_are_told(write: Callable[..., bytes]) -> None:
    workbook = read_workbook(write(ROWS, font=".VnTimeH", merged=[(1, 1, 1, 2)]), "a")

    assert ".VnTimeH" in workbook.fonts
    assert [(1, 1, 1, 2)] == [
        (m.first_row, m.first_column, m.last_row, m.last_column) for m in workbook.sheets[0].merges
    ]


def test_a_wrong_ending_is_remarked_and_does_no_harm() -> None:
    workbook = read_workbook(xlsx(ROWS), "danh sach.xls")

    assert SEEN == cells_of(workbook)
    assert ["The name says .xls, the content is xlsx; it was read as what it is."] == [w.en for w in workbook.remarks]


def test_a_cell_that_only_has_a_colour_far_to_the_right_does_no_harm() -> None:
    data = sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="XFD1" s="1"/></row><row r="1048576" hidden="1"/>')

    assert [("x",)] == cells_of(read_workbook(data, "a.xlsx", TIGHT))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Unreadable.EMPTY),
        (b" \r\n\r\n", Unreadable.EMPTY),
        (xlsx([]), Unreadable.EMPTY),
        (b"%PDF-1.7 ...", Unreadable.WRONG_KIND),
        (b"\xef\xbb\xbf  <HTML><table><tr><td>1", Unreadable.WRONG_KIND),
        (b'<?xml version="1.0"?><Workbook/>', Unreadable.WRONG_KIND),
        (b"\x09\x04\x06\x00" + bytes(20), Unreadable.WRONG_KIND),
        (zipped({"word/document.xml": "<w/>"}), Unreadable.WRONG_KIND),
        (zipped({"xl/workbook.bin": b"\0"}), Unreadable.WRONG_KIND),
        (compound({"WordDocument": b"x"}), Unreadable.WRONG_KIND),
        (compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), Unreadable.ENCRYPTED),
        (
            compound({"Workbook": struct.pack("<HHHHHH", 0x0809, 8, 0x0600, 5, 0, 0) + b"\x2f\0\x02\0\0\0"}),
            Unreadable.ENCRYPTED,
        ),
        (xlsx(ROWS)[:900], Unreadable.DAMAGED),
        (xls(ROWS)[:1200], Unreadable.DAMAGED),
        (bytes(range(256)) * 20, Unreadable.ENCODING),
        (b"\xff\xfea\x00\x00\xd8\x00\xd8", Unreadable.ENCODING),
        ("Họ tên\n".encode() * 30_000 + b"L\0 An\n", Unreadable.ENCODING),
        (b"H\xe3 t\xean\n" * 30_000 + b"L\0 An\n", Unreadable.ENCODING),
        (xls([["Họ tên"], ["Lê\0 An"]]), Unreadable.DAMAGED),
        (xls([["Họ tên"], ["Lê\0 An"]], shared=True), Unreadable.DAMAGED),
    ],
    ids=lambda value: value.name if isinstance(value, Unreadable) else None,
)
def test_what_is_no_list_is_refused(data: bytes, reason: Unreadable) -> None:
    assert reason is reason_of(data)


@pytest.mark.slow
def test_a_million_columns_are_refused_before_anybody_makes_room_for_them() -> None:
    assert Unreadable.TOO_MANY_COLUMNS is reason_of(b",".join([b"a"] * 1_000_000), "a.csv")
    assert Unreadable.TOO_MANY_COLUMNS is reason_of(sheet_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>'))
    unplaced = "".join(f"<c><v>{number}</v></c>" for number in range(1_000_000))
    assert Unreadable.TOO_MANY_COLUMNS is reason_of(sheet_xml(f"<row>{unplaced}</row>"))
    repeated = '<table:table-cell table:number-columns-repeated="1000000" office:value-type="float" office:value="1"/>'
    assert Unreadable.TOO_MANY_COLUMNS is reason_of(ods([], body=f"<table:table-row>{repeated}</table:table-row>"))


def test_two_cells_far_apart_are_refused() -> None:
    far = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="C1048576"><v>1</v></c></row>')
    cell = '<table:table-cell office:value-type="float" office:value="1"/>'
    deep = f'<table:table-row table:number-rows-repeated="900000"/><table:table-row>{cell}</table:table-row>'

    assert Unreadable.TOO_MANY_ROWS is reason_of(far)
    assert Unreadable.TOO_MANY_ROWS is reason_of(ods([], body=deep))
    assert Unreadable.TOO_MANY_ROWS is reason_of(xls([*[[]] * 60, ["x"]]), bounds=TIGHT)
    assert Unreadable.TOO_MANY_COLUMNS is reason_of(xls([[*[None] * 30, "x"]]), bounds=TIGHT)
    assert Unreadable.TOO_BIG is reason_of(xlsx([[1] * 18] * 40), bounds=TIGHT)


@pytest.mark.parametrize("reference", ["A99999999999", "AAAA1", "1A", "A", ""])
def test_a_cell_that_does_not_say_where_it_stands_is_refused(reference: str) -> None:
    assert Unreadable.DAMAGED is reason_of(sheet_xml(f'<row r="1"><c t="n" r="{reference}"><v>1</v></c></row>'))


@pytest.mark.parametrize(
    "cell",
    [
        """<c x=">" r="XFD1">""",
        """<c x=" r='A1'" r="XFD1">""",
        """<c x="1"r="XFD1">""",
        """<c t = 'n' r = ' XFD1 '>""",
        """<x:c x:r="A1" r="XFD1">""",
    ],
)
def test_a_reference_is_found_wherever_it_hides(cell: str) -> None:
    assert Unreadable.TOO_MANY_COLUMNS is reason_of(sheet_xml(f"<row>{cell}<v>1</v></c></row>"))


@pytest.mark.parametrize("cell", ["""<c x='<' r="XFD1">""", """<c x=' r="A1"'>""", """<c x="r='A1'>""", "<c r=XFD1>"])
def test_a_cell_that_might_be_read_in_two_ways_is_refused(cell: str) -> None:
    assert Unreadable.DAMAGED is reason_of(sheet_xml(f"<row>{cell}<v>1</v></c></row>"))


@pytest.mark.parametrize("count", ["+1000000", "&#49;000000", "1e6", ""])
def test_a_repetition_that_is_no_plain_number_is_refused(count: str) -> None:
    cell = f'<table:table-cell table:number-columns-repeated="{count}" office:value-type="float" office:value="1"/>'

    assert Unreadable.DAMAGED is reason_of(ods([], body=f"<table:table-row>{cell}</table:table-row>"))


def test_a_sheet_under_any_name_is_measured() -> None:
    """A relation may lead to a part called .bin, which calamine reads all the same."""
    out = io.BytesIO()
    far = sheet_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>')
    with zipfile.ZipFile(io.BytesIO(far)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            name = entry.filename.replace("sheet1.xml", "sheet1.bin")
            new.writestr(name, old.read(entry).replace(b"sheet1.xml", b"sheet1.bin"))

    assert Unreadable.TOO_MANY_COLUMNS is reason_of(out.getvalue())


def test_a_zip_bomb_is_refused() -> None:
    tight = zipped({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": bytes(40_000_000)})
    many = zipped({"xl/workbook.xml": b"<a/>", **{f"xl/{n}.xml": b"" for n in range(2_100)}})

    assert Unreadable.BOMB is reason_of(tight)
    assert Unreadable.BOMB is reason_of(many)
    assert Unreadable.BOMB is reason_of(xlsx(ROWS), bounds=Bounds(unpacked_bytes=1_000))


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    honest = zipped({"xl/workbook.xml": b"<a/>" + bytes(100_000)})
    at = honest.index(b"PK\x01\x02") + 24
    lying = honest[:at] + struct.pack("<I", 4) + honest[at + 4 :]

    assert Unreadable.DAMAGED is reason_of(lying)


def test_one_long_text_in_many_cells_is_refused() -> None:
    few = Bounds(text_bytes=500_000)

    assert Unreadable.BOMB is reason_of(xlsx([["x" * 30_000]] * 40), bounds=few)
    assert 40 == len(cells_of(read_workbook(xlsx([["x" * 3_000]] * 40), "a.xlsx", few)))


def test_a_password_is_asked_to_be_taken_off() -> None:
    packed = bytearray(xlsx(ROWS))
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    locked = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"?"}
    manifest = {"META-INF/manifest.xml": "<manifest:encryption-data/>"}

    assert Unreadable.ENCRYPTED is reason_of(bytes(packed))
    assert Unreadable.ENCRYPTED is reason_of(zipped(locked | manifest))


def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("xl/workbook.xml", "<b/>")

    assert Unreadable.DAMAGED is reason_of(out.getvalue())


def test_more_sheets_than_anybody_reads_are_refused() -> None:
    assert Unreadable.TOO_BIG is reason_of(xlsx(ROWS), bounds=Bounds(sheets=0))


def test_a_file_beyond_its_bound_is_refused_unread() -> None:
    assert Unreadable.TOO_BIG is reason_of(b"x" * 101, bounds=Bounds(file_bytes=100))


def test_a_sheet_that_is_hidden_is_named() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("Chính").write_string(0, 0, "x")
        book.add_worksheet("Nháp").hide()

    assert ["Hidden sheets, not read: Nháp."] == [w.en for w in read_workbook(out.getvalue(), "a.xlsx").remarks]


@pytest.mark.parametrize("hostile", ["<c ", "<row ", '<c r="A1" ', '<c x="', "<c t='s' "])
def test_tags_that_never_end_take_no_longer_than_their_length(hostile: str) -> None:
    """With a search that looks past the next tag, this would take hours; as it is, a moment."""
    numbered = "".join(f"{hostile}{number}" for number in range(200_000))

    with pytest.raises(UnreadableListError):
        read_workbook(sheet_xml(numbered), "a.xlsx")


@pytest.mark.parametrize(("write", "shift"), [(xlsx, 0), (xls, 1462)], ids=["xlsx", "xls"])
def test_days_that_are_counted_from_1904_are_read_so_and_bare_numbers_are_warned_of(write, shift) -> None:
    """XlsxWriter writes the count that it names; our .xls writes the usual one, and comes out four years later."""
    day = dt.date(1985, 1, 5)

    read = read_workbook(write([["Ngày"], [day]], since_1904=True), f"a.{write.__name__}")
    usual = read_workbook(write([["Ngày"], [day]]), f"a.{write.__name__}")

    assert day + dt.timedelta(days=shift) == read.sheets[0].rows[1].cells[0]
    assert ["1904" in remark.en for remark in read.remarks] == [True]
    assert () == usual.remarks
