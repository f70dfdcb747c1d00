"""The words of the quick report of a day (báo cáo nhanh), as an official paper. Pure: figures and a head in, a paper
out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import astuple

from bluezone.documents import paper as official
from bluezone.documents.paper import Appendix, Clause, Issuer, Kind, Paper, Paragraph, Signatory, Table
from bluezone.portal.isolation.composing import Head
from bluezone.portal.situation.counts import CommuneDay, Counts, together
from bluezone.vietnam.names import normalised_name
from bluezone.vietnam.numbers import grouped

_COLUMNS = (
    ("Đơn vị", 2.2),
    ("Ca xác định", 1.0),
    ("Trong ngày", 1.0),
    ("F1", 1.0),
    ("F2", 1.0),
    ("Đang theo dõi", 1.1),
    ("Chưa hỏi được", 1.1),
    ("Có triệu chứng", 1.1),
    ("Cách ly tại nhà", 1.1),
    ("Cách ly tập trung", 1.1),
)


def situation_paper(
    outbreak: str, at: dt.datetime, communes: Sequence[CommuneDay], head: Head, addressee: str
) -> Paper:
    """Writes the report of the state at one moment, said in the time of Viet Nam. Raises PaperError for what no paper
    may say."""
    day, whole = f"ngày {at:%d/%m/%Y}", together(communes)
    return Paper(
        kind=Kind.REPORT,
        issuer=Issuer(name=head.issuer, abbreviation=head.abbreviation, place=head.place),
        subject=f"Tình hình {normalised_name(outbreak)} {day}",
        addressees=(addressee,),
        blocks=(
            Paragraph(text=f"Tính đến {at:%H:%M} {day}, số liệu trên hệ thống truy vết như sau:"),
            Clause(title="Ca bệnh", text=_cases(whole)),
            Clause(title="Người tiếp xúc", text=_contacts(whole)),
            Clause(title="Theo dõi sức khỏe", text=_followed(whole)),
            Clause(title="Cách ly", text=_apart(whole)),
            Clause(title="Số liệu theo địa bàn", text="Chi tiết tại phụ lục kèm theo."),
            Paragraph(text=f"Trên đây là báo cáo nhanh {day}."),
        ),
        signatory=Signatory(office=head.office, name=head.signer),
        recipients=("Như trên",),
        drafting_unit=head.drafting_unit,
        appendices=(Appendix(title=f"Số liệu theo địa bàn {day}", blocks=(_table(communes, whole),), landscape=True),),
    )


def _cases(whole: Counts) -> str:
    return f"{_said(whole.confirmed)} ca xác định, trong đó {_said(whole.confirmed_today)} ca được xác định trong ngày."


def _contacts(whole: Counts) -> str:
    return f"{_said(whole.contacts)} người F1, {_said(whole.contacts_of_contacts)} người F2."


def _followed(whole: Counts) -> str:
    return (
        f"{_said(whole.followed)} người đang được theo dõi; {_said(whole.missed)} người chưa hỏi được từ hôm trước; "
        f"{_said(whole.ill)} người có triệu chứng chưa ghi cách xử trí."
    )


def _apart(whole: Counts) -> str:
    return f"{_said(whole.at_home)} người đang cách ly tại nhà, {_said(whole.in_centres)} người đang cách ly tập trung."


def _table(communes: Sequence[CommuneDay], whole: Counts) -> Table:
    return Table(
        columns=tuple(
            official.Column(title=title, share=share, numeric=at > 0) for at, (title, share) in enumerate(_COLUMNS)
        ),
        rows=tuple(_row(one.name, one.counts) for one in communes),
        total=_row("Cộng", whole),
    )


def _row(name: str, counts: Counts) -> tuple[str, ...]:
    return (name, *(_said(count) for count in astuple(counts)))


def _said(count: int) -> str:
    return grouped(count, "vi")
