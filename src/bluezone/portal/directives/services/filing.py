"""Files that are kept: under their hash, once."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from bluezone.portal.directives.models import File
from bluezone.vietnam.names import normalised_name

_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in."""

    name: str
    content: bytes


def keep_file(content: bytes, *, name: str, media_type: str, now: dt.datetime) -> File:
    """Keeps a file, or finds it already there."""
    shown = normalised_name(name.replace("\\", "/").rsplit("/", 1)[-1])[-_LONGEST_NAME:] or "?"
    kept, _ = File.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={
            "name": shown,
            "media_type": media_type,
            "size": len(content),
            "content": content,
            "kept_at": now,
        },
    )
    return kept
