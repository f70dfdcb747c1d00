"""Charts as inline SVG: few colours, direct labels, a title, and a table of the same numbers beneath.

Everything is text in, text out. Colours are custom properties of the page, so that dark pages work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

_BAR, _GAP, _LABEL, _PLOT = 18, 10, 310, 320
_SQUARE, _MARGIN = 260, 44
_SHARES = ("0 %", "50 %", "100 %")
_ON_WHITE = (
    "svg{font:13px sans-serif;fill:#1b2733}.paper{fill:#fff}.one{fill:#0b4f9e}.two{fill:#b45309}.three{fill:#64748b}"
    "path{fill:none!important;stroke:#52616f}.line{stroke-width:2.5}.line.one{stroke:#0b4f9e}.line.two{stroke:#b45309}"
    ".line.three{stroke:#64748b}.chance{stroke-dasharray:4 4;stroke:#94a3b8}.words{font-weight:600}"
)
"""The colours of the report's page by day."""

Point = tuple[float, float]


def paired_bars(title: str, rows: Sequence[tuple[str, float, float]], first: str, second: str) -> str:
    """Draws two bars for each name, shares of one, with their per cent at the end."""
    step = 2 * _BAR + _GAP + 6
    height = step * len(rows) + 34
    parts = [
        f'<text x="{_LABEL}" y="14" class="one">{escape(first)}</text>',
        f'<text x="{_LABEL + 190}" y="14" class="two">{escape(second)}</text>',
    ]
    for place, (name, one, two) in enumerate(rows):
        top = 28 + place * step
        parts.append(f'<text x="{_LABEL - 12}" y="{top + _BAR + 5}" text-anchor="end">{escape(name)}</text>')
        for offset, share, colour in ((0, one, "one"), (_BAR + 2, two, "two")):
            parts += _bar(top + offset, share, f"{share:.0%}", colour)
    return _svg(title, _LABEL + _PLOT + 60, height, parts)


def bars(title: str, rows: Sequence[tuple[str, float]], unit: str) -> str:
    """Draws one bar for each name, from zero."""
    most = max(value for _, value in rows) or 1.0
    step = _BAR + _GAP
    parts = []
    for place, (name, value) in enumerate(rows):
        top = 6 + place * step
        parts.append(f'<text x="{_LABEL - 12}" y="{top + 14}" text-anchor="end">{escape(name)}</text>')
        parts += _bar(top, value / most, f"{value:.2f} {unit}", "one")
    return _svg(title, _LABEL + _PLOT + 80, step * len(rows) + 12, parts)


def curves(title: str, lines: Mapping[str, Sequence[Point]], across: str, up: str, *, diagonal: bool) -> str:
    """Draws lines in a unit square, each named where it bends most."""
    parts = _axes(across, up, _SHARES, _SHARES)
    if diagonal:
        parts.append(_DIAGONAL)
    for place, (name, points) in enumerate(lines.items()):
        colour = ("three", "two", "one")[place % 3]
        parts += [_line(points, colour), _name(name, colour, place)]
    return _svg(title, _SQUARE + 2 * _MARGIN, _SQUARE + 2 * _MARGIN, parts)


def squares(title: str, panels: Mapping[str, Mapping[str, Sequence[Point]]], across: str, up: str) -> str:
    """Draws unit squares beside each other, each with its words above and dotted lines beside the diagonal: a picture
    that is a file of its own, on white."""
    step, parts = _SQUARE + 2 * _MARGIN, ['<rect class="paper" width="100%" height="100%"/>']
    for number, (words, lines) in enumerate(panels.items()):
        inside = [*_axes(across, up, _SHARES, _SHARES), _DIAGONAL]
        for place, (name, points) in enumerate(lines.items()):
            colour = ("one", "two", "three")[place % 3]
            inside += [_line(points, colour), _name(name, colour, place)]
            inside += [f'<circle class="{colour}" cx="{_x(x)}" cy="{_y(y)}" r="3.5"/>' for x, y in points]
        inside.append(f'<text class="words" x="{_x(0)}" y="{_y(1) - 34}">{escape(words)}</text>')
        parts.append(f'<g transform="translate({step * number} 24)">{"".join(inside)}</g>')
    width, height = step * len(panels), step + 24
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}"><title>{escape(title)}</title><style>{_ON_WHITE}</style>{"".join(parts)}</svg>\n'
    )


