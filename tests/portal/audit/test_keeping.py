"""Lines come into their tables in few turns to the store, behind an end of the chain that is held."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bluezone.portal.audit.chain import START
from bluezone.portal.audit.keeping import held_end
from bluezone.portal.audit.models import Entry, Head
from bluezone.portal.audit.selectors import verify_chain
from bluezone.portal.audit.services import record_read, record_write
from bluezone.portal.identity.roles import Role
from tests.support.portal.offices import NOW

MANY = 3_000


def test_the_first_end_is_made_where_there_is_none(db):
    Head.objects.all().delete()

    assert (0, START) == held_end()
    assert (0, START) == held_end()
    assert 1 == Head.objects.count()


def test_a_line_comes_in_as_few_turns_as_the_store_allows(office):
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)
    record_read(actor=person, act="cases.list", now=NOW, subjects=[])

    with CaptureQueriesContext(connection) as asked:
        record_read(actor=person, act="cases.list", now=NOW, subjects=[("case", 1), ("case", 2)])

    verbs = [one["sql"].rpartition("times: ")[2].split()[0] for one in asked if "SAVEPOINT" not in one["sql"]]
    one_by_one = ["SELECT", "INSERT", "INSERT", "UPDATE"]
    assert (["SELECT", "WITH"] if connection.vendor == "postgresql" else one_by_one) == verbs


def test_a_line_about_thousands_is_kept_with_each_of_them(office):
    """More than a statement of SQLite takes values."""
    person = office.staff("Lan Y Tá", Role.HEALTH_OFFICER)

    record_read(actor=person, act="cases.list", now=NOW, subjects=[("case", number) for number in range(MANY)])

    line = Entry.objects.latest("number")
    assert MANY == line.subjects.count()
    assert line.number == verify_chain().length


def test_what_a_line_says_is_kept_as_it_was_said(office):
    said = {"how many": 3, "of": None, "rate": 0.5, "words": 'chờ "duyệt"; 100 %s', "in": ["a", {"b": True}]}

    record_write(actor=None, act="cases.open", now=NOW, subjects=[("case", "%s")], path="VN/08", detail=said)

    line = Entry.objects.latest("number")
    assert (None, "bluezone portal", NOW, "write") == (line.actor, line.actor_name, line.at, line.kind)
    assert (said, "VN/08", ["%s"]) == (line.detail, line.path, [one.key for one in line.subjects.all()])
    assert line.hash == verify_chain().head
