"""A chain over time as a picture: the table's order, days and generations, what if, and nobody's name in it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bluezone.portal.audit.models import Entry
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing.chain import chain_with
from bluezone.portal.tracing.picture import picture_of
from bluezone.portal.tracing.supposing import cascade_if_withdrawn
from bluezone.trace.outbreak import EVER
from tests.support.portal.offices import Office
from tests.support.portal.posting import a_strange_commune
from tests.support.portal.tracing import TracingOffice, ago

pytestmark = pytest.mark.usefixtures("kept_tracing")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def kept_tracing(kept) -> TracingOffice:
    """The first is a case; it met the second and the third, the second the fourth; of the fifth, who met the third, no
    day is known."""
    tracing = TracingOffice(Office(), people=5)
    tracing.confirm(0)
    for source, target, days in ((0, 1, 2), (0, 2, 3), (1, 3, 1)):
        tracing.meet(source, target, ago(days), ago(days))
    tracing.meet(4, 2, None, None)
    return tracing


@pytest.fixture
def tracing(kept_tracing, db) -> TracingOffice:
    return kept_tracing


def key(tracing: TracingOffice, at: int) -> str:
    return tracing.node(at).person.pseudonym


def page(tracing: TracingOffice, person=None, **said: str) -> str:
    client = tracing.office.client(person or tracing.officer)
    answer = client.get(reverse("chain_picture", args=[key(tracing, 3)]), said)
    assert 200 == answer.status_code
    return " ".join(answer.content.decode().split())


def told(page: str, name: str) -> list[str]:
    """What the script is told under this name."""
    return re.search(rf'data-{name}="([^"]*)"', page).group(1).split()


def test_the_picture_has_everybody_in_the_order_of_the_table_and_under_whom_they_stand(tracing):
    shown = page(tracing)

    order = [key(tracing, at) for at in (0, 1, 3, 2, 4)]
    assert order == told(shown, "keys")
    assert ["-1", "0", "1", "0", "-1"] == told(shown, "above")
    assert ["0", "1", "2", "1", "9"] == told(shown, "levels")
    table = tracing.office.client(tracing.officer).get(reverse("chain", args=[key(tracing, 3)])).content.decode()
    assert order == [one for one in re.findall(r'href="/tracing/people/(BN-\w+)">', table) if one in order][-5:]


def test_a_case_stands_on_its_onset_and_a_contact_on_the_day_of_the_meeting(tracing):
    links = chain_with(tracing.node(3)).links

    onset = tracing.cases[0].onset
    assert [onset, ago(2), ago(1), ago(3)] == [type(onset).fromordinal(link.day) for link in links[:4]]
    assert EVER == links[4].day
    assert 1 == picture_of(chain_with(tracing.node(3))).drawing.undated


def test_nobody_is_named_in_the_picture_and_whoever_is_chosen_leaves_a_line(tracing):
    page(tracing)
    before = set(Entry.objects.latest("pk").subjects.values_list("key", flat=True))

    shown = page(tracing, at=key(tracing, 2))

    assert set() == before
    assert [False, False, True, False] == [f"Người Thứ {letter}" in shown for letter in "BDCE"]
    line = Entry.objects.filter(act="tracing.chain").latest("pk")
    named = {str(tracing.node(at).person_id) for at in (0, 2)}
    assert named == set(line.subjects.values_list("key", flat=True))


def test_without_a_meeting_it_says_who_falls_away_and_rings_them(tracing):
    shown = page(tracing, at=key(tracing, 2), **{"if": "without"})

    changes = cascade_if_withdrawn(tracing.node(2).arriving.get(source=tracing.node(0)))
    assert [tracing.node(2).pk] == [change.involvement for change in changes]
    assert ["3"] == told(shown, "changed")
    assert "F1 → no level: 1 person" in shown
    assert "Nothing is changed" in shown
    assert 1 == tracing.level(2)


def test_a_contact_who_would_be_a_case_moves_whoever_stands_below(tracing):
    office = tracing.office.staff("Đào Thị Tỉnh", Role.EPIDEMIOLOGIST, tracing.cases[0].province.strip("/"))
    shown = page(tracing, office, at=key(tracing, 1), **{"if": "positive"})

    assert {"1", "2"} == set(told(shown, "changed"))
    assert "F1 → F0: 1 person" in shown


@pytest.mark.parametrize("said", [{"at": "BN-000000"}, {"at": ""}, {"at": "nonsense", "if": "without"}])
def test_nobody_is_chosen_where_the_chain_has_nobody_of_this_pseudonym(tracing, said):
    assert 'id="chosen"' not in page(tracing, **said)


def test_what_cannot_be_supposed_changes_nobody(tracing):
    shown = page(tracing, at=key(tracing, 0), **{"if": "without"})

    assert "Nobody's level would be another one." in shown
    assert [] == told(shown, "changed")


def test_a_longer_chain_asks_no_more_questions(tracing):
    chain = chain_with(tracing.node(3))

    with CaptureQueriesContext(connection) as asked:
        picture_of(chain)

    assert 1 == len(asked)


def test_the_file_has_a_mark_for_everybody_a_line_for_every_meeting_and_no_name(tracing):
    client = tracing.office.client(tracing.officer)

    answer = client.get(reverse("chain_picture_file", args=[key(tracing, 3)]))

    drawn = b"".join(answer.streaming_content).decode()
    root = ET.fromstring(drawn)
    assert (1, 4, 3) == tuple(len(root.findall(f".//{SVG}{kind}")) for kind in ("rect", "circle", "line"))
    assert "BN-" not in drawn
    assert "Người" not in drawn
    assert 'filename="chain-' in answer["content-disposition"]
    assert Entry.objects.filter(act="tracing.chain_file").exists()


def test_another_province_has_no_such_chain(tracing):
    stranger = tracing.office.client(tracing.office.staff("Ngô Thị Lạ", Role.HEALTH_OFFICER, a_strange_commune().key))

    ways = [reverse(name, args=[key(tracing, 3)]) for name in ("chain_picture", "chain_picture_file")]

    assert [404, 404] == [stranger.get(way).status_code for way in ways]
