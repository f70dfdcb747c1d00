"""Who lives with a case: entered once, exposed by one press, asked one after another, and seen by whom it concerns."""

from __future__ import annotations

import copy
import datetime as dt
import re

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Double, Person
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.followup.answers import Answer, Outcome
from bluezone.portal.followup.models import Watch
from bluezone.portal.followup.selectors import round_of
from bluezone.portal.followup.services import digest_of_watch, record_visit
from bluezone.portal.households import merged_persons
from bluezone.portal.households.models import Household, Member
from bluezone.portal.households.selectors import household_seen, household_size, member_of
from bluezone.portal.households.services import (
    Typed,
    add_known,
    add_members,
    change_address,
    digest_of_household,
    expose_household,
    forget_households,
    forget_members,
    leave,
    make_household,
)
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing.contacts import Contact, record_contacts
from bluezone.portal.tracing.involving import involve, settle
from bluezone.portal.tracing.meetings import Meeting
from bluezone.portal.tracing.models import Exposure, Involvement
from bluezone.portal.tracing.services import digest_of_exposure, withdraw_exposure
from tests.support.portal.offices import NOW, TAN_TRAO, Office, the_unit
from tests.support.portal.tracing import TODAY, TracingOffice, ago

pytestmark = pytest.mark.usefixtures("kept_family")
ADDRESS = "Số 5, thôn Tân Lập"
MOTHER, SON = Typed("Giàng Thị Mẹ", "0912345671", 1960), Typed("Giàng A Con", "", 2010)


class Family:
    """A confirmed case, the officer, and who lives there."""

    def __init__(self) -> None:
        self.tracing = TracingOffice(Office())
        self.tracing.confirm(0)
        self.office, self.officer = self.tracing.office, self.tracing.officer

    @property
    def case(self) -> Involvement:
        return Involvement.objects.select_related("outbreak", "person", "unit").get(pk=self.tracing.node(0).pk)

    @property
    def home(self) -> Household:
        return Household.objects.get()

    def read(self) -> str:
        return digest_of_household(self.home)

    def moves_in(self, *people: Typed) -> list[Member]:
        if not Household.objects.exists():
            make_household(actor=self.officer, involvement=self.case, address=ADDRESS, now=NOW)
        entropy = self.office.chance.randbytes
        said = {"household": self.home, "people": people, "read": self.read()}
        return add_members(actor=self.officer, now=NOW, entropy=entropy, **said)

    def exposes(self, *others: Member, by: Member | None = None, read: str | None = None) -> list[Exposure]:
        return expose_household(
            actor=self.officer,
            member=by or Member.objects.get(involvement=self.case),
            others={one.pk for one in others},
            first_day=ago(3),
            last_day=TODAY,
            read=self.read() if read is None else read,
            now=NOW,
        )

    def contact(self, name: str, kind: str) -> Involvement:
        contact = Contact(name, self.case.unit, Meeting(kind=kind, first_day=ago(1), last_day=ago(1)))
        entropy = self.office.chance.randbytes
        said = {"actor": self.officer, "source": self.case, "contacts": [contact]}
        (met,) = record_contacts(**said, now=NOW, entropy=entropy)
        return Involvement.objects.select_related("person", "outbreak").get(pk=met.target_id)

    def page(self, staff=None, person: str = "") -> str:
        address = reverse("household_of", args=[person or self.case.person.pseudonym])
        return self.office.client(staff or self.officer).get(address).content.decode()


@pytest.fixture(scope="module")
def kept_family(kept) -> Family:
    return Family()


@pytest.fixture
def family(kept_family, db) -> Family:
    return copy.deepcopy(kept_family)  # its clock goes on by a day in one of these


def level_of(member: Member) -> int | None:
    return Involvement.objects.get(pk=member.involvement_id).level


