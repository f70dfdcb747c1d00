"""Lists and figures cost no more with a district's people behind them than with a hamlet's."""

from __future__ import annotations

import pytest
from django.db import connection

from bluezone.lists.duplicates.entries import keys_of
from bluezone.portal.cases.likeness import KnownPersons, KnownToMany, entry_of
from bluezone.portal.cases.many import NewPerson, add_people
from bluezone.portal.cases.models import Double, Person
from bluezone.portal.cases.waiting import waiting
from bluezone.portal.counted_tables import count_anew
from bluezone.portal.frame.searching import saying
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.staff.services import give_role
from bluezone.portal.tracing.involving import default_outbreak
from bluezone.portal.tracing.many import involve_many
from bluezone.portal.tracing.selectors import MOST_NAMED, PEOPLE, page_of_people, people_in
from bluezone.portal.tracing.waiting import waiting as tracing_waits
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit
from tests.support.portal.work_of_sqlite import work_of_sqlite

pytestmark = pytest.mark.django_db
sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="counts instructions of SQLite")
FEW, MANY = 40, 1_200


@pytest.fixture
def head(office):
    """Somebody who sees the names of the whole province."""
    return office.staff("Trần Văn Hùng", Role.SUPERVISOR, TUYEN_QUANG)


def come(office, count: int, name: str = "Nguyễn Văn An", unit: str = SON_DUONG) -> list[Person]:
    """So many more of this name, each with a number and a year of birth, with a place in the outbreak."""
    known, here = Person.objects.count(), the_unit(unit)
    people = [NewPerson(name, f"09{known + at:08}", 1940 + at % 60, here) for at in range(count)]
    made = add_people(people, NOW, office.chance.randbytes)
    involve_many(default_outbreak(), made, {})
    return made


def asked(query: str = "", **said: str):
    return PEOPLE.part_of({"q": query, **said})


@sqlite_only
def test_what_waits_at_the_desk_is_counted_among_pairs_and_not_among_everybody(head, office):
    one, other, third = come(office, FEW)[:3]
    for left, right in ((one, other), (one, third), (other, third)):
        Double.objects.create(one=left, other=right, score=0.9, found_at=NOW)

    def counted() -> tuple[list[int], int]:
        with work_of_sqlite() as work:
            found = [line.count for line in waiting(head, NOW) if line.what == "cases.doubles"]
        return found, work.instructions

    (of_few, little), _ = counted(), come(office, MANY)
    of_many, much = counted()

    assert [3] == of_few == of_many
    assert much <= 2 * little + 1_000


@sqlite_only
def test_what_came_back_is_counted_among_offers_and_not_among_everybody(head, office):
    def counted() -> int:
        with work_of_sqlite() as work:
            list(tracing_waits(head, NOW))
        return work.instructions

    come(office, FEW)
    little, _ = counted(), come(office, MANY)
    much = counted()

    assert much <= 2 * little + 1_000


@sqlite_only
@pytest.mark.parametrize("roles", [1, 5], ids=["one role", "five roles"])
@pytest.mark.parametrize("said", [{}, {"q": "nguyen"}, {"level": "none"}], ids=["all", "a name of many", "no level"])
def test_the_first_page_of_people_is_read_from_its_end(head, office, said, roles, django_assert_max_num_queries):
    for role in (Role.HEALTH_OFFICER, Role.INTERVIEWER, Role.EPIDEMIOLOGIST, Role.CONSOLIDATOR)[: roles - 1]:
        give_role(actor=None, staff=head, role=role, unit=the_unit(TUYEN_QUANG), now=NOW)
    head = Staff.objects.get(pk=head.pk)
    part = PEOPLE.part_of({"reach": "mine", **said})

    def page() -> tuple[int, int]:
        with work_of_sqlite() as work, django_assert_max_num_queries(6):
            return len(page_of_people(head, part).rows), work.instructions

    come(office, MOST_NAMED + PEOPLE.size)
    (_, little), _ = page(), come(office, MANY)
    rows, much = page()

    assert PEOPLE.size == rows
    assert much <= 1.5 * little + 1_000


