"""The contact who was asked how they are is sampled, the tube sent and received; what it came to was mistyped first."""

from __future__ import annotations

from decimal import Decimal

from bluezone.portal.followup.models import Watch
from bluezone.portal.identity.models import Staff
from bluezone.portal.sampling import results, services
from bluezone.portal.sampling.rules import Finding, Kind, Value
from tests.support.portal.offices import NOW, Office


def work(_office: Office) -> dict[str, str]:
    """What an officer orders, takes, sends and enters."""
    lan, today = Staff.objects.get(username="lan"), NOW.date()
    node = Watch.objects.exclude(first_day=None).latest("pk").involvement
    barcode, *_ = services.print_labels(actor=lan, unit=node.unit, sheets=1, now=NOW)
    services.order_sample(
        actor=lan, now=NOW, involvement=node, reason="sốt từ đêm qua", read=services.digest_of_person(node)
    )
    read = services.digests_of_people([node])
    tubes = [services.Tube(barcode, (node,))]
    (sample,) = services.take_samples(actor=lan, now=NOW, kind=Kind.PCR, tubes=tubes, taken_on=today, read=read)
    keys = [sample.pk]
    services.send_samples(
        actor=lan,
        now=NOW,
        samples=keys,
        laboratory="CDC Tuyên Quang",
        read={sample.pk: services.digest_of_steps(sample)},
    )
    sample.refresh_from_db()
    services.receive_samples(actor=lan, now=NOW, samples=keys, read={sample.pk: services.digest_of_steps(sample)})
    sample.refresh_from_db()
    found = {sample.pk: Finding(Value.INVALID, today)}
    results.note_results(actor=lan, now=NOW, findings=found, read={sample.pk: services.digest_of_steps(sample)})
    sample.refresh_from_db()
    finding = Finding(Value.POSITIVE, today, Decimal("21.5"))
    results.correct_result(
        actor=lan, now=NOW, sample=sample, finding=finding, reason="gõ nhầm", read=services.digest_of_sample(sample)
    )
    sample.refresh_from_db()
    services.tell_positive(actor=lan, now=NOW, member=sample.members.get(), read=services.digest_of_sample(sample))
    return {}