def test_a_household_is_entered_on_a_page_and_exposed_by_one_press(family):
    client, person = family.office.client(family.officer), family.case.person.pseudonym
    client.post(reverse("household_make", args=[person]), {"address": f"  {ADDRESS} "})
    lines = {"member-TOTAL_FORMS": "4", "member-INITIAL_FORMS": "0"}
    lines |= {"member-0-full_name": "Giàng Thị Mẹ", "member-0-phone": "0912345671", "member-2-full_name": "Giàng A Con"}
    client.post(reverse("household_add", args=[person]), {**lines, "read": family.read()})
    page = family.page()
    form = page.split(reverse("household_expose", args=[person]))[1].split("</form>")[0]
    fields = dict(re.findall(r'name="(read|first_day|last_day)"[^>]*?value="([^"]*)"', form, re.DOTALL))
    others = re.findall(r'name="other"\s+value="(\d+)"\s+checked', form)

    answer = client.post(reverse("household_expose", args=[person]), {**fields, "other": others})

    assert (2, 302) == (len(others), answer.status_code)
    made = Exposure.objects.order_by("pk")
    assert [("household", family.case.pk)] * 2 == list(made.values_list("kind", "source"))
    assert [1, 1] == [level_of(one) for one in Member.objects.order_by("pk")[1:]]
    assert ["register"] * 2 == [piece.origin for one in made for piece in one.evidence.all()]
    line = Entry.objects.get(act="households.expose")
    assert 4 == line.subjects.count()
    assert 2 == family.page().count(f"entered as exposed by {family.case.person.full_name}")


def test_days_begin_where_the_case_can_infect_and_end_today(family):
    family.moves_in(MOTHER)

    page = family.page()

    assert f'value="{family.case.possible_from.isoformat()}"' in page
    assert f'value="{NOW.date().isoformat()}"' in page


def test_a_second_press_enters_nobody_twice_and_a_colleague_s_is_told(family):
    mother, son = family.moves_in(MOTHER, SON)
    read = family.read()
    family.exposes(mother)

    with pytest.raises(ChangedError):
        family.exposes(mother, son, read=read)
    assert 1 == len(family.exposes(mother, son))
    with pytest.raises(RefusedError, match="not entered as exposed yet"):
        family.exposes(mother, son)

    assert 2 == Exposure.objects.count()


def test_what_was_withdrawn_can_be_entered_anew(family):
    (mother,) = family.moves_in(MOTHER)
    (met,) = family.exposes(mother)
    withdraw_exposure(actor=family.officer, exposure=met, reason="nhầm", read=digest_of_exposure(met), now=NOW)
    assert level_of(mother) is None

    family.exposes(mother)

    assert 1 == level_of(mother)


def test_to_live_together_is_no_exposure(family):
    (mother,) = family.moves_in(MOTHER)

    assert (None, 0) == (level_of(mother), Exposure.objects.count())


def test_whoever_no_case_leads_to_exposes_nobody(family):
    mother, son = family.moves_in(MOTHER, SON)

    with pytest.raises(RefusedError, match="nothing leads from a case"):
        family.exposes(son, by=mother)


def test_nobody_lives_in_two_households_nor_twice_in_one(family):
    family.moves_in(MOTHER)

    with pytest.raises(RefusedError, match="lives in a household already"):
        make_household(actor=family.officer, involvement=family.case, address=ADDRESS, now=NOW)
    with pytest.raises(RefusedError, match="lives there already"):
        family.moves_in(SON, MOTHER)

    assert 2 == Member.objects.count()


def test_who_may_be_known_already_is_scored_and_shown_beside_the_name(family):
    known = family.office.case(family.officer, full_name="Giàng Thị Mẹ", phone=MOTHER.phone)
    involve(family.case.outbreak, known.person)

    (mother,) = family.moves_in(MOTHER)

    pair = {known.person_id, mother.involvement.person_id}
    assert [pair] == [{one.one_id, one.other_id} for one in Double.objects.all()]
    page = family.page()
    assert "may be the same as" in page
    assert known.person.pseudonym in page


def test_whom_the_case_met_at_home_is_taken_in_by_one_press(family):
    contact = family.contact("Giàng Thị Chị", "household")
    make_household(actor=family.officer, involvement=family.case, address=ADDRESS, now=NOW)
    page, person = family.page(), family.case.person.pseudonym
    known = re.findall(r'name="known"\s+value="([\w-]+)"', page)

    family.office.client(family.officer).post(
        reverse("household_take_in", args=[person]), {"known": known, "read": family.read()}
    )

    assert [contact.person.pseudonym] == known
    assert {family.case.pk, contact.pk} == set(Member.objects.values_list("involvement", flat=True))
    assert 'name="known"' not in family.page()


