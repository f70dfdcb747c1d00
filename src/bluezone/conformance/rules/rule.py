"""What a rule is, and the small questions that many rules ask of a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bluezone.conformance.anatomy import Anatomy
from bluezone.conformance.findings import Finding, Severity
from bluezone.conformance.sheet import Line, Type
from bluezone.documents.measures import Range
from bluezone.vietnam.words import Words

SIZE_SLACK_PT = 0.3
"""Printers round."""
_EXCERPT = 60
NOT_FOUND = Words("không tìm thấy", "not found")
NO_LINE = Words("không có đường kẻ", "no line")


class CannotJudgeError(Exception):
    """The sheet gives this rule nothing to judge by; the text says why."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule found, before it is known by which rule."""

    found: Words | str
    """In words; what is quoted from the file stays as it was written."""
    where: Words
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Rule:
    """One demand of the decree."""

    name: str
    wanted: str
    look: Callable[[Anatomy], Iterator[Remark]]

    def findings(self, anatomy: Anatomy) -> tuple[Finding, ...]:
        """Finds at most a handful: the tenth line in a wrong size teaches nothing that the first did not."""
        found = []
        for remark in self.look(anatomy):
            found.append(Finding(self.name, remark.severity, remark.found, self.wanted, remark.where))
            if len(found) == 5:
                break
        return tuple(found)


def present(line: Line | None, what: str) -> Line:
    """Requires a box that is there, or no judgement."""
    if line is None:
        raise CannotJudgeError(f"{what} was not found")
    return line


def some(lines: tuple[Line, ...], what: str) -> tuple[Line, ...]:
    """Requires lines of a box that is there, or no judgement."""
    if not lines:
        raise CannotJudgeError(f"{what} was not found")
    return lines


def where(line: Line) -> Words:
    """The place of a line: the page and the beginning of the words."""
    text = f"{line.text[:_EXCERPT]}{'…' if len(line.text) > _EXCERPT else ''}"
    return Words(f"trang {line.page}: {text}", f"page {line.page}: {text}")


def on_page(number: int) -> Words:
    """The place of a page alone."""
    return Words(f"trang {number}", f"page {number}")


def sizes(lines: Iterable[Line], allowed: Range) -> Iterator[Remark]:
    """Finds lines whose letters are not of an allowed size."""
    for line in lines:
        if not allowed.holds(line.type.size_pt, SIZE_SLACK_PT):
            yield Remark(f"{line.type.size_pt:g} pt", where(line))


def styles(lines: Iterable[Line], *, bold: bool, italic: bool) -> Iterator[Remark]:
    """Finds lines whose letters are not as bold and as slanted as they should be."""
    for line in lines:
        if (line.type.bold, line.type.italic) != (bold, italic):
            yield Remark(style_of(line.type), where(line))


def capitals(lines: Iterable[Line]) -> Iterator[Remark]:
    """Finds lines that are not in capitals throughout."""
    for line in lines:
        if line.text != line.text.upper():
            yield Remark(line.text, where(line))


def style_of(type_: Type) -> Words:
    """How bold and how slanted letters are."""
    weight, slant = ("đậm" if type_.bold else "thường"), ("nghiêng" if type_.italic else "đứng")
    return Words(
        f"{weight}, {slant}", f"{'bold' if type_.bold else 'regular'} {'italic' if type_.italic else 'upright'}"
    )


def share_of_text(share: float) -> Words:
    """How long a line is beside the text that it stands under."""
    return Words(f"{share:.0%} độ dài dòng chữ", f"{share:.0%} of the text")


def ends_in(text: str, wanted: str = "") -> Words:
    """The last signs of a line, and the sign that belongs there."""
    vi, en = (f", không phải {wanted}", f", not in {wanted!r}") if wanted else ("", "")
    return Words(f"kết thúc bằng {text}{vi}", f"ends in {text!r}{en}")
