"""How something looks that is still being typed: drawn in a process of its own (`previewer`), two at a time, and not
for ever; kept nowhere but as a picture, some minutes in memory. Where there is nothing to see, the preview says why.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from django.utils.translation import gettext

from bluezone.documents.errors import DocumentError
from bluezone.documents.words import Reason
from bluezone.portal.bounded import run_bounded
from bluezone.portal.frame.refusals import message_of
from bluezone.portal.papers.pictures import keep_picture
from bluezone.portal.papers.previewer import Drawn, Wanted

AT_ONCE = 2
LONGEST_S, LONGEST_WAIT_S = 15, 5
_PLACES = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Seen:
    """One page as it would look, or why there is none."""

    name: str = ""
    """Under which its picture is found."""
    page: int = 1
    pages: int = 0
    why: str = ""


def seen(wanted: Wanted, entropy: Callable[[int], bytes]) -> Seen:
    """Draws what is wanted, and keeps the picture for some minutes."""
    if not _PLACES.acquire(timeout=LONGEST_WAIT_S):
        return Seen(why=gettext("Many people are drafting now; look again in a minute."))
    try:
        drawn = _run(wanted)
    finally:
        _PLACES.release()
    if drawn is None:
        return Seen(why=gettext("Drawing this takes longer than a preview may."))
    if drawn.refused:
        return Seen(why=message_of(DocumentError(Reason[drawn.refused], **drawn.values)))
    return Seen(keep_picture(drawn.picture, entropy), drawn.page, drawn.pages)


def _run(wanted: Wanted) -> Drawn | None:
    try:
        answer = run_bounded("bluezone.portal.papers.previewer", msgspec.msgpack.encode(wanted), longest_s=LONGEST_S)
        return msgspec.msgpack.decode(answer, type=Drawn)
    except (subprocess.SubprocessError, msgspec.MsgspecError):
        return None
