"""The code desk: a case, a second person, a code that is shown once, and what comes back."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qsl

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.cases.models import Case, DeskRule, GivenCode, Person
from bluezone.portal.cases.selectors import CASES, PAGE, digest_of_case, needs_second_person, page_of_cases
from bluezone.portal.cases.services import confirm_case, give_code, refresh_codes, refresh_open_codes
from bluezone.portal.errors import ExchangeError, RefusedError
from bluezone.portal.hamlets.services import create_hamlet
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.paths import rows_within
from bluezone.portal.staff.services import give_role
from bluezone.portal.world import CodeStatus
from bluezone.protocol.calendar import Day
from bluezone.protocol.codes import CodeMessage, normalise_code, read_code_message
from bluezone.webui import qr_svg
from tests.support.portal.hours import morning
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, PlayedExchange, the_unit

pytestmark = pytest.mark.in_turn(of=3)
CODE, LONG_CODE = "1234 5678 9015", "7K2M 9QRT 4XYZ 3ABC"


@pytest.fixture
def lan(office):
    return office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)


@pytest.fixture
def hung(office):
    return office.staff("Trần Văn Hùng", Role.SUPERVISOR)


def part(**said):
    return CASES.part_of(said)


def form(**changes):
    facts = {"full_name": "Vũ Thị Ánh", "phone": "912345678", "onset": "2026-11-22", "place": "sơn dương"}
    return {**facts, **changes}


@pytest.mark.every_run
def test_a_case_is_opened_from_four_facts(office, lan):
    answer = office.client(lan).post(reverse("case_new"), form())

    case = Case.objects.get()
    assert reverse("case", args=["CA-2026-00001"]) == answer.headers["location"]
    assert ("Vũ Thị Ánh", "0912345678", SON_DUONG) == (case.person.full_name, case.person.phone, case.unit.key)
    assert (dt.date(2026, 11, 22), Case.State.OPENED, lan) == (case.onset, case.state, case.opened_by)


@pytest.mark.every_run
def test_a_form_that_is_sent_again_opens_no_second_case(office, lan, hung):
    client = office.client(lan)
    first, again = [client.post(reverse("case_new"), form()).headers["location"] for _ in range(2)]
    another = client.post(reverse("case_new"), form(birth_year="1990")).headers["location"]
    others = office.client(office.staff("Lê Thị Mơ", Role.HEALTH_OFFICER)).post(reverse("case_new"), form())
    office.clock[0] = NOW + dt.timedelta(hours=2)
    later = client.post(reverse("case_new"), form()).headers["location"]

    assert first == again
    assert 4 == len({first, another, others.headers["location"], later}) == Case.objects.count()
    assert 4 == Entry.objects.filter(act="cases.open").count()


@pytest.mark.every_run
def test_a_form_with_a_card_that_is_sent_again_opens_no_second_case_and_one_that_says_more_does(office, lan):
    client = office.client(lan)
    told = [form(), form(identity="008090001234"), form(identity="008090001234")]
    bare, first, again = [client.post(reverse("case_new"), said).headers["location"] for said in told]

    assert bare != first == again
    assert [None, 1990] == list(Case.objects.order_by("pk").values_list("person__birth_year", flat=True))


def test_numbers_count_on_and_begin_anew_with_the_year(office, lan):
    office.case(lan)
    office.case(lan)
    office.clock[0] = NOW + dt.timedelta(days=60)
    third = office.case(lan, onset=office.clock[0].date())

    assert ["CA-2026-00001", "CA-2026-00002", "CA-2027-00001"] == [case.number for case in Case.objects.order_by("pk")]
    assert third.number.startswith("CA-2027")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"phone": "123"}, "10 digits and begins with 0"),
        ({"phone": "không nhớ"}, "10 digits and begins with 0"),
        ({"onset": "2026-11-25"}, "lies in the future"),
        ({"onset": "2020-01-01"}, "too long ago"),
        ({"onset": "hôm qua"}, "Please look at this again"),
        ({"full_name": "A"}, "Please look at this again"),
        ({"place": "tân trào"}, "No commune of yours"),
        ({"place": "nowhere"}, "No commune of yours"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(office, lan, change, said):
    answer = office.client(lan).post(reverse("case_new"), form(**change))

    assert 400 == answer.status_code
    assert said in answer.content.decode()
    assert (0, 0) == (Case.objects.count(), Person.objects.count())


@pytest.mark.every_run
def test_a_commune_outside_ones_units_cannot_be_slipped_in(office, lan):
    answer = office.client(lan).post(reverse("case_new"), form(unit=the_unit(TAN_TRAO).pk))

    assert 400 == answer.status_code
    assert 0 == Case.objects.count()


def test_two_communes_of_like_names_are_offered(office):
    officer = office.staff("Cán Bộ Tỉnh", Role.HEALTH_OFFICER, TUYEN_QUANG)

    page = office.client(officer).post(reverse("case_new"), form(place="tân")).content.decode()
    found = re.findall(r'name="unit"\s+value="(\d+)"', page)
    answer = office.client(officer).post(reverse("case_new"), form(place="tân", unit=found[0]))

    assert len(found) > 1
    assert 302 == answer.status_code


@pytest.mark.every_run
def test_whoever_opened_it_cannot_confirm_it(office, lan):
    case = office.case(lan)

    answer = office.client(lan).post(reverse("case_confirm", args=[case.number]), {"read": digest_of_case(case)})

    case.refresh_from_db()
    assert (409, Case.State.OPENED) == (answer.status_code, case.state)
    assert "Whoever opened a case cannot confirm it." in answer.content.decode()


@pytest.mark.every_run
def test_nor_does_the_database_let_it(office, lan):
    case = office.case(lan)

    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(confirmed_by=lan)


@pytest.mark.every_run
def test_a_second_person_confirms_once(office, lan, hung):
    case = office.case(lan)

    office.client(hung).post(reverse("case_confirm", args=[case.number]), {"read": digest_of_case(case)})

    case.refresh_from_db()
    assert (Case.State.CONFIRMED, hung) == (case.state, case.confirmed_by)
    with pytest.raises(RefusedError, match="confirmed already"):
        confirm_case(actor=hung, case=case, read=digest_of_case(case), now=NOW)


def test_what_a_case_waits_for_stands_right_beneath_what_is_compared(office, lan, hung):
    case = office.case(lan)
    address = reverse("case", args=[case.number])

    page = office.client(hung).get(address).content.decode()
    assert _in_order(page, "First symptoms", "I have checked it: confirm", "What is held of the case")
    confirm_case(actor=hung, case=case, read=digest_of_case(case), now=NOW)
    page = office.client(hung).get(address).content.decode()
    assert _in_order(page, "First symptoms", "Give out a code", "What is held of the case")


def _in_order(page: str, *words: str) -> bool:
    main = page.split("<main")[1]
    places = [main.find(word) for word in words]
    return -1 not in places and places == sorted(places)


@pytest.mark.every_run
def test_no_code_before_a_second_person_has_looked(office, lan):
    case = office.case(lan)

    answer = office.client(lan).post(reverse("case_code", args=[case.number]))

    assert 409 == answer.status_code
    assert {} == office.exchange.codes


@pytest.mark.every_run
def test_a_unit_may_do_without_a_second_person(office, lan):
    province, commune = the_unit(TUYEN_QUANG).path, the_unit(SON_DUONG).path
    today = NOW.date()
    DeskRule.objects.create(path=province, valid_from=today, needs_second_person=False)
    assert not needs_second_person(commune, today)
    assert needs_second_person(commune, today - dt.timedelta(days=1))

    DeskRule.objects.create(path=commune, valid_from=today, needs_second_person=True)

    assert needs_second_person(commune, today)
    assert not needs_second_person(the_unit(TAN_TRAO).path, today)


@pytest.mark.every_run
@pytest.mark.parametrize(("form", "code"), [({}, LONG_CODE), ({"form": "short"}, CODE)], ids=["long", "short"])
def test_a_code_is_shown_once_and_kept_nowhere(office, lan, hung, form, code):
    """A long one, which nobody can guess, unless a short one was asked for, to be read aloud."""
    case = office.case(lan, confirmed_by=hung)
    client = office.client(lan)

    page = client.post(reverse("case_code", args=[case.number]), form)
    later = client.get(reverse("case", args=[case.number])).content.decode()

    assert code in page.content.decode()
    assert "no-store" in page.headers["cache-control"]
    assert code not in later
    assert "Not used yet" in later
    told = repr(list(GivenCode.objects.values())) + repr(list(Entry.objects.values()))
    assert code not in told
    assert code.replace(" ", "") not in told


@pytest.mark.parametrize(("form", "code"), [({}, LONG_CODE), ({"form": "short"}, CODE)])
def test_the_patient_in_the_room_scans_what_else_they_would_type(office, lan, hung, form, code):
    """And the onset that the desk entered: a phone's page takes what its camera read as if it had been typed
    (citizen/static/scan.js), and ticks the days by it."""
    case = office.case(lan, confirmed_by=hung)
    scanned = f"{code.replace(' ', '')}/{case.onset}"

    page = office.client(lan).post(reverse("case_code", args=[case.number]), form).content.decode()

    assert str(qr_svg(scanned, "The code, to be scanned")) in page
    assert f"Bluezone: your code is {code}/{case.onset}." in page
    assert CodeMessage(normalise_code(code), Day.of(case.onset)) == read_code_message(scanned)


@pytest.mark.every_run
def test_the_slip_offers_a_message_with_and_without_marks(office, lan, hung):
    case = office.case(lan, confirmed_by=hung)

    page = office.client(lan, language="vi").post(reverse("case_code", args=[case.number])).content.decode()

    assert "sms:0912345678?body=Bluezone" in page
    assert "2 tin nhắn" in page
    assert "1 tin nhắn" in page


@pytest.mark.every_run
def test_an_exchange_that_is_away_gives_no_code_and_says_so(office, lan, hung):
    case = office.case(lan, confirmed_by=hung)
    office.exchange.is_away = True

    answer = office.client(lan).post(reverse("case_code", args=[case.number]))

    assert 409 == answer.status_code
    assert "nothing is given out or sent twice" in answer.content.decode()
    assert 0 == GivenCode.objects.count()


@pytest.mark.every_run
def test_no_more_than_three_codes_a_day(office, lan, hung):
    case = office.case(lan, confirmed_by=hung)
    for _ in range(3):
        give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)

    with pytest.raises(RefusedError, match="three codes"):
        give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)

    assert give_code(actor=lan, case=case, exchange=office.exchange, now=NOW + dt.timedelta(days=1, seconds=1))


@pytest.mark.every_run
def test_two_desks_at_once_give_no_fourth_code(office, lan, hung):
    """Both asked while two were given; the exchange is slow, and the other desk's code came first."""
    case = office.case(lan, confirmed_by=hung)
    for _ in range(2):
        give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)
    faster = partial(give_code, actor=hung, case=case, exchange=office.exchange, now=NOW)
    slow = SlowExchange(real=office.exchange, meanwhile=faster)

    with pytest.raises(RefusedError, match="three codes"):
        give_code(actor=lan, case=case, exchange=slow, now=NOW)

    assert 3 == case.codes.count() == Entry.objects.filter(act="cases.code").count()


