"""The registers as Appendix VI of Nghị định 30/2020/NĐ-CP names their fields, for another system to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bluezone.documents.paper import Kind
from bluezone.lists.exporting.columns import ExportColumn, Exported
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.models import Direction, IncomingPaper, OutgoingPaper
from bluezone.portal.papers.selectors import incoming_of, outgoing_of
from bluezone.portal.papers.standing import content_of
from bluezone.vietnam.words import Words

_BOTH = (
    "FileCode.OrganId", "FileCode.FileCatalog", "FileCode.FileNotation", "DocOrdinal", "TypeName", "CodeNumber",
    "CodeNotation", "IssuedDate", "OrganName", "Subject", "Language", "PageAmount",
)  # fmt: skip
_OUT = (
    "SignerInfo.Position",
    "SignerInfo.FullName",
    "To.OrganId",
    "To.OrganName",
    "Priority",
    "IssuedAmount",
    "DueDate",
)
_IN = ("ArrivalDate", "ArrivalNumber", "TraceHeaderList", "ToPlaces", "Priority", "DueDate")
_LANGUAGE = "Tiếng Việt"
_AT_ONCE = 500


def _columns(names: Iterable[str]) -> tuple[ExportColumn, ...]:
    """Names the columns by the fields' own names, in either language."""
    return tuple(ExportColumn(Words(name, name), 40 if name in {"Subject", "OrganName"} else 18) for name in names)


OUTGOING_COLUMNS, INCOMING_COLUMNS = _columns((*_BOTH, *_OUT)), _columns((*_BOTH, *_IN))


def table_of(
    organisation: Organisation, direction: Direction, year: int
) -> tuple[tuple[ExportColumn, ...], Iterator[tuple[Exported, ...]]]:
    """Columns and rows of one register of one year."""
    if direction == Direction.IN:
        return INCOMING_COLUMNS, incoming_rows(incoming_of(organisation, year).iterator(chunk_size=_AT_ONCE))
    return OUTGOING_COLUMNS, outgoing_rows(outgoing_of(organisation, year).iterator(chunk_size=_AT_ONCE))


def outgoing_rows(papers: Iterable[OutgoingPaper]) -> Iterator[tuple[Exported, ...]]:
    """Writes one row a paper. A body has no code of its own here, and no file catalogue: those fields stay empty."""
    for ordinal, paper in enumerate(papers, start=1):
        content = content_of(paper)
        yield (
            "", "", "", ordinal, Kind(paper.kind).title or "Công văn", paper.number, paper.symbol, paper.dated_on,
            " ".join(content.issuer.name), paper.subject, _LANGUAGE, paper.pages,
            " ".join(content.signatory.office), content.signatory.name, "",
            "; ".join((*content.addressees, *content.recipients)),
            content.urgency.value if content.urgency else "", content.copies, None,
        )  # fmt: skip


def incoming_rows(papers: Iterable[IncomingPaper]) -> Iterator[tuple[Exported, ...]]:
    """Writes one row an arrival. A paper's own number is split where it is written as number and symbol."""
    for ordinal, paper in enumerate(papers, start=1):
        number, slash, symbol = paper.paper_code.partition("/")
        yield (
            "", "", "", ordinal, paper.type_name, number.strip() if slash else "",
            symbol.strip() if slash else paper.paper_code, paper.dated_on, paper.author, paper.subject, _LANGUAGE,
            paper.pages, paper.arrived_on, paper.number, "", paper.unit, paper.urgency, paper.due_on,
        )  # fmt: skip
