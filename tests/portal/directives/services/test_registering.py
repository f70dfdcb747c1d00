"""A directive enters the register with everybody it was put to, or not at all."""

from __future__ import annotations

import pytest
from django.db import transaction

from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.directives.models import Assigned, DirectiveRecord, Membership, Participant
from bluezone.portal.directives.services.letters import keep_signed_pdf
from bluezone.portal.directives.services.registering import (
    end_membership,
    give_membership,
    name_lead,
    register_directive,
)
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.organisations.models import Kind, Organisation
from bluezone.portal.organisations.services import close_organisation, create_organisation
from bluezone.portal.places.models import Unit
from bluezone.rollout.errors import DirectiveError
from bluezone.vietnam.names import sort_key
from tests.support.portal.counting import noted_counting
from tests.support.portal.offices import SON_DUONG
from tests.support.portal.rolling import LIST, LOADED, TRUNG_YEN, Rollout, a_pdf, a_rollout
from tests.support.rollout.directives import SHIPPED_TEXT


@pytest.fixture
def rollout(office) -> Rollout:
    return a_rollout(office)


def register(source: str = SHIPPED_TEXT, organisations: bytes = LIST, actor: Staff | None = None) -> DirectiveRecord:
    return register_directive(
        actor=actor,
        source=source.encode(),
        name="a.toml",
        organisations=organisations,
        organisations_name="b.csv",
        now=LOADED,
    )


def test_everybody_is_there_with_unit_line_and_tasks(rollout):
    commune = rollout.participant(TRUNG_YEN)

    assert (39, 38) == (Participant.objects.count(), Participant.objects.filter(is_expected=True).count())
    assert commune.unit is not None
    assert ("Xã Trung Yên", "02539") == (commune.unit.name, commune.unit.code)
    assert "Ủy ban nhân dân huyện Sơn Dương" == commune.directive.issuer
    assert ["1", "1", "2.1", "2.1", "2.1", "2.2", "closing"] == list(
        Assigned.objects.filter(participant=commune).order_by("pk").values_list("clause", flat=True)
    )


def test_the_same_directive_twice_is_refused(rollout):
    with pytest.raises(RefusedError, match="registered already"):
        register()


def test_whoever_registers_a_directive_has_a_seat_where_its_reports_go_and_gave_it_to_themselves(office):
    actor = office.staff("Chu Thị Hợp", Role.CONSOLIDATOR)

    register(actor=actor)

    (seat,) = Membership.objects.filter(staff=actor)
    assert ("culture-office", actor) == (seat.participant.key, seat.given_by)


def test_a_participant_is_the_organisation_of_its_name_that_lies_on_its_ground_within_the_registrars_units(office):
    """Communes of many districts have one name, and anybody may write the name of anybody."""
    name = next(line for line in LIST.decode().splitlines() if line.startswith(f"{TRUNG_YEN},")).split(",")[1]
    units = {code: Unit.objects.get(code=code, valid_to__isnull=False) for code in ("02539", "02545", "076")}
    there = create_organisation(actor=None, name=name, kind=Kind.COMMITTEE, unit=units["02545"], now=LOADED)

    def taken_in(actor: Staff | None) -> Organisation | None:
        with transaction.atomic():
            found = register(actor=actor).participants.get(key=TRUNG_YEN).organisation
            transaction.set_rollback(True)
        return found

    assert taken_in(None) is None
    here = create_organisation(actor=None, name=name, kind=Kind.COMMITTEE, unit=units["02539"], now=LOADED)
    stranger, own = (
        office.staff(name, Role.CONSOLIDATOR, unit)
        for name, unit in (("An Lạ", SON_DUONG), ("Bích Nga", units["076"].key))
    )
    assert [here, None, here] == [taken_in(one) for one in (None, stranger, own)]
    close_organisation(actor=own, organisation=here, successor=None, now=LOADED)
    assert taken_in(None) is None
    assert there.path != here.path


def test_a_mistake_is_said_with_its_place_and_nothing_is_kept(db):
    with pytest.raises(DirectiveError, match=r"a\.toml: clause"):
        register(SHIPPED_TEXT.replace('to = "youth"', 'to = "nobody"', 1))

    assert 0 == DirectiveRecord.objects.count()


