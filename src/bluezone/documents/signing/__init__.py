"""Signatures on papers: several PAdES signatures in one file, put on and verified.

The order is the decree's: number and date are given at the moment of signing, the paper is set once more with them,
then the person signs, then the body. Anything written into the file after the first signature breaks it, so nothing is
(`issuing`). Whoever signs with a tool of their own downloads, signs, uploads; what comes back must be what was sent
plus signatures, and nothing else (`returning`). Nothing here fetches revocation lists: this room has no network.
"""

from __future__ import annotations

from bluezone.documents.signing.asn1_classes import make_ready
from bluezone.documents.signing.credentials import Credential, open_pkcs12, open_token
from bluezone.documents.signing.facts import CertificateFacts, read_certificate_file
from bluezone.documents.signing.images import SealImage, SignatureImage
from bluezone.documents.signing.issuing import issue_paper, prepare_paper
from bluezone.documents.signing.marking import sign_attachment, sign_copy
from bluezone.documents.signing.placing import Spot, sign_pdf
from bluezone.documents.signing.returning import check_returned
from bluezone.documents.signing.scans import Scan, check_scan
from bluezone.documents.signing.verification import Changes, Coverage, Signature, demand_valid, verify_pdf

__all__ = [
    "CertificateFacts",
    "Changes",
    "Coverage",
    "Credential",
    "Scan",
    "SealImage",
    "Signature",
    "SignatureImage",
    "Spot",
    "check_returned",
    "check_scan",
    "demand_valid",
    "issue_paper",
    "open_pkcs12",
    "open_token",
    "prepare_paper",
    "read_certificate_file",
    "sign_attachment",
    "sign_copy",
    "sign_pdf",
    "verify_pdf",
]

make_ready()
