"""Every page of tracing before those who work at either end of a meeting, in a third commune and in another province:
whoever works at an end reads its name and leaves a line, of the other the pseudonym, and others read neither name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from bluezone.portal.audit.models import Entry, Head
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.places.models import Level, Unit
from bluezone.portal.tracing.deciding import Note, note_what_was_told
from bluezone.portal.tracing.landmarks import note_presence, record_landmark
from bluezone.portal.tracing.meetings import Piece
from bluezone.portal.tracing.models import Evidence
from tests.support.portal.contents import content_of
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, Office, the_unit
from tests.support.portal.posting import a_strange_commune
from tests.support.portal.tracing import TracingOffice, ago
from tests.support.portal.views import View, our_views

pytestmark = pytest.mark.usefixtures("kept_ends")
SOURCE, TARGET, TOLD = "Người Thứ A", "Người Thứ B", "Quàng Thị Nghe"
NAMES = {SOURCE, TARGET, TOLD}
SHUT = {403, 404}


@dataclass
class Ends:
    """A case of Sơn Dương that met somebody of Tân Trào, at a market where both were."""

    tracing: TracingOffice
    readers: dict[str, Staff]
    things: dict[str, object]

    def pages(self, person: int) -> Iterator[tuple[View, str]]:
        """Every view of tracing that can be looked at, about this end."""
        known = self.things | {"person": self.tracing.node(person).person.pseudonym}
        for view in our_views():
            if view.app == "tracing" and view.is_shown:
                yield view, view.at({name: known.get(f"{view.name}.{name}", known[name]) for name in view.converters})


@pytest.fixture(scope="module")
def kept_ends(kept) -> Ends:
    tracing = TracingOffice(Office(), people=2)
    office = tracing.office
    tracing.confirm(0)
    says = {"name": SOURCE, "words": "ngồi cạnh"}
    exposure = tracing.meet(0, 1, ago(2), ago(2), [Piece(origin=Evidence.Origin.INTERVIEW, says=says)])
    begins = NOW - dt.timedelta(days=2)
    landmark = record_landmark(
        actor=tracing.officer,
        case=tracing.cases[0],
        place="Chợ Tân Trào",
        unit=the_unit(TAN_TRAO),
        begins=begins,
        ends=begins + dt.timedelta(hours=2),
        now=NOW,
        is_public=True,
    )
    note_presence(
        actor=tracing.officer,
        landmark=landmark,
        involvement=tracing.node(1),
        origin=Evidence.Origin.INTERVIEW,
        now=NOW,
    )
    note = Note(TOLD, the_unit(SON_DUONG), "0966321654", first_day=NOW.date())
    told = note_what_was_told(actor=tracing.officer, note=note, now=NOW)
    communes = Unit.objects.filter(level=Level.COMMUNE, path__startswith=f"{TUYEN_QUANG}/", valid_to=None)
    sibling = communes.exclude(key__in=(SON_DUONG, TAN_TRAO)).order_by("key")[0]
    units = {"source": SON_DUONG, "target": TAN_TRAO, "sibling": sibling.key, "stranger": a_strange_commune().key}
    readers = {where: office.staff(f"Ma Xem {where}", Role.HEALTH_OFFICER, unit) for where, unit in units.items()}
    things = {
        "landmark": landmark.pk,
        "outbreak": tracing.outbreak.pk,
        "number": exposure.number,
        "case_places.number": tracing.cases[0].number,
        "meeting": told.pk,
        "what": "exposures",
    }
    return Ends(tracing, readers, things)


@pytest.fixture
def ends(kept_ends: Ends, db) -> Ends:
    return kept_ends


def walked(ends: Ends, who: str) -> tuple[set[str], set[str], list[str]]:
    """Which views opened, whose names were read, and where one was read without a line in the audit."""
    reader, opened, read, silent = ends.readers[who], set[str](), set[str](), list[str]()
    client = ends.tracing.office.client(reader)
    pages = {address: view for end in (0, 1) for view, address in ends.pages(end)}  # many are about neither
    for address, view in pages.items():
        with transaction.atomic():
            before = Head.objects.values_list("number", flat=True).first() or 0
            answer = client.get(address)
            text = content_of(answer)
            named = {name for name in NAMES if name in text}
            is_noted = Entry.objects.filter(number__gt=before, actor=reader).exclude(act="frame.refused").exists()
            transaction.set_rollback(True)
        assert answer.status_code in {200, *SHUT}, (view.name, answer.status_code)
        opened |= {view.name} if answer.status_code == 200 else set()
        read |= named
        silent += [f"{view.name}: {name}" for name in sorted(named) if not is_noted]
    return opened, read, silent


ABOUT_A_PERSON = {"traced_person", "exposure", "chain", "chain_file", "chain_picture", "chain_picture_file"}
"""Views about people and meetings, which open in the whole province by pseudonym."""
AT_AN_END = {"landmark", "landmark_correct", "landmark_notice", "person_contacts", "person_offer"}
"""Views about whoever works at one of the two ends."""
WHERE_IT_BEGAN = {"case_places", "evidence_meeting"}
ABOUT_SOMETHING = ABOUT_A_PERSON | AT_AN_END | WHERE_IT_BEGAN


@pytest.mark.parametrize(
    ("who", "names", "opens"),
    [
        ("source", {SOURCE, TOLD}, ABOUT_SOMETHING),
        ("target", {TARGET}, ABOUT_A_PERSON | AT_AN_END),
        ("sibling", set(), ABOUT_A_PERSON),
        ("stranger", set(), set()),
    ],
)
def test_each_reads_the_names_of_their_own_end_on_all_pages_together(ends, who, names, opens):
    opened, read, silent = walked(ends, who)

    assert (names, []) == (read, silent)
    assert opens == opened & ABOUT_SOMETHING


def test_the_walk_is_of_every_page_about_something(ends):
    about = {view.name for view, _ in ends.pages(0) if view.converters}

    assert about == ABOUT_SOMETHING | {"outbreak", "outbreak_seen", "outbreak_curve", "outbreak_file"}


def test_each_end_reads_the_pseudonym_of_the_other(ends):
    pseudonyms = [ends.tracing.node(end).person.pseudonym for end in (0, 1)]
    exposure = next(at for view, at in ends.pages(0) if view.name == "exposure")

    for who, other in (("source", 1), ("target", 0)):
        page = ends.tracing.office.client(ends.readers[who]).get(exposure).content.decode()
        assert pseudonyms[other] in page
