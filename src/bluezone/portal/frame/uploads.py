"""How much one request may send as files: read into memory up to a bound, never onto a disk, and not a byte more."""

from __future__ import annotations

import sys
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload
from django.http import HttpRequest

from bluezone.lists.reading.sheet import DEFAULT_BOUNDS
from bluezone.vietnam.numbers import MOST_DIGITS, whole_number

MOST_BYTES = DEFAULT_BOUNDS.file_bytes
_AROUND_A_FILE = 65_536
"""Boundaries and the other fields of a form."""


class BoundedUpload(MemoryFileUploadHandler):
    """Takes files into memory up to a bound: lists carry names, and none is left behind in a temporary folder."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803 - Django's name
        """Takes files only of a request that is announced as small enough."""
        self.activated = content_length <= MOST_BYTES + _AROUND_A_FILE

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Takes one part of a file, or breaks the upload off."""
        if not self.activated:
            raise StopUpload(connection_reset=False)
        return super().receive_data_chunk(raw_data, start)


def announced_bytes(request: HttpRequest) -> int | None:
    """Reads how many bytes follow, as the request says itself: none where it says nothing, None where it says nonsense,
    and more than is ever taken where it says more digits than a number of ours has."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return sys.maxsize if len(said) > MOST_DIGITS else whole_number(said)


def is_too_big(request: HttpRequest) -> bool:
    """Whether this request's files were not taken, because they are too big."""
    return (announced_bytes(request) or 0) > MOST_BYTES + _AROUND_A_FILE
