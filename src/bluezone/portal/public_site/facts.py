"""What the site tells, as values: who speaks, what was announced, which papers are genuine, which log is the log."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from bluezone.portal.errors import ConfigurationError, RefusedError
from bluezone.rollout.announcing.facts import ApprovedFacts
from bluezone.vietnam.words import Words

MOST_PAPERS, MOST_HEADS, MOST_ANNOUNCEMENTS = 20_000, 1_000, 200
MAX_HEADS_BYTES = 200_000
NOBODY = Words("Bluezone", "Bluezone")
"""Who speaks where no office is named."""
LONGEST_TEXT, _LONGEST_ADDRESS = 300, 120
FIGURE_DAYS = 28
FEWEST_TOLD = 5
"""A commune with fewer cases is told to have some: how many, its neighbours could put names to."""
MOST_PROVINCES, MOST_COMMUNES, DARKEST = 100, 400, 4
_OUTLINE = re.compile(r"[Mlz0-9 -]*\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_HEAD = re.compile(r"([0-9]{1,12}) ([0-9a-f]{64}) ([0-9]{1,12})\Z")
_HOTLINE = re.compile(r"[0-9 +]{0,20}\Z")


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A paper that left the house, and the one file that is it. What it is about is not told: it may name somebody."""

    number: str
    """With its symbol: 05/BC-UBND."""
    date: dt.date
    issuer: str
    sha256: str
    recalled_on: dt.date | None = None

    def __post_init__(self) -> None:
        for text in (self.number, self.issuer):
            if not text.strip() or len(text) > LONGEST_TEXT or not text.isprintable():
                raise RefusedError("an issued paper has a number and an issuer, each on one line")
        if not _SHA256.match(self.sha256):
            raise RefusedError("an issued paper is known by the 64 digits of its SHA-256")


@dataclass(frozen=True, slots=True)
class LogHead:
    """How the exchange's public log stood at one moment."""

    size: int
    root: str
    issued_s: int

    def __post_init__(self) -> None:
        if self.size < 1 or self.issued_s < 0 or not _SHA256.match(self.root):
            raise RefusedError("a log head has a size, a root of 64 digits and a moment")

    @property
    def day(self) -> dt.date:
        """The day, in UTC, on which the head was issued."""
        return dt.datetime.fromtimestamp(self.issued_s, dt.UTC).date()

    @property
    def line(self) -> str:
        """The head as a line of the site: size, root, seconds."""
        return f"{self.size} {self.root} {self.issued_s}"


@dataclass(frozen=True, slots=True)
class CommuneFigure:
    """A commune with cases."""

    name: str
    count: int | None
    """None for fewer than FEWEST_TOLD."""
    at: tuple[int, int] | None = None
    """Its middle on the map; None where no outline is known."""

    def __post_init__(self) -> None:
        if self.count is not None and self.count < FEWEST_TOLD:
            raise RefusedError(f"fewer than {FEWEST_TOLD} cases of a commune are not counted on the site")


@dataclass(frozen=True, slots=True)
class Shade:
    """The outlines of all communes that are equally dark on a map."""

    path: str
    """As SVG draws it."""
    depth: int
    """0 for no case, up to DARKEST for the most."""

    def __post_init__(self) -> None:
        if not _OUTLINE.match(self.path) or not 0 <= self.depth <= DARKEST:
            raise RefusedError("an outline is lines of whole steps, in one of five shades")


@dataclass(frozen=True, slots=True)
class ProvinceFigures:
    """The cases of a province: a map of all its communes, and those that have some, the most first."""

    name: str
    communes: tuple[CommuneFigure, ...]
    shades: tuple[Shade, ...] = ()
    """None where no outline is known; the list tells everything."""
    width: int = 0
    height: int = 0
    unplaced: int | None = 0
    """Cases of which the province alone is known; None for fewer than FEWEST_TOLD."""

    def __post_init__(self) -> None:
        if self.unplaced is not None and 0 < self.unplaced < FEWEST_TOLD:
            raise RefusedError(f"fewer than {FEWEST_TOLD} cases of a province alone are not counted on the site")
        if len(self.communes) > MOST_COMMUNES or len(self.shades) > DARKEST + 1:
            raise RefusedError(f"a map has at most {MOST_COMMUNES} communes and {DARKEST + 1} shades")


@dataclass(frozen=True, slots=True)
class Figures:
    """Cases that were confirmed in the last four weeks, by commune."""

    until: dt.date
    provinces: tuple[ProvinceFigures, ...] = ()

    def __post_init__(self) -> None:
        if len(self.provinces) > MOST_PROVINCES:
            raise RefusedError(f"figures are told of at most {MOST_PROVINCES} provinces")


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """Everything that a site is made from."""

    origin: str = ""
    """Where it will be reached; empty where that is not known, and then posters carry no code."""
    portal: str = ""
    """The portal's address, where signatures are verified."""
    app: str = ""
    """Where people get the application; empty while there is no such place, and the pages say so."""
    issuer: Words = NOBODY
    hotline: str = ""
    announcements: tuple[ApprovedFacts, ...] = ()
    """The newest first."""
    papers: tuple[IssuedPaper, ...] = ()
    heads: tuple[LogHead, ...] = ()
    """The newest first."""
    figures: Figures | None = None
    """None where the office does not publish any; then there is no page of them."""

    def __post_init__(self) -> None:
        for address in (self.origin, self.portal, self.app):
            require_address(address)
        require_hotline(self.hotline)
        for found, most in (
            (self.papers, MOST_PAPERS),
            (self.heads, MOST_HEADS),
            (self.announcements, MOST_ANNOUNCEMENTS),
        ):
            if len(found) > most:
                raise RefusedError(f"a site holds at most {most} of these")


def read_heads(data: bytes) -> tuple[LogHead, ...]:
    """Reads the heads that an earlier site told, the newest first. Raises RefusedError, and has then taken none."""
    if len(data) > MAX_HEADS_BYTES:
        raise RefusedError("the earlier log heads are too many")
    matches = [_HEAD.match(line) for line in data.decode("ascii", "replace").splitlines()]
    if any(match is None for match in matches):
        raise RefusedError("the earlier log heads cannot be read")
    return tuple(LogHead(int(match[1]), match[2], int(match[3])) for match in matches if match)


def with_head(earlier: tuple[LogHead, ...], newest: LogHead) -> tuple[LogHead, ...]:
    """Adds one more head; of each day only the last stays. Raises RefusedError for a log that shrank or forked."""
    for head in earlier:
        if head.size > newest.size:
            raise RefusedError(f"the log has shrunk: this site told {head.size} leaves, now there are {newest.size}")
        if head.size == newest.size and head.root != newest.root:
            raise RefusedError(f"the log has forked: of {head.size} leaves this site told another root")
    if any((head.size, head.root) == (newest.size, newest.root) for head in earlier):
        return earlier
    return (newest, *(head for head in earlier if head.day != newest.day))[:MOST_HEADS]


def require_address(address: str) -> None:
    """Requires a plain address, or nothing. Raises ConfigurationError."""
    if not address:
        return
    parts = urlsplit(address)
    plain = address.isascii() and address.isprintable() and not set(address) & set(" \"'<>\\#?@")
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain or len(address) > _LONGEST_ADDRESS:
        raise ConfigurationError(f"{address[:60]!r} is no address such as https://bluezone.example.vn")


def require_hotline(hotline: str) -> None:
    """Requires a telephone number, or nothing. Raises ConfigurationError."""
    if not _HOTLINE.match(hotline):
        raise ConfigurationError("a hotline is digits, blanks and +, at most 20")
