"""The pages of a post's paper register as PDF, each with its number and where it is keyed; or their lines as slips."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from bluezone.documents.door_badges import set_badges
from bluezone.documents.door_sheets import DoorSheet, set_door_sheets, set_door_slips
from bluezone.documents.letters import settable
from bluezone.portal.posts.models import Post, Sheet
from bluezone.portal.posts.sheets import LINES, spaced
from bluezone.portal.world import VIET_NAM


def sheets_of(
    post: Post, sheets: Sequence[Sheet], address: Callable[[str], str], *, as_slips: bool = False, now: dt.datetime
) -> bytes:
    """Sets the pages, or their lines as slips to cut; `address` says where the one of a number is keyed. Raises
    PaperError."""
    pages = [_page(post, one, address) for one in sheets]
    set_pages = set_door_slips if as_slips else set_door_sheets
    return set_pages(pages, lines=LINES, now=now.astimezone(VIET_NAM))


def badges_of(post: Post, drawn: Sequence[tuple[str, str]], *, now: dt.datetime) -> bytes:
    """Sets badges of those who work at the place of a post. Raises PaperError."""
    written = [(spaced(number), text) for number, text in drawn]
    return set_badges(written, place=settable(post.premises.full_name), now=now)


def _page(post: Post, sheet: Sheet, address: Callable[[str], str]) -> DoorSheet:
    return DoorSheet(
        place=settable(post.premises.full_name),
        post=settable(post.name),
        number=spaced(sheet.number),
        code=address(sheet.number),
        asks_phone=post.asks_phone,
    )
