"""`bluezone documents verify`: who signed a PDF, when, over how much of it, and whether that holds."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bluezone.cli.documents.silence import silence_libraries
from bluezone.joining.clocks import vietnam_now

if TYPE_CHECKING:
    from bluezone.documents.signing import Signature

_ROOT_BYTES = 64 << 10


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Say of every signature on a PDF who made it and whether it holds; status 1 where one does not."
    parser = commands.add_parser("verify", help=sentence, description=sentence)
    parser.add_argument("file", type=Path, metavar="PDF", help="the file, of ours or anybody's")
    parser.add_argument(
        "--root", type=Path, action="append", default=[], metavar="FILE", help="a trusted root, DER or PEM; repeatable"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.documents.signing import verify_pdf
    from bluezone.documents.signing.placing import MAX_PDF_BYTES
    from bluezone.joining.reading import read_bounded

    silence_libraries()
    roots = [_der(read_bounded(path, _ROOT_BYTES)) for path in arguments.root]
    signatures = verify_pdf(read_bounded(arguments.file, MAX_PDF_BYTES), roots, now=vietnam_now())
    holds = bool(signatures) and all(signature.holds for signature in signatures)
    if arguments.json:
        described = [_described(signature) for signature in signatures]
        print(json.dumps({"holds": holds, "signatures": described}, ensure_ascii=False))
    else:
        print("\n".join(_told(signature) for signature in signatures) or "no signatures")
    return 0 if holds else 1


def _described(signature: Signature) -> dict[str, Any]:
    return {
        "field": signature.field,
        "signer": signature.signer,
        "organisation": signature.organisation,
        "signed_at": signature.signed_at.isoformat() if signature.signed_at else None,
        "holds": signature.holds,
        "intact": signature.intact,
        "coverage": signature.coverage.name.lower(),
        "changes": signature.changes.name.lower(),
        "trusted": signature.trusted,
        "trusted_when_signed": signature.trusted_when_signed,
        "root": signature.root,
        "overlaid": signature.overlaid,
        "problem": signature.problem.en if signature.problem else "",
    }


def _told(signature: Signature) -> str:
    moment = signature.signed_at.isoformat(sep=" ") if signature.signed_at else "an unknown moment"
    covers = f"covers {signature.coverage.value}, added since: {signature.changes.value}"
    covers += ", one drawn over something printed" if signature.overlaid else ""
    told = f"{'holds' if signature.holds else 'does not hold'}  {signature.signer}, {moment}, {covers}"
    return f"{told}: {signature.problem.en}" if signature.problem else told


def _der(data: bytes) -> bytes:
    """Reads a root as DER: operators have theirs in either form."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    from bluezone.joining.refusal import RefusedError

    if b"-----BEGIN" not in data:
        return data
    try:
        return x509.load_pem_x509_certificate(data).public_bytes(Encoding.DER)
    except ValueError as error:
        raise RefusedError("a root is a certificate in PEM or DER") from error
