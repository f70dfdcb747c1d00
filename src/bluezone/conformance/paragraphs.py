"""The running text of a paper as paragraphs: told by a DOCX, worked out from the lines of a PDF.

In a PDF a paragraph begins where a line is indented against the left edge, or after a wider gap. Lines of tables are
left out: they have measures of their own.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bluezone.conformance.sheet import MM_A_POINT, Align, Form, Line, Sheet
from bluezone.documents.measures import LINE_EM

_SAME_EDGE_MM, _INDENT_LEAST_MM, _NEAR_EDGE_MM = 1.2, 4.0, 20.0
_LINES_THAT_SHOW_AN_EDGE = 3
_WIDEST_LEADING = 2.5
"""Beyond this, a line without indent begins a paragraph."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the running text."""

    lines: tuple[Line, ...]
    form: Form

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Text:
    """The running text, and the edges it keeps to."""

    paragraphs: tuple[Paragraph, ...]
    left_mm: float | None = None
    right_mm: float | None = None
    """Of a PDF, from the left edge of the page."""

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for paragraph in self.paragraphs for line in paragraph.lines)


def text_of(sheet: Sheet, lines: Sequence[Line], flush: Sequence[Line] = ()) -> Text:
    """Gathers the running text among these lines; `flush` stand at the left edge, too."""
    running = [line for line in lines if not line.in_table]
    if sheet.source == "pdf":
        return _measured(sheet, running, flush)
    return Text(tuple(_told(running)))


def _told(lines: Sequence[Line]) -> list[Paragraph]:
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.paragraph, []).append(line)
    return [Paragraph(tuple(group), group[0].form or Form()) for group in groups.values()]


def _measured(sheet: Sheet, lines: Sequence[Line], flush: Sequence[Line]) -> Text:
    upright = [line for line in lines if sheet.pages[line.page - 1].width < sheet.pages[line.page - 1].height]
    lefts = sorted(line.box.left for line in (*upright, *flush) if line.box)
    rights = sorted(line.box.right for line in upright if line.box)
    if not rights:
        return Text(())
    left, right = _edge(lefts), _edge(list(reversed(rights)))
    groups: list[list[Line]] = []
    for line in upright:
        if not groups or _begins(groups[-1], line, left):
            groups.append([line])
        else:
            groups[-1].append(line)
    known = sum(len(group) - 1 for group in groups) >= _LINES_THAT_SHOW_AN_EDGE
    formed = [
        Paragraph(tuple(group), _form(group, groups[place - 1] if place else None, left, right if known else None))
        for place, group in enumerate(groups)
    ]
    return Text(tuple(formed), left, right)


def _edge(values: list[float]) -> float:
    """The outermost place where several lines meet; the outermost at all where none do near it."""
    for value in values:
        if abs(value - values[0]) > _NEAR_EDGE_MM:
            break
        if sum(abs(other - value) < _SAME_EDGE_MM for other in values) >= 3:
            return value
    return values[0]


def _begins(before: list[Line], line: Line, left: float) -> bool:
    last = before[-1]
    if line.box is None or last.box is None or abs(line.box.left - left) > _INDENT_LEAST_MM:
        return True
    if line.page != last.page:
        return False
    drop = (line.box.baseline - last.box.baseline) / MM_A_POINT
    usual = _step(before) or _WIDEST_LEADING * LINE_EM * line.type.size_pt
    return drop > usual + 4 or drop < 0


def _step(lines: Sequence[Line]) -> float | None:
    """The usual distance of baselines, in points."""
    steps = [
        (after.box.baseline - before.box.baseline) / MM_A_POINT
        for before, after in itertools.pairwise(lines)
        if before.box and after.box and before.page == after.page
    ]
    return statistics.median(steps) if steps else None


def _form(lines: list[Line], before: list[Line] | None, left: float, right: float | None) -> Form:
    first = lines[0].box
    step = _step(lines)
    size = lines[0].type.size_pt
    return Form(
        align=_align(lines, left, right) if right is not None else None,
        indent_cm=(first.left - left) / 10 if first else None,
        gap_pt=_gap(lines, before, step),
        leading=step / (LINE_EM * size) if step and size else None,
    )


def _align(lines: list[Line], left: float, right: float) -> Align | None:
    inner = [line.box for line in lines[:-1] if line.box]
    if not inner:
        only = lines[0].box
        if only and abs(only.centre - (left + right) / 2) < 2 and only.left > left + 20:
            return Align.CENTRE
        return None
    even_right = all(abs(box.right - right) < _SAME_EDGE_MM for box in inner)
    even_left = all(abs(box.left - left) < _SAME_EDGE_MM for box in inner[1:])
    if even_right and even_left:
        return Align.JUSTIFY
    if all(abs(box.centre - (left + right) / 2) < 2 for box in inner):
        return Align.CENTRE
    return Align.LEFT if even_left else None


def _gap(lines: list[Line], before: list[Line] | None, step: float | None) -> float | None:
    """The gap between two paragraphs beyond the usual distance of their lines."""
    if not before or before[-1].page != lines[0].page:
        return None
    above, here = before[-1].box, lines[0].box
    usual = step or _step(before)
    if above is None or here is None or usual is None:
        return None
    drop = (here.baseline - above.baseline) / MM_A_POINT
    return drop - usual if drop > 0.5 * usual else None
