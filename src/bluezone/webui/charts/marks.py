"""What every chart is made of: SVG elements whose texts and figures are escaped, and the picture around them."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

WIDTH = 340
"""Units of a picture across: on a phone about one a pixel, so that letters keep their size."""
LETTER = 12
"""Units that a letter is high (`charts.css`)."""


def mark(name: str, inner: str = "", **told: object) -> Markup:
    """An element with its attributes; `class_` is the class, and `stroke_width` would be stroke-width."""
    attributes = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value))}"' for key, value in told.items()
    )
    return Markup(f"<{name}{attributes}>{escape(inner)}</{name}>")  # noqa: S704 - name and keys are ours, the rest is escaped


def picture(title: str, height: float, marks: Iterable[Markup], width: float = WIDTH) -> Markup:
    """The whole drawing, which a screen reader calls by its title; the table beneath says the rest."""
    inner = Markup("").join(marks)
    opening = (
        f'<svg class="plot" viewBox="0 0 {_short(width)} {_short(height)}" role="img" aria-label="{escape(title)}">'
    )
    return Markup(f"{opening}{inner}</svg>")  # noqa: S704 - marks are markup already, the title is escaped


def words_width(text: str) -> float:
    """About how wide a text comes out: enough to decide on which side of its mark it has room."""
    return len(text) * LETTER * 0.56


def _short(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