@dataclass
class SlowExchange(PlayedExchange):
    """Somebody else's request overtakes this one."""

    real: PlayedExchange = field(default_factory=PlayedExchange)
    meanwhile: Callable[[], object] = list

    def issue_code(self, **asked):
        self.meanwhile()
        return self.real.issue_code(**asked)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (CodeStatus("issued", NOW.date()), GivenCode.State.ISSUED),
        (CodeStatus("redeemed", NOW.date()), GivenCode.State.REDEEMED),
        (CodeStatus("expired", NOW.date()), GivenCode.State.EXPIRED),
        (None, GivenCode.State.UNKNOWN),
    ],
)
def test_what_became_of_a_code_comes_back(office, lan, hung, told, state):
    case = office.case(lan, confirmed_by=hung)
    give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)
    handle = case.codes.get().handle
    office.exchange.codes = {handle: told} if told else {}

    refresh_codes(case=case, exchange=office.exchange, now=NOW + dt.timedelta(hours=26))

    assert state == case.codes.get().state


def test_what_became_of_a_code_is_known_though_nobody_looked_at_the_case(office, lan, hung):
    """The exchange forgets a code a day after it ends: on Monday nobody could ask what became of Friday's."""
    case = office.case(lan, confirmed_by=hung)
    give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)
    handle = case.codes.get().handle
    office.exchange.codes[handle] = CodeStatus("redeemed", NOW.date())

    asked = refresh_open_codes(exchange=office.exchange, now=NOW + dt.timedelta(minutes=5))
    office.exchange.codes.clear()
    page = office.client(lan).get(reverse("case", args=[case.number])).content.decode()

    assert 1 == asked
    assert 0 == refresh_open_codes(exchange=office.exchange, now=NOW + dt.timedelta(days=3))
    assert GivenCode.State.REDEEMED == case.codes.get().state
    assert ">Used<" in page