@pytest.mark.each_example
@pytest.mark.parametrize("others", [0, MOST_NAMED + 1], ids=["one by one", "from the newest on"])
def test_a_name_of_many_is_found_as_one_of_few(head, office, others):
    (binh,) = come(office, 1, "Nguyễn Thị Bình")
    come(office, others)

    found = [row.person_id for row in people_in(head, asked("nguyen"))]
    both = [row.person_id for row in people_in(head, asked("binh nguyen"))]

    assert others + 1 == len(found)
    assert binh.pk == found[-1]
    assert [binh.pk] == both
    assert [binh.pk] == [row.person_id for row in people_in(head, asked(binh.phone[2:]))]
    assert [] == list(people_in(head, asked("quang")))


@pytest.mark.each_example
@pytest.mark.parametrize("others", [0, MOST_NAMED + 1], ids=["few", "many"])
def test_names_are_found_in_ones_own_units_alone_and_pseudonyms_everywhere(office, others):
    officer = office.staff("Lê Thị Lan", Role.HEALTH_OFFICER, SON_DUONG)
    (here,), (there,) = come(office, 1), come(office, 1, unit=TAN_TRAO)
    come(office, others, unit=TAN_TRAO)

    def found(query: str) -> set[int]:
        return {row.person_id for row in people_in(officer, asked(query, reach="province"))}

    assert {here.pk} == found("nguyen van an")
    assert {there.pk} == found(there.pseudonym)
    assert there.pk in found("")


def test_many_at_once_are_compared_with_the_same_people_as_one(office):
    known = [*come(office, 3, "Lý Thị Tú"), *come(office, 2, "Lý Thị Tú", TAN_TRAO), *come(office, 1, "Hà Văn Kim")]
    Person.objects.filter(pk=known[0].pk).update(phone="0912345678", identity_hash="v1:abc")
    Person.objects.filter(pk=known[4].pk).update(birth_year=None)
    new = come(office, 4, "Lý Thị Tú")
    Person.objects.filter(pk=new[0].pk).update(phone="0912345678", identity_hash="v1:abc")
    crowd = come(office, 61, "Mạ Văn Đông")
    Person.objects.filter(pk__in=[one.pk for one in crowd]).update(phone="0977000000")
    Person.objects.filter(pk=new[1].pk).update(phone="0977000000")
    new = list(Person.objects.filter(pk__in=[one.pk for one in new]).order_by("pk"))
    entries, these = [entry_of(one) for one in new], frozenset(one.pk for one in new)

    def found(people) -> set[str]:
        return {one.id for one in people.with_keys({key for entry in entries for key in keys_of(entry)})}

    asked_for, read_once = found(KnownPersons(these)), found(KnownToMany.of(entries, these))

    assert asked_for == read_once
    assert {str(known[0].pk)} <= read_once
    assert not {str(one.pk) for one in crowd} & read_once


def test_a_long_list_reads_everybody_a_single_time(office, django_assert_num_queries):
    come(office, FEW, "Ma Thị Sen")
    new = come(office, MANY)
    entries = [entry_of(person) for person in new]

    with django_assert_num_queries(1):
        known = KnownToMany.of(entries, frozenset(person.pk for person in new))
        for entry in entries:
            list(known.with_keys({f"p:{phone}" for phone in entry.phones}))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="reads the plans of PostgreSQL")
def test_a_rare_name_is_found_by_its_parts_and_nobody_is_read_through_for_it(head, office):
    come(office, MANY)
    rare = come(office, 1, "Triệu Kim Sen")
    count_anew(MANY, Person)

    named = Person.objects.filter(saying("kim trieu sen", "search_text"))

    assert rare == list(named)
    with connection.cursor() as cursor:  # so few it reads whole if it may
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "Bitmap Index Scan on persons_as_they_are_searched" in named.explain()
