"""Papers of all shapes, in words that offices use."""

from __future__ import annotations

import datetime as dt
import re

from hypothesis import strategies as st

from bluezone.documents.paper import (
    Appendix,
    Article,
    Block,
    Clause,
    Dash,
    Issue,
    Issuer,
    Kind,
    Paper,
    Paragraph,
    Point,
    Section,
    Signatory,
    Urgency,
)
from tests.support.documents.papers import units_table

WORDS = re.findall(
    r"\S+",
    "Ủy ban nhân dân huyện yêu cầu các cơ quan đơn vị trên địa bàn tuyên truyền vận động hướng dẫn cài đặt ứng dụng"
    " Bluezone cho cán bộ công chức người lao động hộ kinh doanh nhà hàng khách sạn trường học chợ bến xe 2020 15,5 %"
    " (nếu có) kịp thời đầy đủ đúng quy định báo cáo kết quả hằng tuần qua Phòng Văn hóa và Thông tin tổng hợp",
)


def words(least: int, most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), min_size=least, max_size=most).map(" ".join).map(_sentence)


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


ISSUERS = st.sampled_from(
    [
        Issuer(name=("Ủy ban nhân dân", "huyện Sơn Dương"), abbreviation="UBND", place="Sơn Dương"),
        Issuer(name=("Ủy ban nhân dân", "xã Tân Trào"), abbreviation="UBND", place="Tân Trào"),
        Issuer(
            superior=("Ủy ban nhân dân", "huyện Sơn Dương"),
            name=("Trung tâm Văn hóa,", "Truyền thông và Thể thao"),
            abbreviation="TTVHTTTT",
            place="Sơn Dương",
        ),
        Issuer(
            superior=("Sở Y tế Tuyên Quang",),
            name=("Trung tâm Kiểm soát bệnh tật",),
            abbreviation="KSBT",
            place="Tuyên Quang",
        ),
    ]
)
SIGNATORIES = st.sampled_from(
    [
        Signatory(office=("Giám đốc",), name="Vũ Thị Mẫu"),
        Signatory(office=("TM. Ủy ban nhân dân", "Chủ tịch"), name="Nguyễn Văn Thí"),
        Signatory(office=("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"), name="Hoàng Văn Thử"),
        Signatory(office=("TL. Chủ tịch", "Chánh Văn phòng"), name="Đỗ Phỏng"),
    ]
)
ISSUES = st.builds(Issue, number=st.integers(1, 12_000), date=st.dates(dt.date(2020, 1, 1), dt.date(2026, 12, 31)))


@st.composite
def papers(draw: st.DrawFn) -> tuple[Paper, Issue]:
    """A paper and its number."""
    kind = draw(st.sampled_from([Kind.LETTER, Kind.REPORT, Kind.PLAN, Kind.NOTICE, Kind.DECISION, Kind.SUBMISSION]))
    with_addressees = kind in {Kind.LETTER, Kind.SUBMISSION, Kind.REPORT}
    paper = Paper(
        kind=kind,
        issuer=draw(ISSUERS),
        subject=draw(words(2, 22)),
        drafting_unit=draw(st.sampled_from(["VHTT", "YT", "VP"])),
        addressees=tuple(draw(st.lists(words(2, 10), min_size=1, max_size=6))) if with_addressees else (),
        bases=()
        if kind in {Kind.LETTER, Kind.SUBMISSION}
        else tuple(f"Căn cứ {basis}" for basis in draw(st.lists(words(3, 30), max_size=4))),
        authority="Chủ tịch Ủy ban nhân dân huyện" if kind is Kind.DECISION else "",
        blocks=draw(_blocks(kind)),
        signatory=draw(SIGNATORIES),
        recipients=("Như trên", *draw(st.lists(words(1, 12), min_size=0, max_size=8))),
        urgency=draw(st.sampled_from([None, None, *Urgency])),
        drafter=draw(st.sampled_from(["", "PL"])),
        copies=draw(st.sampled_from([0, 5])),
        appendices=tuple(
            Appendix(title=title, blocks=(units_table(),), landscape=draw(st.booleans()))
            for title in draw(st.lists(words(2, 8), max_size=2))
        ),
    )
    return paper, draw(ISSUES)


@st.composite
def _blocks(draw: st.DrawFn, kind: Kind) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for text in draw(st.lists(words(4, 90), min_size=2, max_size=7)):
        if kind is Kind.DECISION:
            blocks.append(Article(text=text))
        else:
            if draw(st.booleans()):
                blocks.append(Section(title=draw(words(2, 6))))
            blocks.append(
                draw(st.sampled_from([Paragraph(text=text), Clause(text=text), Clause(title="Kết quả", text=text)]))
            )
        blocks += [Point(text=point) for point in draw(st.lists(words(3, 30), max_size=4))]
        if draw(st.integers(0, 5)) == 0:
            blocks += [units_table(), Dash(text=draw(words(5, 20)))]
    return (*blocks, Paragraph(text=draw(words(6, 60))))
