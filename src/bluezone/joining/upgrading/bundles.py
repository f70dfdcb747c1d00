"""A bundle as somebody brought it, looked at by the program that runs before anything in it does.

Whoever upgrades believes the program that they have. The installer of a bundle checks the same, but that is in the
bundle itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from bluezone.joining.refusal import RefusedError

INSTALLER = "install.sh"
_SUMS, _SIGNATURE, _REQUIREMENTS = "SHA256SUMS", "SHA256SUMS.sig", "requirements.txt"
_OURS = re.compile(r"^bluezone==([0-9]+(?:\.[0-9]+)*)(?: |$)", re.MULTILINE)
_SUM = re.compile(r"([0-9a-f]{64})  (.+)")


@contextlib.contextmanager
def laid_out(bundle: Path) -> Iterator[Path]:
    """Gives the folder of a bundle: the one that somebody laid out, or one of our own that is gone afterwards. Raises
    RefusedError where it is neither a folder nor a bundle's archive."""
    if bundle.is_dir():
        yield bundle.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="bluezone-bundle-") as name:
        try:
            with tarfile.open(bundle, "r:") as tar:
                tar.extractall(name, filter="data")
            (folder,) = Path(name).iterdir()
        except (tarfile.TarError, ValueError) as error:
            raise _no_bundle(bundle) from error
        yield folder


def verified_version(folder: Path, key: Path | None) -> str:
    """Reads which version the bundle is of. Raises RefusedError where it is not whole, or not signed by the key;
    without one nobody is asked who made it."""
    if not all((folder / name).is_file() for name in (_SUMS, _REQUIREMENTS, INSTALLER)):
        raise _no_bundle(folder)
    sums = (folder / _SUMS).read_bytes()
    if key is not None:
        _require_signed(folder, sums, key)
    _require_whole(folder, sums)
    found = _OURS.search((folder / _REQUIREMENTS).read_text("utf-8"))
    if found is None:
        raise RefusedError("the bundle does not say which version it is")
    return found[1]


def _require_signed(folder: Path, sums: bytes, key: Path) -> None:
    try:
        public = load_pem_public_key(key.read_bytes())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise RefusedError(f"{key} is no public key in PEM") from error
    if not isinstance(public, Ed25519PublicKey):
        raise RefusedError(f"{key} is no Ed25519 key")
    if not (folder / _SIGNATURE).is_file():
        raise RefusedError("this bundle carries no signature")
    try:
        public.verify((folder / _SIGNATURE).read_bytes(), sums)
    except InvalidSignature as error:
        raise RefusedError("the signature is not of this key: install nothing, and ask whoever gave it") from error


def _require_whole(folder: Path, sums: bytes) -> None:
    listed = {found[2]: found[1] for found in map(_SUM.fullmatch, sums.decode(errors="replace").splitlines()) if found}
    files = {
        str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()
    }
    found = {name: path for name, path in files.items() if name not in {_SUMS, _SIGNATURE}}
    if listed.keys() != found.keys():
        raise RefusedError("a file is in this bundle that was not released, or one is missing")
    for name, path in found.items():
        if not path.is_file() or path.is_symlink() or _digest(path) != listed[name]:
            raise RefusedError(f"{name} of this bundle is not the file that was released")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _no_bundle(path: Path) -> RefusedError:
    return RefusedError(f"{path} is no bundle: give bluezone-X.Y.Z-offline.tar, or the folder out of it")
