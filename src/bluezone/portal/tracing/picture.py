"""A chain as a picture over time: who fell ill or was met when, and under whom they stand. It knows nobody's name.

The order of the people is that of the chain's table, so that whoever hears the picture and whoever reads the table go
the same way. Where everybody stands, `trace` computes (`drawing.py`); a script paints it and moves it about
(`static/chain.js`), and a file of it is drawn here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import is_allowed
from bluezone.portal.tracing.chain import Chain, LinkView, branches_of
from bluezone.portal.tracing.levels import Change
from bluezone.portal.tracing.models import Exposure, Involvement
from bluezone.portal.tracing.selectors import SEE, PersonView, seen_by
from bluezone.portal.tracing.supposing import cascade_if_positive, cascade_if_withdrawn, counted_changes
from bluezone.trace.drawing import Drawing, draw
from bluezone.trace.outbreak import EVER
from bluezone.webui.charts.marks import mark

POSITIVE, WITHOUT = "positive", "without"
"""What can be supposed of whoever is chosen: that they are a case; that the meeting under which they stand was none."""
MOST_NAMED = 50
"""People whose level would change who are told one by one."""
_AT_ONCE = 5_000
_NO_LEVEL = 9
_CELL, _MARGIN = 10, 40


@dataclass(frozen=True, slots=True)
class Picture:
    """Everybody of a chain, in its order: columns of plain figures, short enough to be sent as they are."""

    keys: tuple[str, ...]
    """Pseudonyms."""
    levels: tuple[int, ...]
    above: tuple[int, ...]
    """The place of whoever each stands under; -1 for nobody."""
    drawing: Drawing

    @property
    def first(self) -> dt.date | None:
        """The first day that is known of anybody."""
        return None if self.drawing.first_day == EVER else dt.date.fromordinal(self.drawing.first_day)

    def columns(self) -> dict[str, str]:
        """What the script is told, by name."""
        bands = (f"{one.generation}:{one.first_line}:{one.lines}" for one in self.drawing.bands)
        return {
            "keys": " ".join(self.keys),
            "levels": _said(self.levels),
            "above": _said(self.above),
            "columns": _said(self.drawing.columns),
            "lines": _said(self.drawing.lines),
            "bands": " ".join(bands),
            "width": str(self.drawing.width),
            "height": str(self.drawing.height),
            "day": str(self.drawing.a_day),
            "undated": str(self.drawing.undated),
            "first": "" if self.first is None else self.first.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Chosen:
    """One person of the picture as one reader sees them, and what was supposed of them."""

    at: int
    link: LinkView
    may_suppose: bool
    counted: list[tuple[str, str, int]]
    """How many people would go from which level to which."""
    changed: list[int]
    """Their places in the chain."""
    first: list[PersonView]

    @property
    def named(self) -> list[tuple[str, object]]:
        """People whom the reader sees by name."""
        meeting = self.link.meeting.named if self.link.meeting is not None else []
        people = [("person", one.person) for one in (self.link.person, *self.first) if one.is_named]
        return [*people, *meeting]


def picture_of(chain: Chain) -> Picture:
    """Lays a chain out."""
    known = dict[int, tuple[int | None, str]]()
    keys = [link.involvement for link in chain.links]
    for begin in range(0, len(keys), _AT_ONCE):
        rows = Involvement.objects.filter(pk__in=keys[begin : begin + _AT_ONCE])
        known.update((key, (level, name)) for key, level, name in rows.values_list("pk", "level", "person__pseudonym"))
    levels = [known[key][0] for key in keys]
    return Picture(
        keys=tuple(known[key][1] for key in keys),
        levels=tuple(_NO_LEVEL if level is None else level for level in levels),
        above=tuple(-1 if link.above is None else link.above for link in chain.links),
        drawing=draw([link.day for link in chain.links], [link.generation for link in chain.links]),
    )


def chosen_in(staff: Staff, chain: Chain, picture: Picture, key: str, supposed: str) -> Chosen | None:
    """Whoever of the chain has this pseudonym, and whose level would change by what is supposed; nobody where the chain
    has none of it."""
    if key not in picture.keys:
        return None
    at = picture.keys.index(key)
    link = chain.links[at]
    involvement = Involvement.objects.select_related("person", "unit__parent", "outbreak").get(pk=link.involvement)
    may_suppose = is_allowed(staff, SEE, involvement)
    changes = _changes(involvement, link.through, supposed) if may_suppose else []
    places = {one.involvement: place for place, one in enumerate(chain.links)}
    first = [change.involvement for change in changes[:MOST_NAMED]]
    rows = Involvement.objects.select_related("person", "unit__parent").in_bulk(first)
    return Chosen(
        at=at,
        link=branches_of(staff, [link])[0][0],
        may_suppose=may_suppose,
        counted=counted_changes(changes),
        changed=[places[change.involvement] for change in changes if change.involvement in places],
        first=[seen_by(staff, rows[one]) for one in first],
    )


def svg_of(picture: Picture) -> Iterator[bytes]:
    """Draws a file of the picture, of dots and lines alone: nobody's name and no pseudonym."""
    drawing = picture.drawing
    width, height = drawing.width * _CELL + 2 * _MARGIN, drawing.height * _CELL + 2 * _MARGIN
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">\n'.encode()
    yield b'<g font-family="sans-serif" font-size="12" fill="#14202d" stroke-width="0.5">\n'
    for band in drawing.bands:
        named = str(band.generation) if band.generation >= 0 else "–"
        yield _line(mark("text", named, x=8, y=_MARGIN + band.first_line * _CELL + _CELL))
    if picture.first is not None:
        last = picture.first + dt.timedelta(days=drawing.days - 1)
        left = _MARGIN + (drawing.a_day * _CELL if drawing.undated else 0)
        yield _line(mark("text", f"{picture.first:%d/%m/%Y}", x=left, y=height - 12))
        yield _line(mark("text", f"{last:%d/%m/%Y}", x=width - 8, y=height - 12, text_anchor="end"))
    spots = [
        (_MARGIN + (column + 0.5) * _CELL, _MARGIN + (line + 0.5) * _CELL)
        for column, line in zip(drawing.columns, drawing.lines, strict=True)
    ]
    for at, above in enumerate(picture.above):
        if above >= 0:
            (x1, y1), (x2, y2) = spots[above], spots[at]
            yield _line(mark("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="#71839a"))
    for (x, y), level in zip(spots, picture.levels, strict=True):
        yield _line(_dot(x, y, level))
    yield b"</g>\n</svg>\n"


def _changes(involvement: Involvement, through: int | None, supposed: str) -> list[Change]:
    if supposed == POSITIVE and involvement.level != 0:
        return cascade_if_positive(involvement)
    if supposed == WITHOUT and through is not None:
        return cascade_if_withdrawn(Exposure.objects.select_related("outbreak").get(pk=through))
    return []


def _dot(x: float, y: float, level: int) -> Markup:
    """Draws a case as a square, an F1 as a dot, anybody else as a small ring."""
    if level == 0:
        return mark("rect", x=x - 4, y=y - 4, width=8, height=8)
    if level == 1:
        return mark("circle", cx=x, cy=y, r=3.5, fill="#0a4f97")
    return mark("circle", cx=x, cy=y, r=2.5, fill="#ffffff", stroke="#71839a", stroke_width=1)


def _line(drawn: Markup) -> bytes:
    return f"{drawn}\n".encode()


def _said(numbers: Sequence[int]) -> str:
    return " ".join(map(str, numbers))
