"""An outbreak of invented people for a demonstration, at any size, with something of all that may become of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bluezone.portal.cases.changing import close_case
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import confirm_case
from bluezone.portal.demo.cluster import show_cluster
from bluezone.portal.demo.followup import show_followup
from bluezone.portal.demo.growing import grow_outbreak
from bluezone.portal.demo.households import show_households
from bluezone.portal.demo.isolation import show_isolation
from bluezone.portal.demo.sampling import show_samples_of_all_kinds
from bluezone.portal.identity.models import Staff
from bluezone.portal.organisations.models import Organisation
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.places.paths import province_of
from bluezone.portal.places.selectors import units_on
from bluezone.portal.tracing.bringing import Brought, bring_outbreak, places_at
from bluezone.portal.tracing.involving import outbreak_at
from bluezone.portal.tracing.landmarks import note_presence, record_landmark
from bluezone.portal.tracing.meetings import Piece
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement, Outbreak
from bluezone.portal.tracing.services import add_evidence, digest_of_exposure, withdraw_exposure
from bluezone.portal.world import World

_FEWEST_COMMUNES, _IN_A_COMMUNE = 12, 2_500
"""Of more people than so many a commune, further communes have some, as far as the province has any."""
_CONFIRMED, _OVER, _WITHDRAWN, _TOLD_TWICE, _PLACES = 20, 4, 6, 12, 5
_EACH_VACCINATED = 3
"""Of so many, one is, of one it is not known, and the others are not."""


def show_outbreak(
    people: int, world: World, staff: Mapping[str, Staff], home: Unit, committee: Organisation
) -> Brought:
    """Brings in an outbreak of so many people around this commune, the same each time, and works on some of it; beside
    it a cluster of contacts in this commune of some days ago, whom its committee has stay apart."""
    now = world.now()
    outbreak = outbreak_at(home.path, now.date())
    brought = bring_outbreak(
        actor=staff["lan"],
        outbreak=outbreak,
        lists=grow_outbreak(people, [unit.name for unit in _communes_around(home, now.date(), people)], now.date()),
        places=places_at(home, now.date()),
        now=now,
        entropy=world.entropy,
    )
    _vaccinate(outbreak)
    cases = list(
        Case.objects.filter(opened_by=staff["lan"], state=Case.State.OPENED).order_by("pk")[: _CONFIRMED + _OVER]
    )
    for case in cases[_OVER:]:
        confirm_case(actor=staff["hung"], case=case, read=digest_of_case(case), now=now)
    for case in cases[:_OVER]:
        close_case(actor=staff["hung"], case=case, reason=Case.Reason.OVER, read=digest_of_case(case), now=now)
    _work_on_meetings(staff["lan"], outbreak, now)
    _note_places(staff["lan"], cases[_OVER : _OVER + _PLACES], outbreak, now)
    show_samples_of_all_kinds(actor=staff["lan"], now=now)
    show_households(actor=staff["hung"], outbreak=outbreak, now=now)
    _isolate_some(world, staff, home, committee)
    return brought


def _isolate_some(world: World, staff: Mapping[str, Staff], home: Unit, committee: Organisation) -> None:
    """Enters contacts of some days ago, with all that becomes of contacts until today."""
    now, entropy = world.now(), world.entropy
    cluster = show_cluster(officer=staff["lan"], second=staff["hung"], here=home, now=now, entropy=entropy)
    show_followup(cluster, actor=staff["lan"], entropy=entropy)
    show_isolation(cluster, staff, committee, entropy)


def _communes_around(home: Unit, day: dt.date, people: int) -> list[Unit]:
    """The commune itself and others of its province."""
    others = units_on(day).filter(level=Level.COMMUNE, path__startswith=province_of(home.path)).exclude(pk=home.pk)
    count = max(_FEWEST_COMMUNES, people // _IN_A_COMMUNE)
    return [home, *others.order_by("sort_key", "pk")[: count - 1]]


def _vaccinate(outbreak: Outbreak) -> None:
    """Notes of some that they were vaccinated, and of others that they were not."""
    everybody = Involvement.objects.filter(outbreak=outbreak).order_by("pk")
    for says, rest in ((True, 0), (False, 1)):
        some = [key for at, key in enumerate(everybody.values_list("pk", flat=True)) if at % _EACH_VACCINATED == rest]
        for at in range(0, len(some), 500):
            Involvement.objects.filter(pk__in=some[at : at + 500]).update(vaccinated=says)


def _work_on_meetings(actor: Staff, outbreak: Outbreak, now: dt.datetime) -> None:
    """Withdraws some meetings, and lets a second piece of evidence speak for others."""
    meetings = list(Exposure.objects.filter(outbreak=outbreak).order_by("-pk")[: _WITHDRAWN + _TOLD_TWICE])
    for exposure in meetings[:_WITHDRAWN]:
        read = digest_of_exposure(exposure)
        withdraw_exposure(
            actor=actor, exposure=exposure, reason="Hỏi lại thì hai người không gặp nhau.", read=read, now=now
        )
    for exposure in meetings[_WITHDRAWN:]:
        told = Piece(Evidence.Origin.INTERVIEW, {"minutes": 30}, day_from=exposure.first_day, day_to=exposure.last_day)
        add_evidence(actor=actor, exposure=exposure, evidence=told, read=digest_of_exposure(exposure), now=now)


def _note_places(actor: Staff, cases: list[Case], outbreak: Outbreak, now: dt.datetime) -> None:
    """Notes where some cases have been, and who else was there."""
    for case in cases:
        met = Exposure.objects.filter(outbreak=outbreak, source__person=case.person_id).exclude(place="").first()
        if met is None or met.first_day is None:
            continue
        begins = dt.datetime.combine(met.first_day, dt.time(8), now.tzinfo)
        landmark = record_landmark(
            actor=actor,
            case=case,
            place=met.place,
            unit=case.unit,
            begins=begins,
            ends=begins + dt.timedelta(hours=3),
            now=now,
            is_public=True,
        )
        note_presence(actor=actor, landmark=landmark, involvement=met.target, origin=Evidence.Origin.INTERVIEW, now=now)
