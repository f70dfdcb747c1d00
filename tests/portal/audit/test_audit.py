"""The audit: what is done and what is read, in a chain that nobody bends unseen."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import translation

from bluezone.portal.audit import selectors
from bluezone.portal.audit.chain import START, as_kept
from bluezone.portal.audit.models import Entry, Head, Subject
from bluezone.portal.audit.selectors import entries_about, entries_for, require_on_the_way, verify_chain
from bluezone.portal.audit.services import record_read, record_write
from bluezone.portal.audit.words import known_actions
from bluezone.portal.errors import BrokenChainError
from bluezone.portal.hamlets.services import create_hamlet
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.models import Unit
from bluezone.portal.staff.services import give_role
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.landmarks import record_landmark
from tests.support.portal.contents import content_of
from tests.support.portal.hours import morning
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit


def lines(office, count: int = 5):
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    for number in range(count):
        record_write(actor=person, act="cases.open", now=NOW, subjects=[("case", number)], detail={"n": number})
    return person


DETAILS = {
    "numeric keys": {1: "one", "two": {2: [3]}},
    "large floats": {"n": [1e16, -1.2345678901234567e20, 1e300, 9999999999999998.0]},
    "small floats": {"n": [0.1, 1e-7, 5e-324, -0.0, 0.0, 1.0, 2.5e-5]},
    "large whole numbers": {"n": [2**63, -(2**70), 10**16]},
    "what JSON has": {"là": ["đủ", None, True, (1, 2)], "rỗng": {}},
}


@pytest.mark.parametrize("detail", DETAILS.values(), ids=DETAILS.keys())
def test_a_line_reads_as_it_was_written_whatever_its_detail_tells(office, detail):
    """A database gives keys back as words, and PostgreSQL's JSON has numbers where Python has floats."""
    person = lines(office, 1)
    record_write(actor=person, act="cases.open", now=NOW, subjects=[("case", 9)], detail=detail)

    found = Entry.objects.order_by("-number")[0]

    assert verify_chain().length == Entry.objects.count()
    assert as_kept(detail) == found.detail == as_kept(found.detail)


@pytest.mark.parametrize("detail", [{"n": float("nan")}, {"n": float("inf")}, {"n": {1, 2}}])
def test_what_json_does_not_have_is_refused_and_no_line_is_written(office, detail):
    person = lines(office, 1)
    before = Entry.objects.count()

    with pytest.raises((ValueError, TypeError)):
        record_write(actor=person, act="cases.open", now=NOW, subjects=[("case", 9)], detail=detail)

    assert before == Entry.objects.count()


