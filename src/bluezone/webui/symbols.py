"""QR codes as inline SVG, with the quiet zone that scanners need. The text goes in; nothing is fetched or stored."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup, escape

_QUIET_ZONE = 4


def qr_svg(text: str, label: str) -> Markup:
    """The code as a drawing that screen readers call by its label. Always dark on white, in dark mode too."""
    made = segno.make_qr(text, error="m")
    size = made.symbol_size(border=_QUIET_ZONE)[0]
    path = io.BytesIO()
    made.save(path, kind="svg", border=_QUIET_ZONE, xmldecl=False, svgns=False, nl=False, omitsize=True)
    drawing = path.getvalue().decode()
    inner = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")]
    opening = f'<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="{escape(label)}">'
    white = f'<rect width="{size}" height="{size}" fill="#fff"/>'
    return Markup(opening + white + inner + "</svg>")  # noqa: S704 - our own drawing; the label is escaped
