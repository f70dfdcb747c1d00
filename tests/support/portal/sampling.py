"""Contacts of a case, labels on a sheet, and whoever takes samples and enters results: what tests of samples begin
with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bluezone.portal.identity.models import Staff
from bluezone.portal.sampling import results, services
from bluezone.portal.sampling.models import Due, Member, Sample
from bluezone.portal.sampling.rules import Finding, Kind, Value
from tests.support.portal.isolation import IsolationOffice
from tests.support.portal.offices import NOW, SON_DUONG, Office, the_unit

TODAY = NOW.date()


class SamplingOffice(IsolationOffice):
    """Two F1s who are to be sampled, an F2, and a sheet of labels."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        unit = the_unit(SON_DUONG)
        self.labels = services.print_labels(actor=self.officer, unit=unit, sheets=1, now=NOW)

    def take(
        self,
        *tubes: tuple[str, Sequence[int]],
        kind: Kind = Kind.PCR,
        on: dt.date = TODAY,
        by: Staff | None = None,
        now: dt.datetime = NOW,
    ) -> list[Sample]:
        people = {at: self.node(at) for _, members in tubes for at in members}
        read = services.digests_of_people(list(people.values()))
        made = [services.Tube(barcode, tuple(people[at] for at in members)) for barcode, members in tubes]
        actor = by or self.officer
        return services.take_samples(actor=actor, kind=kind, tubes=made, taken_on=on, read=read, now=now)

    def sampled(self, at: int, label: int = 0, **how: object) -> Sample:
        return self.take((self.labels[label], [at]), **how)[0]  # type: ignore[arg-type]

    def find(self, value: Value, *samples: Sample, on: dt.date = TODAY, now: dt.datetime = NOW) -> list[Sample]:
        found = {one.pk: Finding(value, on) for one in samples}
        read = {one.pk: services.digest_of_steps(Sample.objects.get(pk=one.pk)) for one in samples}
        return results.note_results(actor=self.officer, findings=found, read=read, now=now)

    def correct(self, sample: Sample, value: Value) -> None:
        now_there = Sample.objects.get(pk=sample.pk)
        read, finding = services.digest_of_sample(now_there), Finding(value, TODAY)
        said = {"actor": self.officer, "sample": sample, "finding": finding, "reason": "đọc nhầm", "now": NOW}
        results.correct_result(**said, read=read)

    def due(self, at: int) -> Due:
        return Due.objects.get(involvement=self.node(at))

    def member(self, sample: Sample, at: int) -> Member:
        return Member.objects.get(sample=sample, involvement=self.node(at))
