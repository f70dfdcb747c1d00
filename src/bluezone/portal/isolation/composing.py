"""The words of a decision on quarantine, as an official paper. Pure: rows of a list and a head in, a paper out.

One person is named in the text; several stand in a list behind it, each with their own days.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bluezone.documents import paper as official
from bluezone.documents.paper import Appendix, Article, Blocks, Issuer, Kind, Paper, Paragraph, Signatory, Table
from bluezone.portal.isolation.course import What
from bluezone.vietnam.names import normalised_name

_SUBJECTS = {
    What.ORDER: "Về việc áp dụng biện pháp cách ly y tế",
    What.EXTENSION: "Về việc kéo dài thời gian cách ly y tế",
    What.RELEASE: "Về việc kết thúc cách ly y tế",
}
_VERBS = {
    What.ORDER: "Áp dụng biện pháp cách ly y tế đối với",
    What.EXTENSION: "Kéo dài thời gian cách ly y tế đối với",
    What.RELEASE: "Kết thúc cách ly y tế đối với",
}
_DUTIES = {
    What.ORDER: "thực hiện đúng quy định về cách ly y tế trong suốt thời gian nêu trên",
    What.EXTENSION: "tiếp tục thực hiện đúng quy định về cách ly y tế cho đến hết thời gian nêu trên",
    What.RELEASE: "tiếp tục tự theo dõi sức khỏe và báo ngay cho trạm y tế khi có triệu chứng",
}
_LAW = "Căn cứ Luật Phòng, chống bệnh truyền nhiễm ngày 21 tháng 11 năm 2007"
_LONGEST_BASIS = 300
_TITLES = ("Ông", "Bà", "Anh", "Chị", "Em", "Cháu")
"""Words before a name that are no part of it, and have a capital where they begin a sentence or are meant politely."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the list."""

    name: str
    birth_year: int | None
    home: str
    place: str
    """Where they stay apart."""
    first_day: dt.date
    last_day: dt.date
    cites: str = ""
    """Number and day of the decision that this one extends or ends."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a writer decides beside the names."""

    issuer: tuple[str, ...]
    abbreviation: str
    place: str
    office: tuple[str, ...]
    signer: str
    drafting_unit: str


def decision_paper(what: What, lines: Sequence[Line], head: Head, grounds: Sequence[str]) -> Paper:
    """Writes the decision about these people. Raises PaperError for what no paper may say."""
    whom = _person(lines[0]) if len(lines) == 1 else f"{len(lines)} người có tên trong danh sách kèm theo"
    return Paper(
        kind=Kind.DECISION,
        issuer=Issuer(name=head.issuer, abbreviation=head.abbreviation, place=head.place),
        subject=_SUBJECTS[what],
        authority=" ".join(head.issuer) if len(head.office) == 1 else head.office[0].removeprefix("TM. "),
        bases=(_LAW, *(normalised_name(one)[:_LONGEST_BASIS] for one in grounds)),
        blocks=(
            Article(text=f"{_VERBS[what]} {whom}."),
            Article(text=_days(what, lines)),
            Article(text=f"Người có tên tại Điều 1 có trách nhiệm {_DUTIES[what]}."),
            Article(text="Quyết định này có hiệu lực kể từ ngày ký. Người có tên tại Điều 1 và các đơn vị liên quan"
                         " chịu trách nhiệm thi hành Quyết định này."),
        ),
        signatory=Signatory(office=head.office, name=head.signer),
        recipients=("Như Điều 4",),
        drafting_unit=head.drafting_unit,
        appendices=() if len(lines) == 1 else (_names(what, lines),),
    )  # fmt: skip


def people_in(paper: Paper) -> int:
    """How many people the words of a decision are about: the rows of its list, or the one in its text."""
    return len(_listed(paper)) or 1


def told_of(paper: Paper, about: Iterable[tuple[int, str, dt.date]]) -> set[int]:
    """Finds the people, by key, name and day, whom the words of a decision name; a draft's writer can change these. A
    line of the list is about one person: of two who are called alike it names one."""
    rows, told = _listed(paper), set()
    if not rows:
        text = " ".join(one.text for one in paper.blocks if isinstance(one, Article))
        return {key for key, name, day in about if _is_named(normalised_name(name), text) and _written(day) in text}
    for key, name, day in about:
        row = next((one for one in rows if normalised_name(name) in one and _written(day) in one), None)
        if row is not None:
            rows.remove(row)
            told.add(key)
    return told


def _is_named(name: str, text: str) -> bool:
    """Whether a text says this name, and none of which it is a part: a word beside it is a part of a name, too, where
    it begins with a capital and is no title."""
    for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        before, after = re.search(r"(\w+) $", text[: found.start()]), re.match(r" (\w)", text[found.end() :])
        is_longer = before is not None and before[1][0].isupper() and before[1] not in _TITLES
        if not is_longer and not (after and after[1].isupper()):
            return True
    return False


def _written(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def _listed(paper: Paper) -> list[tuple[str, ...]]:
    blocks = [block for appendix in paper.appendices for block in appendix.blocks]
    return [row for block in blocks if isinstance(block, Table) for row in block.rows]


def _person(one: Line) -> str:
    born = f", sinh năm {one.birth_year}" if one.birth_year else ""
    return normalised_name(f"{one.name}{born}, nơi ở: {one.home}")


def _days(what: What, lines: Sequence[Line]) -> str:
    if len(lines) > 1:
        return "Nơi cách ly và thời gian của từng người được ghi trong danh sách kèm theo."
    (one,) = lines
    before = f", theo Quyết định số {one.cites}" if one.cites else ""
    if what is What.RELEASE:
        return normalised_name(f"Việc cách ly tại {one.place}{before} kết thúc từ ngày {one.last_day:%d/%m/%Y}.")
    days = f"từ ngày {one.first_day:%d/%m/%Y} đến hết ngày {one.last_day:%d/%m/%Y}"
    return normalised_name(f"Nơi cách ly: {one.place}; thời gian {days}{before}.")


def _names(what: What, lines: Sequence[Line]) -> Appendix:
    columns = [("STT", 0.4), ("Họ và tên", 1.8), ("Năm sinh", 0.6), ("Nơi ở", 1.6), ("Nơi cách ly", 1.6)]
    columns += [("Kết thúc từ", 0.9)] if what is What.RELEASE else [("Từ ngày", 0.9), ("Đến hết ngày", 0.9)]
    columns += [] if what is What.ORDER else [("Theo Quyết định", 1.2)]
    table = Table(
        columns=tuple(official.Column(title=title, share=share) for title, share in columns),
        rows=tuple(_row(what, number, one) for number, one in enumerate(lines, 1)),
    )
    blocks: Blocks = (table, Paragraph(text=f"Danh sách có {len(lines)} người."))
    return Appendix(title="Danh sách kèm theo Quyết định", blocks=blocks, landscape=True)


def _row(what: What, number: int, one: Line) -> tuple[str, ...]:
    days = [one.last_day] if what is What.RELEASE else [one.first_day, one.last_day]
    cells = [str(number), one.name, str(one.birth_year or ""), one.home, one.place]
    cells += [f"{day:%d/%m/%Y}" for day in days]
    cells += [] if what is What.ORDER else [one.cites]
    return tuple(normalised_name(cell) for cell in cells)
