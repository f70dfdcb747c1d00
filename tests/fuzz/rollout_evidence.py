"""A photo, a scan or a signed letter as somebody may upload it to the rollout's desk."""

from __future__ import annotations

import contextlib

from bluezone.documents.errors import UnreadableError
from bluezone.portal.directives.services.pdfs import require_pdf
from bluezone.portal.directives.services.photos import MOST_BYTES_KEPT, cleaned_photo
from bluezone.portal.errors import RefusedError
from tests.support.portal.rolling import a_pdf, a_photo

_SAMPLES = [a_photo(64, 48), a_photo(48, 64, form="PNG"), a_photo(32, 32, form="WEBP"), a_pdf()]


def fuzz(data: bytes) -> None:
    with contextlib.suppress(RefusedError):
        assert len(cleaned_photo(data)) <= MOST_BYTES_KEPT
    with contextlib.suppress(RefusedError, UnreadableError):
        assert require_pdf(data) >= 1


def samples() -> list[bytes]:
    return _SAMPLES
