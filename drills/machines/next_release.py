"""A bundle of the release that follows: the same commit under a later version, with a folder of its own where it is
installed. What changes between two real releases is played by the data, whose tables are taken back.
"""

from __future__ import annotations

import base64
import hashlib
import re
import tarfile
import zipfile
from pathlib import Path

from bluezone.joining.refusal import RefusedError
from bluezone.joining.upgrading.bundles import verified_version
from drills.machines.debian import NotRunError
from drills.machines.office import Bundle
from scripts.releasing.packing import pack
from scripts.releasing.signing import sign, write_sums


def following(bundle: Bundle, folder: Path) -> Bundle:
    """Writes it into the folder, signed by the key that lies beside the bundle. Raises NotRunError where that key is
    missing, or the bundle is not laid out as is relied upon here."""
    now, then, private = bundle.version, f"{bundle.version}.1", bundle.release_key.with_name("release.pem")
    if not private.is_file():
        raise NotRunError(f"{private} is missing: the next release is signed by the key that signed {bundle.archive}")
    with tarfile.open(bundle.archive, "r:") as tar:
        tar.extractall(folder, filter="data")
    laid = (folder / f"bluezone-{now}-offline").rename(folder / f"bluezone-{then}-offline")
    (wheel,) = (laid / "wheels").glob("bluezone-*.whl")
    raised = _raised(wheel, now, then)
    wheel.unlink()
    _pin(laid / "requirements.txt", raised, now, then)
    write_sums(laid)
    sign(laid, private)
    _require_taken(laid, bundle.release_key, then)
    archive = folder / f"{laid.name}.tar"
    pack(laid, archive, 0)
    return Bundle(archive, bundle.release_key)


def _require_taken(laid: Path, key: Path, version: str) -> None:
    """Has it looked at as by the program that is to take it: its signature, every file, and which version it is."""
    try:
        found = verified_version(laid, key)
    except RefusedError as error:
        raise NotRunError(f"the next release would be refused: {error}") from error
    if found != version:
        raise NotRunError(f"requirements.txt of the bundle pins bluezone {found} in other words than those known here")


def _raised(wheel: Path, now: str, then: str) -> Path:
    """The wheel once more, under the later version; its own list of files follows (PEP 427)."""
    raised = wheel.with_name(wheel.name.replace(f"-{now}-", f"-{then}-"))
    listed = []
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(raised, "w", zipfile.ZIP_DEFLATED) as new:
        _require_known(old, wheel.name, now)
        for one in old.infolist():
            name, content = one.filename.replace(f"-{now}.dist-info/", f"-{then}.dist-info/"), old.read(one)
            if name.endswith(".dist-info/RECORD"):
                record = name
                continue
            if name.endswith(".dist-info/METADATA"):
                content = content.replace(_told(now), _told(then), 1)
            new.writestr(name, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            listed.append(f"{name},sha256={digest},{len(content)}")
        new.writestr(record, "\n".join([*listed, f"{record},,"]) + "\n")
    return raised


def _require_known(wheel: zipfile.ZipFile, name: str, version: str) -> None:
    record, metadata = (f"bluezone-{version}.dist-info/{file}" for file in ("RECORD", "METADATA"))
    if not {record, metadata} <= set(wheel.namelist()) or _told(version) not in wheel.read(metadata):
        raise NotRunError(f"{name} has no RECORD, or no METADATA that says version {version}")


def _told(version: str) -> bytes:
    return f"\nVersion: {version}\n".encode()


def _pin(requirements: Path, wheel: Path, now: str, then: str) -> None:
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    ours = re.compile(rf"^bluezone=={re.escape(now)} \\\n    --hash=sha256:[0-9a-f]+$", re.MULTILINE)
    text = requirements.read_text("utf-8")
    requirements.write_text(ours.sub(lambda _: f"bluezone=={then} \\\n    --hash=sha256:{digest}", text), "utf-8")
