"""A folder that is replaced as a whole: a reader meets the old site or the new one, never half of each.

Only what an earlier run wrote is ever replaced. A folder that holds anything else is refused and stays as it is.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from bluezone.portal.errors import RefusedError

MANIFEST = "site.sha256"
"""Names every file of a site with its SHA-256, as `sha256sum --check` reads it; and so says whose folder it is."""
_HERE, _EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of renameat2(2)."""


def publish_folder(target: Path, files: Mapping[str, bytes]) -> bool:
    """Puts these files there, and nothing else; whether anything changed."""
    wanted = {**files, MANIFEST: _manifest(files)}
    require_ours(target)
    if _holds(target, wanted):
        return False
    fresh = target.with_name(f".{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)  # of a run that was killed
    for name, body in wanted.items():
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    _flush(fresh)
    _replace(fresh, target)
    return True


def require_ours(target: Path) -> None:
    """Requires a folder with nothing in it that no earlier run wrote. Raises RefusedError."""
    if not target.exists():
        if not target.parent.is_dir():
            raise RefusedError(f"{target.parent} is no folder")
        return
    if target.is_symlink() or not target.is_dir():
        raise RefusedError(f"{target} is no folder")
    listed = _listed(target / MANIFEST)
    foreign = sorted(path for path in _files_in(target) if path not in listed)
    if foreign:
        raise RefusedError(f"{target} holds {foreign[0]}, which is not ours; name an empty folder")


def _manifest(files: Mapping[str, bytes]) -> bytes:
    lines = [f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items())]
    return "".join(lines).encode()


def _listed(manifest: Path) -> set[str]:
    if not manifest.is_file():
        return set()
    lines = manifest.read_text(encoding="utf-8", errors="replace").splitlines()
    return {MANIFEST, *(line.partition("  ")[2] for line in lines)}


def _files_in(folder: Path) -> set[str]:
    """Lists everything but folders, and empty folders too: nobody's work is lost."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_dir() or not any(path.iterdir()):
            found.add(path.relative_to(folder).as_posix())
    return found


def _holds(target: Path, wanted: Mapping[str, bytes]) -> bool:
    if not target.is_dir() or _files_in(target) != set(wanted):
        return False
    return all((target / name).read_bytes() == body for name, body in wanted.items())


def _flush(folder: Path) -> None:
    """Flushes the files onto the disk, before anybody is led there."""
    for path in (folder, *folder.rglob("*")):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _replace(fresh: Path, target: Path) -> None:
    if not target.exists():
        fresh.rename(target)
        return
    if not _exchanged(fresh, target):
        old = target.with_name(f".{target.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        fresh.rename(target)
        fresh = old
    shutil.rmtree(fresh)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchanges both names at once, where the file system can; whether it could."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return call is not None and call(_HERE, bytes(one), _HERE, bytes(other), _EXCHANGE) == 0
