"""The typeface of official papers: Times New Roman, or a twin with the same measures, wherever this machine keeps it.

The decree asks for Times New Roman. Where it is not installed, Liberation Serif and Tinos have the same widths, so that
a paper breaks into the same lines; every character of Vietnamese is in them. Typst's own default face is never used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import typst
from PIL import ImageFont

from bluezone.documents.errors import FontError
from bluezone.documents.words import Reason

SERIF = ("Times New Roman", "Liberation Serif", "Tinos")
"""The prescribed face and its metric twins, best first."""
SANS = ("Liberation Sans", "Arial", "Arimo", "Noto Sans", "DejaVu Sans")
"""For what is read from three metres."""

Style = tuple[Literal["normal", "italic"], Literal["regular", "bold"]]
_STYLES: tuple[Style, ...] = (
    ("normal", "regular"),
    ("normal", "bold"),
    ("italic", "regular"),
    ("italic", "bold"),
)
_BOLD_FROM = 600
_WEIGHTS = {"regular": 400, "bold": 700}
"""What "regular" and "bold" ask for, in the units of OpenType (OS/2, usWeightClass)."""
_NOT_STRETCHED = 1.0
_RULER_PX = 1000


@dataclass(frozen=True, slots=True)
class Face:
    """One family with its four styles."""

    family: str
    files: dict[Style, Path]

    def __post_init__(self) -> None:
        missing = [style for style in _STYLES if style not in self.files]
        if missing:
            raise FontError(Reason.FACE_LACKS_STYLE, family=self.family, style=" ".join(missing[0]))


@cache
def serif() -> Face:
    """Finds the face of official papers."""
    return find_face(SERIF)


@cache
def sans() -> Face:
    """Finds the face of posters; the papers' own where there is no other."""
    return find_face((*SANS, *SERIF))


@cache
def typst_fonts() -> typst.Fonts:
    """Gathers only the files that our pages use, so that nothing else on the machine can end up in a paper."""
    folders = {str(path.parent) for face in (serif(), sans()) for path in face.files.values()}
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=sorted(folders))


def width_mm(text: str, size_pt: float, *, bold: bool = False, italic: bool = False) -> float:
    """How wide a line of a paper's text is."""
    style: Style = ("italic" if italic else "normal", "bold" if bold else "regular")
    return _length(serif().files[style], text) * size_pt * 25.4 / 72


def sans_width_mm(text: str, size_pt: float, *, bold: bool = False) -> float:
    """How wide a line of a poster is."""
    style: Style = ("normal", "bold" if bold else "regular")
    return _length(sans().files[style], text) * size_pt * 25.4 / 72


@lru_cache(4_096)
def _length(file: Path, text: str) -> float:
    """Tells how long a text is, a point of size; whoever looks for the size that fits asks for the same few again."""
    return _ruler(file).getlength(text) / _RULER_PX


@cache
def _ruler(file: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), _RULER_PX)


def find_face(families: tuple[str, ...], fonts: Iterable[typst.FontInfo] | None = None) -> Face:
    """Finds the first family that is here with all four styles.

    Narrow and wide cuts often stand under their family's own name, as Liberation Sans Narrow does: they are none of the
    four. Of several weights those are taken that a page gets: the nearest to regular and to bold.
    """
    found: dict[str, dict[Style, tuple[int, Path]]] = {}
    for font in _installed() if fonts is None else fonts:
        if font.family in families and font.path and font.style != "oblique" and font.stretch == _NOT_STRETCHED:
            weight: Literal["regular", "bold"] = "bold" if font.weight >= _BOLD_FROM else "regular"
            style: Style = ("italic" if font.style == "italic" else "normal", weight)
            nearest = found.setdefault(font.family, {})
            one = (abs(font.weight - _WEIGHTS[weight]), Path(font.path))
            nearest[style] = min(nearest.get(style, one), one)
    for family in families:
        if len(found.get(family, {})) == len(_STYLES):
            return Face(family, {style: path for style, (_, path) in found[family].items()})
    raise FontError(Reason.NO_FACE, families=", ".join(families))


@cache
def _installed() -> tuple[typst.FontInfo, ...]:
    return tuple(typst.Fonts(include_system_fonts=True, include_embedded_fonts=False).fonts())
