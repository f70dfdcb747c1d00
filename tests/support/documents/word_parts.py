"""A DOCX of a few elements, written as its standard has them, for whoever reads one of them."""

from __future__ import annotations

import io

import docx
from docx.oxml import parse_xml

from bluezone.conformance.docx_reading import read_docx
from bluezone.conformance.sheet import Form, Sheet

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)


def read_parts(body: str, *, header: str = "", footer: str = "", defaults: str | None = "", theme: str = "") -> Sheet:
    """The sheet of a document with this body, header and footer, and these defaults of paragraphs (None: no place for
    any). Its text is six inches wide."""
    document, out = docx.Document(), io.BytesIO()
    (section,) = document.sections
    for part, words in ((section.header, header), (section.footer, footer)):
        if words:
            part._element.extend(_elements(words))
    document.element.body[:0] = _elements(body)
    styles = document.styles.element
    for said in styles.xpath("w:docDefaults/w:pPrDefault"):
        said[:] = [] if defaults is None else _elements(f"<w:pPr>{defaults}</w:pPr>")
    for part in document.part.package.iter_parts():
        if part.partname.endswith("theme1.xml") and theme:
            part._blob = theme.encode()
    document.save(out)
    return read_docx(out.getvalue())


def form_of(said: str, *, defaults: str | None = "", runs: str = "<w:r><w:t>Khi</w:t></w:r>") -> Form:
    """The form of a paragraph that says this of itself."""
    (line,) = read_parts(f"<w:p><w:pPr>{said}</w:pPr>{runs}</w:p>", defaults=defaults).lines
    assert line.form is not None
    return line.form


def _elements(words: str) -> list[object]:
    return list(parse_xml(f"<w:body {_NAMES}>{words}</w:body>"))
