"""How fast a list becomes a plan with its duplicates, and what memory an export takes (`bluezone bench lists`).

The list is an xlsx of made-up people, one in fifty of them listed twice with a slip. Making it is not measured;
reading, recognising, mapping, cleaning and comparing are. The export's peak is that of the whole process, Python
included, and stands beside what the process had before. The same ways through a whole portal are in
`portal/stored_lists.py`.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import time
from collections.abc import Iterator
from typing import Any

from bluezone.lab.machine import peak_whole_mb, throwaway_folder
from bluezone.lab.portal.stored_lists import measure_portal

_FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Ma Lương Hà Nông Triệu Bàn Quan"
_MIDDLES = "Văn Thị Đức Minh Ngọc Quang Hữu Thu Thanh Xuân Đình Hồng Mạnh Kim Bích Trọng"
_GIVEN = "Anh Bình Châu Cường Dũng Dung Đạt Đông Giang Hà Hải Hạnh Hiền Hoa Hòa Hùng Hương Lan Linh Mai Nam Nga Sơn Tâm"
_HEADERS = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số điện thoại", "Thôn", "Xã", "Đã cài Bluezone")
_FIRST_BIRTH = dt.date(1940, 1, 1)
_COMMUNES = 30
_USUAL_ROWS = 20_000
_TODAY = dt.date(2020, 8, 20)


def measure(
    *, imported: int | None, exported: int | None, brought_in: int | None, taken_out: int | None, seed: int
) -> dict[str, Any]:
    """Measures what has rows: a portal's pages and register, an export, an import; unasked, the usual import."""
    result: dict[str, Any] = {}
    if brought_in or taken_out:
        result |= measure_portal(lambda rows: _list(rows, seed), brought_in=brought_in or 0, taken_out=taken_out or 0)
    if exported:
        result |= _measure_export(exported, seed)
    if imported or not result:
        result |= _measure_import(imported or _USUAL_ROWS, seed)
    return result


def _measure_import(rows: int, seed: int) -> dict[str, Any]:
    from bluezone.lists.cleaning.communes import Gazetteer, Unit
    from bluezone.lists.duplicates.entries import entries_of
    from bluezone.lists.duplicates.finding import find_duplicates
    from bluezone.lists.layout.finding import find_tables
    from bluezone.lists.mapping.mapping import mapping_of
    from bluezone.lists.mapping.proposing import propose, propose_schema
    from bluezone.lists.planning.building import build_plan
    from bluezone.lists.reading.opening import read_workbook

    data = _list(rows, seed)
    gazetteer = Gazetteer(Unit(f"{number:05}", f"Xã Số {number}") for number in range(1, _COMMUNES + 1))
    watch = _Watch()
    workbook = read_workbook(data, "danh sach.xlsx")
    watch.lap("read")
    table = find_tables(workbook)[0]
    watch.lap("recognise")
    mapping = mapping_of(schema := propose_schema(table)[0], propose(table, schema))
    watch.lap("map")
    plan = build_plan(table, mapping, gazetteer=gazetteer, today=_TODAY)
    watch.lap("clean")
    found = find_duplicates(entries_of(plan))
    watch.lap("compare")
    total = sum(watch.seconds.values())
    return {
        "rows": len(plan.records),
        "seconds": round(total, 2),
        "rows_per_minute": round(60 * len(plan.records) / total),
        "seconds_by_step": {name: round(seconds, 2) for name, seconds in watch.seconds.items()},
        "findings": len(plan.findings),
        "planted_twice": rows // 50,
        "candidates": len(found.candidates),
        "import_peak_mb": peak_whole_mb(),
    }


def _measure_export(rows: int, seed: int) -> dict[str, Any]:
    from bluezone.lists.exporting.columns import ExportColumn
    from bluezone.lists.exporting.delimited import csv_lines
    from bluezone.lists.exporting.workbook import write_xlsx
    from bluezone.vietnam.words import Words

    columns = [ExportColumn(Words(header, header)) for header in _HEADERS]
    before, watch = peak_whole_mb(), _Watch()
    with throwaway_folder() as folder:
        as_csv, as_xlsx = folder / "list.csv", folder / "list.xlsx"
        with as_csv.open("wb") as out:
            out.writelines(csv_lines(columns, _people(rows, seed)))
        watch.lap("csv")
        with as_xlsx.open("wb") as out:
            written = write_xlsx(out, columns, _people(rows, seed))
        watch.lap("xlsx")
        sizes = {"csv_mb": as_csv.stat().st_size / 1e6, "xlsx_mb": as_xlsx.stat().st_size / 1e6}
    return {
        "exported": written,
        "csv_seconds": round(watch.seconds["csv"], 2),
        "xlsx_seconds": round(watch.seconds["xlsx"], 2),
        **{name: round(size, 1) for name, size in sizes.items()},
        "before_mb": before,
        "export_peak_mb": peak_whole_mb(),
    }


class _Watch:
    """The seconds since the last lap, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name], self._since = now - self._since, now


def _list(rows: int, seed: int) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([("DANH SÁCH CÁN BỘ, NGƯỜI LAO ĐỘNG",), _HEADERS, *_people(rows, seed)]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def _people(rows: int, seed: int) -> Iterator[tuple[str | int, ...]]:
    """Invents numbered rows; every fiftieth is the one before with capitals and without the number's zero."""
    chance = random.Random(seed)  # noqa: S311 - made-up people
    families, middles, given = _FAMILIES.split(), _MIDDLES.split(), _GIVEN.split()
    row: tuple[str | int, ...] = ()
    for number in range(1, rows + 1):
        if number % 50 == 0:
            yield (number, str(row[1]).upper(), row[2], row[3], int(row[4]), *row[5:])
            continue
        middle = chance.choice(middles)
        birth = _FIRST_BIRTH + dt.timedelta(days=chance.randrange(25_000))
        phone = "09" + "".join(chance.choices("0123456789", k=8))
        name = f"{chance.choice(families)} {middle} {chance.choice(given)}"
        sex = "Nữ" if middle in {"Thị", "Thu", "Hồng", "Bích"} else "Nam"
        commune = chance.randint(1, _COMMUNES)
        row = (
            number,
            name,
            f"{birth:%d/%m/%Y}",
            sex,
            phone,
            f"Thôn {commune}",
            f"Xã Số {commune}",
            chance.choice("x "),
        )
        yield row
