"""How much one request may send as files: read into memory up to a bound, never onto a disk, and not a byte more."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload

from bluezone.lists.reading.sheet import DEFAULT_BOUNDS

MOST_BYTES = DEFAULT_BOUNDS.file_bytes
_AROUND_A_FILE = 65_536
"""Boundaries and the other fields of a form."""


class BoundedUpload(MemoryFileUploadHandler):
    """Lists carry names; none is left behind in a temporary folder."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803 - Django's name
        self.activated = content_length <= MOST_BYTES + _AROUND_A_FILE

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if not self.activated:
            raise StopUpload(connection_reset=False)
        return super().receive_data_chunk(raw_data, start)


def is_too_big(content_length: str) -> bool:
    """Whether a request of this length was not taken."""
    return content_length.isdecimal() and int(content_length) > MOST_BYTES + _AROUND_A_FILE