def test_who_lives_elsewhere_already_is_not_taken_in(family):
    (mother,) = family.moves_in(MOTHER)
    said = {"household": family.home, "involved": [mother.involvement], "read": family.read()}

    with pytest.raises(RefusedError, match="lives in a household already"):
        add_known(actor=family.officer, now=NOW, **said)


def test_an_address_is_written_anew_and_by_nobody_over_a_colleague(family):
    family.moves_in(MOTHER)
    read = family.read()

    change_address(actor=family.officer, household=family.home, address="Số 7", read=read, now=NOW)

    with pytest.raises(ChangedError):
        change_address(actor=family.officer, household=family.home, address="Số 9", read=read, now=NOW)
    with pytest.raises(RefusedError, match="3 to 120"):
        change_address(actor=family.officer, household=family.home, address=" - ", read=family.read(), now=NOW)
    assert "Số 7" == family.home.address


def test_whoever_does_not_live_there_goes_and_with_the_last_one_the_household(family):
    (mother,) = family.moves_in(MOTHER)
    family.exposes(mother)

    leave(actor=family.officer, household=family.home, member=mother.pk, read=family.read(), now=NOW)
    assert (1, 1) == (Member.objects.count(), Exposure.objects.filter(is_alive=True).count())
    last = Member.objects.get().pk
    leave(actor=family.officer, household=family.home, member=last, read=family.read(), now=NOW)

    assert not Household.objects.exists()


def test_on_the_round_whoever_lives_together_stands_one_behind_the_other(family):
    mother, son = family.moves_in(MOTHER, SON)
    family.exposes(mother)
    family.contact("Ở Nơi Khác", "work")
    family.exposes(son)
    tomorrow = family.office.clock[0] = NOW + dt.timedelta(days=1)

    found = round_of(family.officer, None, tomorrow).due
    page = family.office.client(family.officer).get(reverse("followup_round")).content.decode()

    names = [(one.person.name, one.lives_with_last) for one in found]
    at = [name for name, _ in names].index("Giàng Thị Mẹ")
    assert [("Giàng Thị Mẹ", False), ("Giàng A Con", True)] == names[at : at + 2]
    assert 1 == page.count("Same household as above")


def test_on_the_round_whoever_was_not_reached_today_stays_at_the_end_and_is_marked_as_nobody_s(family):
    mother, son = family.moves_in(MOTHER, SON)
    family.exposes(mother, son)
    elsewhere = family.contact("Ở Nơi Khác", "work")
    tomorrow = NOW + dt.timedelta(days=1)
    watch = Watch.objects.select_related("involvement__outbreak").get(involvement=son.involvement_id)
    said = {"watch": watch, "answer": Answer(Outcome.NOT_REACHED), "read": digest_of_watch(watch)}
    record_visit(actor=family.officer, now=tomorrow, **said)

    found = round_of(family.officer, None, tomorrow).due

    names = [(one.person.name, one.lives_with_last) for one in found]
    assert ("Giàng A Con", False) == names[-1]
    assert {"Giàng Thị Mẹ", elsewhere.person.full_name} <= {name for name, _ in names[:-1]}


def test_an_officer_elsewhere_reads_neither_the_address_nor_the_others_names(family):
    (mother,) = family.moves_in(MOTHER)
    family.exposes(mother)
    settle(Involvement.objects.get(pk=mother.involvement_id), the_unit(TAN_TRAO))
    neighbour = family.office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)

    page = family.page(neighbour, mother.involvement.person.pseudonym)

    assert "Giàng Thị Mẹ" in page
    assert ADDRESS not in page
    assert family.case.person.full_name not in page
    client = family.office.client(neighbour)
    said = {"address": "Số 9", "read": family.read()}
    assert 403 == client.post(reverse("household_make", args=[mother.involvement.person.pseudonym]), said).status_code


def test_whoever_lives_elsewhere_now_is_taken_out_by_the_officer_there_and_nobody_else_is(family):
    mother, son = family.moves_in(MOTHER, SON)
    family.exposes(mother)
    settle(Involvement.objects.get(pk=mother.involvement_id), the_unit(TAN_TRAO))
    neighbour = family.office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    client, person = family.office.client(neighbour), mother.involvement.person.pseudonym

    def leaves(member: Member) -> int:
        said = {"member": member.pk, "read": family.read()}
        return client.post(reverse("household_leave", args=[person]), said).status_code

    assert [403, 302] == [leaves(son), leaves(mother)]

    assert not Member.objects.filter(pk=mother.pk).exists()
    assert "does not live here" not in family.page(neighbour, person)


