"""Proposals of column → field: by what stands above a column, weighed with what stands in it.

The surest pair is settled first, and each field and each column only once. A proposal below `LEAST_CONFIDENCE` is none:
the person chooses.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from bluezone.lists.layout.table import Column, Table
from bluezone.lists.mapping.contents import fitting, is_single_words, sample_of
from bluezone.lists.mapping.mapping import Proposal, says_its_key
from bluezone.lists.reading.sheet import Cell
from bluezone.lists.schemas.fields import Field, Kind, Schema
from bluezone.lists.schemas.kinds import SCHEMAS
from bluezone.vietnam.folding import fold_words
from bluezone.vietnam.words import Words

LEAST_CONFIDENCE = 0.5
_SELDOM, _MOSTLY, _FEW = 0.3, 0.8, 3
_BY_ITS_GROUP = 0.7
_TELLING = frozenset({"phone", "full_name"})
"""Fields that the cells alone can give away, where no word stands above them."""


@dataclass(frozen=True, slots=True)
class _Match:
    column: Column
    field: Field
    confidence: float
    reasons: tuple[Words, ...]


def propose(table: Table, schema: Schema) -> tuple[Proposal, ...]:
    """Proposes a field, or none, for each column of the table."""
    samples = {column.index: sample_of(table, column) for column in table.columns}
    matches = [match for column in table.columns for match in _matches(column, schema, samples[column.index])]
    settled: dict[int, _Match] = {}
    for match in sorted(matches, key=lambda match: (-match.confidence, match.column.index)):
        if match.column.index not in settled and all(match.field is not other.field for other in settled.values()):
            settled[match.column.index] = match
    proposals = [_proposal(column, settled.get(column.index)) for column in table.columns]
    return tuple(_with_names_apart(proposals, schema, samples))


def propose_schema(table: Table) -> tuple[Schema, float]:
    """Proposes the kind of list this most probably is, and the share of its columns that it explains."""

    def explained(schema: Schema) -> float:
        proposals = propose(table, schema)
        fields = [proposal.field for proposal in proposals if proposal.field is not None]
        known = sum(p.confidence for p in proposals if p.field is not None)
        own = sum(field not in _EVERYWHERE for field in fields)
        return (known + 0.1 * own) / max(1, len(proposals)) if says_its_key(schema, fields) else 0.0

    best = max(SCHEMAS, key=lambda schema: explained(schema) + _titled(table, schema))
    return best, min(1.0, explained(best))


def _titled(table: Table, schema: Schema) -> float:
    """How much a title that names the kind of list speaks for it, to settle what the columns leave open."""
    titles = fold_words(" ".join(table.titles))
    return 0.2 if any(word in titles for word in _TITLE_WORDS[schema.name]) else 0.0


def _matches(column: Column, schema: Schema, cells: tuple[Cell, ...]) -> list[_Match]:
    """The fields that the column can be. A header that begins with the words of one is not another's for words that
    only stand further on: "Hoàn cảnh tiếp xúc với F0" tells of the circumstances, and of no F0."""
    found = [_match(column, field, cells) for field in schema.fields]
    likely = [match for match in found if match.confidence >= LEAST_CONFIDENCE]
    begun = [match for match in likely if not _is_further_on(column.header, match.field)]
    return begun or likely


def _is_further_on(header: str, field: Field) -> bool:
    """Whether the field's words only stand somewhere behind the first ones of the header's last line."""
    if not header:
        return False
    line = f" {fold_words(_last_line(header))} "
    words = [f" {fold_words(known)} " for known in field.headers]
    return any(word in line for word in words) and not any(line.startswith(word) for word in words)


def _match(column: Column, field: Field, cells: tuple[Cell, ...]) -> _Match:
    confidence, reason = _by_header(column.header, field)
    share = fitting(cells, field.kind)
    reasons = (reason,) if reason else ()
    if share is None:
        return _Match(column, field, confidence, reasons)
    if confidence and share < _SELDOM and len(cells) >= _FEW:
        return _Match(column, field, confidence * 0.4, reasons)
    gives_away = not column.header and field.name in _TELLING and len(cells) >= _FEW
    if share >= _MOSTLY and (confidence or gives_away):
        percent = round(100 * share)
        looks = Words(f"{percent} % số ô đúng dạng", f"{percent}% of the cells look like it")
        return _Match(column, field, min(1.0, max(confidence + 0.02, 0.55)), (*reasons, looks))
    return _Match(column, field, confidence * 0.95, reasons)


def _by_header(header: str, field: Field) -> tuple[float, Words | None]:
    """Scores how well a header names the field: with its marks, without, by its last line, as a part, or nearly."""
    if not header:
        return 0.0, None
    whole, last = fold_words(header), fold_words(header.rpartition("/")[2])
    best, reason = 0.0, None
    for known in field.headers:
        folded = fold_words(known)
        found = _likeness(header, whole, last, known, folded)
        if found > best:
            best, reason = found, Words(f"tiêu đề “{header}” ~ “{known}”", f"header “{header}” ~ “{known}”")
    return best, reason


def _last_line(header: str) -> str:
    """The header without the group above it: layout joins the lines of a header by " / "."""
    return header.rpartition(" / ")[2]


def _likeness(header: str, whole: str, last: str, known: str, folded: str) -> float:
    if whole == folded:
        same_marks = header.isascii() or _letters(header) == _letters(known)
        return 1.0 if same_marks else 0.9 if len(folded) > 4 else 0.65  # Họ is not Hộ, Năm is not Nam
    if last == folded:
        return 0.9 if header.isascii() or _letters(header.rpartition("/")[2]) == _letters(known) else 0.6
    line = _last_line(header)
    own = fold_words(line)
    if len(folded) > 2 and own.startswith(f"{folded} ") and _letters(line).startswith(_letters(known)):
        return 0.78 + 0.2 * len(folded) / len(own)  # what a Vietnamese header is about stands first
    if len(folded) > 2 and whole.startswith(f"{folded} ") and _letters(header).startswith(_letters(known)):
        return _BY_ITS_GROUP  # the group says less than the line under it
    if len(folded) > 4 and f" {folded} " in f" {whole} " and (header.isascii() or _letters(known) in _letters(header)):
        return 0.55 + 0.3 * len(folded) / len(whole)
    ratio = fuzz.ratio(whole, folded) / 100
    return 0.85 * ratio if ratio >= 0.85 and len(folded) > 8 else 0.0


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _proposal(column: Column, match: _Match | None) -> Proposal:
    if match is None:
        return Proposal(column, None, 0.0, ())
    return Proposal(column, match.field.name, round(match.confidence, 2), match.reasons)


def _with_names_apart(
    proposals: list[Proposal], schema: Schema, samples: dict[int, tuple[Cell, ...]]
) -> list[Proposal]:
    """Parts one header over two columns, family and given names: the second has one word in each cell."""
    if not schema.knows("given_name"):
        return proposals
    for position, (first, second) in enumerate(itertools.pairwise(proposals)):
        same = second.column.header in {"", first.column.header} or second.field == "given_name"
        if first.field == "full_name" and second.field in {None, "given_name"} and same:
            if (
                is_single_words(samples[second.column.index])
                and fitting(samples[second.column.index], Kind.GIVEN_NAME) == 1
            ):
                reason = Words("họ và tên nằm ở hai cột", "the name stands in two columns")
                proposals[position] = replace(first, field="family_name", reasons=(*first.reasons, reason))
                proposals[position + 1] = Proposal(second.column, "given_name", 0.8, (reason,))
            break
    return proposals


_EVERYWHERE = frozenset(
    [
        "order",
        "full_name",
        "family_name",
        "given_name",
        "birth",
        "birth_male",
        "birth_female",
        "sex",
        "male",
        "female",
        "phone",
        "other_phone",
        "identity",
        "address",
        "hamlet",
        "commune",
        "smartphone",
        "installed",
        "note",
    ]
)
_TITLE_WORDS = {
    "staff": ("can bo", "cong chuc", "vien chuc", "nguoi lao dong", "doan vien", "giao vien"),
    "household": ("ho gia dinh", "ho dan", "nhan khau", "so ho"),
    "business": ("co so", "doanh nghiep", "kinh doanh", "nha hang", "khach san"),
    "contacts": ("tiep xuc", "f1", "f2", "cach ly", "truy vet"),
}
