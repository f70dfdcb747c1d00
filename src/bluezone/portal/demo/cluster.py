"""Three cases one after the other for a demonstration, and whom each of them met: long enough ago that quarantine and
follow-up have come to every state they have (`isolation.py`, `followup.py`).

Invented, the same each time, and of one size however large the outbreak around it is.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import confirm_case, open_case
from bluezone.portal.demo.growing import drawn_name, slipped_name
from bluezone.portal.demo.households import show_household
from bluezone.portal.followup.plan import ONE_DAY
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.models import Unit
from bluezone.portal.tracing.contacts import Contact, record_contacts
from bluezone.portal.tracing.graph import rules_of
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.meetings import Meeting
from bluezone.portal.tracing.models import Exposure, Involvement

_OVER_FOR, _KNOWN_AFTER = 2, 2
"""Days since the longest quarantine of the oldest meeting was over; days from a meeting until it is entered."""
_LOOKED_BACK = dt.timedelta(days=30)
"""Of the rules that may be in force for the oldest meeting, those of then and of today are asked."""
_OLD, _RUNNING, _NEW = 8, 11, 8
_PHONE = "098834"


@dataclass(frozen=True, slots=True)
class Days:
    """The moments of a demonstration that are over, each before the one that is now."""

    now: dt.datetime

    def at(self, ago: int, hour: float) -> dt.datetime:
        """Names a moment some days ago; of today's hours as many are over as of the day."""
        midnight = dt.datetime.combine(self.now.date() - ago * ONE_DAY, dt.time(), self.now.tzinfo)
        return midnight + (hour / 24) * (ONE_DAY if ago else self.now - midnight)

    def ago(self, day: dt.date) -> int:
        """Counts the days since this one."""
        return (self.now.date() - day).days


@dataclass(frozen=True, slots=True)
class Cluster:
    """People by when they met a case."""

    days: Days
    old: Sequence[Involvement]
    """Their quarantine is over by any rule."""
    running: Sequence[Involvement]
    new: Sequence[Involvement]
    """They were entered today."""
    old_known: int
    running_known: int
    """So many days ago these two were entered."""


@dataclass(frozen=True, slots=True)
class _Wave:
    """A case, and when they met whom."""

    name: str
    onset: int
    met: int
    known: int
    """Days ago, as those before it."""
    people: int
    kind: Exposure.Kind
    place: str


@dataclass(frozen=True, slots=True)
class _Desk:
    """The commune of a cluster, and the two officers who work on it."""

    officer: Staff
    second: Staff
    here: Unit
    days: Days
    entropy: Callable[[int], bytes]

    def confirm(self, wave: _Wave, phone: str) -> Case:
        """Opens the case and has the second person confirm it, an hour later."""
        onset, opened = self.days.now.date() - wave.onset * ONE_DAY, self.days.at(wave.known, 7)
        case = open_case(
            actor=self.officer,
            full_name=wave.name,
            phone=phone,
            onset=onset,
            unit=self.here,
            now=opened,
            entropy=self.entropy,
        )
        confirmed = self.days.at(wave.known, 8)
        confirm_case(actor=self.second, case=case, read=digest_of_case(case), now=confirmed)
        return case

    def enter(self, case: Case, wave: _Wave, contacts: Sequence[Contact]) -> list[Involvement]:
        """Enters whom the case met."""
        source, now = involve(outbreak_at(case.path, case.onset), case.person), self.days.at(wave.known, 10)
        met = record_contacts(actor=self.officer, source=source, contacts=contacts, now=now, entropy=self.entropy)
        return _as_they_stand(one.target_id for one in met)


def show_cluster(
    *, officer: Staff, second: Staff, here: Unit, now: dt.datetime, entropy: Callable[[int], bytes]
) -> Cluster:
    """Opens and confirms the cases, each on its day, and enters whom they met and with whom they live."""
    desk, met = _Desk(officer, second, here, Days(now), entropy), _longest_stay(here, now) + _OVER_FOR
    waves = (
        _Wave("Lương Thị Sen", met - 1, met, met - _KNOWN_AFTER, _OLD, Exposure.Kind.PARTY, "đám cưới thôn Đồng Quan"),
        _Wave("Bàn Văn Lực", 3, 4, 3, _RUNNING, Exposure.Kind.WORK, "xưởng chè Sơn Dương"),
        _Wave("Triệu Thị Mây", 1, 2, 0, _NEW, Exposure.Kind.MARKET, "chợ phiên"),
    )
    names, people = _names(), list[list[Involvement]]()
    for at, wave in enumerate(waves):
        case, numbers = desk.confirm(wave, f"{_PHONE}{at:04}"), range(100 * (at + 1), 100 * (at + 1) + wave.people)
        contacts = [_contact(wave, next(names), here, now, one) for one in numbers]
        if wave is waves[-1]:
            contacts[-1] = _told_again(people[0][0], contacts[-1])
        people.append(desk.enter(case, wave, contacts))
        entered, address = desk.days.at(wave.known, 11), f"Nhà số {7 + at}, tổ dân phố Đăng Châu"
        show_household(actor=officer, case=case, now=entered, address=address)
    old, running, new = people
    return Cluster(desk.days, old, running, new, old_known=waves[0].known, running_known=waves[1].known)


def _longest_stay(here: Unit, now: dt.datetime) -> int:
    """How many days the rules of this month ask of an F1."""
    rules = rules_of(outbreak_at(here.path, now.date()))
    return max(rules.on(day).f1.days.value for day in (now.date() - _LOOKED_BACK, now.date()))


def _contact(wave: _Wave, name: str, here: Unit, now: dt.datetime, number: int) -> Contact:
    """Draws somebody whom a case met: the first two at home."""
    day, at_home = now.date() - wave.met * ONE_DAY, number % 100 < 2
    kind, place = (Exposure.Kind.HOUSEHOLD, "") if at_home else (wave.kind, wave.place)
    meeting = Meeting(kind=kind, first_day=day, last_day=day, place=place)
    return Contact(name, here, meeting, f"{_PHONE}{number:04}", 1950 + number * 7 % 55)


def _told_again(known: Involvement, contact: Contact) -> Contact:
    """Somebody of whom an earlier case told, with a part of the name missing: who they are is to be judged."""
    person = known.person
    return replace(contact, full_name=slipped_name(person.full_name), phone=person.phone, birth_year=person.birth_year)


def _names() -> Iterator[str]:
    """Draws names, none twice."""
    chance, known = random.Random(18), set[str]()  # noqa: S311 - invented, the same each time
    while True:
        name = drawn_name(chance)
        if name not in known:
            known.add(name)
            yield name


def _as_they_stand(keys: Iterable[int]) -> list[Involvement]:
    """Reads these people with the level that the meeting gave them, in their order."""
    ordered = list(keys)
    found = Involvement.objects.select_related("person", "unit", "outbreak").in_bulk(ordered)
    return [found[key] for key in ordered]