def without_triggers(statement: str) -> None:
    """As somebody with the database's own powers would do it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in ("audit_entry", "audit_subject"):
                for verb in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_{verb}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE audit_subject DISABLE TRIGGER USER")
        cursor.execute(statement)


def test_an_empty_chain_holds(db):
    assert (0, START) == (verify_chain().length, verify_chain().head)


def test_a_chain_holds_while_others_go_on_writing(office, monkeypatch):
    """The command walks for minutes, and the portal does not stand still for it."""
    person, walk = lines(office), selectors._walk_from
    written = iter(range(3))

    def walked_while_one_more_is_written(chain):
        found = walk(chain)
        for number in written:
            record_write(actor=person, act="cases.open", now=NOW, subjects=[("case", number)])
            break
        return found

    monkeypatch.setattr(selectors, "_walk_from", walked_while_one_more_is_written)

    assert Head.objects.get().number + 3 == verify_chain().length


def test_an_honest_chain_holds_and_passes_through_what_was_noted(office):
    lines(office)
    early = verify_chain()
    record_write(actor=None, act="cases.open", now=NOW, subjects=[])

    assert early.length + 1 == verify_chain().length
    require_on_the_way(f"{early.length}:{early.head}")
    with pytest.raises(BrokenChainError, match="no longer passes"):
        require_on_the_way(f"{early.length}:{START}")


@pytest.mark.each_example
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET act = 'x'",
        "UPDATE audit_subject SET key = 'x'",
        "DELETE FROM audit_subject",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_refuses_to_change_a_line(office, statement):
    lines(office)

    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        cursor.execute(statement)


@pytest.mark.each_example
@pytest.mark.parametrize("table", ["audit_entry", "audit_subject"])
def test_a_line_is_neither_replaced_nor_emptied_out(office, table):
    """Each database has a statement that removes rows and asks no trigger of DELETE."""
    lines(office)
    statement = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            statement = f"TRUNCATE {table} CASCADE"

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_entry SET actor_name = 'X' WHERE number = 3", "line 3 was changed"),
        ("UPDATE audit_entry SET detail = '{\"n\": 77}' WHERE number = 3", "line 3 was changed"),
        ("UPDATE audit_subject SET key = '77' WHERE entry_id = 4", "line 4 was changed"),
        ("UPDATE audit_entry SET hash = 'f' WHERE number = 2", "line 2 was changed"),
        ("UPDATE audit_head SET number = 4", "after 6 are missing"),
    ],
)
def test_a_bent_line_is_found_and_named(office, statement, found):
    lines(office)

    without_triggers(statement)

    with pytest.raises(BrokenChainError, match=found):
        verify_chain()


@pytest.mark.parametrize(("number", "found"), [(3, "line 3 is missing"), (6, "lines after 5 are missing")])
def test_a_removed_line_is_found(office, number, found):
    lines(office)

    without_triggers(f"DELETE FROM audit_subject WHERE entry_id = {number}")
    without_triggers(f"DELETE FROM audit_entry WHERE number = {number}")

    with pytest.raises(BrokenChainError, match=found):
        verify_chain()


def test_no_act_without_its_line_and_no_line_without_its_act(office):
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    before = verify_chain()

    def fail() -> None:
        with transaction.atomic():
            record_write(actor=person, act="cases.open", now=NOW, subjects=[])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert before == verify_chain()
    assert before.length == Head.objects.get().number


def test_a_hamlet_is_not_settled_without_its_line(office, monkeypatch):
    client = office.client(office.staff("Giám Sát", Role.SUPERVISOR))
    hamlet = create_hamlet(
        actor=None, commune=the_unit(SON_DUONG), name="Thôn Một", now=morning(NOW.date() - dt.timedelta(days=9))
    )
    before = set(Unit.objects.values_list("key", "valid_to"))
    monkeypatch.setattr("bluezone.portal.hamlets.services.record_write", a_full_disk)

    for view, key in (("hamlet_new", SON_DUONG), ("hamlet_rename", hamlet.key), ("hamlet_close", hamlet.key)):
        with pytest.raises(DatabaseError):
            client.post(reverse(view, args=[key]), {"name": "Thôn Hai", "resolution": "12/NQ-HĐND"})

    assert before == set(Unit.objects.values_list("key", "valid_to"))


def a_full_disk(**_line: object) -> None:
    raise DatabaseError("disk is full")


def test_looking_at_a_record_is_a_line_about_that_person(office):
    officer = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    case = office.case(officer)
    office.client(officer).get(reverse("case", args=[case.number]))
    office.client(officer).get(reverse("case_list"))

    supervisor = office.staff("Giám Sát", Role.SUPERVISOR)
    acts = entries_about(entries_for(supervisor), "person", str(case.person_id)).values_list("kind", "act")
    listed = entries_about(entries_for(supervisor), "case", case.number).values_list("kind", "act")

    assert [("read", "cases.list"), ("read", "cases.see"), ("write", "cases.open")] == list(acts) == list(listed)


def test_who_has_seen_a_record_is_told_of_lists_exports_and_offices_above(office):
    """The case's own page leads there, and nothing else of the office above is told."""
    officer, above = (
        office.staff("Lan Y Tá", Role.HEALTH_OFFICER),
        office.staff("Tỉnh Xem", Role.HEALTH_OFFICER, TUYEN_QUANG),
    )
    case = office.case(officer)
    other = office.case(office.staff("Mai Tân Trào", Role.HEALTH_OFFICER, TAN_TRAO), unit=the_unit(TAN_TRAO))
    office.client(above).get(reverse("case_list"))
    b"".join(office.client(above).get(reverse("case_export") + "?as=csv").streaming_content)
    supervisor = office.client(office.staff("Giám Sát", Role.SUPERVISOR))

    page = supervisor.get(reverse("case", args=[case.number])).content.decode()
    where = re.search(r'href="([^"]+about=[^"]+)"', page)
    told = supervisor.get(where[1]).content.decode()
    taken = b"".join(supervisor.get(f"/audit/export?as=csv&about=case:{case.number}").streaming_content).decode()

    for text in (told, taken):
        assert 2 <= text.count("Tỉnh Xem")
        assert other.number not in text