def test_a_case_page_opens_while_the_exchange_is_away(office, lan, hung):
    case = office.case(lan, confirmed_by=hung)
    give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)
    office.exchange.is_away = True

    page = office.client(lan).get(reverse("case", args=[case.number]))

    assert 200 == page.status_code
    assert "this is what was last known" in page.content.decode()


@pytest.mark.every_run
def test_an_order_that_the_exchange_refuses_leaves_no_trace(office, lan, hung):
    case = office.case(lan, confirmed_by=hung)
    office.exchange.now = NOW - dt.timedelta(days=30)

    with pytest.raises(ExchangeError, match="future"):
        give_code(actor=lan, case=case, exchange=office.exchange, now=NOW)

    assert 0 == GivenCode.objects.count()


def test_a_province_is_read_from_an_index_that_stands_in_order(office, lan):
    """What sorted 150,000 rows for each page before."""
    officer = office.staff("Cán Bộ Tỉnh", Role.HEALTH_OFFICER, TUYEN_QUANG)
    office.case(lan)

    statement = str(rows_within(Case.objects.all(), paths_for(officer, "cases.list")).order_by("-pk").query)

    assert '"province" = ' in statement
    assert '"path" >=' not in statement
    assert 1 == rows_within(Case.objects.all(), paths_for(officer, "cases.list")).count()


