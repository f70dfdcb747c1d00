"""The photograph of a paper page: sealed by whoever keyed the page, and looked at where its rows were opened.

It shows every line at once. So a release shows it only where it opened the hours of all of them, and where nothing of
the page was keyed since; a page that reaches beyond these hours stays sealed as a picture, and its rows are read one by
one. What was sealed nobody has looked into: it is read within bounds, by a process of its own, and written anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from bluezone.portal.directives.services.anatomy import plain_photo
from bluezone.portal.directives.services.attachments import examined_photo
from bluezone.portal.errors import RefusedError
from bluezone.portal.posts.models import DoorRow, ReleasedRow, SheetPhoto
from bluezone.portal.posts.unsealing import unsealed
from bluezone.portal.posts.wire import SEAL_BYTES

MOST_PHOTO_BYTES = 400_000
"""A page makes a photograph smaller by itself, and still to be read."""
MOST_PHOTO_PIXELS = 4_000_000


def require_small(sealed: bytes) -> bytes:
    """Requires that this can be a sealed photograph of a page. Raises RefusedError."""
    if not SEAL_BYTES < len(sealed) <= SEAL_BYTES + MOST_PHOTO_BYTES:
        raise RefusedError("a photograph of a sheet has at most 400 kB; the page makes it small by itself")
    return sealed


def photo_opened_with(released: ReleasedRow) -> SheetPhoto | None:
    """The photograph of the page of an opened row, if the same two opened all that it shows."""
    row, release = released.row, released.release
    photo = SheetPhoto.objects.filter(sheet__post=row.post_id, sheet__number=row.page).select_related("sheet").first()
    if photo is None or release.agreed_at is None:
        return None
    keyed_at = photo.sheet.keyed_at
    if keyed_at is None or max(keyed_at, photo.kept_at) > release.agreed_at:
        return None
    of_page = DoorRow.objects.filter(post=row.post_id, page=row.page, way=DoorRow.Way.IN)
    beyond = of_page.exclude(hour__gte=release.begins, hour__lt=release.ends)
    return None if beyond.exists() else photo


def read_photo(photo: SheetPhoto, keys: Sequence[bytes]) -> bytes:
    """The photograph, written anew as a JPEG. Raises RefusedError for what no page of ours seals."""
    content = unsealed(bytes(photo.sealed), keys)
    if content is None:
        raise RefusedError("no key of this portal opens this photograph")
    plain = plain_photo(content)
    if len(content) > MOST_PHOTO_BYTES or plain.width * plain.height > MOST_PHOTO_PIXELS:
        raise RefusedError("this photograph is larger than one that the page makes")
    return examined_photo(plain.content).content
