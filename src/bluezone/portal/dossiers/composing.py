"""The words of a person's own file, as a letter to them. Pure: tables and a head in, a paper out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bluezone.documents import paper as official
from bluezone.documents.paper import Appendix, Blocks, Clause, Dash, Issuer, Kind, Paper, Section, Signatory, Table
from bluezone.portal.dossiers.gathering import Gathered
from bluezone.portal.frame.held import Held
from bluezone.portal.isolation.composing import Head
from bluezone.vietnam.names import normalised_name

_LAW = "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15"
_LONGEST_CELL = 2_000
_WIDE = 2.0
"""Of a column that holds words, against one of days and numbers."""
_OF_WORDS = frozenset(
    {"Nơi", "Nội dung", "Lý do", "Căn cứ", "Ghi chú", "Việc", "Họ và tên", "Địa điểm", "Địa chỉ", "Đợt dịch", "Ai"}
)


@dataclass(frozen=True, slots=True)
class Asker:
    """The person who asked, and the day."""

    name: str
    pseudonym: str
    asked_on: dt.date


def dossier_paper(asker: Asker, gathered: Gathered, at: dt.datetime, head: Head) -> Paper:
    """Writes the letter, with all that is held in an annex. Raises PaperError for what no paper may say."""
    name = normalised_name(asker.name)
    return Paper(
        kind=Kind.LETTER,
        issuer=Issuer(name=head.issuer, abbreviation=head.abbreviation, place=head.place),
        subject=f"cung cấp dữ liệu cá nhân theo yêu cầu của Ông (Bà) {name}",
        addressees=(f"Ông (Bà) {name}",),
        blocks=(
            Clause(
                title="Yêu cầu",
                text=f"Ngày {asker.asked_on:%d/%m/%Y}, Ông (Bà) đề nghị được biết dữ liệu về mình. Cơ quan trả lời theo"
                f" {_LAW}.",
            ),
            Clause(
                title="Dữ liệu đang lưu",
                text=f"Phụ lục kèm theo ghi toàn bộ dữ liệu về Ông (Bà), mã hồ sơ {asker.pseudonym}, tính đến"
                f" {at:%H:%M} ngày {at:%d/%m/%Y}, và ai đã xem. Người khác được ghi bằng mã.",
            ),
            Clause(title="Không có trong phụ lục"),
            *(Dash(text=normalised_name(words)) for words in gathered.left_out),
        ),
        signatory=Signatory(office=head.office, name=head.signer),
        recipients=("Như trên",),
        drafting_unit=head.drafting_unit,
        appendices=(Appendix(title=f"Dữ liệu về Ông (Bà) {name}", blocks=_annex(gathered), landscape=True),),
    )


def _annex(gathered: Gathered) -> Blocks:
    blocks: list[Section | Table | official.Paragraph] = []
    for table in gathered.tables:
        blocks += [Section(title=table.title), _table(table)]
    blocks.append(official.Paragraph(text=f"Phụ lục có {len(gathered.tables)} bảng."))
    return tuple(blocks)


def _table(table: Held) -> Table:
    return Table(
        columns=tuple(
            official.Column(title=title, share=_WIDE if title in _OF_WORDS else 1.0) for title in table.columns
        ),
        rows=tuple(tuple(normalised_name(cell)[:_LONGEST_CELL] for cell in row) for row in table.rows),
    )
