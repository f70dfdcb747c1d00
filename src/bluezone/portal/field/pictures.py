"""A stranger's photo, within bounds that are tighter than staff's: its size is looked at before a pixel is read.

The page makes photos small by itself; what comes here larger was not sent by it. A process of its own reads the pixels.
"""

from __future__ import annotations

from bluezone.portal.directives.services.anatomy import plain_photo
from bluezone.portal.directives.services.attachments import Attachment, examined_photo
from bluezone.portal.errors import BusyError, RefusedError
from bluezone.rollout.errors import TallyError, Untallied
from bluezone.vietnam.words import Words

MOST_PHOTO_BYTES = 400_000
"""A page sends at most 200 kB; a camera's own file is refused before it is read."""
MOST_PHOTO_PIXELS = 4_000_000


def written_anew(content: bytes) -> Attachment:
    """The photo as our own JPEG. Raises TallyError for what is none, BusyError while many others are looked into."""
    plain = within_bounds(content)
    try:
        return examined_photo(plain)
    except BusyError:
        raise
    except RefusedError as error:
        raise no_photo() from error


def within_bounds(content: bytes) -> bytes:
    """The photo without what no pixel needs. Raises TallyError for one that no page of ours sends."""
    if len(content) > MOST_PHOTO_BYTES:
        raise _refused("Ảnh quá lớn; nhiều nhất 400 kB.", "This photo is too big; 400 kB at most.")
    try:
        plain = plain_photo(content)
    except RefusedError as error:
        raise no_photo() from error
    if plain.width * plain.height > MOST_PHOTO_PIXELS:
        raise no_photo()
    return plain.content


def no_photo() -> TallyError:
    """What whoever sent something else is told."""
    return _refused("Tệp này không phải ảnh đọc được.", "This is no photo that can be read.")


def _refused(vi: str, en: str) -> TallyError:
    return TallyError(Untallied.MALFORMED, Words(vi, en))
