"""The pages of tracing: people by commune, one person's course, contacts typed and pasted, exposures."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Double, Person
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.tracing.contacts import Contact, record_contacts
from bluezone.portal.tracing.meetings import Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure, Involvement, Transfer
from bluezone.portal.tracing.services import digest_of_exposure
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, Office, the_unit
from tests.support.portal.tracing import TracingOffice, ago

pytestmark = pytest.mark.usefixtures("kept_tracing")


@pytest.fixture(scope="module")
def kept_tracing(kept) -> TracingOffice:
    """The first of Sơn Dương is a case and met the second, of Tân Trào."""
    tracing = TracingOffice(Office(), people=3)
    tracing.confirm(0)
    tracing.meet(0, 1, ago(2), ago(2), [Piece(origin=Evidence.Origin.INTERVIEW, says={"words": "ngồi cạnh"})])
    return tracing


@pytest.fixture
def tracing(kept_tracing, db) -> TracingOffice:
    return kept_tracing


def of(tracing: TracingOffice, at: int) -> str:
    return tracing.node(at).person.pseudonym


def seen(tracing: TracingOffice, address: str, person=None, **said) -> str:
    answer = tracing.office.client(person or tracing.officer).get(address, said)
    assert 200 == answer.status_code
    return answer.content.decode()


def sent(tracing: TracingOffice, address: str, **said):
    return tracing.office.client(tracing.officer).post(address, {name.replace("__", "-"): said[name] for name in said})


def lines(*rows: dict[str, str]) -> dict[str, object]:
    """The grid as a browser sends it."""
    cells = {f"form-{at}-{name}": value for at, row in enumerate(rows) for name, value in row.items()}
    return {"kind": "party", "certainty": 2, "form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0, **cells}


def enter(tracing: TracingOffice, fields: dict[str, object]):
    address = reverse("person_contacts", args=[of(tracing, 0)])
    return tracing.office.client(tracing.officer).post(address, fields)


def test_the_list_names_ones_own_people_and_the_others_by_pseudonym(tracing):
    page = seen(tracing, reverse("people"), reach="province")

    assert "Người Thứ A" in page
    assert "Người Thứ B" not in page
    assert of(tracing, 1) in page
    named = set(Entry.objects.get(act="tracing.list").subjects.values_list("key", flat=True))
    assert {str(tracing.node(at).person_id) for at in (0, 2)} == named


@pytest.mark.parametrize(("level", "people"), [("0", {0}), ("1", {1}), ("none", {2}), ("far", set()), ("", {0, 1, 2})])
def test_the_list_is_narrowed_by_level(tracing, level, people):
    page = seen(tracing, reverse("people"), reach="province", level=level)

    found = {at for at in range(3) if reverse("traced_person", args=[of(tracing, at)]) in page}
    assert people == found


@pytest.mark.parametrize(
    ("text", "people"),
    [("nguoi a", {0}), ("thu b", set()), ("345678", {0, 2})],
)
def test_names_and_telephones_are_found_in_ones_own_units(tracing, text, people):
    page = seen(tracing, reverse("people"), reach="province", q=text)

    assert people == {at for at in range(3) if reverse("traced_person", args=[of(tracing, at)]) in page}


def test_a_pseudonym_is_found_in_the_whole_province(tracing):
    page = seen(tracing, reverse("people"), reach="province", q=of(tracing, 1).lower())

    assert reverse("traced_person", args=[of(tracing, 1)]) in page


def test_a_person_is_shown_with_level_reason_and_course_and_leaves_a_line_about_each_who_is_named(tracing):
    page = seen(tracing, reverse("traced_person", args=[of(tracing, 1)]))

    assert "F1" in page
    assert "Người Thứ A → " + of(tracing, 1) in " ".join(page.split())
    assert "You see a pseudonym" in page
    line = Entry.objects.get(act="tracing.see")
    assert {("person", str(tracing.node(at).person_id)) for at in (0, 1)} == set(
        line.subjects.values_list("kind", "key")
    )


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (0, "A second person has confirmed the case: F0."),
        (2, "Nobody has named this person as somebody who was met."),
    ],
)
def test_a_person_who_is_a_case_and_one_without_a_level_are_told_why(tracing, at, sentence):
    assert sentence in seen(tracing, reverse("traced_person", args=[of(tracing, at)]))


def test_what_would_come_of_a_positive_test_is_told_before(tracing):
    page = seen(tracing, reverse("traced_person", args=[of(tracing, 1)]))

    assert "If this person is positive" in page
    assert "F1 → F0" in page


def test_contacts_are_entered_together_and_stand_at_both_ends(tracing):
    day = f"{ago(1):%Y-%m-%d}"
    answer = enter(
        tracing,
        lines(
            {"full_name": "ma thị  sen", "phone": "0911222333", "place": "tân trào", "first_day": day, "last_day": day},
            {"full_name": "Lý Văn Tư", "birth_year": "1980", "where": "đám cưới"},
            {},
        ),
    )

    assert 302 == answer.status_code
    made = Exposure.objects.filter(kind="party").order_by("pk").select_related("target__person", "source")
    assert ["ma thị sen", "Lý Văn Tư"] == [one.target.person.full_name for one in made]
    assert [SON_DUONG in one.target_path for one in made] == [True, True]
    assert [TAN_TRAO] == [one.unit.key for one in Transfer.objects.select_related("unit")]
    assert [1, 1] == [one.target.level for one in made]
    assert ["interview", "interview"] == [one.evidence.get().origin for one in made]
    assert 1980 == Person.objects.get(full_name="Lý Văn Tư").birth_year


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"full_name": "M"}, "it takes at least 2"),
        ({"full_name": "Ma Thị Sen", "phone": "12"}, "telephone"),
        ({"full_name": "Ma Thị Sen", "place": "nơi không có"}, "No commune is called so."),
        ({"full_name": "Ma Thị Sen", "place": "trường xinh"}, "No commune is called so."),
        ({"full_name": "Ma Thị Sen", "first_day": "2027-01-01"}, "in the future or too long ago"),
        ({"full_name": "Ma Thị Sen", "first_day": "2026-11-20", "last_day": "2026-11-19"}, "ends before it begins"),
        ({"phone": "0911222333"}, "A line without a name"),
    ],
)
def test_one_wrong_line_is_named_and_nobody_is_entered(tracing, line, sentence):
    people = Person.objects.count()

    answer = enter(tracing, lines({"full_name": "Lý Văn Tư"}, line))

    assert 400 == answer.status_code
    assert sentence in answer.content.decode()
    assert people == Person.objects.count()


def test_whoever_is_entered_already_is_not_entered_twice(tracing):
    enter(tracing, lines({"full_name": "Lý Văn Tư", "phone": "0911222333"}))

    again = enter(tracing, lines({"full_name": "LÝ VĂN TƯ", "phone": "+84 911 222 333"}))

    assert 409 == again.status_code
    assert "one of these contacts is entered already" in again.content.decode().lower()
    assert 2 == Exposure.objects.count()
    nobody = enter(tracing, lines({}))
    assert "please enter one contact at least" in nobody.content.decode().lower()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Please enter at most 100 lines at once."), ("vi", "Xin nhập nhiều nhất 100 dòng một lần.")],
)
def test_more_lines_than_a_grid_has_are_refused_in_the_readers_language(tracing, language, sentence):
    address = reverse("person_contacts", args=[of(tracing, 0)])
    client = tracing.office.client(tracing.officer, language=language)

    answer = client.post(address, {**lines({"full_name": "Lý Văn Tư"}), "form-TOTAL_FORMS": 101})

    assert 400 == answer.status_code
    assert sentence in answer.content.decode()
    assert 1 == Exposure.objects.count()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "The lines did not arrive whole."), ("vi", "Các dòng gửi lên không đủ.")],
)
def test_lines_without_their_count_are_refused_in_the_readers_language(tracing, language, sentence):
    address = reverse("person_contacts", args=[of(tracing, 0)])
    client = tracing.office.client(tracing.officer, language=language)

    answer = client.post(address, {"kind": "party", "certainty": 2, "form-0-full_name": "Lý Văn Tư"})

    assert 400 == answer.status_code
    assert sentence in answer.content.decode()
    assert "ManagementForm" not in answer.content.decode()


def test_nobody_is_entered_as_a_contact_of_themselves(tracing):
    person = tracing.node(0).person
    Person.objects.filter(pk=person.pk).update(birth_year=1980)
    told = {"full_name": person.full_name.upper(), "phone": f"+84 {person.phone[1:]}", "birth_year": "1980"}

    refused = enter(tracing, lines({"full_name": "Lý Văn Tư"}, told))

    assert 409 == refused.status_code
    assert "one of these contacts is the person themselves" in refused.content.decode().lower()
    assert 1 == Exposure.objects.count()


@pytest.mark.parametrize("other", [{"birth_year": "2008"}, {"phone": "0911222333"}, {"phone": ""}])
def test_a_namesake_of_another_year_or_telephone_is_a_contact(tracing, other):
    person = tracing.node(0).person
    Person.objects.filter(pk=person.pk).update(birth_year=1980)
    told = {"full_name": person.full_name, "phone": person.phone, "birth_year": "1980"}

    assert 302 == enter(tracing, lines({**told, **other})).status_code


def test_whoever_does_not_see_who_a_person_is_learns_nothing_by_their_name(tracing):
    """Their telephone is no proof for somebody who may not read it: the entry is proposed as a double elsewhere."""
    person = tracing.node(1).person
    contact = Contact(person.full_name, the_unit(SON_DUONG), Meeting(), person.phone, person.birth_year)
    told = {"actor": tracing.officer, "source": tracing.node(1), "now": NOW, "entropy": tracing.office.chance.randbytes}

    assert 1 == len(record_contacts(**told, contacts=[contact]))


def test_whoever_tries_names_out_learns_nothing_of_people_elsewhere(tracing):
    """Whom a colleague met with there: whoever sees both names is asked whether they are one."""
    met = tracing.node(1).person
    again = lines({"full_name": met.full_name, "phone": met.phone})
    address = reverse("person_contacts", args=[of(tracing, 0)])
    colleague = tracing.office.client(tracing.office.staff("Ma Đồng Nghiệp", Role.HEALTH_OFFICER))

    answers = [
        client.post(address, again).status_code for client in (tracing.office.client(tracing.officer), colleague)
    ]

    assert [409, 302] == answers
    assert Double.objects.filter(one=met, other=Person.objects.latest("pk")).exists()


def test_where_two_met_is_read_at_both_ends_and_the_form_says_so(tracing):
    Exposure.objects.update(place="đám cưới ông Ba")
    far = tracing.office.staff("Ma Đầu Kia", Role.HEALTH_OFFICER, TAN_TRAO)

    page = seen(tracing, reverse("person_contacts", args=[of(tracing, 0)]))
    there = seen(tracing, reverse("exposure", args=[Exposure.objects.get().number]), far)

    assert "Where they met is read by officers where either of the two lives: write no name there." in page
    assert "đám cưới ông Ba" in there


def test_what_is_pasted_stands_in_the_grid_before_anybody_is_entered(tracing):
    pasted = "Họ và tên\tĐiện thoại\nMa Thị Sen\t0911 222 333\t1950\tTân Trào\t21/11/2026\t21/11/2026\tchợ\n\nLý Văn Tư"

    answer = enter(tracing, {"kind": "market", "certainty": "3", "pasted": pasted, "paste": "1"})

    page = answer.content.decode()
    assert 200 == answer.status_code
    for value in ("Ma Thị Sen", "0911 222 333", "1950", "Tân Trào", "2026-11-21", "chợ", "Lý Văn Tư"):
        assert f'value="{value}"' in page
    assert 1 == Exposure.objects.count()
    long = enter(tracing, {"kind": "market", "certainty": "3", "pasted": "Lý Văn Tư\n" * 101, "paste": "1"})
    assert 409 == long.status_code
    assert "longer lists are imported" in long.content.decode()


def test_what_is_pasted_joins_what_was_typed_and_is_not_taken_twice(tracing):
    typed = lines({"full_name": "Ma Thị Sen", "phone": "0911222333"}, {})

    pasted = enter(tracing, {**typed, "pasted": "Lý Văn Tư", "paste": "1"}).content.decode()
    longer = enter(tracing, {**typed, "pasted": "Lý Văn Tư", "longer": "1"}).content.decode()

    assert [1, 1] == [pasted.count(f'value="{name}"') for name in ("Ma Thị Sen", "Lý Văn Tư")]
    assert "Lý Văn Tư" not in pasted.split("<textarea")[1].split("</textarea>")[0]
    assert "Lý Văn Tư" in longer.split("<textarea")[1].split("</textarea>")[0]
    assert [7, 6] == [page.count('-full_name"\n') // 2 or page.count('name="form-') // 7 for page in (pasted, longer)]


def test_more_lines_are_given_up_to_a_hundred_and_nothing_typed_is_lost(tracing):
    names = [f"Lý Văn Tư {at}" for at in range(98)]
    typed = lines(*({"full_name": name} for name in names))

    page = enter(tracing, {**typed, "longer": "1"}).content.decode()
    over = enter(tracing, {**typed, "pasted": "Một\nHai\nBa", "paste": "1"})

    assert all(f'value="{name}"' in page for name in names)
    assert 'name="form-99-full_name"' in page
    assert 'name="form-100-full_name"' not in page
    assert "More lines" not in page
    assert 409 == over.status_code
    assert all(f'value="{name}"' in over.content.decode() for name in names)
    assert 1 == Exposure.objects.count()


def test_whoever_entered_contacts_is_told_so(tracing):
    answer = enter(tracing, lines({"full_name": "Ma Thị Sen"}))

    assert "The contacts are entered." in seen(tracing, answer.headers["location"])
    assert "The contacts are entered." not in seen(tracing, reverse("traced_person", args=[of(tracing, 0)]))


def test_an_exposure_shows_what_speaks_for_it_and_each_piece_is_withdrawn_alone(tracing):
    exposure = Exposure.objects.get()
    address = reverse("exposure", args=[exposure.number])
    page = seen(tracing, address)
    assert "ngồi cạnh" in page
    added = sent(tracing, f"{address}/evidence", words="cùng mâm", confidence=3, read=digest_of_exposure(exposure))
    assert 302 == added.status_code
    first, second = exposure.evidence.order_by("pk")

    sent(tracing, f"{address}/evidence/{first.pk}/withdraw", reason="nhầm bàn", read=digest_of_exposure(exposure))

    page = seen(tracing, address)
    assert ("nhầm bàn" in page, "cùng mâm" in page) == (True, True)
    assert 1 == tracing.level(1)
    sent(tracing, f"{address}/evidence/{second.pk}/withdraw", reason="nhầm bàn", read=digest_of_exposure(exposure))
    assert tracing.level(1) is None


def test_whoever_read_an_exposure_before_a_colleague_changed_it_is_told(tracing):
    exposure = Exposure.objects.get()
    address, read = reverse("exposure", args=[exposure.number]), digest_of_exposure(exposure)
    sent(tracing, f"{address}/evidence", words="cùng mâm", confidence=3, read=read)

    answer = sent(tracing, f"{address}/withdraw", reason="nhầm người", read=read)

    assert 409 == answer.status_code
    assert "read it again" in answer.content.decode()
    exposure.refresh_from_db()
    assert exposure.is_alive


def test_either_end_opens_an_exposure_and_nobody_else(tracing):
    exposure = Exposure.objects.get()
    office, address = tracing.office, reverse("exposure", args=[exposure.number])
    far = office.staff("Ma Đầu Kia", Role.HEALTH_OFFICER, TAN_TRAO)

    page = seen(tracing, address, far)

    assert ("Người Thứ B" in page, "Người Thứ A" in page) == (True, False)
    reporter = office.client(office.staff("Lê Phương Thảo", Role.REPORTER))
    assert 403 == reporter.get(address).status_code


def test_whoever_sees_neither_end_by_name_reads_no_words(tracing):
    communes = Unit.objects.filter(level=Level.COMMUNE, path__startswith=f"{TUYEN_QUANG}/", valid_to=None)
    elsewhere = communes.exclude(key__in=(SON_DUONG, TAN_TRAO)).order_by("key")[0]
    other = tracing.office.staff("Ma Xã Khác", Role.HEALTH_OFFICER, elsewhere.key)
    exposure = Exposure.objects.get()

    page = seen(tracing, reverse("exposure", args=[exposure.number]), other)

    assert "ngồi cạnh" not in page
    assert "Người Thứ" not in page


def test_what_evidence_says_of_who_somebody_is_stays_with_whoever_sees_both_names(tracing):
    """A piece does not say of which end it speaks; the words of an interview are for the officers of both ends."""
    says = {"name": "Hà Thị Kín", "phone": "0987 654 321", "birth_year": 1961, "minutes": 45, "words": "cùng mâm"}
    exposure = tracing.meet(0, 1, ago(3), ago(3), [Piece(origin=Evidence.Origin.LIST, says=says)])
    tracing.meet(0, 2, ago(3), ago(3), [Piece(origin=Evidence.Origin.LIST, says=says)])
    far = tracing.office.staff("Ma Đầu Kia", Role.HEALTH_OFFICER, TAN_TRAO)
    within = Exposure.objects.order_by("-pk")[0]

    pages = [seen(tracing, reverse("exposure", args=[exposure.number]), person) for person in (tracing.officer, far)]

    for page in pages:
        assert [False, False, False] == [word in page for word in ("Hà Thị Kín", "0987 654 321", "1961")]
        assert [True, True] == [word in page for word in ("45", "cùng mâm")]
    assert "Officers where either of the two lives read it: write no name." in pages[0]
    assert "Hà Thị Kín" in seen(tracing, reverse("exposure", args=[within.number]))


def test_a_day_of_being_set_apart_is_kept(tracing):
    address = reverse("person_set_apart", args=[of(tracing, 0)])
    page = seen(tracing, reverse("traced_person", args=[of(tracing, 0)]))
    read = page.split('name="read" value="')[1].split('"')[0]

    answer = sent(tracing, address, day=f"{ago(5):%Y-%m-%d}", read=read)

    assert 302 == answer.status_code
    assert (ago(5), None) == (tracing.node(0).set_apart_on, tracing.level(1))
    stale = sent(tracing, address, day="", read=read)
    assert 409 == stale.status_code
    assert ago(5) == Involvement.objects.get(pk=tracing.node(0).pk).set_apart_on