@pytest.mark.parametrize("moved", ["the mother", "the case"])
def test_whoever_took_over_one_of_the_family_enters_nobody_of_the_others_as_exposed(family, moved):
    mother, son = family.moves_in(MOTHER, SON)
    family.exposes(mother)
    place = family.case if moved == "the case" else Involvement.objects.get(pk=mother.involvement_id)
    settle(place, the_unit(TAN_TRAO))
    neighbour = family.office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    address = reverse("household_expose", args=[place.person.pseudonym])
    days = {"first_day": ago(2).isoformat(), "last_day": TODAY.isoformat()}

    page = family.page(neighbour, place.person.pseudonym)
    answer = family.office.client(neighbour).post(address, {"other": [son.pk], **days, "read": family.read()})

    assert (403, None) == (answer.status_code, level_of(son))
    assert address not in page


def test_days_that_were_not_taken_leave_the_ticks_as_they_were_sent(family):
    mother, _ = family.moves_in(MOTHER, SON)
    said = {"other": [mother.pk], "first_day": TODAY.isoformat(), "last_day": ago(3).isoformat(), "read": family.read()}
    address = reverse("household_expose", args=[family.case.person.pseudonym])

    answer = family.office.client(family.officer).post(address, said)

    assert (409, 0) == (answer.status_code, Exposure.objects.count())
    ticked = re.findall(r'name="other"\s+value="(\d+)"\s+checked', answer.content.decode())
    assert [str(mother.pk)] == ticked


@pytest.mark.parametrize("missing", [("first_day",), ("last_day",), ("first_day", "last_day")])
def test_without_days_nobody_is_exposed_and_it_is_said_which_day_is_missing(family, missing):
    (mother,) = family.moves_in(MOTHER)
    days = {"first_day": ago(3).isoformat(), "last_day": TODAY.isoformat()} | dict.fromkeys(missing, "")
    address = reverse("household_expose", args=[family.case.person.pseudonym])

    answer = family.office.client(family.officer).post(address, {"other": [mother.pk], **days, "read": family.read()})

    page = answer.content.decode()
    assert (400, None, 0) == (answer.status_code, level_of(mother), Exposure.objects.count())
    assert {f"#id_{one}" for one in missing} == set(re.findall(r'href="(#id_[^"]+)"', page))
    assert "Please fill this in." in page


def test_two_of_one_name_and_of_two_years_live_there_both(family):
    family.moves_in(Typed("Giàng Thị Mỷ", "", 1950), Typed("Giàng Thị Mỷ", "", 2012))

    with pytest.raises(RefusedError, match="lives there already"):
        family.moves_in(Typed("giàng thị mỷ"))

    assert 3 == Member.objects.count()


def test_the_audit_says_whose_names_a_household_s_page_showed(family):
    mother, son = family.moves_in(MOTHER, SON)

    family.page()

    shown = Entry.objects.filter(act="households.see").latest("number").subjects.values_list("key", flat=True)
    assert {str(one.involvement.person_id) for one in (mother, son)} <= set(shown)


def test_a_person_s_page_tells_of_the_household(family):
    family.moves_in(MOTHER, SON)

    page = family.office.client(family.officer).get(reverse("traced_person", args=[family.case.person.pseudonym]))

    assert "Lives with 2 people." in page.content.decode()
    assert 3 == household_size(family.case)


def test_of_two_records_that_become_one_whoever_is_kept_lives_there_until_they_are_parted(family):
    (mother,) = family.moves_in(MOTHER)
    other = family.contact("Giàng Thị Mẹ Già", "other")
    merged = Person.objects.get(pk=mother.involvement.person_id)

    moved = merged_persons.join_persons(kept=other.person, merged=merged, now=NOW)
    assert other.pk == Member.objects.get(pk=mother.pk).involvement_id
    merged_persons.part_persons(merged=merged, moved=moved)

    assert mother.involvement_id == Member.objects.get(pk=mother.pk).involvement_id


