"""The program that draws what somebody is still typing: one page, one process, little memory, little time.

Whoever drafts sends every pause; what is set and drawn of it, however long it became, ends with this process
(`previewing` starts it and waits no longer than it says). Task and answer are msgpack on standard input and output;
Django is not loaded.
"""

from __future__ import annotations

import datetime as dt
import io
import sys

import msgspec

from bluezone.documents.campaigns import CampaignPoster
from bluezone.documents.errors import DocumentError
from bluezone.documents.paper import Paper
from bluezone.documents.pdfium_turn import one_at_a_time
from bluezone.documents.posters import Format, Poster
from bluezone.portal.bounded import confine
from bluezone.vietnam.words import Language, Words

CPU_SECONDS, MEMORY_BYTES = 10, 1_500 << 20
DPI = 72


class DoorPoster(msgspec.Struct, frozen=True):
    """The words of a poster for a door."""

    lines: tuple[str, ...]
    code: str
    place: str
    under_code: str
    small_print: tuple[str, ...]
    format: str
    """The name of its size."""

    def poster(self) -> Poster:
        """The poster. Raises PaperError for what cannot be read from afar."""
        given = {name: getattr(self, name) for name in ("lines", "code", "place", "under_code", "small_print")}
        return Poster(**given, format=Format[self.format])


class WallPoster(msgspec.Struct, frozen=True):
    """The words of the poster of an announcement."""

    lines: tuple[str, str, str]
    """What is announced, what to do, whom to ask."""
    small_print: str
    language: Language

    def poster(self) -> CampaignPoster:
        """The poster. Raises PaperError for what cannot be read from afar."""
        return CampaignPoster(*self.lines, (self.small_print,), self.language)


class Wanted(msgspec.Struct, frozen=True):
    """What is to be drawn: one of the three."""

    now: dt.datetime
    paper: Paper | None = None
    door: DoorPoster | None = None
    wall: WallPoster | None = None
    page: int = 1


class Drawn(msgspec.Struct, frozen=True):
    """What it looks like, or why it looks like nothing."""

    picture: bytes = b""
    """As PNG."""
    page: int = 1
    """The page that was drawn: the one that was wanted, or the last."""
    pages: int = 0
    refused: str = ""
    """The name of a reason of `documents`."""
    values: dict[str, int | float | str | Words] = {}
    """What the reason's words take."""


def drawn(wanted: Wanted) -> Drawn:
    """Draws it, for whoever runs this in their own process."""
    try:
        return _picture(_pdf(wanted), wanted.page)
    except DocumentError as error:
        return Drawn(refused=error.reason.name, values={name: _plain(value) for name, value in error.values.items()})


def _pdf(wanted: Wanted) -> bytes:
    if wanted.paper is not None:
        from bluezone.documents.official import write_pdf  # noqa: PLC0415 - loaded only where it is needed

        return write_pdf(wanted.paper, None, now=wanted.now).pdf
    if wanted.door is not None:
        from bluezone.documents.posters import set_poster  # noqa: PLC0415 - same

        return set_poster(wanted.door.poster(), now=wanted.now)
    from bluezone.documents.campaigns import set_campaign_poster  # noqa: PLC0415 - same

    assert wanted.wall is not None
    return set_campaign_poster(wanted.wall.poster(), now=wanted.now)


def _picture(pdf: bytes, wanted: int) -> Drawn:
    import pypdfium2 as pdfium  # noqa: PLC0415 - same

    buffer = io.BytesIO()
    with one_at_a_time, pdfium.PdfDocument(pdf) as document:
        pages = len(document)
        page = min(max(wanted, 1), pages)
        document[page - 1].render(scale=DPI / 72).to_pil().convert("L").save(buffer, "PNG")
    return Drawn(buffer.getvalue(), page, pages)


def _plain(value: object) -> int | float | str | Words:
    return value if isinstance(value, int | float | Words) else str(value)


def _main() -> None:
    confine(cpu_s=CPU_SECONDS, memory_bytes=MEMORY_BYTES)
    wanted = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Wanted)
    sys.stdout.buffer.write(msgspec.msgpack.encode(drawn(wanted)))


if __name__ == "__main__":
    _main()
