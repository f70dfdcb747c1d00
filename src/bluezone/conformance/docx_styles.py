"""What a paragraph or run of a DOCX looks like, after its styles, the document's defaults and the theme have spoken."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from bluezone.conformance.sheet import Align, Form, Type
from bluezone.documents.measures import LINE_EM

_ALIGNS = {
    "left": Align.LEFT,
    "start": Align.LEFT,
    "right": Align.RIGHT,
    "end": Align.RIGHT,
    "center": Align.CENTRE,
    "both": Align.JUSTIFY,
    "lowKashida": Align.JUSTIFY,
    "distribute": Align.JUSTIFY,
}
"""By the names of both editions of the standard; Writer has taken to the later ones, start and end."""
_DEEPEST_STYLE = 20
_DEFAULT_PT = 10.0
_EMU_A_CM = 360_000
_MM_A_TWIP = 25.4 / 1_440
_TABLE_BORDERS = re.compile(r"w:val=\"(single|double|thick|dotted|dashed)\"")


class Styles:
    """The styles of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[tuple[str, str | None], tuple[Any, ...]] = {}
        self._run_defaults = self._defaults("w:rPrDefault/w:rPr")
        self._paragraph_defaults = self._defaults("w:pPrDefault/w:pPr")
        self._theme = self._theme_faces()
        self.default = Type(self._default_face(), self._default_size(), bold=False, italic=False)

    def type_of(self, paragraph: Paragraph, run: Run) -> Type:
        """The type of a run."""
        fonts = list(self._fonts(paragraph, run))
        return Type(
            self._face(paragraph, run),
            self._first(fonts, lambda font: font.size.pt if font.size is not None else None) or self.default.size_pt,
            bool(self._first(fonts, lambda font: font.bold)),
            bool(self._first(fonts, lambda font: font.italic)),
            self._colour(fonts),
        )

    def type_of_field(self, paragraph: Paragraph) -> Type:
        """The type in which a paragraph's field will print."""
        for element in paragraph._p.iter(qn("w:r")):  # noqa: SLF001 - fields may stand in content controls
            if element.findall(qn("w:instrText")) or element.findall(qn("w:fldChar")) or element.findall(qn("w:t")):
                return self.type_of(paragraph, Run(element, paragraph))
        return self.default

    def form(self, paragraph: Paragraph) -> Form:
        """The form in which a paragraph is set."""
        forms = [paragraph.paragraph_format, *(style.paragraph_format for style in self._styles_of(paragraph))]
        align = self._said(forms, "w:jc", "val")
        indent = self._first(forms, lambda form: form.first_line_indent)
        before = self._first(forms, lambda form: form.space_before)
        after = self._first(forms, lambda form: form.space_after)
        default_before, default_after, default_line = self._spacing_defaults()
        space_before = before.pt if before is not None else default_before
        space_after = after.pt if after is not None else default_after
        return Form(
            align=_ALIGNS.get(align or "", Align.LEFT),
            indent_cm=int(indent) / _EMU_A_CM if indent is not None else 0.0,
            gap_pt=space_before + space_after,
            leading=self._leading(self._first(forms, lambda form: form.line_spacing), default_line, paragraph),
        )

    def indents_mm(self, paragraph: Paragraph) -> tuple[float, float]:
        """The indents from left and right."""
        forms = [paragraph.paragraph_format, *(style.paragraph_format for style in self._styles_of(paragraph))]
        left, right = (self._said(forms, "w:ind", *names) for names in (("left", "start"), ("right", "end")))
        return _number(left) * _MM_A_TWIP, _number(right) * _MM_A_TWIP

    def _said(self, forms: list[Any], element: str, *names: str) -> str | None:
        """Finds what the nearest of these forms says under one of the names; python-docx knows the older ones alone."""
        for form in forms:
            properties: Any = form._element.pPr  # noqa: SLF001 - as above
            node: Any = None if properties is None else properties.find(qn(element))
            if node is None:
                continue
            for name in names:
                if (found := node.get(qn(f"w:{name}"))) is not None:
                    return str(found)
        return None

    def bordered_sides(self, paragraph: Paragraph) -> frozenset[str]:
        """The sides of a paragraph along which a line runs."""
        borders = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")  # noqa: SLF001 - python-docx has no borders
        if borders is None:
            return frozenset()
        return frozenset(
            side.tag.rpartition("}")[2] for side in borders if side.get(qn("w:val")) not in {None, "nil", "none"}
        )

    def is_framed(self, paragraph: Paragraph) -> bool:
        """Whether lines run around a paragraph, or it stands in a drawn frame."""
        drawn = paragraph._p.xpath("ancestor::w:txbxContent")  # noqa: SLF001 - python-docx knows no frames
        return bool(drawn) or {"top", "left", "bottom", "right"} <= self.bordered_sides(paragraph)

    def has_borders(self, table: Table) -> bool:
        """Whether a table shows its lines."""
        own = table._tbl.tblPr.find(qn("w:tblBorders"))  # noqa: SLF001 - python-docx has no borders
        if own is not None:
            return _TABLE_BORDERS.search(own.xml) is not None if hasattr(own, "xml") else _has_lines(own)
        style = table.style
        for each in self._chain(style):
            borders = each.element.find(f".//{qn('w:tblBorders')}")
            if borders is not None:
                return _has_lines(borders)
        return False

    def _fonts(self, paragraph: Paragraph, run: Run) -> Iterator[Any]:
        yield run.font
        for style in (*self._styles_of(run), *self._styles_of(paragraph)):
            yield style.font

    def _styles_of(self, owner: Paragraph | Run) -> tuple[Any, ...]:
        """The styles from the nearest on; looked up once for each name, because python-docx searches anew each time."""
        element = owner._p if isinstance(owner, Paragraph) else owner._r  # noqa: SLF001 - the name without the search
        key = (type(owner).__name__, element.style)
        if key not in self._known:
            self._known[key] = tuple(self._chain(owner.style))
        return self._known[key]

    def _chain(self, style: Any) -> Iterator[Any]:
        for _ in range(_DEEPEST_STYLE):
            if style is None:
                return
            yield style
            style = getattr(style, "base_style", None)

    def _first(self, sources: list[Any], ask: Callable[[Any], Any]) -> Any:
        for source in sources:
            with contextlib.suppress(ValueError, KeyError):  # a value that no word processor would write
                answer = ask(source)
                if answer is not None:
                    return answer
        return None

    def _face(self, paragraph: Paragraph, run: Run) -> str:
        for font in self._fonts(paragraph, run):
            fonts = font.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}") if hasattr(font, "element") else None
            name = self._face_in(fonts)
            if name:
                return name
        return self.default.family

    def _face_in(self, fonts: Any) -> str:
        """The face that an rFonts element names: a name, or a face of the theme."""
        if fonts is None:
            return ""
        theme = fonts.get(qn("w:asciiTheme")) or fonts.get(qn("w:hAnsiTheme"))
        if theme:
            return self._theme.get("major" if theme.startswith("major") else "minor", "")
        return fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or ""

    def _colour(self, fonts: list[Any]) -> tuple[int, int, int]:
        colour = self._first(fonts, lambda font: font.color.rgb if font.color is not None else None)
        return (colour[0], colour[1], colour[2]) if colour is not None else (0, 0, 0)

    def _leading(self, own: Any, default: float, paragraph: Paragraph) -> float | None:
        """The leading in lines; a fixed height is compared with the type's own."""
        if own is None:
            return default
        if isinstance(own, float):
            return own
        sizes = [self.type_of(paragraph, run).size_pt for run in paragraph.runs if run.text.strip()]
        return own.pt / (LINE_EM * max(sizes)) if sizes else None

    def _spacing_defaults(self) -> tuple[float, float, float]:
        spacing = None if self._paragraph_defaults is None else self._paragraph_defaults.find(qn("w:spacing"))
        if spacing is None:
            return 0.0, 0.0, 1.0
        before, after = (_number(spacing.get(qn(f"w:{name}"))) / 20 for name in ("before", "after"))
        line = _number(spacing.get(qn("w:line"))) or 240
        exact = spacing.get(qn("w:lineRule")) in {"exact", "atLeast"}
        return before, after, 1.0 if exact else line / 240

    def _defaults(self, path: str) -> Any:
        found = self._document.styles.element.xpath(f"w:docDefaults/{path}")
        return found[0] if found else None

    def _default_face(self) -> str:
        fonts = None if self._run_defaults is None else self._run_defaults.find(qn("w:rFonts"))
        return self._face_in(fonts) or "Times New Roman"

    def _default_size(self) -> float:
        size = None if self._run_defaults is None else self._run_defaults.find(qn("w:sz"))
        return (_number(size.get(qn("w:val"))) / 2 or _DEFAULT_PT) if size is not None else _DEFAULT_PT

    def _theme_faces(self) -> dict[str, str]:
        for relation in self._document.part.rels.values():
            if relation.reltype.endswith("/theme") and not relation.is_external:
                text = relation.target_part.blob[: 1 << 20].decode("utf-8", "replace")
                found = re.findall(r"<a:(major|minor)Font>\s*<a:latin typeface=\"([^\"]*)\"", text)
                return dict(found)
        return {}


def _has_lines(borders: Any) -> bool:
    return any(side.get(qn("w:val")) not in {None, "nil", "none"} for side in borders)


def _number(text: str | None) -> float:
    return float(text) if text and re.fullmatch(r"-?\d{1,6}", text) else 0.0