@pytest.mark.every_run
def test_beyond_the_own_units_a_hamlet_is_only_its_commune(office, lan):
    """A day and fifty households are as good as a name."""
    hamlet = create_hamlet(actor=None, commune=the_unit(SON_DUONG), name="Thôn Kín Đáo", now=morning(NOW.date()))
    case = office.case(lan, unit=hamlet)
    neighbour = office.client(office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO))
    pages = (reverse("case", args=[case.number]), reverse("case_list") + "?reach=province")

    told = {who: [client.get(page).content.decode() for page in pages] for who, client in
            (("own", office.client(lan)), ("other", neighbour))}  # fmt: skip
    taken = b"".join(neighbour.get(reverse("case_export") + "?as=csv&reach=province").streaming_content).decode()

    assert all("Thôn Kín Đáo" in page for page in told["own"])
    assert not any("Thôn Kín Đáo" in page for page in [*told["other"], taken])
    assert all("Xã Sơn Dương" in page for page in [*told["other"], taken])


@pytest.mark.every_run
def test_a_commune_that_no_longer_fits_what_is_typed_is_asked_for_again(office, lan):
    """Chosen first, and then something else was typed over it: neither is taken for granted."""
    give_role(actor=None, staff=lan, role=Role.HEALTH_OFFICER, unit=the_unit(TAN_TRAO), now=NOW)
    client, chosen = office.client(lan), the_unit(SON_DUONG).pk

    client.post(reverse("case_new"), form(place="tân trào", unit=chosen))
    client.post(reverse("case_new"), form(place="sơn dương", unit=chosen))

    assert [TAN_TRAO, SON_DUONG] == [case.unit.key for case in Case.objects.order_by("pk")]


