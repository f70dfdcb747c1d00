"""`bluezone bench documents`: how many letters a minute are set, signed by person and body, verified and judged.

One process, one core, keys of 2048 bits in memory. The letter is a page with several demands, as offices send them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bluezone.documents.paper import Paper
    from bluezone.documents.signing import Credential


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Measure how many letters a minute are set, signed twice, verified, and judged."
    parser = subparsers.add_parser("documents", help=sentence, description=sentence)
    parser.add_argument("--papers", type=int, default=20, metavar="N", help="letters in each measurement (20)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.cli.documents.silence import silence_libraries
    from bluezone.cli.refusal import RefusedError

    if not 1 <= arguments.papers <= 10_000:
        raise RefusedError("between 1 and 10000 letters are measured")
    silence_libraries()
    result = _measure(arguments.papers)
    print(json.dumps(result) if arguments.json else "\n".join(f"{name}: {value}" for name, value in result.items()))
    return 0


def _measure(papers: int) -> dict[str, object]:
    from bluezone.cli.documents.example import example_letter
    from bluezone.cli.documents.moment import vietnam_now
    from bluezone.conformance import inspect_paper
    from bluezone.documents.draft import write_docx
    from bluezone.documents.official import write_pdf
    from bluezone.documents.paper import Issue
    from bluezone.documents.signing import demand_valid, issue_paper

    now = vietnam_now()
    issue = Issue(number=1, date=now.date())
    root, person, body = credentials(now)
    letters = _different(example_letter())

    def signed() -> bytes:
        return issue_paper(next(letters), issue, person=person, body=body, now=now)

    pdf, docx = signed(), write_docx(next(letters), issue, now=now)
    return {
        "papers": papers,
        "set_per_minute": _per_minute(papers, lambda: write_pdf(next(letters), issue, now=now)),
        "drafts_per_minute": _per_minute(papers, lambda: write_docx(next(letters), issue, now=now)),
        "set_and_signed_twice_per_minute": _per_minute(papers, signed),
        "verified_per_minute": _per_minute(papers, lambda: demand_valid(pdf, [root], now=now, least=2)),
        "judged_pdf_per_minute": _per_minute(papers, lambda: inspect_paper(pdf)),
        "judged_docx_per_minute": _per_minute(papers, lambda: inspect_paper(docx)),
        "signed_bytes": len(pdf),
    }


def _different(paper: Paper) -> Iterator[Paper]:
    """No two letters alike: the typesetter remembers what it has set before."""
    import msgspec

    from bluezone.documents.paper import Paragraph

    for number in itertools.count(1):
        first = Paragraph(text=f"Thực hiện nhiệm vụ thứ {number} của kế hoạch, Ủy ban nhân dân huyện yêu cầu:")
        yield msgspec.structs.replace(paper, subject=f"{paper.subject}, đợt {number}", blocks=(first, *paper.blocks))


def _per_minute(times: int, work: Callable[[], object]) -> int:
    """Once to warm up, then as often as asked."""
    work()
    began = time.perf_counter()
    for _ in range(times):
        work()
    return round(60 * times / (time.perf_counter() - began))


def credentials(now: dt.datetime) -> tuple[bytes, Credential, Credential]:
    """A throwaway root, a person and a body."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
    from cryptography.x509.oid import NameOID

    from bluezone.documents.signing import open_pkcs12

    issuer_key = rsa.generate_private_key(65537, 2048)
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Root")])

    def certificate(name: str, key: rsa.RSAPrivateKey, *, ca: bool) -> x509.Certificate:
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=True,
                    content_commitment=True,
                    key_encipherment=False,
                    data_encipherment=False,
                    key_agreement=False,
                    key_cert_sign=ca,
                    crl_sign=False,
                    encipher_only=False,
                    decipher_only=False,
                ),
                critical=True,
            )
            .sign(issuer_key, hashes.SHA256())
        )

    def credential(name: str) -> Credential:
        key = rsa.generate_private_key(65537, 2048)
        locked = BestAvailableEncryption(name.encode())
        data = pkcs12.serialize_key_and_certificates(None, key, certificate(name, key, ca=False), None, locked)
        return open_pkcs12(data, name)

    root = certificate("Root", issuer_key, ca=True).public_bytes(Encoding.DER)
    return root, credential("Person"), credential("Body")
