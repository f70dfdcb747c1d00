"""Two lists of another authority become people, cases and exposures: all of them, or nothing, and once."""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib
import random

import pytest
from django.apps import apps
from django.db import connection

from bluezone.lists.outbreak.named_headers import shipped_mapping
from bluezone.lists.outbreak.two_lists import TwoLists, read_two_lists
from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Case, Classification, Double, Person
from bluezone.portal.counted_tables import MANY
from bluezone.portal.followup.models import Watch
from bluezone.portal.identity.roles import Role
from bluezone.portal.operations.retention.rules import Terms
from bluezone.portal.operations.retention.services import erase_what_is_over
from bluezone.portal.sampling.models import Due
from bluezone.portal.staff.selectors import unit_of_everybody
from bluezone.portal.tracing.bringing import Brought, bring_outbreak, places_at
from bluezone.portal.tracing.graph import confirmed_cases
from bluezone.portal.tracing.involving import default_outbreak
from bluezone.portal.tracing.levels import check
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement, ListedPerson
from bluezone.portal.tracing.standing_in import lists_themselves
from tests.support.portal.counting import noted_counting
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit
from tests.support.trace.lists import rows_of

pytestmark = pytest.mark.django_db
CASES = (
    "id,onset,isolation_date,name,phone,birth year,commune",
    "a,2020-08-10,2020-08-12,Lê Thị Hoa,0912345678,1980,Xã Tân Trào",
    "b,2020-08-14,,Vũ Đình Bình,,1975,",
    "c,,,,,,",
)
CONTACTS = (
    "from,to,date,exposure,name,phone,birth year,commune,place",
    "a,b,2020-08-09,workplace,,,,,Xưởng may",
    "a,d,2020-08-09,household,Trần Văn An,0912345670,1990,Xã Tân Trào,",
    "d,e,2020-08-11,,Lý Thị Tú,,2001,,",
    "a,e,2020-08-01,,,,,,",
)


@pytest.fixture(autouse=True)
def _kept(kept) -> None:
    """An office with units."""


def lists(cases=CASES, contacts=CONTACTS, mapping: str = "general") -> TwoLists:
    return read_two_lists(rows_of(*cases), rows_of(*contacts), shipped_mapping(mapping), NOW.date())


def bring(read: TwoLists | None = None) -> Brought:
    home = the_unit(SON_DUONG)
    return bring_outbreak(
        actor=lists_themselves(),
        outbreak=default_outbreak(),
        lists=read or lists(),
        places=places_at(home, NOW.date()),
        now=NOW,
        entropy=random.Random(1).randbytes,
    )


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Person, Case, Classification, Involvement, Exposure, Evidence))


def level_of(name: str) -> int | None:
    return Involvement.objects.get(person__full_name__contains=name).level


def test_people_cases_and_exposures_are_there_with_their_levels():
    brought = bring()

    assert (5, 3, 4) == (len(brought.people), brought.cases, brought.exposures)
    assert (5, 3, 3, 5, 4, 4) == counts()
    assert [0, 0, 0] == [level_of(name) for name in ("Hoa", "Bình", "(c)")]
    assert (1, 2) == (level_of("An"), level_of("Tú"))
    assert 0 == check(default_outbreak()).count


@pytest.mark.each_example
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans without counting")
def test_within_the_import_the_newest_word_on_a_case_is_looked_up_by_the_case():
    """PostgreSQL counts by itself what was committed. Without counting it walked the whole table backwards for each of
    15,000 cases, which took a minute."""
    listed = (f"{at},2020-08-10,,,,," for at in range(4 * MANY))

    bring(lists((CASES[0], *listed), CONTACTS[:1]))

    plan = confirmed_cases().values("pk").explain()
    assert "(case_id = cases_case.id)" in plan
    assert "Index Scan Backward" not in plan


def test_tables_are_counted_before_anything_is_asked_of_them(monkeypatch):
    """What lists fill, before levels; levels, before whoever follows them; what these keep, once it is there."""
    noted = noted_counting(monkeypatch)

    bring()

    filled = (Person, ListedPerson, Case, Classification, Involvement, Exposure, Evidence)
    assert [("ANALYZE", tables) for tables in (filled, (Involvement,), (Watch,), (Due,))] == noted


