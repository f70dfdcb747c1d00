"""Certificates that sign an organisation's papers, as two persons noted them. Reads alone.

One is noted once another person than the one who brought it has confirmed it, both a week in office. What was brought
waits for a day, as long as whoever brought it may still bring one.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet

from bluezone.portal.as_read import digest_of
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.second_person import asked_since, grants_reaching, settled_paths
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.papers.models import Capacity, NotedCertificate, OutgoingPaper
from bluezone.portal.places.paths import rows_within

BRINGING = "papers.certificates"
CONFIRMING = "papers.vouch"
MOST_SHOWN = 100


def own_certificate(paper: OutgoingPaper, fingerprint: str, capacity: Capacity) -> NotedCertificate:
    """Finds what was noted of the certificate that signs. Raises RefusedError for one that was not, in this capacity
    and for this very organisation: a name would be anybody's.
    """
    noted = standing(paper.organisation).filter(fingerprint=fingerprint, capacity=capacity).first()
    if noted is not None:
        return noted
    if capacity == Capacity.ORGANISATION:
        raise RefusedError(
            "this certificate is not noted as this organisation's own; one person brings it, another confirms it"
        )
    raise RefusedError(
        "this certificate is not noted as a signer's of this organisation; one person brings it, another confirms it"
    )


def standing(organisation: Organisation) -> QuerySet[NotedCertificate]:
    """Certificates that sign for this organisation now."""
    return NotedCertificate.objects.filter(organisation=organisation, confirmed_at__isnull=False, ended_at=None)


def has_noted(organisation: Organisation, capacity: Capacity) -> bool:
    """Whether any certificate signs for this organisation in this capacity."""
    return standing(organisation).filter(capacity=capacity).exists()


def waiting_certificates(now: dt.datetime) -> QuerySet[NotedCertificate]:
    """Certificates that somebody brought within a day and may still bring, and nobody has confirmed."""
    rows = NotedCertificate.objects.filter(confirmed_at=None, ended_at=None, brought_at__gt=asked_since(now))
    return rows.filter(Exists(grants_reaching(OuterRef("brought_by"), BRINGING)), brought_by__is_active=True)


def certificates_to_confirm(staff: Staff, now: dt.datetime) -> QuerySet[NotedCertificate]:
    """Certificates that wait for this person's word."""
    rows = rows_within(waiting_certificates(now), settled_paths(staff, CONFIRMING, now))
    return rows.exclude(brought_by=staff)


def keys_to_confirm(staff: Staff, now: dt.datetime) -> set[int]:
    """The same, by their keys: who brought one, or came this week, sees it and is not asked."""
    return set(certificates_to_confirm(staff, now).values_list("pk", flat=True))


def certificates_of(organisation: Organisation, now: dt.datetime) -> list[NotedCertificate]:
    """Certificates of an organisation: those that wait, all that sign, the last that do so no more; the newest first
    of each.
    """
    people = ("brought_by", "confirmed_by", "ended_by")
    rows = NotedCertificate.objects.filter(organisation=organisation).select_related(*people)
    waiting = rows.filter(pk__in=waiting_certificates(now).values("pk"))
    noted = rows.filter(confirmed_at__isnull=False)
    ended = noted.filter(ended_at__isnull=False)
    parts = (waiting.order_by("-pk"), noted.filter(ended_at=None).order_by("-pk"), ended.order_by("-pk")[:MOST_SHOWN])
    return [row for part in parts for row in part]


def certificate_of(organisation: Organisation, key: int) -> NotedCertificate | None:
    """The certificate of this key, as it was brought for this organisation."""
    return NotedCertificate.objects.filter(organisation=organisation, pk=key).first()


def certificate_as_read(row: NotedCertificate) -> str:
    """Names what a page shows of a certificate on which somebody decides."""
    return digest_of(
        row.pk,
        row.organisation_id,
        row.capacity,
        row.fingerprint,
        row.name,
        row.named_organisation,
        row.issuer,
        row.valid_from,
        row.valid_until,
        row.with_key,
        row.brought_by_id,
        row.confirmed_at is not None,
        row.ended_at is not None,
    )