def test_who_has_seen_a_case_is_told_of_looks_at_its_person_and_the_other_way_round(office):
    """It is one record: by tracing's pages a colleague reads the same name and number as by the case's own."""
    case = office.case(office.staff("Lan Y Tá", Role.HEALTH_OFFICER))
    involve(outbreak_at(case.path, case.onset), case.person)
    one, other = (office.staff(name, Role.HEALTH_OFFICER) for name in ("Tò Mò", "Hiếu Kỳ"))
    page = office.client(one).get(reverse("traced_person", args=[case.person.pseudonym])).content.decode()
    office.client(other).get(reverse("case", args=[case.number]))
    supervisor = office.client(office.staff("Giám Sát", Role.SUPERVISOR))

    for about in (f"case:{case.number}", f"person:{case.person_id}"):
        told = supervisor.get(f"/audit?about={about}").content.decode()
        taken = b"".join(supervisor.get(f"/audit/export?as=csv&about={about}").streaming_content).decode()
        assert [True] * 4 == [name in text for name in ("Tò Mò", "Hiếu Kỳ") for text in (told, taken)]
    assert case.person.full_name in page


def test_who_has_seen_a_record_is_told_of_whoever_works_in_another_commune_too(office):
    """Their lists and exports are noted at one of their units, and that is not always this one."""
    case = office.case(office.staff("Mai Tân Trào", Role.HEALTH_OFFICER, TAN_TRAO), unit=the_unit(TAN_TRAO))
    of_both = office.staff("Hai Nơi", Role.HEALTH_OFFICER)
    give_role(actor=None, staff=of_both, role=Role.HEALTH_OFFICER, unit=the_unit(TAN_TRAO), now=NOW)
    office.client(of_both).get(reverse("case_list"))
    b"".join(office.client(of_both).get(reverse("case_export") + "?as=csv").streaming_content)
    supervisor = office.client(office.staff("Giám Sát", Role.SUPERVISOR, TAN_TRAO))

    told = supervisor.get(f"/audit?about=case:{case.number}").content.decode()

    assert 2 <= told.count("Hai Nơi")


def test_who_has_seen_a_record_is_told_of_a_look_by_a_page_about_another_commune(office):
    """A place where somebody was lies elsewhere; its page names them to colleagues of their own unit."""
    officer, colleague = (office.staff(name, Role.HEALTH_OFFICER) for name in ("Lan Y Tá", "Tò Mò"))
    stranger = office.staff("Mai Tân Trào", Role.HEALTH_OFFICER, TAN_TRAO)
    case = office.case(officer)
    hours = {"begins": NOW - dt.timedelta(hours=30), "ends": NOW - dt.timedelta(hours=28)}
    place = record_landmark(actor=officer, case=case, place="Chợ", unit=the_unit(TAN_TRAO), **hours, now=NOW)
    pages = {one: office.client(one).get(reverse("landmark", args=[place.pk])) for one in (colleague, stranger)}
    supervisor = office.client(office.staff("Giám Sát", Role.SUPERVISOR))

    told = supervisor.get(f"/audit?about=person:{case.person_id}").content.decode()

    assert [True, False] == [case.person.full_name in page.content.decode() for page in pages.values()]
    assert "Tò Mò" in told
    assert "Mai Tân Trào" not in told


def test_who_asks_for_what_is_not_theirs_is_told_of(office):
    reporter = office.staff("Thảo Báo Cáo", Role.REPORTER)

    assert 403 == office.client(reporter).get(reverse("case_list")).status_code

    line = Entry.objects.get(act="frame.refused")
    assert (reporter, {"act": "cases.list"}) == (line.actor, line.detail)
    supervisor = office.client(office.staff("Giám Sát", Role.SUPERVISOR))
    assert "was refused" in supervisor.get(reverse("audit_log")).content.decode()


