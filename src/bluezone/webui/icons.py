"""Icons, one SVG file each, drawn into the page so that they take the colour of the words beside them.

The files carry no style, script or foreign reference, so a strict content policy lets them be.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from markupsafe import Markup

_FOLDER = files(__package__).joinpath("icons")


@cache
def icon(name: str, extra_class: str = "") -> Markup:
    """The drawing, hidden from screen readers: the words beside it say what it means. Raises KeyError."""
    if name not in icon_names():
        raise KeyError(f"there is no icon called {name}")
    drawing = _FOLDER.joinpath(f"{name}.svg").read_text(encoding="utf-8").strip()
    classes = f"icon {extra_class}".strip()
    opening = f'<svg class="{classes}" aria-hidden="true" focusable="false" '
    return Markup(drawing.replace("<svg ", opening, 1))  # noqa: S704 - our own files


@cache
def icon_names() -> frozenset[str]:
    """Every icon there is."""
    return frozenset(path.name.removesuffix(".svg") for path in _FOLDER.iterdir() if path.name.endswith(".svg"))
