"""The inbox: sealed reports find their commune, are opened by its officers, and can be taken back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import ExchangeError, RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import SETTLED
from bluezone.portal.reports import views
from bluezone.portal.reports.models import Envelope, Recovery, Report, ReportKey, Unreadable
from bluezone.portal.reports.selectors import public_report_key, report_key_of_the_portal, reports_for, top_path
from bluezone.portal.reports.services import (
    close_report,
    fetch_all_reports,
    fetch_reports,
    give_phrase,
    make_report_key,
    private_key,
    recover_report_keys,
    take_report,
)
from bluezone.portal.reports.wrapping import wrapping_key
from bluezone.portal.world import SealedReport
from bluezone.protocol.report import (
    ContactReport,
    Declaration,
    Link,
    LinkConsent,
    Minutes,
    Row,
    Symptom,
    Withdrawal,
    seal,
)
from tests.support.portal.offices import (
    NOW,
    SON_DUONG,
    TAN_TRAO,
    TUYEN_QUANG,
    Office,
    PlayedExchange,
    settled,
    the_unit,
)

DAY = (NOW.date() - dt.date(1970, 1, 1)).days
NOTE = "gọi sau 17 giờ"


@dataclass
class Post:
    """An office with a report key, and phones that write to it."""

    office: Office
    phrases: dict[str, str]
    count: int = 0

    def sends(self, message, key: bytes | None = None) -> None:
        self.count += 1
        sealed = seal(message, key or public_report_key(), self.count.to_bytes(32, "big"))
        self.office.exchange.reports.append(SealedReport(f"{self.count:032x}", sealed))

    def fetches(self) -> int:
        return fetch_reports(exchange=self.office.exchange, wrapping_key=wrapping_key(), now=NOW)


@pytest.fixture
def post(office) -> Post:
    officers = [office.staff(name, Role.SUPERVISOR, TUYEN_QUANG) for name in ("Giữ Một", "Giữ Hai", "Giữ Ba")]
    phrases = {one.username: give_phrase(actor=one, now=NOW, entropy=office.chance.randbytes) for one in officers}
    make_report_key(
        actor=None,
        officers=officers,
        path=the_unit(TUYEN_QUANG).path,
        wrapping_key=wrapping_key(),
        now=NOW,
        entropy=office.chance.randbytes,
    )
    return Post(office, phrases)


def contact(number: int = 1, unit: str = "02536", **more) -> ContactReport:
    rows = (Row(DAY - 1, 1, Minutes.FROM_30, 2),)
    return ContactReport(number.to_bytes(16, "big"), unit, rows, "0987 654 321", NOTE, **more)


def test_a_report_finds_its_commune_and_stays_sealed(post):
    post.sends(contact())

    assert 1 == post.fetches()

    report = Report.objects.get()
    assert (the_unit(SON_DUONG).path, Report.Kind.CONTACT, NOW.date()) == (report.path, report.kind, report.arrived_on)
    assert NOTE.encode() not in bytes(report.sealed)
    assert [] == post.office.exchange.reports


def test_a_former_code_leads_to_the_commune_of_today(post):
    post.sends(contact(unit="02539"))  # Trung Yên, which went into Tân Trào

    post.fetches()

    assert the_unit(TAN_TRAO).path == Report.objects.get().path


@pytest.mark.parametrize("unit", ["", "99999"])
def test_a_report_that_names_no_unit_goes_to_the_keys_own(post, unit):
    post.sends(contact(unit=unit))

    post.fetches()

    assert the_unit(TUYEN_QUANG).path == Report.objects.get().path


def test_the_exchange_erases_only_what_is_on_disk(post):
    post.sends(contact())
    post.office.exchange.loses_acknowledgements = True
    with pytest.raises(ExchangeError):
        post.fetches()

    post.office.exchange.loses_acknowledgements = False
    post.fetches()

    assert 1 == Report.objects.count()


def test_all_that_waits_is_fetched_though_the_exchange_offers_a_part_at_a_time(post):
    for number in range(1, 6):
        post.sends(contact(number))
    partly = PartlyOffering(reports=list(post.office.exchange.reports))

    count = fetch_all_reports(exchange=partly, wrapping_key=wrapping_key(), now=NOW)

    assert (5, 5, []) == (count, Report.objects.count(), partly.reports)


@dataclass
class PartlyOffering(PlayedExchange):
    """Two at a time."""

    reports: list[SealedReport] = field(default_factory=list)

    def waiting_reports(self):
        return self.reports[:2]


def test_an_owner_takes_a_report_back(post):
    post.sends(contact(1))
    post.sends(contact(2))
    post.fetches()

    post.sends(Withdrawal((1).to_bytes(16, "big")))
    post.fetches()

    assert [(2).to_bytes(16, "big")] == [bytes(one.owner_number) for one in Report.objects.all()]


def test_what_was_taken_back_stays_away_in_whatever_order_the_exchange_offers_it(post):
    """It offers what waits by random numbers, and at most 500 at once: a withdrawal may well come first."""
    post.sends(Withdrawal((1).to_bytes(16, "big")))
    post.sends(contact(1))
    post.sends(contact(2))

    post.fetches()
    post.sends(contact(1))
    post.fetches()

    assert [(2).to_bytes(16, "big")] == [bytes(one.owner_number) for one in Report.objects.all()]


def test_what_was_taken_back_is_not_filed_by_a_page_that_fetched_it_before(post):
    """Two officers open the inbox: one fetched the report, the other files it with its withdrawal and is faster."""
    post.sends(contact(1))
    slow = SlowInbox(reports=post.office.exchange.reports, meanwhile=post.fetches)
    slow.before = lambda: post.sends(Withdrawal((1).to_bytes(16, "big")))

    fetch_reports(exchange=slow, wrapping_key=wrapping_key(), now=NOW)

    assert 0 == Report.objects.count()


@dataclass
class SlowInbox(PlayedExchange):
    """Has offered what waited before the owner, and then a colleague's page, were faster."""

    reports: list[SealedReport] = field(default_factory=list)
    meanwhile: Callable[[], object] = list
    before: Callable[[], object] = list

    def waiting_reports(self):
        offered = list(self.reports)
        self.before()
        self.meanwhile()
        return offered


