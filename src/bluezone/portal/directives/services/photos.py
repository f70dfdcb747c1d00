"""Photos that come in: read within bounds, turned upright, made small and written anew.

What is kept is pixels only: where and when a photo was taken, with which phone, and whatever else a camera or a
stranger put beside the picture, is not carried over. `attachments` has this done by a process of its own.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from bluezone.portal.directives.services.anatomy import plain_photo
from bluezone.portal.errors import RefusedError

MOST_BYTES_IN = 16 << 20
MOST_BYTES_KEPT = 200_000
LONGEST_SIDE = 1_600
_QUALITIES = (82, 72, 60, 48)
_STRICT = (UserWarning, TypeError, KeyError, IndexError)
"""What Pillow says of corrupt EXIF: a remark where warnings are errors, and whatever its parsers trip over."""


def cleaned_photo(content: bytes) -> bytes:
    """Writes the photo anew as a JPEG of at most 200 kB. Raises RefusedError with what is wrong."""
    if len(content) > MOST_BYTES_IN:
        raise RefusedError("a photo has at most 16 MB")
    picture = _opened(content)
    side = LONGEST_SIDE
    while True:
        small = picture.copy()
        small.thumbnail((side, side))
        for quality in _QUALITIES:
            out = io.BytesIO()
            small.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= MOST_BYTES_KEPT:
                return out.getvalue()
        side = side * 3 // 4


def _opened(content: bytes) -> Image.Image:
    plain = plain_photo(content)
    try:
        with Image.open(io.BytesIO(plain.content), formats=(plain.kind,)) as found:
            if (found.width, found.height) != (plain.width, plain.height):
                raise RefusedError("this photo is broken")
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return _flat(ImageOps.exif_transpose(found))
    except UnidentifiedImageError as error:
        raise RefusedError("this file is no photo that can be read; JPEG, PNG and WEBP can") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedError("a photo has at most 64 million pixels") from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, *_STRICT) as error:
        raise RefusedError("this photo is broken") from error


def _flat(picture: Image.Image) -> Image.Image:
    """Flattens the picture: on white, without transparency, in plain colours, nothing beside the pixels."""
    whole = picture.convert("RGBA") if picture.mode in {"RGBA", "LA", "P", "PA"} else picture.convert("RGB")
    plain = Image.new("RGB", whole.size, "white")
    plain.paste(whole, mask=whole.getchannel("A") if whole.mode == "RGBA" else None)
    return plain