def test_short_lists_have_nothing_counted(monkeypatch):
    noted = noted_counting(monkeypatch, many=MANY)

    bring()

    assert [] == noted


def test_after_long_lists_their_rows_are_looked_through_once_they_stand(
    monkeypatch, django_capture_on_commit_callbacks
):
    """Until then PostgreSQL, which has an index with all that levels are computed from, reads each row again."""
    noted = noted_counting(monkeypatch, many=12)  # people, cases and exposures together

    with django_capture_on_commit_callbacks(execute=True):
        bring()
        before = list(noted)

    assert ("VACUUM", (Person, Involvement, Exposure, Evidence)) in noted
    assert "VACUUM" not in {verb for verb, _ in before}


def test_the_same_lists_again_add_nothing():
    bring()
    before = counts()

    again = bring()

    assert (0, 0, 0, 0) == (len(again.people), again.cases, again.exposures, again.doubles)
    assert before == counts()


def test_whoever_has_the_tables_cannot_try_ids():
    """Ids are numbers that count up, or made of names: of those a plain digest is soon found."""
    bring()

    guessed = {plain_digest(one) for one in "abcde"}
    guessed |= {plain_digest(default_outbreak().pk, "a", "b", dt.date(2020, 8, 9), dt.date(2020, 8, 9))}
    kept = set(ListedPerson.objects.values_list("key", flat=True))
    kept |= {key.removeprefix("list:") for key in Evidence.objects.values_list("origin_key", flat=True)}
    assert 9 == len(kept)
    assert set() == guessed & kept


def test_lists_that_an_earlier_version_took_are_still_known():
    bring()
    before = counts()
    for row in ListedPerson.objects.select_related("involvement__person"):
        ListedPerson.objects.filter(pk=row.pk).update(key=plain_digest(id_of(row.involvement.person)))
    for piece in Evidence.objects.all():
        ends = (piece.exposure.source, piece.exposure.target)
        said = (default_outbreak().pk, *(id_of(one.person) for one in ends), piece.day_from, piece.day_to)
        Evidence.objects.filter(pk=piece.pk).update(origin_key=f"list:{plain_digest(*said)}")
    migration = importlib.import_module("bluezone.portal.tracing.migrations.0009_ids_of_lists_are_known_under_a_key")

    migration.fill(apps, None)
    bring()

    assert before == counts()


def test_lists_bring_back_nobody_whose_name_was_erased():
    bring()
    before = counts()
    erase_what_is_over(terms=Terms(), now=NOW + dt.timedelta(days=731))

    bring()

    assert before == counts()
    assert [] == [one.pk for one in Person.objects.all() if one.full_name != one.pseudonym]


def plain_digest(*said: object) -> str:
    """What earlier versions kept."""
    return hashlib.sha256("\x1f".join(map(str, said)).encode()).hexdigest()[:40]


def id_of(person: Person) -> str:
    ids = {"Hoa": "a", "Bình": "b", "(c)": "c", "An": "d", "Tú": "e"}
    return next(one for name, one in ids.items() if person.full_name.endswith(name))


def test_a_later_version_adds_what_is_new_and_makes_a_contact_a_case():
    bring()
    later = (*CASES, "d,2020-08-13,,Trần Văn An,0912345670,1990,Xã Tân Trào")

    brought = bring(lists(later, (*CONTACTS, "d,f,2020-08-12,,Ma Thị Mới,,1999,,")))

    assert (1, 1, 1) == (len(brought.people), brought.cases, brought.exposures)
    assert (0, 1) == (level_of("An"), level_of("Mới"))


def test_everybody_stands_in_their_commune_or_where_the_list_is_from():
    bring()

    where = dict(Person.objects.values_list("full_name", "unit__key"))
    assert (TAN_TRAO, SON_DUONG) == (where["Lê Thị Hoa"], where["Vũ Đình Bình"])
    exposure = Exposure.objects.get(place="Xưởng may")
    assert (the_unit(TAN_TRAO).path, the_unit(SON_DUONG).path) == (exposure.source_path, exposure.target_path)


