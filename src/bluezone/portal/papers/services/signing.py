"""Signing here: a person, then the organisation. Number and date come with the first signature, only if it succeeds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from bluezone.documents.signing import (
    Credential,
    SealImage,
    SignatureImage,
    demand_valid,
    prepare_paper,
    sign_copy,
    sign_pdf,
)
from bluezone.documents.signing.issuing import BODY, PERSON
from bluezone.documents.signing.marking import CopyKind
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.leaving import Way as Leaving
from bluezone.portal.leaving import leave_by
from bluezone.portal.papers.models import Capacity, NotedCertificate, OutgoingPaper, PaperSignature, Stage, State, Way
from bluezone.portal.papers.noted import own_certificate
from bluezone.portal.papers.objections import require_no_objection
from bluezone.portal.papers.services.keeping import (
    add_file,
    locked,
    note,
    require_another,
    require_open_organisation,
    require_signatory,
)
from bluezone.portal.papers.services.numbering import give_number
from bluezone.portal.papers.services.scans import require_confirmed
from bluezone.portal.papers.services.turning import require_turned
from bluezone.portal.papers.standing import content_of, current_file

MOST_SIGNERS = 9


@dataclass(frozen=True, slots=True)
class _Signing:
    """The circumstances of a signature: under which noted certificate, how, by whose hand, when, whether it led to a
    root.
    """

    certificate: NotedCertificate
    way: Way
    by: Staff
    now: dt.datetime
    is_verified: bool


@transaction.atomic
def sign_as_person(
    *,
    paper: OutgoingPaper,
    read: str,
    credential: Credential,
    by: Staff,
    now: dt.datetime,
    roots: Sequence[bytes] = (),
    way: Way = Way.CERTIFICATE,
    image: SignatureImage | None = None,
) -> OutgoingPaper:
    """Signs as the signatory, which gives the paper number and date; co-signers add theirs to the same file.

    A certificate that is not noted as such a person's of this organisation is refused; with roots, so is one that leads
    to none of them, a paper whose figures are others now, until that was noted, and one of which this person has not
    turned every page.
    """
    leave_by(Leaving.SIGNATURE)
    held = locked(paper, State.SUBMITTED, State.SIGNED, read=read)
    require_open_organisation(held)
    require_turned(held, by)
    _require_genuine(credential, roots)
    if held.state == State.SIGNED:
        if image is not None:
            raise RefusedError("only the signatory whom the paper names has a place for an image")
        require_another(held, credential.name)
        pdf, field = current_file(held), _next_field(held)
    elif held.number is not None:
        raise RefusedError("the paper is out to be signed elsewhere; take its number back first")
    else:
        require_signatory(held, credential.name)
        require_no_objection(held)
        pdf, field = prepare_paper(content_of(held), give_number(held, now.date()), now=now), PERSON
    certificate = own_certificate(held, credential.fingerprint, Capacity.PERSON)
    signed = sign_pdf(pdf, credential, field=field, now=now, look=image)
    is_verified = _demand_trust(signed, roots, now)
    _take(held, signed, credential.name, _Signing(certificate, way, by, now, is_verified))
    held.state = State.SIGNED
    held.save()
    note(by, "papers.sign", held, now, way=way.value)
    return held


@transaction.atomic
def sign_as_organisation(
    *,
    paper: OutgoingPaper,
    read: str,
    credential: Credential,
    by: Staff,
    now: dt.datetime,
    roots: Sequence[bytes] = (),
    way: Way = Way.CERTIFICATE,
    image: SealImage | None = None,
) -> OutgoingPaper:
    """Signs for the organisation what a person has signed; over a scan it vouches for the copy, SAO Y. A certificate
    that is not noted as this organisation's is refused, and a paper whose figures are others by now until that was
    noted.
    """
    leave_by(Leaving.SIGNATURE)
    held = locked(paper, State.SIGNED, read=read)
    require_open_organisation(held)
    _require_genuine(credential, roots)
    require_confirmed(held)
    require_no_objection(held)
    require_another(held, credential.name)
    certificate = own_certificate(held, credential.fingerprint, Capacity.ORGANISATION)
    pdf = current_file(held)
    if held.is_copy:
        signed = sign_copy(pdf, CopyKind.SAME, held.organisation.name, credential, now=now)
    else:
        signed = sign_pdf(pdf, credential, field=BODY, now=now, look=image)
    is_verified = _demand_trust(signed, roots, now)
    _take(held, signed, credential.name, _Signing(certificate, way, by, now, is_verified))
    held.state = State.SEALED
    held.save()
    note(by, "papers.seal", held, now, way=way.value)
    return held


def _next_field(paper: OutgoingPaper) -> str:
    if paper.is_copy:
        raise RefusedError("a scan is signed by the organisation alone")
    signers = paper.signatures.filter(capacity=Capacity.PERSON).count()
    if signers >= MOST_SIGNERS:
        raise RefusedError("a paper bears at most nine signatures of persons")
    return f"{PERSON}{signers + 1}"


def _require_genuine(credential: Credential, roots: Sequence[bytes]) -> None:
    """Refuses a demonstration's certificate where no root is believed: nobody would notice. Else its own lets it."""
    if not roots and credential.is_demonstration:
        raise RefusedError("this certificate was made for a demonstration and signs nothing elsewhere")


def _demand_trust(pdf: bytes, roots: Sequence[bytes], now: dt.datetime) -> bool:
    """Whether the signer is verified: with roots, whoever is not signs nothing; without any, nobody is, and is told
    so.
    """
    if roots:
        demand_valid(pdf, roots, now=now)
    return bool(roots)


def _take(paper: OutgoingPaper, pdf: bytes, signer: str, made: _Signing) -> None:
    add_file(paper, Stage.SIGNED, pdf, made.now)
    PaperSignature.objects.create(
        paper=paper,
        capacity=made.certificate.capacity,
        way=made.way,
        signer=signer,
        at=made.now,
        by=made.by,
        certificate=made.certificate,
        is_verified=made.is_verified,
    )
