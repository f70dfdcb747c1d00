"""People and exposures as rows of a spreadsheet, and as lines of JSON, one object each."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bluezone.lists.exporting.columns import ExportColumn, Exported
from bluezone.portal.cases.models import Classification
from bluezone.portal.tracing.exporting.rows import EndRow, MeetingRow, PersonRow
from bluezone.portal.tracing.models import Certainty, Exposure
from bluezone.vietnam.telephone import spaced_phone
from bluezone.vietnam.words import Words

PEOPLE_COLUMNS = (
    ExportColumn(Words("Tên thay thế", "Pseudonym"), 14),
    ExportColumn(Words("Họ và tên", "Full name"), 28),
    ExportColumn(Words("Điện thoại", "Telephone"), 16),
    ExportColumn(Words("Năm sinh", "Year of birth"), 10),
    ExportColumn(Words("Xã, phường", "Commune"), 24),
    ExportColumn(Words("Mã xã", "Code of commune"), 12),
    ExportColumn(Words("Diện (F)", "Level"), 8),
    ExportColumn(Words("Ca bệnh", "Case"), 16),
    ExportColumn(Words("Phân loại", "Classification"), 18),
    ExportColumn(Words("Khởi phát", "First symptoms"), 14),
    ExportColumn(Words("Tiếp xúc từ", "Exposed since"), 14),
    ExportColumn(Words("Cách ly từ", "Set apart since"), 14),
    ExportColumn(Words("Tiêm đủ liều", "Fully vaccinated"), 12),
    ExportColumn(Words("Quy định", "Regime"), 16),
)
MEETING_COLUMNS = (
    ExportColumn(Words("Số", "Number"), 16),
    ExportColumn(Words("Tên thay thế người lây", "Who exposed: pseudonym"), 14),
    ExportColumn(Words("Người lây", "Who exposed: name"), 28),
    ExportColumn(Words("Tên thay thế người tiếp xúc", "Who was exposed: pseudonym"), 14),
    ExportColumn(Words("Người tiếp xúc", "Who was exposed: name"), 28),
    ExportColumn(Words("Hoàn cảnh", "Occasion"), 22),
    ExportColumn(Words("Từ ngày", "First day"), 14),
    ExportColumn(Words("Đến ngày", "Last day"), 14),
    ExportColumn(Words("Ngày ước chừng", "Days are estimated"), 12),
    ExportColumn(Words("Nơi gặp", "Place"), 30),
    ExportColumn(Words("Gần nhất (cm)", "Closest (cm)"), 12),
    ExportColumn(Words("Số phút", "Minutes"), 10),
    ExportColumn(Words("Cả hai đeo khẩu trang", "Both wore masks"), 12),
    ExportColumn(Words("Độ chắc chắn", "Certainty"), 16),
    ExportColumn(Words("Số chứng cứ", "Pieces of evidence"), 12),
    ExportColumn(Words("Được tính", "Counts"), 10),
)


def person_cells(row: PersonRow) -> list[Exported]:
    """Lists somebody's cells, in the order of their columns."""
    return [
        row.key,
        row.name,
        spaced_phone(row.phone) if row.phone else "",
        row.birth_year,
        row.commune,
        row.commune_code,
        level_name(row.level),
        row.case,
        str(Classification.Value(row.held).label) if row.held else "",
        row.onset,
        row.possible_from,
        row.set_apart_on,
        row.vaccinated,
        row.regime,
    ]


def meeting_cells(row: MeetingRow) -> list[Exported]:
    """Lists an exposure's cells, in the order of their columns."""
    return [
        row.number,
        row.source.key,
        row.source.name,
        row.target.key,
        row.target.name,
        str(Exposure.Kind(row.kind).label),
        row.first_day,
        row.last_day,
        row.is_estimated,
        row.place,
        row.closest_cm,
        row.minutes,
        row.masks,
        str(Certainty(row.certainty).label),
        row.pieces,
        row.counts,
    ]


def json_lines(chunks: Iterable[Sequence[PersonRow | MeetingRow]]) -> Iterator[bytes]:
    """Writes an object a line; days as 2026-11-24, levels as F1, whoever is not named without a name."""
    for chunk in chunks:
        for row in chunk:
            told = _person(row) if isinstance(row, PersonRow) else _meeting(row)
            yield json.dumps(told, ensure_ascii=False, default=dt.date.isoformat).encode() + b"\n"


def level_name(level: int | None) -> str:
    """F0 to F4; empty without a level."""
    return "" if level is None else f"F{level}"


def _person(row: PersonRow) -> dict[str, Any]:
    return {
        "person": row.key,
        "name": row.name or None,
        "phone": row.phone or None,
        "birth_year": row.birth_year,
        "commune": row.commune,
        "commune_code": row.commune_code,
        "level": level_name(row.level) or None,
        "case": row.case or None,
        "classification": row.held or None,
        "onset": row.onset,
        "exposed_since": row.possible_from,
        "set_apart": row.set_apart_on,
        "vaccinated": row.vaccinated,
        "regime": row.regime or None,
    }


def _meeting(row: MeetingRow) -> dict[str, Any]:
    return {
        "exposure": row.number,
        "from": _end(row.source),
        "to": _end(row.target),
        "kind": row.kind,
        "first_day": row.first_day,
        "last_day": row.last_day,
        "days_are_estimated": row.is_estimated,
        "place": row.place or None,
        "closest_cm": row.closest_cm,
        "minutes": row.minutes,
        "masks": row.masks,
        "certainty": row.certainty,
        "evidence": row.pieces,
        "counts": row.counts,
        "withdrawn": row.is_withdrawn,
    }


def _end(row: EndRow) -> dict[str, Any]:
    return {"person": row.key, "name": row.name or None}
