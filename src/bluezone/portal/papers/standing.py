"""A paper as it stands: its words, its last file, and the name of what its reader has before them. Reads alone."""

from __future__ import annotations

import hashlib

import msgspec

from bluezone.documents.paper import Paper
from bluezone.portal.errors import RefusedError
from bluezone.portal.papers.models import OutgoingPaper

_PAPER = msgspec.json.Decoder(Paper)


def content_of(paper: OutgoingPaper) -> Paper:
    """Reads the paper's words, as `documents` has them."""
    return _PAPER.decode(paper.content)


def current_file(paper: OutgoingPaper) -> bytes:
    """Finds the last file: the paper as it stands. Raises RefusedError where none was made."""
    file = paper.files.order_by("-pk").first()
    if file is None:
        raise RefusedError("the paper has no file yet")
    return bytes(file.content)


def as_read(paper: OutgoingPaper) -> str:
    """Names what a reader of the paper has before them: the SHA-256 of its file, before there is one of its words."""
    digest = paper.files.order_by("-pk").values_list("digest", flat=True).first()
    return digest or hashlib.sha256(paper.content.encode()).hexdigest()