def test_what_no_key_opens_is_kept_as_it_came(post):
    from nacl.public import PrivateKey

    post.sends(contact(), key=bytes(PrivateKey(b"x" * 32).public_key))

    post.fetches()

    assert (0, 1) == (Report.objects.count(), Unreadable.objects.count())
    assert [] == post.office.exchange.reports


def test_an_officer_of_the_commune_opens_it_and_the_audit_says_so(post):
    post.sends(contact())
    officer = post.office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    client = post.office.client(officer)
    assert "Contact report" in client.get(reverse("inbox")).content.decode()

    page = client.post(reverse("report_open", args=[Report.objects.get().pk])).content.decode()

    for words in (NOTE, "0987 654 321", "30 to 60 minutes", "F1", "Monday, 23 November"):
        assert words in page
    assert (officer, Report.State.OPENED) == (Report.objects.get().taken_by, Report.objects.get().state)
    assert ("reports.open", officer.pk) == Entry.objects.values_list("act", "actor_id").latest("number")
    assert not Entry.objects.filter(detail__icontains=NOTE).exists()


def test_the_list_itself_tells_nothing_of_what_is_inside(post):
    post.sends(contact())
    officer = post.office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)

    page = post.office.client(officer).get(reverse("inbox")).content.decode()

    assert NOTE not in page
    assert "0987" not in page


def test_an_officer_of_another_commune_learns_nothing_of_it(post):
    post.sends(contact())
    post.fetches()
    neighbour = post.office.staff("Hoàng Thị Mai", Role.HEALTH_OFFICER, TAN_TRAO)

    answer = post.office.client(neighbour).post(reverse("report_open", args=[Report.objects.get().pk]))

    assert 404 == answer.status_code
    assert 0 == reports_for(neighbour).count()


def test_a_look_by_get_opens_nothing(post):
    post.sends(contact())
    post.fetches()
    officer = post.office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)

    assert 405 == post.office.client(officer).get(reverse("report_open", args=[Report.objects.get().pk])).status_code


def test_a_declaration_is_read_and_a_consent_is_nobodys_work(post):
    told = "Ma Thị Sen", 1950, "0911222333", "Thôn 2", (Symptom.FEVER, Symptom.BREATHING), True, "Hà Nội"
    who = Declaration(b"d" * 16, "02536", DAY - 1, True, *told)
    link: Link = bytes(32)
    post.sends(who)
    post.sends(LinkConsent(b"l" * 16, (link,)))
    officer = post.office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER, TUYEN_QUANG)
    client = post.office.client(officer)
    client.get(reverse("inbox"))
    declared = Report.objects.get(kind=Report.Kind.DECLARATION)

    page = client.post(reverse("report_open", args=[declared.pk])).content.decode()

    for words in ("Ma Thị Sen", "Hà Nội", "fever, trouble breathing", "23/11/2026", "by somebody else"):
        assert words in page
    assert [declared] == list(reports_for(officer))