def test_the_page_and_the_file_tell_which_role_was_given_and_what_was_refused(office):
    """Who only learns that a role was given learns nothing."""
    manager = office.staff("Quản Trị", Role.ADMINISTRATOR)
    reporter = office.staff("Thảo Báo Cáo", Role.REPORTER)
    give_role(actor=manager, staff=reporter, role=Role.REGISTRY_CLERK, unit=the_unit(SON_DUONG), now=NOW)
    office.client(office.staff("Tú Báo Cáo", Role.REPORTER)).get(reverse("case_list"))
    client = office.client(manager)

    page = client.get(reverse("audit_log")).content.decode()
    taken = b"".join(client.get(reverse("audit_export") + "?as=csv").streaming_content).decode()

    assert "gave a role: Registry clerk" in taken
    assert "was refused: saw a list of cases" in taken
    for words in ("Registry clerk", "saw a list of cases"):
        assert f'<span class="small muted">{words}</span>' in page


def test_to_ask_about_a_strangers_record_opens_nothing(office):
    officer = office.staff("Mai Tân Trào", Role.HEALTH_OFFICER, TAN_TRAO)
    foreign = office.case(officer, unit=the_unit(TAN_TRAO))
    office.client(office.staff("Tỉnh Xem", Role.HEALTH_OFFICER, TUYEN_QUANG)).get(reverse("case_list"))
    supervisor = office.client(office.staff("Giám Sát", Role.SUPERVISOR))

    for _ in range(2):
        told = supervisor.get(f"/audit?about=case:{foreign.number}").content.decode()

    assert "Tỉnh Xem" not in told
    assert "Mai Tân Trào" not in told


def test_an_action_without_words_is_never_written(office):
    person = office.staff("Ai Đó", Role.SUPERVISOR)

    with pytest.raises(ValueError, match="has no words"):
        record_read(actor=person, act="cases.whistle", now=NOW, subjects=[])


def test_who_reads_the_audit_is_read_of_in_it(office):
    supervisor = office.staff("Giám Sát", Role.SUPERVISOR)

    office.client(supervisor).get(reverse("audit_log"))

    newest = Entry.objects.latest("number")
    assert ("audit.read", supervisor.pk) == (newest.act, newest.actor_id)


@pytest.mark.parametrize("about", ["", "case:3"])
def test_the_page_and_the_file_leave_a_line_about_whoever_stands_on_them(office, about):
    """And about what was asked for; the command line is nobody."""
    person = lines(office)
    record_write(actor=None, act="cases.open", now=NOW, subjects=[("case", 3)])
    client = office.client(office.staff("Quản Trị", Role.ADMINISTRATOR, None))
    said = {("staff", str(person.pk)), *([("case", "3")] if about else [])}
    ways = {"audit.read": "/audit?", "audit.export": "/audit/export?as=csv&"}

    for act, where in ways.items():
        told = content_of(client.get(f"{where}about={about}"))
        newest = Entry.objects.latest("number")
        assert person.full_name in told
        assert (act, True) == (newest.act, said <= set(newest.subjects.values_list("kind", "key")))


def test_a_supervisor_reads_the_lines_of_the_own_unit_only(office):
    person = lines(office, 0)
    for unit in (SON_DUONG, TAN_TRAO, TUYEN_QUANG):
        record_read(actor=person, act="cases.see", now=NOW, subjects=[("case", unit)], path=the_unit(unit).path)
    supervisor = office.staff("Giám Sát", Role.SUPERVISOR, SON_DUONG)

    page = office.client(supervisor).get(reverse("audit_log")).content.decode()

    assert SON_DUONG in page
    assert TAN_TRAO not in page


@pytest.mark.parametrize(
    "query",
    [
        "?about=case:%27",
        "?about=nonsense",
        "?about=user:1",
        "?about=case:" + "x" * 500,
        "?before=x",
        "?before=" + "9" * 40,
        "?before=" + "9" * 5_000,
    ],
)
def test_a_nonsensical_question_to_the_audit_is_harmless(office, query):
    supervisor = office.staff("Giám Sát", Role.SUPERVISOR)

    assert 200 == office.client(supervisor).get(reverse("audit_log") + query).status_code
    assert all(len(asked.key) <= 40 for asked in Subject.objects.all())  # noted, and PostgreSQL counts


def test_every_act_of_the_audit_is_told_in_one_form():
    """They stand below one another on Today, under what says that it was done."""
    with translation.override("vi"):
        acts = {str(said) for said in known_actions().values()}

    assert len(acts) > 200
    assert [] == sorted(act for act in acts if act.startswith("đã "))
