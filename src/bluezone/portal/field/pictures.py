"""A stranger's photo, within bounds that are tighter than staff's: its size is looked at before a pixel is read.

The page makes photos small by itself; what comes here larger was not sent by it.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image

from bluezone.portal.directives.services.photos import cleaned_photo
from bluezone.portal.errors import RefusedError
from bluezone.rollout.errors import TallyError, Untallied
from bluezone.vietnam.words import Words

MOST_PHOTO_BYTES = 400_000
"""A page sends at most 200 kB; a camera's own file is refused before it is read."""
MOST_PHOTO_PIXELS = 4_000_000


def written_anew(content: bytes) -> bytes:
    """Writes a photo anew as our own JPEG. Raises TallyError for what is none."""
    if len(content) > MOST_PHOTO_BYTES:
        raise _refused("Ảnh quá lớn; nhiều nhất 400 kB.", "This photo is too big; 400 kB at most.")
    try:
        if _pixels(content) <= MOST_PHOTO_PIXELS:
            return cleaned_photo(content)
    except (RefusedError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _no_photo() from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise _no_photo() from error
    raise _no_photo()


def _pixels(content: bytes) -> int:
    """How many pixels a picture has, as the file's head says."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as found:
            return found.width * found.height


def _no_photo() -> TallyError:
    return _refused("Tệp này không phải ảnh đọc được.", "This is no photo that can be read.")


def _refused(vi: str, en: str) -> TallyError:
    return TallyError(Untallied.MALFORMED, Words(vi, en))