@pytest.mark.every_run
def test_a_list_is_cut_by_unit_and_its_pages_follow_each_other(office, lan):
    neighbour = office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)
    office.case(neighbour, unit=the_unit(TAN_TRAO), full_name="Người Xã Bên")
    for number in range(PAGE + 5):
        office.case(lan, full_name=f"Người Thứ {number}")

    first = page_of_cases(lan, part())
    following = dict(parse_qsl(first.further.removeprefix("?")))
    second = page_of_cases(lan, part(**following))
    everybody = page_of_cases(lan, part(reach="province", **following))

    assert (PAGE, 5, "") == (len(first.rows), len(second.rows), second.further)
    assert all(case.is_named for case in [*first.rows, *second.rows])
    assert ["Người Thứ 0"] == [case.name for case in second.rows][-1:]
    assert [False] == [case.is_named for case in everybody.rows if not case.name.startswith("Người Thứ")]


@pytest.mark.every_run
def test_a_list_is_sorted_by_what_anybody_may_see_and_never_by_names(office, lan):
    for days, name in ((3, "Bùi Văn Giữa"), (1, "An Thị Sau"), (9, "Cao Văn Trước")):
        office.case(lan, full_name=name, onset=NOW.date() - dt.timedelta(days=days))

    def names(**said: str) -> list[str]:
        return [case.name.split()[-1] for case in page_of_cases(lan, part(**said)).rows]

    assert ["Trước", "Giữa", "Sau"] == names(sort="onset")
    assert ["Sau", "Giữa", "Trước"] == names(sort="-onset")
    assert ["Trước", "Sau", "Giữa"] == names() == names(sort="person") == names(sort="person__full_name")


def test_a_page_of_cases_is_one_query_and_one_for_their_codes_and_one_for_another_order(
    office, lan, django_assert_num_queries
):
    for number in range(3):
        office.case(lan, full_name=f"Người Thứ {number}")
    assert lan.current_grants

    for said in ({}, {"sort": "onset"}, {"state": "opened"}, {"page": "1", "q": "thu"}):
        with django_assert_num_queries(3 if "sort" in said else 2):
            assert 3 == len(page_of_cases(lan, part(**said)).rows)


def test_a_file_of_the_list_stands_in_the_order_of_the_screen(office, lan):
    for days in (3, 1, 9):
        office.case(lan, full_name=f"Người {days}", onset=NOW.date() - dt.timedelta(days=days))
    page = office.client(lan).get(reverse("case_list") + "?sort=onset").content.decode()

    taken = office.client(lan).get(re.findall(r'href="([^"]+as=csv[^"]*)"', page)[0].replace("&amp;", "&"))

    rows = list(csv.reader(b"".join(taken.streaming_content).decode("utf-8-sig").splitlines()))
    assert ["Người 9", "Người 3", "Người 1"] == [row[1] for row in rows[1:]]


@pytest.mark.parametrize(
    "query",
    ["?before=abc", "?before=" + "9" * 50, "?before=" + "9" * 5_000, "?state=%27", "?reach=x&state=opened&before=-1"],
)
def test_a_nonsensical_filter_is_harmless(office, lan, query):
    assert 200 == office.client(lan).get(reverse("case_list") + query).status_code
