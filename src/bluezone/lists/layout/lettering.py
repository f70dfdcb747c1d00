"""The letters of a sheet, read column by column: one column may be in .VnTime while the next is Unicode.

Whatever the encoding, text comes out in NFC, without invisible signs, with single spaces; a line break inside a cell
stays, because two phone numbers are told apart by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from bluezone.lists.layout.table import Conversion
from bluezone.lists.letters.detection import Detection, detect, looks_better
from bluezone.lists.letters.encodings import Encoding, decode
from bluezone.lists.reading.sheet import Cell, Sheet, SheetRow

_SAMPLED_ROWS = 2_000
_HEAD_ROWS = 60
"""Rows in which a title or a header may stand: judged cell by cell, whatever their column is in."""
_FEW_WITNESSES = 3


@dataclass(frozen=True, slots=True)
class Lettering:
    """A sheet in plain Unicode, and what was done to get there."""

    rows: tuple[SheetRow, ...]
    encodings: dict[int, Detection]
    """By the column's index; only columns that were in an old encoding."""
    decomposed: int
    """Cells whose letters and marks were written apart."""
    examples: dict[int, tuple[str, str]]
    """By the column's index: a text as it was and as it is read."""

    def conversions(self, letters: Iterable[tuple[int, str]]) -> tuple[Conversion, ...]:
        return tuple(
            Conversion(letter, found.encoding, found.confidence, *self.examples[index])
            for index, letter in letters
            if (found := self.encodings.get(index)) and index in self.examples
        )


def read_letters(sheet: Sheet, fonts: Collection[str], forced: Encoding | None = None) -> Lettering:
    """Reads all text of the sheet in Unicode; `forced` is a person's word against ours, for the whole sheet."""
    texts = _texts_by_column(sheet.rows[:_SAMPLED_ROWS])
    whole = detect([text for column in texts.values() for text in column], fonts)
    if forced is not None:
        whole = Detection(forced, 1.0, whole.witnesses)
        found = dict.fromkeys(texts, whole) if forced is not Encoding.UNICODE else {}
    else:
        judged = {index: _judge(column, whole, fonts) for index, column in texts.items()}
        found = {index: judgement for index, judgement in judged.items() if judgement.encoding is not Encoding.UNICODE}
    old = {judgement.encoding for judgement in found.values()}
    reader = _Reader(found, whole.encoding if whole.encoding in old else next(iter(old), Encoding.UNICODE))
    rows = tuple(replace(row, cells=reader.read(row, number < _HEAD_ROWS)) for number, row in enumerate(sheet.rows))
    return Lettering(rows, found, reader.decomposed, reader.examples)


def _judge(texts: list[str], whole: Detection, fonts: Collection[str]) -> Detection:
    """Judges the column by itself; where its words say next to nothing, as the rest of the sheet."""
    own = detect(texts, fonts)
    if whole.encoding is Encoding.UNICODE or own.witnesses > _FEW_WITNESSES or any(map(_is_surely_unicode, texts)):
        return own
    return whole if own.witnesses and own.encoding is not whole.encoding else own


def _texts_by_column(rows: Iterable[SheetRow]) -> dict[int, list[str]]:
    texts: dict[int, list[str]] = {}
    for row in rows:
        for index, cell in enumerate(row.cells):
            if isinstance(cell, str):
                texts.setdefault(index, []).append(cell)
    return texts


class _Reader:
    """Reads cells and keeps the first example of each column.

    A letter beyond Latin-1 (ọ, ế) is Unicode for sure. The rows in which titles and headers stand are judged as rows: a
    header may be in another encoding than what stands under it, and `Ghi chó` alone is a word in both.
    """

    def __init__(self, found: dict[int, Detection], old: Encoding) -> None:
        self._found = found
        self._old = old
        self.decomposed = 0
        self.examples: dict[int, tuple[str, str]] = {}

    def read(self, row: SheetRow, in_head: bool) -> tuple[Cell, ...]:
        texts = [cell for cell in row.cells if isinstance(cell, str) and not cell.isascii()]
        is_old = in_head and any(looks_better(text, self._old) for text in texts)
        is_unicode = in_head and not is_old and any(map(_is_surely_unicode, texts))
        return tuple(
            self._text(index, cell, is_old, is_unicode) if isinstance(cell, str) else cell
            for index, cell in enumerate(row.cells)
        )

    def _text(self, index: int, text: str, in_old_row: bool, in_unicode_row: bool) -> str | None:
        judgement = self._found.get(index)
        read = text
        if self._old is not Encoding.UNICODE and not in_unicode_row and not _is_surely_unicode(text):
            if judgement is not None:
                read = decode(text, judgement.encoding)
            elif in_old_row:
                read = decode(text, self._old)
        if judgement is not None and read != text and index not in self.examples:
            self.examples[index] = (text, read)
        if not read.isascii() and not unicodedata.is_normalized("NFC", read):
            self.decomposed += 1
        return tidy(read) or None


def _is_surely_unicode(text: str) -> bool:
    return not text.isascii() and any("\u0100" <= letter <= "\u1eff" for letter in text)


def tidy(text: str) -> str:
    """Tidies a text: NFC, no invisible signs, single spaces, single line breaks."""
    if text.isascii():
        return text if _UNTIDY.search(text) is None else _tidy_spaces(text)
    composed = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return composed if _UNTIDY.search(composed) is None else _tidy_spaces(composed)


def _tidy_spaces(text: str) -> str:
    lines = (" ".join(line.split()) for line in re.split(r"\r\n|\r|\n", text))
    return "\n".join(line for line in lines if line)


_UNTIDY = re.compile(r"[^\S ]|  |\A | \Z")
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD]) | {0x00A0: " ", 0x202F: " "}
