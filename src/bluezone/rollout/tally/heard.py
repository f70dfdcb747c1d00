"""What a radio at a door counted: running phones by the quarter hour, as numbers, and the file in which they travel.

No identifier can stand here: a quarter is a moment and two numbers. How many phones that were is told as a span, since
a radio hears identifiers and not phones:

- A phone changes its identifier each quarter hour by its own clock, so that a quarter of ours hears two of it at most.
  Half of what was heard, rounded up, is the fewest that it can have been.
- A phone sends one identifier at a time, so that as many phones were there as were on air at one moment.
- Each identifier is at most one phone, so that there were no more phones than identifiers.

A phone that begins anew, or whose owner discloses, shows one more, and anybody can send what is no phone's.
"""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from bluezone.rollout.errors import TallyError, Untallied
from bluezone.vietnam.words import Words

QUARTER = dt.timedelta(minutes=15)
MOST_HEARD = 5_000
"""Identifiers of a quarter: more is no crowd at a door but somebody who floods the air, and is no count."""
MOST_QUARTERS = 21 * 96
"""The days after which nothing of a door is taken any more."""
MOST_BYTES = 256 * 1024
_MINUTES = 15
_POST = re.compile(r"[0-9A-Z][0-9A-Z-]{0,19}\Z")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter hour through which a radio listened from its first second to its last."""

    begins: dt.datetime
    heard: int
    """Different identifiers: so many phones at most."""
    at_once: int
    """Of these, on air at one moment."""

    def __post_init__(self) -> None:
        begins = self.begins
        if begins.utcoffset() != dt.timedelta() or begins.minute % _MINUTES or begins.second or begins.microsecond:
            raise ValueError("a quarter hour begins at a quarter of the world's clock")
        if not min(self.heard, 1) <= self.at_once <= self.heard <= MOST_HEARD:
            raise ValueError(f"no count of a quarter hour: {self.heard}, {self.at_once} at once")

    @property
    def fewest(self) -> int:
        """The phones that were there at least."""
        return fewest_of(self.heard, self.at_once)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a radio at one post counted, in order, each quarter once."""

    post: str
    """The code by which whoever counts names the post."""
    quarters: tuple[Quarter, ...]

    def __post_init__(self) -> None:
        if not is_post(self.post) or len(self.quarters) > MOST_QUARTERS:
            raise ValueError("no count of a post")
        moments = [one.begins for one in self.quarters]
        if any(later <= earlier for earlier, later in itertools.pairwise(moments)):
            raise ValueError("quarters stand in order, each once")

    def plus(self, quarter: Quarter) -> Heard:
        """Adds a quarter behind the others; the oldest goes where there would be too many. A quarter that is there, or
        before it, changes nothing."""
        if self.quarters and quarter.begins <= self.quarters[-1].begins:
            return self
        return Heard(self.post, (*self.quarters, quarter)[-MOST_QUARTERS:])


def fewest_of(heard: int, at_once: int) -> int:
    """Tells how many phones there were at least, of so many identifiers with so many of them at one moment. Of the
    most identifiers and the most at one moment of several quarters it is what the busiest had at least."""
    return max(at_once, (heard + 1) // 2)


def busiest(quarters: Iterable[Quarter]) -> Quarter | None:
    """Finds the quarter in which the most phones were there at least, the earlier of two alike; None among none."""
    ordered = sorted(quarters, key=lambda one: one.begins)
    return max(ordered, key=lambda one: (one.fewest, one.heard), default=None)


def is_post(text: str) -> bool:
    """Whether a post may be called so."""
    return _POST.match(text) is not None


def most_at_once(spans: Iterable[tuple[int, int]]) -> int:
    """How many of these spans, each from first to last heard, there were at one moment. One that ends when another
    begins may be the same phone's."""
    on_air: list[int] = []
    most = 0
    for first, last in sorted(spans):
        while on_air and on_air[0] <= first:
            heapq.heappop(on_air)
        heapq.heappush(on_air, last)
        most = max(most, len(on_air))
    return most


class _Quarter(msgspec.Struct, forbid_unknown_fields=True):
    at: Annotated[dt.datetime, msgspec.Meta(tz=True)]
    heard: Annotated[int, msgspec.Meta(ge=0, le=MOST_HEARD)]
    at_once: Annotated[int, msgspec.Meta(ge=0, le=MOST_HEARD)]


class _Heard(msgspec.Struct, forbid_unknown_fields=True):
    """The file's fields; one for an identifier would be refused, not ignored."""

    v: Literal[1]
    post: Annotated[str, msgspec.Meta(max_length=20)]
    quarters: Annotated[list[_Quarter], msgspec.Meta(max_length=MOST_QUARTERS)]


_HEARD = msgspec.json.Decoder(_Heard)


def write_heard(heard: Heard) -> bytes:
    """Writes the file, one quarter a line, so that a person can read it."""
    lines = [
        msgspec.json.encode(_Quarter(one.begins, one.heard, one.at_once)).decode() for one in heard.quarters
    ]  # fmt: skip
    body = ",\n".join(lines)
    return f'{{"v":1,"post":"{heard.post}","quarters":[\n{body}\n]}}\n'.encode()


def read_heard(data: bytes) -> Heard:
    """Reads such a file. Raises TallyError for anything else, and has then read nothing."""
    if len(data) > MOST_BYTES:
        raise _malformed()
    try:
        said = _HEARD.decode(data)
        quarters = tuple(Quarter(one.at.astimezone(dt.UTC), one.heard, one.at_once) for one in said.quarters)
        return Heard(said.post, quarters)
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError) as error:
        raise _malformed() from error


def require_of(heard: Heard, post: str) -> None:
    """Requires that a file is of this post. Raises TallyError."""
    if heard.post != post:
        raise TallyError(
            Untallied.OTHER_POST,
            Words(
                f"Tệp này là của điểm trực {heard.post}; điểm trực này có mã {post}.",
                f"This file is of post {heard.post}; this post is called {post}.",
            ),
        )


def _malformed() -> TallyError:
    return TallyError(
        Untallied.MALFORMED,
        Words("Tệp này không phải tệp đếm của máy nghe tại cửa.", "This is no file of counts by a radio at a door."),
    )