def test_a_case_of_a_list_is_held_as_listed_and_waits_for_a_second_person_here():
    bring()

    assert {Case.State.OPENED} == set(Case.objects.values_list("state", flat=True))
    assert {("confirmed", "listed")} == set(Classification.objects.values_list("value", "basis"))


def test_what_people_found_out_since_stands_against_a_later_version():
    bring()
    case = Case.objects.get(person__full_name="Lê Thị Hoa")
    Classification.objects.create(
        case=case, value="not_a_case", basis=Classification.Basis.WRONG_TEST, by=lists_themselves(), at=NOW
    )

    bring()

    assert "not_a_case" == case.classifications.order_by("-pk")[0].value


def test_what_is_no_case_by_the_list_is_closed_as_one():
    header = "Case ID,Classification,Date of onset"
    bring(
        lists(
            (header, "a,Confirmed,2020-08-10", "b,Not a case (discarded),2020-08-10", "c,Suspect,2020-08-10"),
            ("Source UID,Target UID", "a,b"),
            "godata",
        )
    )

    held = Case.objects.values_list("person__full_name", "state", "reason")
    assert {"opened", "closed"} == {state for _, state, _ in held}
    assert (1, None) == (level_of("(b)"), level_of("(c)"))


def test_two_rows_that_say_the_same_are_one_exposure_and_a_withdrawn_one_does_not_come_back():
    brought = bring(lists(CASES, (*CONTACTS, CONTACTS[1])))

    assert (4, [6]) == (brought.exposures, [one.line for one in brought.left_out])


def test_two_of_a_list_who_were_merged_since_did_not_meet_each_other():
    brought = bring()
    kept, gone = (next(one for one in brought.people if name in one.person.full_name) for name in ("Hoa", "An"))
    ListedPerson.objects.filter(involvement=gone).update(involvement=kept)  # as a merge leaves it

    again = bring(lists(CASES, (*CONTACTS, "a,d,2020-08-11,,,,,,")))

    assert (0, [6]) == (again.exposures, [one.line for one in again.left_out])
    assert "are one person by now" in again.left_out[0].words.en
    assert 0 == check(default_outbreak()).count


def test_days_that_lie_ahead_are_told_and_not_taken():
    brought = bring(lists(("id,onset", "a,2030-01-01"), ("from,to,date", "a,b,2030-01-02")))

    assert NOW.date() == Case.objects.get().onset
    assert (None, None) == tuple(Exposure.objects.values_list("first_day", "last_day")[0])
    assert 3 == sum("lies ahead" in one.words.en for one in brought.remarks)


def test_who_may_be_somebody_known_is_proposed_and_nobody_is_joined():
    office = Office()
    officer = office.staff("Lê Truy Vết")
    office.case(officer, full_name="Trần Văn An", phone="0912 345 670")

    brought = bring(lists(CASES, (*CONTACTS, "a,g,2020-08-09,,Lê Thị Hoà,0912345678,1980,Xã Tân Trào,")))

    assert 2 == brought.doubles == Double.objects.count()
    assert 7 == Person.objects.count()


def test_one_line_of_the_audit_names_everybody():
    bring()

    line = Entry.objects.get(act="tracing.import")
    assert {"people": 5, "cases": 3, "exposures": 4} == line.detail
    assert set(map(str, Person.objects.values_list("pk", flat=True))) == set(
        line.subjects.filter(kind="person").values_list("key", flat=True)
    )


def test_nobody_signs_in_as_the_lists_themselves():
    account = lists_themselves()

    assert account == lists_themselves()
    assert not account.is_active
    assert not account.has_usable_password()
    assert [] == account.current_grants


def test_the_home_of_lists_is_the_smallest_unit_in_which_everybody_works():
    assert unit_of_everybody() is None
    office = Office()
    office.staff("Lê Một", Role.HEALTH_OFFICER)
    office.staff("Lê Hai", Role.HEALTH_OFFICER, None)
    assert the_unit(SON_DUONG) == unit_of_everybody()
