"""Which bucket an exchange publishes into, noted in its data directory for all commands beside the service.

Without the note a command that was not told would take the folder, see nothing published, and refuse or publish twice.
The address holds no secret (bucket.py).
"""

from __future__ import annotations

from pathlib import Path

from bluezone.exchange.durable_files import replace_file

FOLDER = "folder"
"""Said in place of a bucket's address: the folder `public` in the data directory."""
BUCKET_NOTE = "bucket"


def chosen_bucket(data: Path, given: str | None) -> str | None:
    """What was given, or else the noted one; None is the folder."""
    if given is None:
        return noted_bucket(data)
    return None if given == FOLDER else given


def noted_bucket(data: Path) -> str | None:
    try:
        return (data / BUCKET_NOTE).read_text()
    except FileNotFoundError:
        return None


def note_bucket(data: Path, bucket: str | None) -> None:
    """Notes a bucket in place of what was noted before."""
    if bucket == noted_bucket(data):
        return
    if bucket is None:
        (data / BUCKET_NOTE).unlink()
    else:
        replace_file(data / BUCKET_NOTE, bucket.encode())
