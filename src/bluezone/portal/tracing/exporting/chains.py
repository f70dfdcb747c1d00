"""A chain as a file: whoever stands in it in the order of its page, and whom they may have it from.

Names leave as on the page, from the reader's own units alone. A chain with more of them than one person takes out is
not written: the list of people has a second person's word for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bluezone.lists.exporting.columns import ExportColumn, Exported
from bluezone.portal.errors import RefusedError
from bluezone.portal.frame.exports import Export, Form
from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.chain import Chain, LinkView, branches_seen
from bluezone.portal.tracing.exporting.releases import MOST_ALONE
from bluezone.portal.tracing.models import Involvement
from bluezone.portal.tracing.picture import Picture, picture_of, svg_of
from bluezone.portal.tracing.selectors import PersonView
from bluezone.trace.chains import NO_GENERATION
from bluezone.vietnam.words import Words

COLUMNS = (
    ExportColumn(Words("Thế hệ", "Generation"), 10),
    ExportColumn(Words("Tên thay thế", "Pseudonym"), 14),
    ExportColumn(Words("Họ và tên", "Full name"), 28),
    ExportColumn(Words("Diện (F)", "Level"), 8),
    ExportColumn(Words("Xã, phường", "Commune"), 24),
    ExportColumn(Words("Có thể từ: tên thay thế", "Possibly from: pseudonym"), 14),
    ExportColumn(Words("Có thể từ: họ và tên", "Possibly from: name"), 28),
    ExportColumn(Words("Tiếp xúc số", "Exposure"), 16),
    ExportColumn(Words("Hoàn cảnh", "Occasion"), 22),
    ExportColumn(Words("Từ ngày", "First day"), 14),
    ExportColumn(Words("Đến ngày", "Last day"), 14),
)


def file_of_chain(staff: Staff, involvement: Involvement, chain: Chain) -> Export[LinkView]:
    """Puts a chain on its way to this reader. Raises RefusedError where too many leave by name, and for a chain of
    which a page reads no more than a part."""
    if not chain.is_whole:
        raise RefusedError("this chain is longer than a file of it; take the exposures of the outbreak out instead")
    links = [list(_links(staff, chain, page)) for page in range(1, chain.pages() + 1)]
    named = {key for page in links for link in page for _, key in _named(link)}
    if len(named) > MOST_ALONE:
        raise RefusedError("these are more than 1,000 names; take the list of people out by two people's word")
    return Export(
        name="chain",
        act="tracing.chain_file",
        path=involvement.path,
        columns=COLUMNS,
        chunks=links,
        row=_cells,
        subjects=_named,
    )


def file_of_picture(involvement: Involvement, chain: Chain) -> Export[Picture]:
    """Puts the picture of a chain on its way: nobody is named in it, so it may be of any size."""
    return Export(
        name="chain",
        act="tracing.chain_file",
        path=involvement.path,
        columns=(),
        chunks=[[picture_of(chain)]],
        row=lambda _: (),
        for_programs={"svg": Form("svg", "image/svg+xml", _drawn)},
    )


def _drawn(chunks: Iterable[Sequence[Picture]]) -> Iterator[bytes]:
    return (bit for pictures in chunks for one in pictures for bit in svg_of(one))


def _links(staff: Staff, chain: Chain, page: int) -> Iterator[LinkView]:
    return (link for branch in branches_seen(staff, chain, page) for link in branch)


def _cells(link: LinkView) -> list[Exported]:
    person, meeting = link.person, link.meeting
    source = meeting.source if meeting is not None else None
    return [
        None if link.generation == NO_GENERATION else link.generation,
        person.key,
        _name(person),
        person.level_text,
        person.place,
        source.key if source is not None else "",
        _name(source),
        meeting.number if meeting is not None else "",
        str(meeting.kind) if meeting is not None else "",
        meeting.first_day if meeting is not None else None,
        meeting.last_day if meeting is not None else None,
    ]


def _name(person: PersonView | None) -> str:
    return person.name if person is not None and person.is_named else ""


def _named(link: LinkView) -> Iterable[tuple[str, object]]:
    """Whoever leaves by name in this row."""
    ends = (link.person, *([link.meeting.source] if link.meeting is not None else []))
    return [("person", one.person) for one in ends if one.is_named]
