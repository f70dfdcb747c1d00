"""Noting which certificates sign an organisation's papers: one person who may brings one, another confirms it.

Whoever gives certificates out writes names as they like, and one authority's root vouches for thousands of bodies. So
what signs for an organisation is known by its fingerprint, and that it is this organisation's stands on the word of two
clerks or leaders of its unit, or of one above it, who have been that for a week. Any of them ends it alone: that lets
nobody sign.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.documents.signing import CertificateFacts
from bluezone.portal.as_read import require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.second_person import is_settled, still_asks
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.models import Capacity, NotedCertificate
from bluezone.portal.papers.noted import BRINGING, CONFIRMING, certificate_as_read, waiting_certificates


@transaction.atomic
def bring_certificate(
    *,
    organisation: Organisation,
    certificate: CertificateFacts,
    capacity: Capacity,
    by: Staff,
    now: dt.datetime,
    with_key: bool = False,
) -> NotedCertificate:
    """Brings a certificate, which signs nothing before another person has confirmed it. Brought once more, it waits
    anew, as whoever brought it last says. Raises RefusedError for whoever has had the role for less than a week.
    """
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not is_settled(by, BRINGING, [held.path], now):
        raise RefusedError("whoever brings a certificate has been a clerk or a leader there for a week")
    if held.closed_on is not None:
        raise RefusedError("a closed organisation takes no new certificate")
    if certificate.valid_until < now.date():
        raise RefusedError("this certificate is not valid any more")
    same = NotedCertificate.objects.select_for_update(of=("self",)).filter(fingerprint=certificate.fingerprint)
    before = [row for row in same.order_by("pk") if row.organisation_id == held.pk and row.ended_at is None]
    if any(row.confirmed_at is not None for row in before):
        raise RefusedError("this certificate is noted for this organisation already")
    for row in before:
        _end(row, by, now)
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
        with_key=with_key,
        brought_by=by,
        brought_at=now,
    )
    _note(by, "papers.bring", row, now)
    return row


@transaction.atomic
def confirm_certificate(*, certificate: NotedCertificate, read: str, by: Staff, now: dt.datetime) -> NotedCertificate:
    """Confirms that the certificate is this organisation's, or its signer's. Raises RefusedError for whoever brought
    it, for one that waits no more, and for one that stands for another organisation. What others noted whose key they
    did not have ends where this one was brought with it.
    """
    held = _locked(certificate)
    if held.ended_at is not None or held.confirmed_at is not None:
        raise RefusedError("there is no certificate that waits to be confirmed")
    require_as_read(read, certificate_as_read(held))
    if held.brought_by_id == by.pk:
        raise RefusedError("another person than the one who brought the certificate confirms it")
    if not is_settled(by, CONFIRMING, [held.path], now):
        raise RefusedError("whoever confirms a certificate has been a clerk or a leader there for a week")
    if held.organisation.closed_on is not None or held.valid_until < now.date():
        raise RefusedError("the organisation was closed, or the certificate is not valid any more")
    is_good = waiting_certificates(now).filter(pk=held.pk).exists()
    if not (is_good and still_asks(held.brought_by, BRINGING, [held.path], now)):
        raise RefusedError(
            "the certificate was brought too long ago, or by somebody who may do so no more; bring it anew"
        )
    _make_way(held, by, now)
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
    _end(held, by, now)


def _end(row: NotedCertificate, by: Staff, now: dt.datetime) -> None:
    row.ended_by, row.ended_at = by, now
    row.save(update_fields=["ended_by", "ended_at"])
    _note(by, "papers.end_certificate", row, now)


def _make_way(row: NotedCertificate, by: Staff, now: dt.datetime) -> None:
    """An organisation's certificate is its alone, and no person's; a person's may stand for several organisations.
    Anybody has the certificate of others, and nobody else its key: whoever brought that along is believed."""
    others = NotedCertificate.objects.filter(fingerprint=row.fingerprint, confirmed_at__isnull=False, ended_at=None)
    if row.capacity == Capacity.PERSON:
        others = others.filter(capacity=Capacity.ORGANISATION)
    for other in others.order_by("pk"):
        if other.with_key or not row.with_key:
            raise RefusedError(
                "this certificate is noted for another organisation, or as a person's; where that is wrong, bring the "
                "file with which it signs, with its key"
            )
        _end(other, by, now)


def _locked(certificate: NotedCertificate) -> NotedCertificate:
    """Holds the row, and all of the same certificate: two offices that claim one act one after the other."""
    rows = NotedCertificate.objects.select_for_update(of=("self",)).filter(fingerprint=certificate.fingerprint)
    return next(row for row in rows.order_by("pk") if row.pk == certificate.pk)


def _note(actor: Staff, act: str, row: NotedCertificate, now: dt.datetime) -> None:
    detail = {"certificate": row.fingerprint, "capacity": row.capacity}
    subjects = [("organisation", row.organisation_id)]
    record_write(actor=actor, act=act, now=now, subjects=subjects, path=row.path, detail=detail)
