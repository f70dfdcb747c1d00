"""Finds the boxes of an official paper on a sheet: country and motto, bodies, number, date, title, text, signer, foot.

By their words and places, with accents and capitals folded away, so that a box is found even where it is wrong; the
rules then look at it as it stands. A box that is not found is None.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bluezone.conformance.paragraphs import Text, text_of
from bluezone.conformance.sheet import Line, Sheet, Side, bare_capitals
from bluezone.documents.measures import ADDRESS_PT, BOTTOM_MM
from bluezone.documents.numbering import date_in
from bluezone.documents.paper import Kind

_COUNTRY = re.compile(r"CONG HOA X[AÃ] HOI CHU NGHIA")
_MOTTO = re.compile(r"DOC LAP.{0,6}TU DO.{0,6}HANH PHUC")
_NUMBER = re.compile(r"SO\s*[:.]?\s*[\d…._ ]*\s*[/-]\s*[A-Z]")
_ABOUT = re.compile(r"(V\s*/\s*V|VV\b|V\.V)")
_TYPE_NAMES = frozenset(bare_capitals(kind.title) for kind in Kind if kind.title) | {
    "CONG DIEN", "THONG CAO", "GIAY NGHI PHEP", "PHIEU GUI", "PHIEU CHUYEN", "PHIEU BAO", "HOP DONG", "BAN GHI NHO",
    "BAN THOA THUAN", "GIAY UY QUYEN", "CHUONG TRINH", "QUY CHE", "QUY DINH",
}  # fmt: skip
_SIZE_SLACK_PT = 0.3
_URGENCIES = ("HOA TOC", "THUONG KHAN", "KHAN")


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The boxes that were found, and the sheet they are on."""

    sheet: Sheet
    country: Line | None
    motto: Line | None
    superior: tuple[Line, ...]
    body: tuple[Line, ...]
    number: Line | None
    place_date: Line | None
    about: tuple[Line, ...]
    urgency: Line | None
    type_name: Line | None
    subject: tuple[Line, ...]
    addressees: tuple[Line, ...]
    """From Kính gửi on."""
    text: Text
    recipients_head: Line | None
    recipients: tuple[Line, ...]
    office: tuple[Line, ...]
    signer: Line | None
    appendix: tuple[Line, ...]
    """The head of the first one."""

    @property
    def is_paper(self) -> bool:
        """Whether this looks like an official paper at all."""
        return self.country is not None or (self.number is not None and self.recipients_head is not None)


def dissect(sheet: Sheet) -> Anatomy:
    """Finds the boxes of a sheet."""
    return _Dissection(sheet).anatomy()