def test_only_what_was_opened_can_be_done(post):
    post.sends(contact())
    post.fetches()
    officer, report = post.office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER), Report.objects.get()
    with pytest.raises(RefusedError, match="opened report"):
        close_report(actor=officer, report=report, now=NOW)

    take_report(actor=officer, report=report, wrapping_key=wrapping_key(), now=NOW)
    close_report(actor=officer, report=report, now=NOW)

    report.refresh_from_db()
    assert Report.State.CLOSED == report.state


def test_after_the_machine_is_lost_two_officers_bring_the_key_back(post):
    """The backup came without the wrapping key: the new machine has drawn another."""
    post.sends(contact())
    post.fetches()
    officer, elsewhere = post.office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER), b"n" * 32
    assert private_key(ReportKey.objects.get(), elsewhere) is None
    with pytest.raises(RefusedError, match="recovered by two officers"):
        take_report(actor=officer, report=Report.objects.get(), wrapping_key=elsewhere, now=NOW)

    for pair in (("giibaz", ""), tuple(list(post.phrases)[:1] * 2)):
        phrases = tuple(post.phrases.get(name, "0" * 32) for name in pair)
        with pytest.raises(RefusedError, match="do not open"):
            recover_report_keys(
                actor=officer, phrases=phrases, wrapping_key=elsewhere, now=NOW, entropy=post.office.chance.randbytes
            )
    second, third = list(post.phrases.values())[1:]
    count = recover_report_keys(
        actor=officer, phrases=(third, second), wrapping_key=elsewhere, now=NOW, entropy=post.office.chance.randbytes
    )

    opened = take_report(actor=officer, report=Report.objects.get(), wrapping_key=elsewhere, now=NOW)
    assert 1 == count
    assert contact() == opened


def test_what_came_while_its_key_was_locked_is_filed_when_that_key_comes_back(post):
    """A new machine has drawn a new key already, and phones still know the old one."""
    old, elsewhere, chance = public_report_key(), b"n" * 32, post.office.chance.randbytes
    officers = [post.office.staff(name, Role.SUPERVISOR, TUYEN_QUANG) for name in ("Mới Một", "Mới Hai", "Mới Ba")]
    settled(*officers)
    for officer in officers:
        give_phrase(actor=officer, now=NOW, entropy=chance)
    path = the_unit(TUYEN_QUANG).path
    make_report_key(actor=None, officers=officers, path=path, wrapping_key=elsewhere, now=NOW, entropy=chance)
    for message in (Withdrawal((2).to_bytes(16, "big")), contact(1), contact(2)):
        post.sends(message, key=old)
    fetch_reports(exchange=post.office.exchange, wrapping_key=elsewhere, now=NOW)
    assert (0, 3) == (Report.objects.count(), Unreadable.objects.count())

    first, second, _ = post.phrases.values()
    recover_report_keys(actor=officers[0], phrases=(first, second), wrapping_key=elsewhere, now=NOW, entropy=chance)

    filed = Report.objects.get()
    assert 0 == Unreadable.objects.count()
    assert (the_unit(SON_DUONG).path, old) == (filed.path, bytes(filed.key.public))
    assert contact(1) == take_report(actor=officers[0], report=filed, wrapping_key=elsewhere, now=NOW)


def test_every_pair_of_the_three_has_an_envelope(post):
    assert 3 == Envelope.objects.count()
    assert all(envelope.first_id < envelope.second_id for envelope in Envelope.objects.all())


def test_an_administrator_names_only_colleagues_of_the_own_units_as_guards(post):
    """Names of staff elsewhere are nobody's business, and a key of theirs is not for a neighbour to make."""
    neighbour = post.office.client(post.office.staff("Quản Trị Xã Bên", Role.ADMINISTRATOR, TAN_TRAO))
    guards = [held.staff_id for held in Recovery.objects.all()]

    page = neighbour.get(reverse("report_key")).content.decode()
    neighbour.post(reverse("report_key"), {"make": "yes", "officers": guards})

    assert "Giữ Một" not in page
    assert 1 == ReportKey.objects.count()


