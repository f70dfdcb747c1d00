"""Every view × every role × inside and outside the scope, from the permission table. What leaks is named."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from dataclasses import dataclass

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver, reverse

from bluezone.portal.identity.permissions import BY_ACT, TABLE, Reach
from bluezone.portal.identity.roles import NEEDS_SECOND_FACTOR, SEES_NAMES, Role
from bluezone.portal.lists.models import Candidate, Entry, SentList
from bluezone.portal.organisations.models import Kind
from bluezone.portal.organisations.services import add_contact, create_organisation
from bluezone.portal.papers.services import draft_paper
from bluezone.portal.reports.models import Report, ReportKey
from bluezone.portal.urls import urlpatterns
from tests.support.documents.papers import letter
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit
from tests.support.portal.rolling import Rollout, a_rollout, sit, things_of

HIDDEN = {"name": "Trần Văn Kín", "phone": "0987 654 321", "raw phone": "0987654321"}
"""Of a patient; whoever may not see them must not find one of them anywhere in an answer."""
CONTACT = "Chu Thị Liên Hệ"
OF_ALLAUTH = ("account_", "mfa_")
WALKED_ELSEWHERE = ("announcement", "broadcast", "field_")
"""By tests of their own: tests/portal/announcements/test_access.py and tests/portal/field/test_access.py."""
POST_ONLY = {
    "case_confirm",
    "case_code",
    "report_open",
    "report_close",
    "report_join",
    "hamlet_new",
    "hamlet_rename",
    "hamlet_close",
    "role_end",
    "language",
}
POST_ONLY |= {"sent_list_choose", "sent_list_store", "sent_list_put_aside", "duplicate_judge"}
POST_ONLY |= {"directive_sign", "seat_end", "reports_approve", "report_decide", "report_extend", "report_correct"}
POST_ONLY |= {"report_lead", "directive_check", "directive_paper_anew", "paper_note"}
POST_ONLY |= {"my_draft", "my_upload", "evidence_withdraw", "my_correction", "rate_published", "level_approve"}
POST_ONLY |= {"organisation_place", "organisation_close", "contact_new", "contact_end", "code_slip"}
POST_ONLY |= {
    f"paper_{act}" for act in ("submit", "return", "reserve", "release", "returned", "scan", "issue", "recall")
}
POST_ONLY |= {"code_send", "message_picture", "message_receipt"}
POST_ONLY |= {"invitation_new", "invitation_give", "invitation_withdraw"}
ABOUT_NOBODY = {"place", "organisation", "roster", "roster_export"}
"""They stay open outside: no person is in it, or each row is asked for by itself."""


@dataclass(frozen=True)
class Things:
    """One of each thing that a view can be about, all in Sơn Dương."""

    case: str
    report: int
    username: str
    grant: int
    organisation: int
    contact: int
    rollout: Rollout
    rollout_things: dict[str, object]
    sent_list: int
    pair: int
    paper: int


@pytest.fixture(scope="module")
def made(kept) -> Things:
    return one_of_each(Office())


@pytest.fixture
def things(made, db) -> Things:
    """To be changed as a test likes; the rows go back by themselves."""
    return copy.deepcopy(made)


@pytest.fixture
def office(things) -> Office:
    return things.rollout.office


def one_of_each(office: Office) -> Things:
    opener = office.staff("Đỗ Mở Ca", Role.HEALTH_OFFICER)
    case = office.case(opener, full_name=HIDDEN["name"], phone=HIDDEN["phone"])
    key = ReportKey.objects.create(public=b"p" * 32, wrapped=b"w", made_at=NOW, path=the_unit(SON_DUONG).path)
    report = Report.objects.create(
        owner_number=b"n" * 16,
        kind="contact",
        key=key,
        sealed=b"s",
        path=the_unit(SON_DUONG).path,
        arrived_on=NOW.date(),
    )
    school = create_organisation(actor=None, name="Trường Một", kind=Kind.SCHOOL, unit=the_unit(SON_DUONG), now=NOW)
    contact = add_contact(
        actor=None, organisation=school, full_name=CONTACT, position="", phone="0911 000 333", now=NOW
    )
    rollout = a_rollout(office)
    office.clock[0] = NOW
    grant = opener.current_grants[0].pk
    known = things_of(rollout)
    sent, pair = a_roster(opener, school)
    paper = draft_paper(organisation=school, paper=letter(), by=opener, now=NOW, entropy=office.chance.randbytes)
    return Things(
        case.number,
        report.pk,
        opener.username,
        grant,
        school.pk,
        contact.pk,
        rollout,
        known,
        sent.pk,
        pair.pk,
        paper.pk,
    )


def a_roster(opener, school) -> tuple[SentList, Candidate]:
    """Two rows of one list that look alike; the name is the patient's."""
    sent = SentList.objects.create(
        kind="staff", organisation=school, path=school.path, name="x.csv", state="stored", sent_by=opener, sent_at=NOW
    )
    facts = {"kind": "staff", "sent": sent, "organisation": school, "path": school.path, "name": HIDDEN["name"]}
    one, other = (Entry.objects.create(row=row, compared_as="", sort_key="", **facts) for row in (1, 2))
    pair = Candidate.objects.create(entry=other, other=one, path=school.path, score=90, reasons=[], pair="p")
    return sent, pair