class _Dissection:
    """Walks over the lines once from the head down and once from the foot up."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self._lines = sheet, [line for line in sheet.lines if line.text]

    def anatomy(self) -> Anatomy:
        lines = self._lines
        country = self._first(lambda line: _COUNTRY.search(line.folded) is not None)
        motto = self._first(lambda line: _MOTTO.search(line.folded) is not None)
        foot = self._position(lambda line: line.folded.startswith("NOI NHAN"))
        number = self._first(lambda line: _NUMBER.match(line.folded) is not None, before=foot)
        head_end = self._head_end(number, motto)
        date = self._first(lambda line: date_in(line.text) is not None and len(line.text) < 70, before=head_end + 9)
        type_name = self._first(lambda line: line.folded.rstrip(" :") in _TYPE_NAMES, before=foot)
        about = self._about(head_end, foot)
        superior, body = self._bodies(number, country, motto)
        subject = self._subject(type_name)
        addressees = self._addressees(foot)
        urgency = self._first(lambda line: line.folded in _URGENCIES, before=foot)
        office, signer, office_at = self._signature(foot)
        appendix_at = self._appendix(max(foot or 0, office_at or 0))
        recipients = self._recipients(foot, appendix_at)
        head = {
            id(line)
            for line in (
                country,
                motto,
                number,
                date,
                type_name,
                urgency,
                *about,
                *superior,
                *body,
                *subject,
                *addressees,
            )
            if line is not None
        }
        start = max((place for place, line in enumerate(lines) if id(line) in head), default=-1) + 1
        at_foot = {id(line) for line in lines if self._is_address(line)}
        end = min((place for place in (foot, office_at, appendix_at) if place is not None), default=len(lines))
        return Anatomy(
            self._sheet,
            country,
            motto,
            superior,
            body,
            number,
            date,
            about,
            urgency,
            type_name,
            subject,
            addressees,
            text_of(
                self._sheet,
                [line for line in lines[start:end] if id(line) not in at_foot],
                lines[foot : foot + 1] + list(recipients) if foot is not None else (),
            ),
            lines[foot] if foot is not None else None,
            recipients,
            office,
            signer,
            tuple(lines[appendix_at : appendix_at + 4]) if appendix_at is not None else (),
        )

    def _position(self, test: Callable[[Line], bool], *, after: int = 0, before: int | None = None) -> int | None:
        chosen = (
            place
            for place in range(after, min(before or len(self._lines), len(self._lines)))
            if test(self._lines[place])
        )
        return next(chosen, None)

    def _first(self, test: Callable[[Line], bool], *, before: int | None = None) -> Line | None:
        place = self._position(test, before=before)
        return None if place is None else self._lines[place]

    def _head_end(self, number: Line | None, motto: Line | None) -> int:
        """Finds the last line that is surely of the head."""
        places = [place for place, line in enumerate(self._lines) if line is number or line is motto]
        return max(places, default=12)

    def _about(self, head_end: int, foot: int | None) -> tuple[Line, ...]:
        start = self._position(lambda line: _ABOUT.match(line.folded) is not None, before=foot)
        if start is None or start > head_end + 8:
            return ()
        first, found = self._lines[start], [self._lines[start]]
        for line in self._lines[start + 1 : start + 8]:
            same_side = line.side is first.side is Side.LEFT or line.paragraph == first.paragraph != -1
            if not same_side or line.folded in _URGENCIES or line.folded.startswith("KINH GUI"):
                break
            found.append(line)
        return tuple(found)

    def _bodies(
        self, number: Line | None, country: Line | None, motto: Line | None
    ) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        """Takes the lines over the number, in its column; the bold ones at their end are the issuing body."""
        end = next((place for place, line in enumerate(self._lines) if line is number), None)
        if end is None:
            return (), ()
        above = [
            line
            for line in self._lines[:end]
            if line is not country and line is not motto and line.side is not Side.RIGHT and date_in(line.text) is None
        ]
        if not above:
            return (), ()
        bold = len(above)
        while bold > 0 and above[bold - 1].type.bold:
            bold -= 1
        bold = min(bold, len(above) - 1)
        return tuple(above[:bold]), tuple(above[bold:])

    def _subject(self, type_name: Line | None) -> tuple[Line, ...]:
        start = next((place for place, line in enumerate(self._lines) if line is type_name), None)
        if start is None:
            return ()
        found: list[Line] = []
        for line in self._lines[start + 1 : start + 6]:
            capital = found and _is_capital(line.text)
            if _starts_text(line) or capital or (found and not line.type.bold) or (found and found[-1].stroke_mm):
                break
            found.append(line)
        return tuple(found)

    def _addressees(self, foot: int | None) -> tuple[Line, ...]:
        start = self._position(lambda line: line.folded.startswith("KINH GUI"), before=foot)
        if start is None:
            return ()
        found = [self._lines[start]]
        several = found[0].text.rstrip().endswith(":")
        dashed = False
        for line in self._lines[start + 1 : start + 40]:
            dash = line.text.startswith(("-", "–"))
            ended = found[-1].text.endswith(".") and dashed
            if (
                not several
                or ended
                or (dashed and not dash and not _continues(found[-1], line))
                or not (dash or dashed)
            ):
                break
            dashed = True
            found.append(line)
        return tuple(found)

    def _signature(self, foot: int | None) -> tuple[tuple[Line, ...], Line | None, int | None]:
        """Takes lines of the right column beside or after Nơi nhận: capitals are the office, the last other a name."""
        if foot is None:
            return (), None, None
        anchor = self._lines[foot]
        places = [
            place
            for place in range(max(foot - 6, 0), len(self._lines))
            if self._lines[place].side is Side.RIGHT and self._beside(anchor, self._lines[place])
        ]
        office = [place for place in places if _is_capital(self._lines[place].text)]
        names = [place for place in places if office and place > office[0] and place not in office]
        return (
            tuple(self._lines[place] for place in office),
            self._lines[names[-1]] if names else None,
            office[0] if office else None,
        )

    def _beside(self, anchor: Line, line: Line) -> bool:
        if anchor.box is None or line.box is None:
            return True
        return line.page == anchor.page and line.box.top > anchor.box.top - 8

    def _recipients(self, foot: int | None, appendix: int | None) -> tuple[Line, ...]:
        if foot is None:
            return ()
        anchor = self._lines[foot]
        found: list[Line] = []
        for line in self._lines[foot + 1 : appendix]:
            if line.side is Side.RIGHT:
                continue
            if line.page != anchor.page and not _goes_on(found, line):
                break
            found.append(line)
            if line.folded.lstrip("- ").startswith("LUU"):
                break
        return tuple(found)

    def _is_address(self, line: Line) -> bool:
        """Whether a line is the address below the margin of the first page, in the small letters of box 13: no part of
        the text that goes on behind it. A DOCX has it in its footer."""
        if line.page != 1 or line.box is None or not ADDRESS_PT.holds(line.type.size_pt, _SIZE_SLACK_PT):
            return False
        return line.box.baseline > self._sheet.pages[0].height - BOTTOM_MM.least

    def _appendix(self, after: int) -> int | None:
        return self._position(
            lambda line: re.match(r"PHU LUC\b", line.folded) is not None and len(line.text) < 30, after=after
        )


def _goes_on(found: list[Line], line: Line) -> bool:
    """Whether a list of recipients runs over to this line of the next page."""
    return line.text.startswith(("-", "–")) or (bool(found) and not found[-1].text.endswith((";", ".")))


def _starts_text(line: Line) -> bool:
    starts = ("CAN CU", "KINH GUI", "THEO DE NGHI", "THUC HIEN", "I.", "1.", "DIEU 1", "PHAN I", "CHUONG I")
    return line.folded.startswith(starts)


def _continues(before: Line, line: Line) -> bool:
    """Whether a line goes on with the one before: same paragraph, or further in than a dash and right below it."""
    if before.paragraph == line.paragraph != -1:
        return True
    if before.box is None or line.box is None:
        return False
    return (
        line.box.left > before.box.left + 0.5
        and line.box.left < before.box.left + 12
        and line.box.baseline - before.box.baseline < 9
    )


def _is_capital(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return bool(letters) and sum(sign.isupper() for sign in letters) > 0.85 * len(letters)
