"""Which certificates an organisation's page shows, however many there were."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.papers.models import Capacity, NotedCertificate
from bluezone.portal.papers.noted import certificates_of, waiting_certificates
from bluezone.portal.papers.services import bring_certificate
from tests.support.documents.certificates import plain_signer


def test_of_those_that_sign_no_more_the_last_hundred_are_shown(papers):
    sign = NotedCertificate.objects.count()
    one = NotedCertificate.objects.first()
    kept = {field.attname: getattr(one, field.attname) for field in one._meta.fields if field.name != "id"}
    NotedCertificate.objects.bulk_create(
        NotedCertificate(**{**kept, "fingerprint": f"{number:064}", "ended_at": papers.now, "ended_by": papers.leader})
        for number in range(101)
    )

    assert sign + 100 == len(certificates_of(papers.committee, papers.now))


def test_what_was_brought_waits_less_than_a_day(papers):
    row = bring_certificate(
        organisation=papers.committee,
        certificate=plain_signer().facts,
        capacity=Capacity.PERSON,
        by=papers.clerk,
        now=papers.now,
    )
    day = dt.timedelta(days=1)

    waits = [list(waiting_certificates(papers.now + after)) for after in (day - dt.timedelta(seconds=1), day)]

    assert [[row], []] == waits