def dots(title: str, points: Sequence[Point], farthest: float, across: str, up: str) -> str:
    """Draws shares over distances, joined, with the two-metre line."""
    parts = _axes(across, up, ("0 m", f"{farthest / 2:g} m", f"{farthest:g} m"), ("0 %", "50 %", "100 %"))
    two = _x(2 / farthest)
    parts.append(f'<path class="chance" d="M{two},{_y(0)} L{two},{_y(1)}"/>')
    parts.append(f'<text x="{two + 6}" y="{_y(0.95)}">2 m</text>')
    places = [(_x(min(1.0, x / farthest)), _y(y)) for x, y in points]
    parts.append(f'<path class="line one" d="M{" L".join(f"{x},{y}" for x, y in places)}"/>')
    parts += [f'<circle class="one" cx="{x}" cy="{y}" r="4"/>' for x, y in places]
    return _svg(title, _SQUARE + 2 * _MARGIN, _SQUARE + 2 * _MARGIN, parts)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Writes the numbers of a picture; all columns but the first are figures."""
    head = "".join(f"<th scope=col>{escape(name)}</th>" for name in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f"<th scope=row>{escape(str(cell))}</th>" if place == 0 else f"<td>{escape(str(cell))}</td>"
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return f"<div class=wide><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def folded(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Folds a long table, one tap away."""
    return f"<details><summary>The figures</summary>{table(heads, rows)}</details>"


def _bar(top: float, share: float, words: str, colour: str) -> list[str]:
    width = max(1.0, round(_PLOT * share, 1))
    return [
        f'<rect class="{colour}" x="{_LABEL}" y="{top}" width="{width}" height="{_BAR}" rx="3"/>',
        f'<text x="{_LABEL + width + 6}" y="{top + 14}">{escape(words)}</text>',
    ]


def _axes(across: str, up: str, ticks_across: Sequence[str], ticks_up: Sequence[str]) -> list[str]:
    parts = [f'<path class="axis" d="M{_x(0)},{_y(1)} L{_x(0)},{_y(0)} L{_x(1)},{_y(0)}"/>']
    for place, words in enumerate(ticks_across):
        parts.append(f'<text x="{_x(place / 2)}" y="{_y(0) + 16}" text-anchor="middle">{escape(words)}</text>')
    for place, words in enumerate(ticks_up):
        parts.append(f'<text x="{_x(0) - 6}" y="{_y(place / 2) + 4}" text-anchor="end">{escape(words)}</text>')
    parts.append(f'<text x="{_x(0.5)}" y="{_y(0) + 34}" text-anchor="middle">{escape(across)}</text>')
    parts.append(f'<text x="{_x(0)}" y="{_y(1) - 12}">{escape(up)}</text>')
    return parts


def _line(points: Sequence[Point], colour: str) -> str:
    path = " L".join(f"{_x(x)},{_y(y)}" for x, y in points)
    return f'<path class="line {colour}" d="M{path}"/>'


def _name(name: str, colour: str, place: int) -> str:
    return (
        f'<text class="{colour}" x="{_x(0.98)}" y="{_y(0.06 + 0.08 * place)}" text-anchor="end">{escape(name)}</text>'
    )


def _x(share: float) -> float:
    return round(_MARGIN + _SQUARE * share, 1)


def _y(share: float) -> float:
    return round(_MARGIN + _SQUARE * (1 - share), 1)


def _svg(title: str, width: float, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {width:g} {height:g}" style="max-width:{width:g}px">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


_DIAGONAL = f'<path class="chance" d="M{_x(0)},{_y(0)} L{_x(1)},{_y(1)}"/>'
