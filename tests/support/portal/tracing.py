"""People of several communes who met, an officer and a second one: what tests of tracing begin with."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from bluezone.portal.cases.changing import close_case, correct_case, reopen_case
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import confirm_case
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing.apartness import digest_of_involvement, set_apart
from bluezone.portal.tracing.changing import correct_landmark, withdraw_landmark
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.landmarks import expose_those_there, note_presence, record_landmark
from bluezone.portal.tracing.landmarks_seen import digest_of_landmark
from bluezone.portal.tracing.meetings import Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement, Landmark
from bluezone.portal.tracing.services import (
    add_evidence,
    digest_of_exposure,
    record_exposure,
    withdraw_evidence,
    withdraw_exposure,
)
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit

TODAY = NOW.date()
TOLD = Piece(origin=Evidence.Origin.INTERVIEW)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


class TracingOffice:
    """Cases of two communes, opened and not confirmed, whose people are involved in one outbreak."""

    def __init__(self, office: Office, *, people: int = 2) -> None:
        self.office = office
        self.officer = office.staff("Lê Truy Vết", Role.HEALTH_OFFICER)
        self.second = office.staff("Trần Xem Lại", Role.SUPERVISOR)
        units = [the_unit(SON_DUONG), the_unit(TAN_TRAO)]
        self.cases = [
            office.case(self.officer, unit=units[at % 2], full_name=f"Người Thứ {'ABCDEFGHIJKL'[at]}")
            for at in range(people)
        ]
        self.outbreak = outbreak_at(self.cases[0].path, TODAY)

    def node(self, at: int) -> Involvement:
        return involve(self.outbreak, self.cases[at].person)

    def level(self, at: int) -> int | None:
        return Involvement.objects.get(outbreak=self.outbreak, person=self.cases[at].person).level

    def levels(self) -> list[int | None]:
        return [self.level(at) for at in range(len(self.cases))]

    def confirm(self, at: int) -> None:
        case = Case.objects.get(pk=self.cases[at].pk)
        confirm_case(actor=self.second, case=case, read=digest_of_case(case), now=NOW)

    def close(self, at: int, reason: str = Case.Reason.NO_CASE) -> None:
        case = Case.objects.get(pk=self.cases[at].pk)
        close_case(actor=self.officer, case=case, reason=reason, read=digest_of_case(case), now=NOW)

    def reopen(self, at: int) -> None:
        case = Case.objects.get(pk=self.cases[at].pk)
        reopen_case(actor=self.officer, case=case, read=digest_of_case(case), now=NOW)

    def correct(self, at: int, onset: dt.date) -> None:
        case = Case.objects.select_related("person").get(pk=self.cases[at].pk)
        said = {"full_name": case.person.full_name, "phone": case.person.phone, "onset": onset}
        correct_case(actor=self.officer, case=case, **said, read=digest_of_case(case), now=NOW)

    def apart(self, at: int, day: dt.date | None) -> None:
        node = self.node(at)
        set_apart(actor=self.officer, involvement=node, day=day, read=digest_of_involvement(node), now=NOW)

    def meet(
        self,
        source: int,
        target: int,
        first: dt.date | None = None,
        last: dt.date | None = None,
        pieces: Sequence[Piece] = (TOLD,),
    ) -> Exposure:
        return record_exposure(
            actor=self.officer,
            source=self.node(source),
            target=self.node(target),
            meeting=Meeting(kind=Exposure.Kind.WORK, first_day=first, last_day=last),
            evidence=pieces,
            now=NOW,
        )

    def withdraw(self, exposure: Exposure) -> None:
        read = digest_of_exposure(exposure)
        withdraw_exposure(actor=self.officer, exposure=exposure, reason="nhầm người", read=read, now=NOW)

    def withdraw_piece(self, piece: Evidence) -> None:
        withdraw_evidence(actor=self.officer, evidence=piece, reason="nhầm ngày", now=NOW)

    def add_piece(self, exposure: Exposure) -> None:
        read = digest_of_exposure(exposure)
        add_evidence(actor=self.officer, exposure=exposure, evidence=TOLD, read=read, now=NOW)

    def act_by_chance(self, chance: random.Random) -> str:
        """Does one thing that an officer may do, or is refused; says what."""
        at = chance.randrange(len(self.cases))
        exposures = list(Exposure.objects.order_by("pk"))
        acts = [
            lambda: self.confirm(at % 3),
            lambda: self.correct(at, ago(chance.randrange(10))),
            lambda: self.close(at, chance.choice(Case.Reason.values)),
            lambda: self.reopen(at),
            lambda: self.apart(at, chance.choice([None, ago(chance.randrange(10))])),
            *[lambda: self._meet_by_chance(chance)] * 8,
            *[lambda: self._be_somewhere_by_chance(chance)] * 4,
        ]
        if exposures:
            one = chance.choice(exposures)
            pieces = list(one.evidence.order_by("pk"))
            acts += [
                lambda: self.withdraw(one),
                lambda: self.add_piece(one),
                *[lambda: self.withdraw_piece(chance.choice(pieces))] * 2,
            ]
        number = chance.randrange(len(acts))
        try:
            acts[number]()
        except RefusedError as refused:
            return f"{number}: {refused}"
        return f"{number}"

    def _be_somewhere_by_chance(self, chance: random.Random) -> None:
        """Has a case have been somewhere, or somebody else there, or exposed there; or that corrected, or withdrawn."""
        places, begins = list(Landmark.objects.order_by("pk")), NOW - dt.timedelta(days=chance.randrange(7))
        stay = {"unit": the_unit(SON_DUONG), "begins": begins, "ends": begins + dt.timedelta(hours=2), "now": NOW}
        if not places or chance.random() < 0.2:
            record_landmark(actor=self.officer, case=chance.choice(self.cases), place="Chợ Sơn Dương", **stay)
            return
        place = chance.choice(places)
        node, read = self.node(chance.randrange(len(self.cases))), digest_of_landmark(place)
        there = [one.involvement_id for one in place.presences.order_by("pk")] or [node.pk]
        said = {"actor": self.officer, "landmark": place}
        acts = [
            *[lambda: note_presence(**said, involvement=node, origin=Evidence.Origin.CALL, now=NOW)] * 3,
            *[lambda: expose_those_there(**said, chosen=there[:1], kind="market", certainty=2, read=read, now=NOW)] * 4,
            *[lambda: correct_landmark(**said, place="Chợ Tân Trào", reason="nhầm ngày", read=read, **stay)] * 2,
            lambda: withdraw_landmark(**said, reason="nhầm người", read=read, now=NOW),
        ]
        chance.choice(acts)()

    def _meet_by_chance(self, chance: random.Random) -> None:
        source, target = chance.sample(range(len(self.cases)), 2)
        first, last = (chance.choice([None, ago(chance.randrange(7))]) for _ in range(2))
        if first and last and first > last:
            first, last = last, first
        self.meet(source, target, first, last)
