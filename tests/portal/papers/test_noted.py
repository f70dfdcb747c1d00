"""Which certificates an organisation's page shows, however many there were."""

from __future__ import annotations

from bluezone.portal.papers.models import NotedCertificate
from bluezone.portal.papers.noted import certificates_of


def test_of_those_that_sign_no_more_the_last_hundred_are_shown(papers):
    sign = NotedCertificate.objects.count()
    one = NotedCertificate.objects.first()
    kept = {field.attname: getattr(one, field.attname) for field in one._meta.fields if field.name != "id"}
    NotedCertificate.objects.bulk_create(
        NotedCertificate(**{**kept, "fingerprint": f"{number:064}", "ended_at": papers.now, "ended_by": papers.leader})
        for number in range(101)
    )

    assert sign + 100 == len(certificates_of(papers.committee, papers.now))
