"""Who met whom: an exposure counts while somebody stands by it and one piece of evidence holds."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.portal.tracing.involving import default_outbreak, involve, outbreak_at
from bluezone.portal.tracing.landmarks import note_presence, record_landmark
from bluezone.portal.tracing.meetings import Meeting, Piece
from bluezone.portal.tracing.models import Evidence, Exposure, Outbreak, Presence
from bluezone.portal.tracing.services import (
    add_evidence,
    digest_of_exposure,
    record_exposure,
    withdraw_evidence,
    withdraw_exposure,
)
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, Office, the_unit

pytestmark = pytest.mark.usefixtures("kept_meeting")
DAY = NOW.date() - dt.timedelta(days=2)
TOLD = Piece(origin=Evidence.Origin.INTERVIEW, says={"seat": "12A"})


class Met:
    """An officer, two people of two communes, and their outbreak."""

    def __init__(self) -> None:
        office = Office()
        self.officer = office.staff("Lê Truy Vết", Role.HEALTH_OFFICER)
        elsewhere = {"unit": the_unit(TAN_TRAO), "full_name": "Vũ Thị Xa", "phone": "0987 111 222"}
        self.case = office.case(self.officer)
        self.outbreak = outbreak_at(self.case.path, NOW.date())
        self.source = involve(self.outbreak, self.case.person)
        self.target = involve(self.outbreak, office.case(self.officer, **elsewhere).person)

    def exposure(self, *pieces: Piece, meeting: Meeting | None = None) -> Exposure:
        return record_exposure(
            actor=self.officer,
            source=self.source,
            target=self.target,
            meeting=meeting or Meeting(kind=Exposure.Kind.PARTY, first_day=DAY, last_day=DAY),
            evidence=pieces or (TOLD,),
            now=NOW,
        )


@pytest.fixture(scope="module")
def kept_meeting(kept) -> Met:
    return Met()


@pytest.fixture
def met(kept_meeting, db) -> Met:
    return kept_meeting


def test_whoever_changes_an_exposure_holds_its_outbreak_first(met):
    """Whoever computes levels holds the outbreak and then writes of exposures; in the other order two officers would
    each wait for what the other holds."""
    exposure = met.exposure(TOLD)
    read = digest_of_exposure(exposure)
    piece = add_evidence(actor=met.officer, exposure=exposure, evidence=TOLD, read=read, now=NOW)

    with CaptureQueriesContext(connection) as asked:
        withdraw_evidence(actor=met.officer, evidence=piece, reason="nhầm ngày", now=NOW)

    held = [name for query in asked for name in ("outbreak", "exposure") if f'FROM "tracing_{name}"' in query["sql"]]
    assert "outbreak" == held[0]


def test_an_exposure_has_a_number_two_places_and_a_line_about_both_people(met):
    exposure = met.exposure()

    assert "EX-2026-00001" == exposure.number
    assert (the_unit(SON_DUONG).path, the_unit(TAN_TRAO).path) == (exposure.source_path, exposure.target_path)
    line = Entry.objects.get(act="tracing.expose")
    told = {("exposure", exposure.number), *(("person", str(one.person_id)) for one in (met.source, met.target))}
    assert told == set(line.subjects.values_list("kind", "key"))


def test_pieces_stand_beside_each_other_and_each_is_withdrawn_alone(met):
    exposure = met.exposure()
    app = Piece(origin=Evidence.Origin.APP, origin_key="report 7", says={"minutes": 30})
    add_evidence(actor=met.officer, exposure=exposure, evidence=app, read=digest_of_exposure(exposure), now=NOW)
    told, sent = exposure.evidence.order_by("pk")

    for piece, counts in ((told, True), (sent, False)):
        read = digest_of_exposure(exposure)
        withdraw_evidence(actor=met.officer, evidence=piece, reason="bị nhầm ngày", read=read, now=NOW)

        exposure.refresh_from_db()
        assert counts == exposure.is_alive

    assert exposure.withdrawn_at is None
    assert {"seat": "12A"} == exposure.evidence.get(pk=told.pk).says


def test_new_evidence_lets_an_exposure_count_again(met):
    exposure = met.exposure()
    piece = exposure.evidence.get()
    withdraw_evidence(
        actor=met.officer, evidence=piece, reason="nhầm người", read=digest_of_exposure(exposure), now=NOW
    )

    add_evidence(actor=met.officer, exposure=exposure, evidence=TOLD, read=digest_of_exposure(exposure), now=NOW)

    exposure.refresh_from_db()
    assert exposure.is_alive


def test_a_withdrawn_exposure_says_why_and_takes_no_more_evidence(met):
    exposure = met.exposure()

    withdraw_exposure(
        actor=met.officer, exposure=exposure, reason=" không   gặp ", read=digest_of_exposure(exposure), now=NOW
    )

    exposure.refresh_from_db()
    assert ("không gặp", False, met.officer) == (exposure.reason, exposure.is_alive, exposure.withdrawn_by)
    with pytest.raises(RefusedError, match="withdrawn already"):
        add_evidence(actor=met.officer, exposure=exposure, evidence=TOLD, read=digest_of_exposure(exposure), now=NOW)


def test_whoever_read_something_else_decides_nothing(met):
    exposure = met.exposure()
    read = digest_of_exposure(exposure)
    add_evidence(actor=met.officer, exposure=exposure, evidence=TOLD, read=read, now=NOW)

    with pytest.raises(ChangedError):
        withdraw_exposure(actor=met.officer, exposure=exposure, reason="nhầm người", read=read, now=NOW)

    exposure.refresh_from_db()
    assert exposure.is_alive


def test_the_same_report_is_never_taken_twice(met):
    sent = Piece(origin=Evidence.Origin.APP, origin_key="report 7")
    exposure = met.exposure(sent)

    with pytest.raises(RefusedError, match="here already"):
        add_evidence(actor=met.officer, exposure=exposure, evidence=sent, read=digest_of_exposure(exposure), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(outbreak=met.outbreak, path="", origin="app", origin_key="report 7", entered_at=NOW)


@pytest.mark.parametrize(
    ("meeting", "why"),
    [
        (Meeting(first_day=NOW.date() + dt.timedelta(days=1)), "future"),
        (Meeting(last_day=NOW.date() - dt.timedelta(days=400)), "too long ago"),
    ],
)
def test_days_that_cannot_be_are_refused_and_nothing_stands(met, meeting, why):
    with pytest.raises(RefusedError, match=why):
        met.exposure(meeting=meeting)

    assert not Exposure.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "dance"},
        {"certainty": 4},
        {"first_day": DAY, "last_day": DAY - dt.timedelta(days=1)},
        {"place": "x" * 121},
        {"minutes": -1},
        {"closest_cm": 10_001},
    ],
)
def test_a_meeting_that_cannot_be_is_refused_at_birth(said):
    with pytest.raises(RefusedError):
        Meeting(**said)


@pytest.mark.parametrize(
    "said",
    [
        {"origin": "gossip"},
        {"origin": "app", "confidence": 0},
        {"origin": "app", "origin_key": "x" * 81},
        {"origin": "app", "says": {"words": "x" * 201}},
        {"origin": "app", "says": {str(number): number for number in range(21)}},
        {"origin": "app", "says": {"nested": ["free"]}},
        {"origin": "app", "day_from": DAY, "day_to": DAY - dt.timedelta(days=1)},
    ],
)
def test_evidence_that_says_more_than_can_be_kept_is_refused_at_birth(said):
    with pytest.raises(RefusedError):
        Piece(**said)


def test_nobody_is_exposed_to_themselves_or_in_another_outbreak_or_without_evidence(met):
    other = Outbreak.objects.create(name="Sởi", pathogen="MeV", place="08", begins=DAY)
    stranger = involve(other, met.case.person)
    known = {"actor": met.officer, "meeting": Meeting(), "now": NOW}

    for source, target, pieces in (
        (met.source, met.source, [TOLD]),
        (stranger, met.target, [TOLD]),
        (met.source, met.target, []),
    ):
        with pytest.raises(RefusedError):
            record_exposure(source=source, target=target, evidence=pieces, **known)


def test_the_outbreak_of_a_place_is_the_smallest_open_one_around_it(met):
    unit = the_unit(SON_DUONG)
    area = {"pathogen": "DENV", "place": "08", "begins": DAY, "unit": unit, "path": unit.path}
    Outbreak.objects.create(name="Sốt xuất huyết", ended=NOW.date() - dt.timedelta(days=1), **area)

    assert default_outbreak() == met.outbreak == outbreak_at(unit.path, NOW.date())
    here = Outbreak.objects.create(name="Sốt xuất huyết 2", **area)
    assert (here, met.outbreak) == tuple(outbreak_at(the_unit(key).path, NOW.date()) for key in (SON_DUONG, TAN_TRAO))


def test_a_landmark_stands_with_who_was_there_by_each_account_once(met):
    begins = NOW - dt.timedelta(days=1)
    landmark = record_landmark(
        actor=met.officer,
        case=met.case,
        place="Chợ  Sơn Dương",
        unit=the_unit(SON_DUONG),
        begins=begins,
        ends=begins + dt.timedelta(hours=1),
        now=NOW,
    )

    for origin in ("interview", "interview", "door"):
        note_presence(actor=met.officer, landmark=landmark, involvement=met.target, origin=origin, now=NOW)

    assert "Chợ Sơn Dương" == landmark.place
    assert {"interview", "door"} == set(Presence.objects.values_list("origin", flat=True))
    with pytest.raises(RefusedError, match="itself"):
        note_presence(actor=met.officer, landmark=landmark, involvement=met.source, origin="door", now=NOW)


@pytest.mark.parametrize(("ago", "hours"), [(1, -1), (1, 24 * 15), (400, 1), (-1, 1)])
def test_a_landmark_at_a_time_that_cannot_be_is_refused(met, ago, hours):
    begins = NOW - dt.timedelta(days=ago)

    with pytest.raises(RefusedError):
        record_landmark(
            actor=met.officer,
            case=met.case,
            place="Chợ Sơn Dương",
            unit=the_unit(SON_DUONG),
            begins=begins,
            ends=begins + dt.timedelta(hours=hours),
            now=NOW,
        )
