"""Noting which certificates sign an organisation's papers: one of its people brings one, another confirms it.

Whoever gives certificates out writes names as they like, and one authority's root vouches for thousands of bodies. So
what signs for an organisation is known by its fingerprint, and that it is this organisation's stands on two persons'
word. Either ends it alone: that lets nobody sign.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.documents.signing import CertificateFacts
from bluezone.portal.as_read import require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.models import Capacity, NotedCertificate
from bluezone.portal.papers.noted import certificate_as_read, waiting_certificates


@transaction.atomic
def bring_certificate(
    *, organisation: Organisation, certificate: CertificateFacts, capacity: Capacity, by: Staff, now: dt.datetime
) -> NotedCertificate:
    """Brings a certificate, which signs nothing before another person has confirmed it. Brought once more, it waits
    anew, as whoever brought it last says.
    """
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if held.closed_on is not None:
        raise RefusedError("a closed organisation signs no more papers")
    if certificate.valid_until < now.date():
        raise RefusedError("this certificate is not valid any more")
    before = NotedCertificate.objects.filter(organisation=held, fingerprint=certificate.fingerprint, ended_at=None)
    if before.filter(confirmed_at__isnull=False).exists():
        raise RefusedError("this certificate is noted for this organisation already")
    before.update(ended_by=by, ended_at=now)
    row = NotedCertificate.objects.create(
        organisation=held,
        path=held.path,
        capacity=capacity,
        fingerprint=certificate.fingerprint,
        name=certificate.name,
        named_organisation=certificate.organisation,
        issuer=certificate.issuer,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        brought_by=by,
        brought_at=now,
    )
    _note(by, "papers.bring", row, now)
    return row


@transaction.atomic
def confirm_certificate(*, certificate: NotedCertificate, read: str, by: Staff, now: dt.datetime) -> NotedCertificate:
    """Confirms that the certificate is this organisation's, or its signer's. Raises RefusedError for whoever brought
    it, for one that waits no more, and for one that stands for another organisation.
    """
    held = _locked(certificate)
    if held.ended_at is not None or held.confirmed_at is not None:
        raise RefusedError("there is no certificate that waits to be confirmed")
    require_as_read(read, certificate_as_read(held))
    if held.brought_by_id == by.pk:
        raise RefusedError("another person than the one who brought the certificate confirms it")
    if not waiting_certificates(now).filter(pk=held.pk).exists():
        raise RefusedError(
            "the certificate was brought too long ago, or by somebody who may do so no more; bring it anew"
        )
    _require_nobody_elses(held)
    held.confirmed_by, held.confirmed_at = by, now
    held.save(update_fields=["confirmed_by", "confirmed_at"])
    _note(by, "papers.vouch", held, now)
    return held


@transaction.atomic
def end_certificate(*, certificate: NotedCertificate, read: str, by: Staff, now: dt.datetime) -> None:
    """Ends what was noted, or puts aside what was brought: from now on it signs nothing for this organisation."""
    held = _locked(certificate)
    if held.ended_at is not None:
        raise RefusedError("this certificate was put aside already")
    require_as_read(read, certificate_as_read(held))
    held.ended_by, held.ended_at = by, now
    held.save(update_fields=["ended_by", "ended_at"])
    _note(by, "papers.end_certificate", held, now)


def _require_nobody_elses(row: NotedCertificate) -> None:
    """An organisation's certificate is its alone, and no person's; a person's may stand for several organisations."""
    others = NotedCertificate.objects.filter(fingerprint=row.fingerprint, confirmed_at__isnull=False, ended_at=None)
    if row.capacity == Capacity.PERSON:
        others = others.filter(capacity=Capacity.ORGANISATION)
    if others.exists():
        raise RefusedError("this certificate is noted for another organisation, or as a person's")


def _locked(certificate: NotedCertificate) -> NotedCertificate:
    """Holds the row, and all of the same certificate: two offices that claim one act one after the other."""
    rows = NotedCertificate.objects.select_for_update(of=("self",)).filter(fingerprint=certificate.fingerprint)
    return next(row for row in rows.order_by("pk") if row.pk == certificate.pk)


def _note(actor: Staff, act: str, row: NotedCertificate, now: dt.datetime) -> None:
    detail = {"certificate": row.fingerprint, "capacity": row.capacity}
    subjects = [("organisation", row.organisation_id)]
    record_write(actor=actor, act=act, now=now, subjects=subjects, path=row.path, detail=detail)