def views() -> list[URLPattern]:
    return [pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)]


def address(pattern: URLPattern, things: Things) -> str:
    known: dict[str, object] = {"number": things.report if "report" in str(pattern.name) else things.case}
    of_organisations = str(pattern.pattern).startswith(("organisations", "papers"))
    known["key"] = things.organisation if of_organisations else SON_DUONG
    known["contact"] = things.contact
    if str(pattern.pattern).startswith("directives"):
        known = dict(things.rollout_things)
        numbered = {"evidence_withdraw": "evidence", "directive_paper_anew": "drafted"}
        known["number"] = known[numbered.get(str(pattern.name), "correction")]
    known |= {"username": things.username, "grant": things.grant, "kind": "staff", "paper": things.paper}
    known |= {"check_key": "unknown"}
    if pattern.name != "directive_example":
        known["name"] = "drawn"
    if str(pattern.pattern).startswith("lists/sent"):
        known["number"] = things.sent_list
    elif str(pattern.name) == "duplicate_judge":
        known["number"] = things.pair
    return reverse(str(pattern.name), kwargs={name: known[name] for name in pattern.pattern.converters})


def ours() -> list[URLPattern]:
    return [pattern for pattern in views() if not str(pattern.name).startswith((*OF_ALLAUTH, *WALKED_ELSEWHERE))]


def act_of(pattern: URLPattern) -> str | None:
    view = pattern.callback
    while view is not None:
        if (act := getattr(view, "act", None)) is not None:
            return act
        view = getattr(view, "__wrapped__", None)
    return None


