"""A photo that whoever holds a link sends to the counting page's door."""

from __future__ import annotations

import contextlib

from bluezone.portal.directives.services.photos import cleaned_photo
from bluezone.portal.errors import RefusedError
from bluezone.portal.field.pictures import within_bounds
from bluezone.rollout.errors import TallyError
from tests.support.portal.pictures import a_photo


def fuzz(data: bytes) -> None:
    with contextlib.suppress(TallyError, RefusedError):
        kept = cleaned_photo(within_bounds(data))
        assert kept.startswith(b"\xff\xd8")
        assert len(kept) <= 200_000


def samples() -> list[bytes]:
    return [a_photo(size=(60, 40)), a_photo(size=(60, 40), kind="PNG"), a_photo(size=(60, 40), kind="WEBP")]
