"""Nothing that was typed about somebody in tracing outlives its term: no column of any table has it any more."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.db.models import Model

from bluezone.portal.identity.roles import Role
from bluezone.portal.operations.retention.rules import Terms
from bluezone.portal.operations.retention.services import erase_what_is_over
from bluezone.portal.tracing.changing import correct_landmark, withdraw_landmark
from bluezone.portal.tracing.contacts import Contact, record_contacts
from bluezone.portal.tracing.deciding import Note, note_what_was_told
from bluezone.portal.tracing.involving import involve, outbreak_at
from bluezone.portal.tracing.landmarks import record_landmark
from bluezone.portal.tracing.landmarks_seen import digest_of_landmark
from bluezone.portal.tracing.meetings import Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure, Landmark, Release, Transfer
from bluezone.portal.tracing.services import add_evidence, digest_of_exposure, withdraw_evidence, withdraw_exposure
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit

pytestmark = pytest.mark.django_db
NAME = "Zyxwv"
"""Stands in everything that somebody can type."""
OVER = NOW + dt.timedelta(days=Terms().names + 1)
WHERE = f"nhà bà {NAME}"


def told_of(office: Office) -> Exposure:
    """Everything that can be said in words: of people, of places, of meetings, of what speaks for them."""
    lan, unit = office.staff("Nguyễn Thị Lan", Role.HEALTH_OFFICER), the_unit(SON_DUONG)
    case = office.case(lan, full_name=f"{NAME} Văn Bệnh")
    source = involve(outbreak_at(case.path, NOW.date()), case.person)
    begins = NOW - dt.timedelta(days=2)
    facts = {"begins": begins, "ends": begins + dt.timedelta(hours=2), "now": NOW, "unit": unit}
    said = {"place": WHERE, "what": f"giỗ ông {NAME}", **facts}
    landmark = record_landmark(actor=lan, case=case, **said)
    for change, told in ((correct_landmark, said), (withdraw_landmark, {"now": NOW})):
        read, reason = digest_of_landmark(Landmark.objects.get()), f"{NAME} kể nhầm"
        change(actor=lan, landmark=landmark, reason=reason, read=read, **told)
    known = (("An", "0912 000 001"), ("Ba", ""))
    met = [Contact(f"{NAME} {other}", unit, Meeting(place=WHERE), phone) for other, phone in known]
    first, second = record_contacts(actor=lan, source=source, contacts=met, now=NOW, entropy=office.chance.randbytes)
    piece = Piece(Evidence.Origin.INTERVIEW, {"words": f"{NAME} kể lại"})
    piece = add_evidence(actor=lan, exposure=first, evidence=piece, read=digest_of_exposure(first), now=NOW)
    withdraw_evidence(actor=lan, evidence=piece, reason=f"{NAME} nói nhầm", now=NOW)
    withdraw_exposure(actor=lan, exposure=second, reason=f"không phải {NAME}", read=digest_of_exposure(second), now=NOW)
    note_what_was_told(actor=lan, note=Note(f"{NAME} Nghe", unit, "0966321654", first_day=NOW.date()), now=NOW)
    Transfer.objects.create(
        involvement=first.target,
        origin=unit,
        unit=the_unit(TAN_TRAO),
        path=the_unit(TAN_TRAO).path,
        state=Transfer.State.RETURNED,
        offered_by=lan,
        offered_at=NOW,
        answered_by=lan,
        answered_at=NOW,
        reason=f"{NAME} không ở xã này",
    )
    Release.objects.create(
        outbreak=first.outbreak, what="people", names=1_204, reason=f"cho ông {NAME}", asked_by=lan, asked_at=NOW
    )
    return first


def columns_with(word: str) -> set[str]:
    return {
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        if _has(model, column.name, word)
    }


def _has(model: type[Model], column: str, word: str) -> bool:
    """Folded, as a name is found; `said` of every kind of column."""
    values = model._default_manager.order_by("pk").values_list(column, flat=True)
    return any(word.lower() in str(value).lower() for value in values)


def test_no_column_has_a_name_once_everything_is_over(office):
    told_of(office)
    before = columns_with(NAME)

    erase_what_is_over(terms=Terms(), now=OVER)

    assert {
        "cases.Person.full_name",
        "cases.Person.search_text",
        "tracing.Evidence.says",
        "tracing.Evidence.reason",
        "tracing.Exposure.place",
        "tracing.Exposure.reason",
        "tracing.Landmark.corrections",
        "tracing.Landmark.place",
        "tracing.Landmark.reason",
        "tracing.Landmark.what",
        "tracing.Release.reason",
        "tracing.Transfer.reason",
    } == before
    assert set() == columns_with(NAME)
    assert set() == columns_with("0912000001")


def test_who_met_whom_stays_and_that_it_was_withdrawn(office):
    first = told_of(office)

    erase_what_is_over(terms=Terms(), now=OVER)

    first.refresh_from_db()
    withdrawn = Exposure.objects.exclude(withdrawn_at=None).get()
    assert ("", "từ ngữ của đợt dịch cũ, đã xóa") == (first.place, withdrawn.reason)
    assert first.target.person.full_name == first.target.person.pseudonym
    assert 1 == Landmark.objects.count()


def test_words_of_a_meeting_go_with_lists_of_contacts_and_places_with_the_patients_name(office):
    told_of(office)
    terms = Terms()

    def erased(days: int) -> dict[str, int]:
        found = erase_what_is_over(terms=terms, now=NOW + dt.timedelta(days=days))
        return {name: count for name, count in found.items() if name in {"words_of_exposures", "places_of_patients"}}

    assert {"words_of_exposures": 0, "places_of_patients": 0} == erased(terms.contacts)
    assert {"words_of_exposures": 4, "places_of_patients": 0} == erased(terms.contacts + 1)
    assert {"words_of_exposures": 0, "places_of_patients": 0} == erased(terms.names)
    assert {"words_of_exposures": 0, "places_of_patients": 1} == erased(terms.names + 1)