def test_a_list_without_those_who_receive_the_reports_is_refused(db):
    with pytest.raises(DirectiveError, match="district-committee"):
        register(organisations=b"id,name,kind,unit,reports_to\nx,X,agency,076,\n")


def test_the_signed_letter_is_kept_once_and_only_a_pdf_or_a_photo(rollout):
    person = rollout.consolidator()
    with pytest.raises(RefusedError, match="no photo that can be read"):
        keep_signed_pdf(actor=person, record=rollout.record, content=b"MZ", name="a.pdf", now=LOADED)

    keep_signed_pdf(actor=person, record=rollout.record, content=a_pdf(), name="a.pdf", now=LOADED)
    with pytest.raises(RefusedError, match="kept already"):
        keep_signed_pdf(actor=person, record=rollout.record, content=a_pdf(), name="a.pdf", now=LOADED)


def test_nobody_sits_twice_and_only_whoever_sits_there_leads(rollout):
    person = rollout.person(TRUNG_YEN)
    with pytest.raises(RefusedError, match="already"):
        give_membership(actor=None, participant=rollout.participant(TRUNG_YEN), staff=person, now=LOADED)
    stranger = rollout.office.staff("Người Lạ", Role.REPORTER)

    def lead(instruction: str, username: str) -> None:
        participant = rollout.participant(TRUNG_YEN)
        actor = rollout.consolidator()
        name_lead(actor=actor, participant=participant, instruction=instruction, username=username, now=LOADED)

    lead("broadcast", person.username)
    with pytest.raises(RefusedError, match="seat there"):
        lead("broadcast", stranger.username)
    with pytest.raises(RefusedError, match="not given this task"):
        lead("no-such-task", person.username)

    assert person == Assigned.objects.get(participant__key=TRUNG_YEN, instruction="broadcast").lead
    assert {"participant": TRUNG_YEN, "instruction": "broadcast"} == Line.objects.get(act="directives.lead").detail
    lead("broadcast", "")
    assert Assigned.objects.get(participant__key=TRUNG_YEN, instruction="broadcast").lead is None


def test_whoever_works_there_no_more_leads_nothing(rollout):
    person, participant = rollout.person(TRUNG_YEN), rollout.participant(TRUNG_YEN)
    end_membership(actor=rollout.consolidator(), membership=participant.memberships.get(), now=LOADED)

    with pytest.raises(RefusedError, match="seat there"):
        name_lead(
            actor=rollout.consolidator(),
            participant=participant,
            instruction="broadcast",
            username=person.username,
            now=LOADED,
        )


def test_a_seat_ends_once_and_the_audit_tells_whose_it_was(rollout):
    person = rollout.person(TRUNG_YEN)
    membership = rollout.participant(TRUNG_YEN).memberships.get()
    seat = {"participant": TRUNG_YEN, "staff": person.pk}
    assert seat == Line.objects.filter(act="directives.seat").latest("number").detail

    end_membership(actor=rollout.consolidator(), membership=membership, now=LOADED)
    with pytest.raises(RefusedError, match="ended already"):
        end_membership(actor=rollout.consolidator(), membership=membership, now=LOADED)

    assert {**seat, "ended": True} == Line.objects.filter(act="directives.seat").latest("number").detail


def test_everybody_of_a_long_list_and_their_tasks_are_counted_at_once(office, monkeypatch):
    noted = noted_counting(monkeypatch, many=39)

    register()

    assert [("ANALYZE", (Participant, Assigned))] == noted


def test_an_office_of_the_longest_name_that_a_list_takes_stands_under_as_much_of_it_as_is_sorted_by(office):
    name = "Trung tâm " + "ă" * 390
    assert 400 == len(name) < len(sort_key(name))

    row = register(organisations=LIST + f"longest,{name},school,02539,education-office\n".encode()).participants.get(
        key="longest"
    )

    assert (name[:200], sort_key(name)[:400]) == (row.name, row.sort_key)