def test_a_household_in_which_nobody_entered_anything_for_long_is_erased_and_its_meetings_stay(family):
    (mother,) = family.moves_in(MOTHER)
    family.exposes(mother)

    assert 0 == forget_households(NOW)
    assert 1 == forget_households(NOW + dt.timedelta(seconds=1))

    assert (0, 0, 1) == (Household.objects.count(), Member.objects.count(), Exposure.objects.count())


def test_whoever_s_name_is_erased_lives_nowhere_any_more(family):
    mother, son = family.moves_in(MOTHER, SON)

    forget_members({mother.involvement.person_id})
    assert [family.case.pk, son.involvement_id] == list(
        Member.objects.order_by("pk").values_list("involvement", flat=True)
    )
    forget_members({family.case.person_id, son.involvement.person_id})

    assert not Household.objects.exists()


def test_an_address_that_names_somebody_goes_with_their_name_and_another_stays(family):
    mother, son = family.moves_in(MOTHER, SON)

    def calls_it(address: str) -> None:
        change_address(actor=family.officer, household=family.home, address=address, read=family.read(), now=NOW)

    calls_it(f"nhà cháu {SON.full_name.upper()}")
    forget_members({mother.involvement.person_id})
    assert SON.full_name.upper() in family.home.address

    forget_members({son.involvement.person_id})
    assert "" == family.home.address
    calls_it("Số 5")

    assert "Số 5" in family.page()


def test_the_page_shows_everybody_with_their_level(family):
    mother, son = family.moves_in(MOTHER, SON)
    family.exposes(mother)

    seen = household_seen(family.officer, member_of(family.case))

    assert [(True, False, 0), (False, True, 1), (False, False, None)] == [
        (one.is_self, one.is_exposed, one.person.level) for one in seen.members
    ]
    assert [son.pk] == [one.number for one in seen.waiting]


def test_more_lines_keep_what_was_typed_and_enter_nobody(family):
    family.moves_in(MOTHER)
    said = {"member-TOTAL_FORMS": "2", "member-INITIAL_FORMS": "0", "member-1-full_name": "Giàng A Con", "longer": "1"}
    address = reverse("household_add", args=[family.case.person.pseudonym])

    answer = family.office.client(family.officer).post(address, {**said, "read": family.read()})

    page = answer.content.decode()
    assert (200, 2) == (answer.status_code, Member.objects.count())
    assert 'value="Giàng A Con"' in page
    assert 'name="member-3-full_name"' in page
    assert "Please look at this again" not in page


def test_a_line_that_is_wrong_is_named_and_nobody_of_the_others_is_entered(family):
    family.moves_in(MOTHER)
    said = {"member-TOTAL_FORMS": "2", "member-INITIAL_FORMS": "0", "member-0-full_name": "Giàng A Con"}
    said |= {"member-1-phone": "12", "read": family.read()}
    address = reverse("household_add", args=[family.case.person.pseudonym])

    answer = family.office.client(family.officer).post(address, said)

    assert (400, 2) == (answer.status_code, Member.objects.count())
    assert {"#id_member-1-full_name", "#id_member-1-phone"} == set(
        re.findall(r'href="(#id_member[^"]+)"', answer.content.decode())
    )


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        ({"member-TOTAL_FORMS": "41", "member-INITIAL_FORMS": "0"}, "nhiều nhất 40 dòng"),
        ({}, "Các dòng gửi lên không đủ."),
    ],
)
def test_lines_that_the_page_never_sends_are_refused_in_the_readers_language(family, count, sentence):
    family.moves_in(MOTHER)
    address = reverse("household_add", args=[family.case.person.pseudonym])
    client = family.office.client(family.officer, language="vi")

    answer = client.post(address, {**count, "member-0-full_name": "Giàng A Con", "read": family.read()})

    assert (400, 2) == (answer.status_code, Member.objects.count())
    assert sentence in answer.content.decode()


def test_a_case_s_page_leads_to_the_household_by_one_tap(family):
    case = family.case.person.cases.get()
    way = reverse("household_of", args=[family.case.person.pseudonym])

    assert (
        f'href="{way}"'
        in family.office.client(family.officer).get(reverse("case", args=[case.number])).content.decode()
    )
    stranger = family.office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    assert way not in family.office.client(stranger).get(reverse("case", args=[case.number])).content.decode()
