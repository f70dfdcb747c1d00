"""How far the sheets of an xlsx file reach, which of their rows are hidden, and which fonts it names.

Only tags and their attributes are looked at. Whatever a cell's reference is not written as the standard (ECMA-376,
18.18.62) says it is, the file is refused: calamine and we must never disagree about where a cell stands.
"""

from __future__ import annotations

import itertools
import posixpath
import re

from bluezone.lists.reading.refusing import bomb, check_extent, damaged
from bluezone.lists.reading.sheet import Bounds, Extent

_ATTRIBUTES = rb"""((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)(>?)"""
"""Possessive, and nowhere past the next tag: hostile text must not make the search slower than its length."""
_TAG = re.compile(rb"<(?:[A-Za-z_][\w.-]*+:)?(row|c)(?=[\s/>])" + _ATTRIBUTES)
_SHARED_INDEX = re.compile(rb"""<(?:\w+:)?c\s[^<>]*\bt\s*=\s*["']s["'][^<>]*>\s*<(?:\w+:)?v[^<>]*>\s*(\d{1,9})\s*<""")
_HEAD = 1_000
_SHARED_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
_REFERENCE = re.compile(
    rb"""(?:\s*+[^\s="'/<>]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'))*?\s*+(?<![^\s"'])r\s*=\s*(?:"\s*([^"]*?)\s*"|'\s*([^']*?)\s*')"""
)
"""The attribute r, told from an r inside another attribute's value."""
_PERHAPS_REFERENCE = re.compile(rb"(?<![\w:.-])r\s*=")
_CELL_AT = re.compile(rb"([A-Za-z]{1,3})(\d{1,7})")
_HIDDEN = re.compile(rb"""(?:^|\s)hidden\s*=\s*["'](?:1|true)["']""")
_FONT = re.compile(rb"""<(?:\w+:)?(?:name|rFont)\s+val\s*=\s*["']([^"']{1,64})["']""")
_SINCE_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\s[^<>]*\bdate1904\s*=\s*["'](?:1|true)["']""")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s" + _ATTRIBUTES)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s" + _ATTRIBUTES)
_NAMED = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def extents_of(parts: dict[str, bytes], bounds: Bounds) -> list[Extent]:
    """The extent of each sheet of the workbook, in its order. Raises UnreadableListError beyond bounds."""
    found = {name: _extent(content) for name, content in parts.items() if b"sheetData" in content}
    for extent in found.values():
        check_extent(extent, bounds)
    _check_text(parts, list(found), bounds)
    names = _sheet_parts(parts)
    if any(b"\0" in parts.get(name, b"")[:_HEAD] for name in names):
        raise damaged()  # not UTF-8, so that nothing in it was measured
    return [found.get(name, Extent(0, 0)) for name in names]


def fonts_of(parts: dict[str, bytes]) -> frozenset[str]:
    """The fonts that the workbook's styles and rich texts name."""
    sources = (parts.get("xl/styles.xml", b""), parts.get("xl/sharedStrings.xml", b""))
    return frozenset(match.decode("utf-8", "replace") for source in sources for match in set(_FONT.findall(source)))


def counts_from_1904(parts: dict[str, bytes]) -> bool:
    """Whether day 0 is the one of old Macintoshes."""
    return _SINCE_1904.search(parts.get("xl/workbook.xml", b"")) is not None


def _extent(xml: bytes) -> Extent:
    row = column = last_row = last_column = 0
    hidden: set[int] = set()
    for tag in _TAG.finditer(xml):
        kind, attributes, end = tag.groups()
        if not end:
            raise damaged()
        reference = _reference(attributes)
        if kind == b"row":
            row, column = _row_number(reference, row), 0
            if b"hidden" in attributes and _HIDDEN.search(attributes):
                hidden.add(row)
            continue
        at_row, column = _position(reference, row, column)
        if not attributes.endswith(b"/"):  # an empty cell that only has a colour reaches nowhere
            last_row, last_column = max(last_row, at_row), max(last_column, column)
    return Extent(last_row, last_column, frozenset(hidden))


def _reference(attributes: bytes) -> bytes | None:
    found = _REFERENCE.match(attributes)
    if found is None:
        if _PERHAPS_REFERENCE.search(attributes):
            raise damaged()
        return None
    return found[1] if found[1] is not None else found[2]


def _row_number(reference: bytes | None, before: int) -> int:
    if reference is None:
        return before + 1
    if not reference.isdigit() or len(reference) > 7:
        raise damaged()
    return int(reference)


def _position(reference: bytes | None, row: int, column: int) -> tuple[int, int]:
    if reference is None:
        return row, column + 1
    cell = _CELL_AT.fullmatch(reference)
    if cell is None:
        raise damaged()
    number = 0
    for letter in cell[1].upper():
        number = number * 26 + letter - 64
    return int(cell[2]), number


def _check_text(parts: dict[str, bytes], sheets: list[str], bounds: Bounds) -> None:
    """Bounds shared texts: one of 30,000 letters in 100,000 cells is 3 GB once every cell has its own."""
    shared = next((content for name, content in parts.items() if name.lower().endswith("sharedstrings.xml")), b"")
    edges = [*(match.start() for match in _SHARED_TEXT.finditer(shared)), len(shared)]
    sizes = [end - start for start, end in itertools.pairwise(edges)]
    total = 0
    for name in sheets:
        total += sum(
            sizes[index] for found in _SHARED_INDEX.finditer(parts[name]) if (index := int(found[1])) < len(sizes)
        )
    if total > bounds.text_bytes:
        raise bomb()


def _sheet_parts(parts: dict[str, bytes]) -> list[str]:
    """The part of each sheet, in the workbook's order."""
    targets = {
        named.get("Id", ""): posixpath.normpath(posixpath.join("xl", named.get("Target", "")))
        for named in _attributes(_RELATION, parts.get("xl/_rels/workbook.xml.rels", b""))
    }
    named_sheets = _attributes(_SHEET, parts.get("xl/workbook.xml", b""))
    ids = [next((value for key, value in named.items() if key.endswith(":id")), "") for named in named_sheets]
    return [targets.get(found, "").lstrip("/") for found in ids]


def _attributes(tag: re.Pattern[bytes], xml: bytes) -> list[dict[str, str]]:
    return [
        {name.decode(): (double or single).decode("utf-8", "replace") for name, double, single in _NAMED.findall(found)}
        for found, _ in tag.findall(xml)
    ]
