"""How many letters a minute are set, signed by person and body, verified and judged (`bluezone bench documents`).

One process, one core, keys of 2048 bits in memory. The letter is a page with several demands, as offices send them.
"""

from __future__ import annotations

import datetime as dt
import itertools
import time
from collections.abc import Callable, Iterator

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

from bluezone.conformance import inspect_paper
from bluezone.documents.draft import write_docx
from bluezone.documents.official import write_pdf
from bluezone.documents.paper import Issue, Paper, Paragraph
from bluezone.documents.signing import Credential, demand_valid, issue_paper, open_pkcs12
from bluezone.joining.refusal import RefusedError

_MOST_PAPERS = 10_000


def measure(papers: int, letter: Paper, now: dt.datetime) -> dict[str, object]:
    """Measures letters a minute of each step, all of them like this letter."""
    if not 1 <= papers <= _MOST_PAPERS:
        raise RefusedError(f"between 1 and {_MOST_PAPERS} letters are measured")
    issue = Issue(number=1, date=now.date())
    root, person, body = credentials(now)
    letters = _different(letter)

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
    """Varies the letter: the typesetter remembers what it has set before."""
    for number in itertools.count(1):
        first = Paragraph(text=f"Thực hiện nhiệm vụ thứ {number} của kế hoạch, Ủy ban nhân dân huyện yêu cầu:")
        yield msgspec.structs.replace(paper, subject=f"{paper.subject}, đợt {number}", blocks=(first, *paper.blocks))


def _per_minute(times: int, work: Callable[[], object]) -> int:
    """Runs a step once to warm up, then as often as asked: how many a minute."""
    work()
    began = time.perf_counter()
    for _ in range(times):
        work()
    return round(60 * times / (time.perf_counter() - began))


def credentials(now: dt.datetime) -> tuple[bytes, Credential, Credential]:
    """Makes a throwaway root, a person and a body."""
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
