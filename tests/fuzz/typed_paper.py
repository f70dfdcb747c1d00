"""The text of a paper that a clerk types, or a script posts, into one box."""

from __future__ import annotations

import contextlib

from bluezone.documents.errors import PaperError
from bluezone.portal.errors import RefusedError
from bluezone.portal.papers.plain_text import read_blocks, write_blocks


def fuzz(data: bytes) -> None:
    with contextlib.suppress(RefusedError, PaperError):
        write_blocks(read_blocks(data.decode("utf-8", "replace")))


def samples() -> list[bytes]:
    return ["I. Mục\n1. [Tên] khoản\na) điểm\n- gạch\nĐiều 1. Điều\nđoạn".encode()]
