"""What a case tells: taken once and whole, in any order, into what there is for it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.changing import close_case
from bluezone.portal.cases.models import Case
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.followup.answers import Symptom
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.interview.keys import LASTS, key_for
from bluezone.portal.interview.models import DraftKey, Part
from bluezone.portal.interview.selectors import InterviewView, interview_of
from bluezone.portal.interview.services import digest_of_asked, take_part
from bluezone.portal.interview.telling import (
    Channel,
    Draft,
    Home,
    Illness,
    Met,
    Places,
    Proof,
    Risk,
    Stay,
    Step,
    Told,
    Who,
)
from bluezone.portal.interview.works import end_keys
from bluezone.portal.operations.clock import every_work
from bluezone.portal.operations.retention.rules import Terms, answers_of_cases
from bluezone.portal.tracing.contacts import Contact
from bluezone.portal.tracing.meetings import Meeting
from bluezone.portal.tracing.models import Evidence, Exposure, Landmark, Transfer
from bluezone.portal.world import ENVIRON_KEY
from bluezone.trace.regimes.shipped import InForce
from tests.support.amounts import examples
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit

pytestmark = pytest.mark.usefixtures("kept_office")
ONSET = dt.date(2026, 11, 21)
"""Of the case that the office opens."""


@pytest.fixture(scope="module")
def kept_office(kept) -> Office:
    made = Office()
    officer = made.staff("Lê Hỏi Chuyện", Role.HEALTH_OFFICER)
    made.case(officer)
    return made


@pytest.fixture
def talk(kept_office, db) -> Talk:
    return Talk(kept_office)


@dataclasses.dataclass
class Talk:
    """One officer, who asks one case."""

    office: Office
    drawn: random.Random = dataclasses.field(default_factory=lambda: random.Random(7))

    @property
    def officer(self) -> Staff:
        return Staff.objects.get(full_name="Lê Hỏi Chuyện")

    @property
    def case(self) -> Case:
        return Case.objects.select_related("person", "unit").get()

    def tell(self, told: Told, *, number: str = "", read: str | None = None) -> Part:
        draft = Draft(number or self.drawn.randbytes(16).hex(), told)
        read = digest_of_asked(self.case) if read is None else read
        entropy = self.drawn.randbytes
        return take_part(actor=self.officer, case=self.case, draft=draft, read=read, now=NOW, entropy=entropy)

    def seen(self) -> InterviewView:
        return interview_of(self.officer, self.case, NOW.date())


def stay(place: str = "Chợ Sơn Dương", *, days: int = 1, **more: Any) -> Stay:
    begins = NOW - dt.timedelta(days=days)
    return Stay(place, the_unit(SON_DUONG), begins, begins + dt.timedelta(hours=2), **more)


def contact(name: str, unit: str = SON_DUONG, **meeting: Any) -> Contact:
    said: dict[str, Any] = {"kind": "party", "first_day": ONSET, "last_day": ONSET, **meeting}
    return Contact(name, the_unit(unit), Meeting(**said))


def a_whole_interview() -> list[Told]:
    return [
        Who(agreed=True, channel=Channel.VISIT, language="Tày"),
        Illness(ONSET - dt.timedelta(days=1), symptoms=(Symptom.COUGH,), test=Proof.PCR, tested_on=ONSET),
        Places((stay(is_public=True), stay("Nhà văn hóa", days=2))),
        Met((contact("Hoàng Văn Gặp", minutes=20, masks=False), contact("Ma Thị Tiếp", TAN_TRAO))),
        Home(household=4, occupation="giáo viên", risks=(Risk.CROWD,)),
    ]


def what_stands() -> list[object]:
    """Everything that an interview can leave, without numbers and moments."""
    places = Landmark.objects.order_by("place").values_list("place", "begins", "ends", "is_public")
    ends = "target__person__full_name", "target__path", "kind", "minutes", "masks"
    parts = Part.objects.order_by("step").values_list("step", "facts", "made")
    return [list(places), list(Exposure.objects.order_by(*ends).values_list(*ends)), list(parts)]


def test_each_step_becomes_what_there_is_for_it(talk):
    for told in a_whole_interview():
        talk.tell(told)

    exposures = Exposure.objects.order_by("target__person__full_name")
    assert ["Chợ Sơn Dương", "Nhà văn hóa"] == sorted(Landmark.objects.values_list("place", flat=True))
    assert [("Hoàng Văn Gặp", 20, False), ("Ma Thị Tiếp", None, None)] == list(
        exposures.values_list("target__person__full_name", "minutes", "masks")
    )
    assert {"interview"} == set(Evidence.objects.values_list("origin", flat=True))
    assert {"agreed": True, "channel": "visit", "speaker": "self", "language": "Tày"} == facts("who")
    said = {"onset": "2026-11-20", "symptoms": ["cough"], "test": "pcr", "tested_on": "2026-11-21"}
    assert said == facts("illness")
    assert {"household": 4, "occupation": "giáo viên", "risks": ["crowd"]} == facts("home")
    assert 5 == Entry.objects.filter(act="interview.note").count()


def facts(step: str) -> dict[str, object]:
    return Part.objects.filter(step=step).latest("pk").facts


def test_a_draft_that_is_sent_twice_is_taken_once(talk):
    told = [Met((contact("Hoàng Văn Gặp"),)), Places((stay(),)), Home(household=2)]

    twice = [talk.tell(one, number=f"{at:032x}") for _ in range(2) for at, one in enumerate(told)]

    assert 3 == Part.objects.count() == len({part.pk for part in twice})
    assert (1, 1) == (Exposure.objects.count(), Landmark.objects.count())


def test_a_number_never_stands_for_other_words(talk):
    talk.tell(Home(household=2), number="a" * 32)

    with pytest.raises(RefusedError, match="with other words"):
        talk.tell(Home(household=3), number="a" * 32)

    assert [{"household": 2}] == [part.facts for part in Part.objects.all()]


def test_a_draft_is_taken_whole_or_not_at_all(talk):
    ahead = dataclasses.replace(stay("Bến xe"), ends=NOW + dt.timedelta(days=30))

    with pytest.raises(RefusedError, match="14 days at most"):
        talk.tell(Places((stay(), ahead)))

    assert (0, 0) == (Landmark.objects.count(), Part.objects.count())


def test_whoever_is_another_than_was_read_is_not_asked(talk):
    read = digest_of_asked(talk.case)
    person = talk.case.person
    person.full_name = "Nguyễn Thị Bính"
    person.save()

    with pytest.raises(ChangedError):
        talk.tell(Home(household=2), read=read)

    assert not Part.objects.exists()


def test_that_somebody_confirmed_the_case_meanwhile_changes_nobody(talk):
    read = digest_of_asked(talk.case)
    Case.objects.update(state=Case.State.CONFIRMED, confirmed_by=talk.office.staff("Trần Xem Lại"), confirmed_at=NOW)

    talk.tell(Home(household=2), read=read)

    assert 1 == Part.objects.count()


def test_nothing_is_noted_of_a_case_that_is_closed_but_what_came_before_is_known(talk):
    known = talk.tell(Home(household=2), number="b" * 32)
    close_case(actor=talk.officer, case=talk.case, reason="over", read=digest_of_case(talk.case), now=NOW)

    with pytest.raises(RefusedError, match="closed"):
        talk.tell(Home(household=3))
    again = talk.tell(Home(household=2), number="b" * 32)

    assert known.pk == again.pk


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Illness(onset=ONSET, is_without_symptoms=True),
        lambda: Illness(tested_on=ONSET),
        lambda: Home(household=51),
        lambda: Home(needs="x" * 201),
        lambda: Places(()),
        lambda: Places((stay(),) * 21),
        lambda: Met(()),
        lambda: Draft("not a number", Home()),
    ],
)
def test_what_cannot_be_is_refused_at_birth(talk, wrong):
    with pytest.raises(RefusedError):
        wrong()


@pytest.mark.parametrize("days", [1, -61])
def test_an_illness_does_not_begin_ahead_or_long_ago(talk, days):
    with pytest.raises(RefusedError, match="illness lies in the future or too long ago"):
        talk.tell(Illness(onset=NOW.date() + dt.timedelta(days=days)))


@settings(max_examples=examples(6))
@given(st.permutations(range(5)), st.lists(st.integers(0, 4), max_size=4))
def test_steps_in_any_order_sent_as_often_as_one_likes_leave_the_same(kept_office, order: Sequence[int], again):
    talk, whole = Talk(kept_office), a_whole_interview()

    def left_by(steps: Sequence[int]) -> list[object]:
        with transaction.atomic():
            for at in steps:
                talk.tell(whole[at], number=f"{at:032x}")
            stands = what_stands()
            transaction.set_rollback(True)
        return stands

    with transaction.atomic():
        assert left_by(range(5)) == left_by([*order, *again])


def test_the_receipt_counts_and_says_what_is_missing(talk):
    before = [one.step for one in talk.seen().missing]
    for told in a_whole_interview():
        talk.tell(told)

    view = talk.seen()

    assert list(Step) == before
    assert [""] == [one.step for one in view.missing]
    assert ONSET - dt.timedelta(days=1) == view.onset_told
    assert dict.fromkeys(Step, 1) | {"places": 2, "contacts": 2} == {one.key: one.made for one in view.steps}
    told = {one.name: (one.contacts, one.offered) for one in view.communes}
    assert {the_unit(SON_DUONG).name: (1, 0), the_unit(TAN_TRAO).name: (1, 1)} == told
    Transfer.objects.update(state=Transfer.State.TAKEN, answered_at=NOW)
    assert {0} == {one.offered for one in talk.seen().communes}


def test_the_strip_has_the_days_on_which_the_case_can_have_infected(talk):
    talk.tell(Places((stay(days=2),)))

    days = talk.seen().days

    assert ONSET - dt.timedelta(days=InForce("VN").on(ONSET).days_before_onset.value) == days[0].day
    assert NOW.date() == days[-1].day
    assert {(NOW - dt.timedelta(days=2)).date()} == {one.day for one in days if one.places}
    assert [ONSET] == [one.day for one in days if one.is_onset]


def test_who_did_not_agree_is_told_apart_from_who_was_not_asked(talk):
    assert not talk.seen().is_refused

    talk.tell(Who(agreed=False))

    assert talk.seen().is_refused


def test_what_was_told_is_forgotten_and_that_it_was_told_stays(talk):
    for told in a_whole_interview():
        talk.tell(told)

    over = NOW + dt.timedelta(days=Terms().contacts)
    assert [0, 5] == [answers_of_cases(Terms(), moment) for moment in (over, over + dt.timedelta(seconds=1))]
    assert [({}, "")] * 5 == list(Part.objects.values_list("facts", "digest"))  # of few words a digest tells all
    assert 0 == answers_of_cases(Terms(), over + dt.timedelta(days=1))


def test_a_key_stays_for_a_shift_and_is_another_one_then(talk):
    first, later, next_shift = (key_of(talk, NOW + dt.timedelta(hours=hours)) for hours in (0, 9, 10))

    assert (first.secret, first.mark) == (later.secret, later.mark)
    assert NOW + LASTS == later.until
    assert first.secret != next_shift.secret
    assert first.mark != next_shift.mark
    assert first.secret not in bytes(DraftKey.objects.get().drawn)


def test_a_key_stays_while_the_clock_is_in_doubt(talk):
    """A clock that leapt by a day would make noise of what a device keeps of an interview."""
    client = talk.office.client(talk.officer)
    first = client.post(reverse("interview_key")).json()
    DraftKey.objects.update(made_at=NOW - 2 * LASTS)

    client.defaults[ENVIRON_KEY] = dataclasses.replace(talk.office.world, doubts_clock=lambda: True)
    doubted = client.post(reverse("interview_key")).json()
    client.defaults[ENVIRON_KEY] = talk.office.world

    assert (first["key"], first["mark"]) == (doubted["key"], doubted["mark"])
    assert (False, True) == (first["doubted"], doubted["doubted"])
    assert first["key"] != client.post(reverse("interview_key")).json()["key"]


@pytest.mark.parametrize("is_asked_for", [True, False])
def test_a_key_that_was_drawn_by_a_clock_ahead_lasts_a_shift_from_when_the_clock_is_right(talk, is_asked_for):
    """While the clock is in doubt nobody knows which was wrong, and what is typed meanwhile is kept beyond that."""
    first = key_of(talk, NOW + dt.timedelta(days=30))
    doubted = key_of(talk, NOW, is_doubted=True)

    seen = key_of(talk, NOW) if is_asked_for else end_keys(SimpleNamespace(now=lambda: NOW))
    before, over = key_of(talk, NOW + LASTS - dt.timedelta(seconds=1)), key_of(talk, NOW + LASTS)

    assert first == doubted
    assert seen == (before if is_asked_for else 0)
    assert (first.secret, NOW + LASTS) == (before.secret, before.until)
    assert first.secret != over.secret


def key_of(talk, moment: dt.datetime, *, is_doubted: bool = False):
    return key_for(staff=talk.officer, now=moment, entropy=talk.drawn.randbytes, is_doubted=is_doubted)


def test_the_portals_clock_erases_keys_that_are_over_though_nobody_set_terms(talk):
    key_of(talk, NOW)

    worlds = [SimpleNamespace(now=lambda at=at: at) for at in (NOW + LASTS - dt.timedelta(seconds=1), NOW + LASTS)]
    assert [0, 1] == [end_keys(world) for world in worlds]
    assert any(one.run.endswith("interview.works.end_keys") for one in every_work())


def test_signing_out_ends_the_key(talk):
    client = talk.office.client(talk.officer)
    told = client.post(reverse("interview_key")).json()
    again = client.post(reverse("interview_key")).json()

    client.post(reverse("account_logout"))

    assert told == again
    assert not DraftKey.objects.exists()


def test_two_people_have_two_keys(talk):
    other = talk.office.staff("Trần Hỏi Thêm", Role.INTERVIEWER)

    keys = [talk.office.client(one).post(reverse("interview_key")).json() for one in (talk.officer, other)]

    assert keys[0]["key"] != keys[1]["key"]
    assert keys[0]["mark"] != keys[1]["mark"]


def test_a_device_is_told_which_interviews_open_here_no_more(talk):
    client, number = talk.office.client(talk.officer), talk.case.number
    asked = {"case": [number, "TQ-0000-000000"]}

    here = client.post(reverse("interview_key"), asked).json()["gone"]
    there = the_unit(TAN_TRAO)
    Case.objects.update(unit=there, path=there.path)
    moved = client.post(reverse("interview_key"), asked).json()["gone"]

    assert (["TQ-0000-000000"], asked["case"]) == (here, moved)
