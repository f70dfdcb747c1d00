"""A folder as one tar file, the same for the same bytes: names in order, one moment, no owner."""

from __future__ import annotations

import hashlib
import tarfile
from pathlib import Path

_RUN, _READ = 0o755, 0o644


def pack(folder: Path, target: Path, moment: int) -> tuple[str, int]:
    """Packs the folder; the SHA-256 and the size of the file, which is there whole or not at all."""
    unfinished = target.with_name(f"{target.name}.new")
    with tarfile.open(unfinished, "w", format=tarfile.GNU_FORMAT) as tar:
        for path in (folder, *sorted(folder.rglob("*"))):
            tar.add(path, str(path.relative_to(folder.parent)), recursive=False, filter=lambda one: _plain(one, moment))
    unfinished.replace(target)
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return digest, target.stat().st_size


def _plain(member: tarfile.TarInfo, moment: int) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = moment
    member.mode = _RUN if member.isdir() or member.name.endswith(".sh") else _READ
    return member
