"""Contacts who are followed up: what tests of follow-up begin with."""

from __future__ import annotations

import datetime as dt

from bluezone.portal.followup.answers import Answer, Channel, Outcome, Symptom
from bluezone.portal.followup.models import Task, Visit, Watch
from bluezone.portal.followup.planning import follow_levels
from bluezone.portal.followup.services import digest_of_watch, record_visit, settle_task
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing.models import Exposure, Involvement
from tests.support.portal.offices import NOW, TUYEN_QUANG, Office
from tests.support.portal.tracing import TracingOffice, ago

WELL = Answer(Outcome.WELL)
COUGHS = Answer(Outcome.SYMPTOMS, symptoms=(Symptom.COUGH,))
NOT_REACHED = Answer(Outcome.NOT_REACHED)
REFUSED = Answer(Outcome.REFUSED, Channel.VISIT)


class FollowupOffice(TracingOffice):
    """A confirmed case that two people met two days ago, who stay apart since; a third one met the first of them."""

    def __init__(self, office: Office) -> None:
        super().__init__(office, people=4)
        self.everywhere = office.staff("Trần Khắp Nơi", Role.HEALTH_OFFICER, TUYEN_QUANG)
        """Works in the whole province."""
        self.confirm(0)
        for source, target, days in ((0, 1, 2), (0, 2, 2), (1, 3, 1)):
            self.meet(source, target, ago(days), ago(days))
        self.known_since(NOW - dt.timedelta(days=2))

    def known_since(self, moment: dt.datetime) -> None:
        """Has all of it been entered then: nobody is late on days before anybody knew of them."""
        Exposure.objects.update(entered_at=moment)
        follow_levels(Involvement.objects.values_list("pk", flat=True))

    def watch(self, at: int) -> Watch:
        return Watch.objects.select_related("involvement__outbreak").get(involvement=self.node(at))

    def ask(self, at: int, answer: Answer, now: dt.datetime = NOW) -> Visit:
        watch = self.watch(at)
        return record_visit(actor=self.officer, watch=watch, answer=answer, read=digest_of_watch(watch), now=now)

    def settle(self, at: int, outcome: Task.Outcome, reason: str = "", now: dt.datetime = NOW) -> None:
        watch = self.watch(at)
        task = watch.tasks.get(done_at=None)
        read = digest_of_watch(watch)
        settle_task(actor=self.officer, task=task, outcome=outcome, reason=reason, read=read, now=now)