def puppets_of(office, unit: str) -> list[Staff]:
    made = [office.staff(f"Rối {name}", Role.REPORTER, unit) for name in ("Một", "Hai", "Ba")]
    for one in made:
        give_phrase(actor=one, now=NOW, entropy=office.chance.randbytes)
    return made


def test_an_administrator_of_one_commune_makes_no_key_to_which_everybody_seals(post):
    post.office.staff("Quản Trị Tỉnh", Role.ADMINISTRATOR, TUYEN_QUANG)
    before, office = public_report_key(), post.office
    officers = [one.pk for one in puppets_of(office, TAN_TRAO)]
    client = office.client(office.staff("Kẻ Lạ", Role.ADMINISTRATOR, TAN_TRAO))

    page = client.get(reverse("report_key")).content.decode()
    answer = client.post(reverse("report_key"), {"make": "1", "officers": officers})

    assert "Make the key" not in page
    assert "An administrator of Tỉnh Tuyên Quang makes it" in page
    assert 409 == answer.status_code
    assert "everybody&#x27;s" in answer.content.decode() or "everybody&#39;s" in answer.content.decode()
    assert before == public_report_key()


def test_where_the_key_belongs_is_not_for_the_last_administrator_of_a_commune_to_say(post):
    """The province's administrator left; whoever is left in a commune does not take their place."""
    office = post.office
    alone = office.staff("Kẻ Lạ", Role.ADMINISTRATOR, TAN_TRAO)
    facts = {"wrapping_key": wrapping_key(), "now": NOW, "entropy": office.chance.randbytes}
    puppets = puppets_of(office, TAN_TRAO)

    for path in (the_unit(TAN_TRAO).path, the_unit(TUYEN_QUANG).path, ""):
        with pytest.raises(RefusedError, match="everybody's"):
            make_report_key(actor=alone, officers=puppets, path=path, **facts)


def test_a_key_that_a_commune_made_once_is_not_told_to_the_exchange(post):
    before, path = public_report_key(), the_unit(TAN_TRAO).path
    ReportKey.objects.create(public=b"k" * 32, wrapped=b"w", path=path, made_at=NOW)

    assert before == public_report_key()


def test_an_administrator_of_all_units_makes_the_key_and_stands_beside_it(office):
    chief = office.staff("Quản Trị Tỉnh", Role.ADMINISTRATOR, TUYEN_QUANG)
    office.staff("Quản Trị Xã", Role.ADMINISTRATOR, TAN_TRAO)
    officers = [one.pk for one in puppets_of(office, SON_DUONG)]
    client = office.client(chief)

    client.post(reverse("report_key"), {"make": "1", "officers": officers})

    page = client.get(reverse("report_key")).content.decode()
    assert the_unit(TUYEN_QUANG).path == ReportKey.objects.get().path
    assert re.search(r"Quản Trị Tỉnh,\s+administrator of Tỉnh Tuyên Quang", page)
    one = report_key_of_the_portal()
    assert ("Tỉnh Tuyên Quang", "Quản Trị Tỉnh", "Tỉnh Tuyên Quang") == (one.place, one.made_by, one.made_as)


def test_with_administrators_of_two_provinces_the_key_belongs_to_the_country(office):
    for unit in (TUYEN_QUANG, SON_DUONG):
        office.staff(f"Quản Trị {unit}", Role.ADMINISTRATOR, unit)
    assert the_unit(TUYEN_QUANG).path == top_path()

    office.staff("Quản Trị Cả Nước", Role.ADMINISTRATOR, None)

    assert "" == top_path()


def test_a_key_needs_three_officers_with_phrases(office):
    one, two = office.staff("Một", Role.SUPERVISOR), office.staff("Hai", Role.SUPERVISOR)
    three = office.staff("Ba", Role.SUPERVISOR)

    for officers, reason in (
        ([one, two], "three different"),
        ([one, two, two], "three different"),
        ([one, two, three], "first draws"),
    ):
        with pytest.raises(RefusedError, match=reason):
            make_report_key(
                actor=None,
                officers=officers,
                path="",
                wrapping_key=wrapping_key(),
                now=NOW,
                entropy=office.chance.randbytes,
            )