def content_of(answer) -> str:
    """Pages, and files: a workbook is unpacked, so that nothing hides in it."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not data.startswith(b"PK"):
        return data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode(errors="replace") for name in book.namelist())


def asked(client, pattern: URLPattern, things: Things) -> tuple[HttpResponse, str]:
    """The answer to whichever way is open, and everything that was told. A page that takes a form as well is sent an
    empty one first: it opens no wider than the page."""
    where = address(pattern, things)
    if pattern.name in POST_ONLY:
        answer = client.post(where)
        return answer, content_of(answer)
    sent = client.post(where)
    told = content_of(sent)
    answer = client.get(where)
    if sent.status_code not in {405, 400, 409} and answer.status_code in {403, 404}:
        return sent, told  # shut for a look, and open for a form
    return answer, told + content_of(answer)


def leaks(text: str) -> list[str]:
    return [what for what, value in HIDDEN.items() if value in text]


def test_every_view_names_its_act_or_says_why_it_is_open():
    silent = [str(p.name) for p in ours() if act_of(p) is None and not getattr(p.callback, "open_because", "")]

    assert [] == [name for name in silent if name != "language"]
    assert len(ours()) > 15


def test_every_act_of_the_table_opens_some_view():
    opened = {act_of(pattern) for pattern in views()} | {"staff.list", "organisations.contacts"}

    assert set() == set(BY_ACT) - opened


def test_the_table_is_one_line_an_act():
    assert len(TABLE) == len(BY_ACT)
    assert all(line.roles for line in TABLE)
    assert SEES_NAMES <= NEEDS_SECOND_FACTOR


def test_whoever_opens_rows_with_names_needs_a_second_factor():
    opening = set().union(*(line.roles for line in TABLE if line.reach in {Reach.UNIT, Reach.PROVINCE}))

    assert set() == opening - NEEDS_SECOND_FACTOR


@pytest.mark.every_page
@pytest.mark.parametrize("pattern", ours(), ids=lambda pattern: pattern.name)
def test_nobody_gets_in_without_signing_in(office, things, pattern):
    method = "post" if pattern.name in POST_ONLY else "get"
    answer = getattr(office.client(), method)(address(pattern, things))

    assert [] == leaks(content_of(answer))
    if act_of(pattern) is not None:
        assert 302 == answer.status_code
        assert answer.headers["location"].startswith("/account/login")


@pytest.mark.every_page
@pytest.mark.parametrize("role", sorted(NEEDS_SECOND_FACTOR))
def test_no_view_opens_before_a_second_factor_is_set_up(office, things, role):
    newcomer = office.staff("Lý Người Mới", role)
    Authenticator.objects.filter(user=newcomer).delete()
    client = office.client(newcomer)
    gated = [pattern for pattern in ours() if act_of(pattern) is not None]

    led = {p.name: getattr(client, "post" if p.name in POST_ONLY else "get")(address(p, things)) for p in gated}

    assert {} == {
        name: answer.status_code
        for name, answer in led.items()
        if answer.headers.get("location") != reverse("mfa_index")
    }


@pytest.mark.every_page
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("unit", [SON_DUONG, TAN_TRAO], ids=["inside", "outside"])
def test_every_view_opens_for_whom_the_table_says_and_for_nobody_else(office, things, role, unit):
    person = office.staff("Lý Người Đi", role, unit)
    client, inside, wrong = office.client(person), unit == SON_DUONG, []
    if inside:
        sit(person, things.rollout)
    for pattern in ours():
        act = act_of(pattern)
        if act is None:
            continue
        line = BY_ACT[act]
        answer, text = asked(client, pattern, things)
        named = leaks(text)
        of_lists = str(pattern.pattern).startswith("lists")
        sees = inside and role in BY_ACT["lists.see" if of_lists else "cases.see"].roles and role in line.roles
        if named and not sees:
            wrong.append(f"{role} {'inside' if inside else 'outside'}: {pattern.name} leaked the {', '.join(named)}")
        if CONTACT in text and role not in BY_ACT["organisations.contacts"].roles:
            wrong.append(f"{role}: {pattern.name} leaked a contact")
        if role not in line.roles and answer.status_code != 403:
            wrong.append(f"{role}: {pattern.name} answered {answer.status_code} instead of refusing")
        about_something = bool(pattern.pattern.converters) and pattern.name not in ABOUT_NOBODY
        closed = about_something and not inside and line.reach in {Reach.UNIT, Reach.SEAT}
        if role in line.roles and closed and answer.status_code not in {403, 404}:
            wrong.append(f"{role} outside: {pattern.name} answered {answer.status_code}")
        if role in line.roles and not closed and answer.status_code in {403, 404, 500}:
            wrong.append(f"{role} {unit}: {pattern.name} stayed shut with {answer.status_code}")

    assert [] == wrong


def test_every_view_opens_for_one_whom_the_table_says(office, things):
    """Every question that a page puts to the database is put once: what another database has to show."""
    clients, shut = {}, []
    for role in Role:
        person = office.staff(f"Lý {role.value}", role)
        sit(person, things.rollout)
        clients[role] = office.client(person)
    for pattern in ours():
        if (act := act_of(pattern)) is not None:
            answer, _ = asked(clients[min(BY_ACT[act].roles)], pattern, things)
            shut += [f"{pattern.name}: {answer.status_code}"] if answer.status_code in {403, 404, 500} else []

    assert [] == shut


def test_the_walk_would_notice_a_leak(office, things):
    """Its eyes are open: the officer of the commune finds all that is hidden from others."""
    officer = office.staff("Lê Thấy Cả", Role.HEALTH_OFFICER)
    page = office.client(officer).get(reverse("case", args=[things.case])).content.decode()

    assert {"name", "phone", "raw phone"} == set(leaks(page))


def test_a_case_outside_shows_its_pseudonym(office, things):
    neighbour = office.staff("Mai Xã Bên", Role.HEALTH_OFFICER, TAN_TRAO)
    page = office.client(neighbour).get(reverse("case", args=[things.case])).content.decode()

    assert re.search(r"BN-[2-9A-HJKMNP-TV-Z]{6}", page)
    assert [] == leaks(page)


def test_django_admin_is_not_there(office):
    names = {str(pattern.pattern) for pattern in get_resolver().url_patterns}

    assert not any("admin" in name for name in names)
