"""What the loudspeakers' log says was read is evidence by itself: once, traceably, and only for what asks for it."""

from __future__ import annotations

import copy
import datetime as dt

import pytest

from bluezone.portal.announcements.models import Announcement, Broadcast
from bluezone.portal.announcements.services.approving import approve_announcement, draft_announcement
from bluezone.portal.announcements.services.broadcasting import leave_out_broadcast, log_broadcast, plan_broadcast
from bluezone.portal.announcements.services.proving import serve_directive
from bluezone.portal.directives.models import EvidenceRecord
from bluezone.portal.directives.selectors.beside import counts_of_evidence
from bluezone.portal.directives.services.evidence import withdraw_evidence
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from tests.support.portal.announcements import FACTS
from tests.support.portal.offices import Office
from tests.support.portal.rolling import SENT, TRUNG_YEN, Rollout, a_rollout

FIVE = dt.time(17)


@pytest.fixture(scope="module")
def kept_rollout(kept) -> Rollout:
    made = a_rollout(Office())
    made.office.clock[0] = SENT
    return made


@pytest.fixture
def rollout(kept_rollout, db) -> Rollout:
    """To be changed as a test likes; the rows go back by themselves."""
    return copy.deepcopy(kept_rollout)


def announced(rollout: Rollout, *, serves: bool = True) -> Announcement:
    """Approved words of the commune."""
    unit = rollout.participant(TRUNG_YEN).unit
    assert unit is not None
    row = draft_announcement(
        actor=rollout.person(TRUNG_YEN),
        unit=unit,
        facts=FACTS,
        now=SENT,
        directive=rollout.record if serves else None,
    )
    approve_announcement(actor=rollout.consolidator(), row=row, read=row.digest, now=SENT)
    row.refresh_from_db()
    return row


def planned(rollout: Rollout, row: Announcement, day: int = 20, *, month: int = 8, at: str = TRUNG_YEN) -> Broadcast:
    unit = rollout.participant(at).unit
    assert unit is not None
    return plan_broadcast(
        actor=rollout.person(TRUNG_YEN),
        announcement=row,
        unit=unit,
        day=dt.date(2020, month, day),
        slot=FIVE,
        now=SENT,
    )


def read(rollout: Rollout, row: Broadcast) -> None:
    log_broadcast(actor=rollout.person(TRUNG_YEN), row=row, minutes=3, now=SENT)


def counted(rollout: Rollout, key: str = TRUNG_YEN) -> int | None:
    return counts_of_evidence(rollout.directed, rollout.participant(key), SENT).get("broadcasts")


def test_each_broadcast_that_was_read_is_one_piece_that_names_its_line(rollout):
    row = announced(rollout)
    lines = [planned(rollout, row, day) for day in (18, 19, 20)]
    for line in lines[:2]:
        read(rollout, line)
    leave_out_broadcast(actor=rollout.person(TRUNG_YEN), row=lines[2], now=SENT)

    pieces = EvidenceRecord.objects.filter(participant__key=TRUNG_YEN).order_by("pk")

    assert [f"broadcast-{line.pk}" for line in lines[:2]] == [one.logged_as for one in pieces]
    assert [("broadcast", 1, 18), ("broadcast", 1, 19)] == [(one.kind, one.count, one.day.day) for one in pieces]
    assert f"17:00 · 3′ · {row.fingerprint}" == pieces[0].said
    assert 2 == counted(rollout)


def test_the_piece_leads_to_its_line_and_the_line_to_its_piece(rollout):
    row = announced(rollout)
    line = planned(rollout, row)
    read(rollout, line)
    reporter = rollout.office.staff("Lò Đọc Loa", Role.REPORTER, None)
    own = rollout.office.client(rollout.person(TRUNG_YEN))

    log = own.get(f"/directives/{rollout.record.key}/mine/{TRUNG_YEN}/evidence").content.decode()
    month = rollout.office.client(reporter).get("/broadcasts?month=2020-08").content.decode()

    assert f"/broadcasts?month=2020-08#broadcast-{line.pk}" in log
    assert f'id="broadcast-{line.pk}"' in month
    assert "stands as evidence of Ủy ban nhân dân xã Trung Yên" in month


def test_what_carries_out_no_directive_proves_nothing_until_somebody_says_so(rollout):
    row = announced(rollout, serves=False)
    read(rollout, planned(rollout, row, 18))
    assert counted(rollout) is None

    serve_directive(actor=rollout.person(TRUNG_YEN), row=row, directive=rollout.record, now=SENT)
    row.refresh_from_db()
    read(rollout, planned(rollout, row, 19))

    assert 2 == counted(rollout)
    with pytest.raises(RefusedError, match="serves a directive already"):
        serve_directive(actor=rollout.person(TRUNG_YEN), row=row, directive=rollout.record, now=SENT)
    assert 2 == EvidenceRecord.objects.count()


def test_what_was_read_before_the_letter_or_elsewhere_is_a_log_and_no_evidence(rollout):
    row = announced(rollout)
    read(rollout, planned(rollout, row, 31, month=7))
    read(rollout, planned(rollout, row, at="education-office"))

    assert 0 == EvidenceRecord.objects.count()
    assert 2 == Broadcast.objects.filter(read_at__isnull=False).count()


def test_the_same_words_read_twice_are_two_broadcasts_and_a_withdrawn_one_counts_no_more(rollout):
    row = announced(rollout)
    for day in (18, 19):
        read(rollout, planned(rollout, row, day))
    withdraw_evidence(actor=rollout.person(TRUNG_YEN), row=EvidenceRecord.objects.order_by("pk")[0], now=SENT)

    assert 1 == counted(rollout)


def test_the_page_names_the_directive_once(rollout):
    row = announced(rollout, serves=False)
    read(rollout, planned(rollout, row))
    writer = rollout.office.staff("Ma Viết Tin", Role.REPORTER, None)
    client = rollout.office.client(writer)
    page = client.get(f"/announcements/{row.pk}").content.decode()

    answer = client.post(f"/announcements/{row.pk}/directive", {"directive": rollout.record.pk})

    assert f"/announcements/{row.pk}/directive" in page
    assert 302 == answer.status_code
    assert 1 == counted(rollout)
    assert f"/announcements/{row.pk}/directive" not in client.get(f"/announcements/{row.pk}").content.decode()
