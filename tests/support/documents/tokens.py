"""A software token with one key and its certificate, for the tests that sign with what never gives its key out.

One a process: a PKCS#11 library reads its configuration when it is loaded, and is loaded once.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11.constants import Attribute
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from tests.support.documents.certificates import certificate, private_key

NAME, ORGANISATION = "Nguyễn Văn Thẻ", "UBND huyện Sơn Dương"
TOKEN, PIN, LABEL = "bluezone", "246813", "van-thu"
_LIBRARIES = (Path("/usr/lib/softhsm/libsofthsm2.so"), Path("/usr/lib64/softhsm/libsofthsm.so"))


def token_library() -> Path:
    """The library that opens the token; skips the test on a machine without one."""
    found = _filled()
    if found is None:
        pytest.skip("softhsm2 is not installed; scripts/system-packages installs it")
    return found


@functools.cache
def _filled() -> Path | None:
    found = [path for path in _LIBRARIES if path.exists()]
    if not found or not shutil.which("softhsm2-util"):
        return None
    folder = Path(tempfile.mkdtemp(prefix="bluezone-token-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    command = ["softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", PIN]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    _fill(found[0])
    return found[0]


def _fill(library: Path) -> None:
    key = private_key(NAME)
    made = certificate(NAME, ORGANISATION)
    with pkcs11.lib(str(library)).get_token(token_label=TOKEN).open(user_pin=PIN, rw=True) as session:
        der = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        named = {Attribute.LABEL: LABEL, Attribute.ID: b"\x01", Attribute.TOKEN: True}
        session.create_object(decode_rsa_private_key(der) | named | {Attribute.SENSITIVE: True, Attribute.SIGN: True})
        session.create_object(decode_x509_certificate(made.public_bytes(Encoding.DER)) | named)
