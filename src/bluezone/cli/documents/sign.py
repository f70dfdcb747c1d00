"""`bluezone documents sign`: one signature more on a PDF, from a certificate file or a token."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.cli.documents.silence import silence_libraries
from bluezone.joining.clocks import vietnam_now
from bluezone.joining.refusal import RefusedError

if TYPE_CHECKING:
    from bluezone.documents.signing import Credential

_SECRET_BYTES = 1_024


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Sign a PDF, which may bear signatures already; what was there before stays as it was."
    parser = commands.add_parser("sign", help=sentence, description=sentence)
    parser.add_argument("file", type=Path, metavar="PDF", help="the file to sign")
    parser.add_argument("--out", type=Path, required=True, metavar="PDF", help="where the signed file goes")
    parser.add_argument("--field", default="NguoiKy", metavar="NAME", help="the field to sign in (NguoiKy)")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--p12", type=Path, metavar="FILE", help="a certificate file, .p12 or .pfx")
    source.add_argument("--token", metavar="LABEL", help="a PKCS#11 token; needs --library and --label")
    parser.add_argument("--library", type=Path, metavar="FILE", help="the token's PKCS#11 library")
    parser.add_argument("--label", metavar="NAME", help="of the key and certificate in the token")
    parser.add_argument("--secret", type=Path, required=True, metavar="FILE", help="a file with the passphrase or PIN")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.documents.signing import sign_pdf
    from bluezone.documents.signing.placing import MAX_PDF_BYTES
    from bluezone.joining.reading import read_bounded

    silence_libraries()
    pdf = read_bounded(arguments.file, MAX_PDF_BYTES)
    with _credential(arguments) as credential:
        signed = sign_pdf(pdf, credential, field=arguments.field, now=vietnam_now())
    arguments.out.write_bytes(signed)
    print(f"signed by {credential.name}")
    return 0


@contextlib.contextmanager
def _credential(arguments: argparse.Namespace) -> Iterator[Credential]:
    from bluezone.documents.signing import open_pkcs12, open_token
    from bluezone.documents.signing.credentials import MAX_PKCS12_BYTES
    from bluezone.joining.reading import read_bounded

    secret = read_bounded(arguments.secret, _SECRET_BYTES).decode("utf-8", "replace").rstrip("\r\n")
    if arguments.p12 is not None:
        yield open_pkcs12(read_bounded(arguments.p12, MAX_PKCS12_BYTES), secret)
        return
    if arguments.library is None or arguments.label is None:
        raise RefusedError("a token needs --library and --label")
    with open_token(arguments.library, token=arguments.token, pin=secret, label=arguments.label) as credential:
        yield credential