def test_three_who_came_this_week_guard_no_other_key(post):
    """Whoever makes keys hires, too; the first key of a portal is made on the day on which everybody comes."""
    office, before = post.office, public_report_key()
    facts = {"path": the_unit(TUYEN_QUANG).path, "wrapping_key": wrapping_key(), "entropy": office.chance.randbytes}
    invented = puppets_of(office, TUYEN_QUANG)

    with pytest.raises(RefusedError, match="for a week"):
        make_report_key(actor=None, officers=invented, now=NOW, **facts)

    assert before == public_report_key()
    make_report_key(actor=None, officers=invented, now=NOW + SETTLED, **facts)


def test_a_guarding_phrase_is_not_drawn_anew(post):
    officer = Envelope.objects.first().first

    page = post.office.client(officer).post(reverse("recovery_phrase"))

    assert 409 == page.status_code
    assert "already guards" in page.content.decode()


@pytest.mark.each_example
def test_a_new_phrase_and_a_new_key_wait_for_each_other(post):
    """Both hold the officers' rows without their keys, which no two do at once. Else a key is sealed to the phrase of a
    moment ago, and its officer's paper opens nothing after a fire."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    office, names = post.office, ("Mới Một", "Mới Hai", "Mới Ba")
    officers = [office.staff(name, Role.SUPERVISOR, TUYEN_QUANG) for name in names]
    settled(*officers)
    with CaptureQueriesContext(connection) as drawing:
        for officer in officers:
            give_phrase(actor=officer, now=NOW, entropy=office.chance.randbytes)
    with CaptureQueriesContext(connection) as making:
        make_report_key(
            actor=None,
            officers=officers,
            path="",
            wrapping_key=wrapping_key(),
            now=NOW,
            entropy=office.chance.randbytes,
        )

    for asked in (drawing, making):
        said = [one["sql"] for one in asked]
        locking = [sql for sql in said if '"accounts_staff"' in sql and sql.endswith("FOR NO KEY UPDATE")]
        assert locking
        assert said[0].startswith("SAVEPOINT")
        assert locking[0] == said[1]


def test_making_and_recovering_on_the_page(office):
    names = ("Giữ Một", "Giữ Hai", "Giữ Ba")
    officers = [office.staff(name, Role.SUPERVISOR) for name in names]
    for officer in officers:
        page = office.client(officer).post(reverse("recovery_phrase")).content.decode()
        assert 1 == page.count('class="secret"')
    administrator = office.client(office.staff("Quản Trị", Role.ADMINISTRATOR, TUYEN_QUANG))

    made = administrator.post(reverse("report_key"), {"make": "1", "officers": [one.pk for one in officers]})
    wrong = administrator.post(reverse("report_key"), {"recover": "1", "first": "x", "second": "y"})

    assert 302 == made.status_code
    assert 409 == wrong.status_code
    assert 1 == ReportKey.objects.count()
    assert "ready" in administrator.get(reverse("report_key")).content.decode()


def test_who_works_on_a_report_is_named_to_nobody_unnoted(office, post):
    lan = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER)
    post.sends(contact())
    post.fetches()
    client = office.client(office.staff("Trần Văn Hùng", Role.SUPERVISOR))

    client.get(reverse("inbox"))
    before = Entry.objects.filter(act="reports.list").count()
    take_report(actor=lan, report=Report.objects.get(), wrapping_key=wrapping_key(), now=NOW)
    named = client.get(reverse("inbox")).content.decode()

    assert "Nguyễn Thị Lan" in named
    assert (0, 1) == (before, Entry.objects.filter(act="reports.list").count())


def test_a_form_that_no_database_takes_shows_no_report_unnoted(office, post, monkeypatch):
    """A refusal of the database shows the report again to whoever had opened it."""

    def refuses(_number):
        raise DataError("what it does not take")

    post.sends(contact())
    post.fetches()
    monkeypatch.setattr(views, "case_with_number", refuses)
    lan, number = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER), Report.objects.get().pk
    take_report(actor=lan, report=Report.objects.get(), wrapping_key=wrapping_key(), now=NOW)
    client = office.client(lan)

    answer = client.post(reverse("report_join", args=[number]), {"consent": "1", "case": "9"})

    assert NOTE in answer.content.decode()
    shown = Entry.objects.filter(act="reports.open", kind="read", subjects__key=str(number))
    assert 1 == shown.count()
