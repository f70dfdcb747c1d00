"""The parts of a zipped workbook, unpacked within bounds.

Sizes that the directory states are checked first and never believed: every part is unpacked here to its end, in small
steps, before calamine sees the file, and a part whose true size differs fails its checksum.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib

from bluezone.lists.reading.refusing import bomb, damaged, encrypted
from bluezone.lists.reading.sheet import Bounds

_ENCRYPTED_FLAG = 0x1
_STEP = 1 << 20
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    ValueError,
    IndexError,  # zipfile over an entry without a name
    OSError,
    RuntimeError,  # an unknown way of packing among them
)
_FREE_BYTES = 1 << 20
"""Below this size a part may be packed as tightly as it likes."""


def unpack(data: bytes, bounds: Bounds) -> dict[str, bytes]:
    """Unpacks the parts by their names. A sheet may have any name, so pictures are kept as well as XML."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_directory(entries, bounds)
            parts = {entry.filename: _unpack_one(archive, entry) for entry in entries if not entry.is_dir()}
    except _BROKEN as error:
        raise damaged() from error
    return parts


def _check_directory(entries: list[zipfile.ZipInfo], bounds: Bounds) -> None:
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise encrypted()
    if len(entries) > bounds.parts or sum(entry.file_size for entry in entries) > bounds.unpacked_bytes:
        raise bomb()
    if any(_too_tight(entry, bounds) for entry in entries):
        raise bomb()
    if len({entry.filename for entry in entries}) != len(entries):
        raise damaged()  # two parts of one name: which one a reader takes, nobody knows


def _too_tight(entry: zipfile.ZipInfo, bounds: Bounds) -> bool:
    return entry.file_size > _FREE_BYTES and entry.file_size > bounds.packing_ratio * max(1, entry.compress_size)


def _unpack_one(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Unpacks one part up to its stated size; ZipExtFile compares the checksum there, so a lie ends here."""
    with archive.open(entry) as part:
        return b"".join(iter(lambda: part.read(_STEP), b""))
