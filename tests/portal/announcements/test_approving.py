"""Words, and the second person who answers for exactly these."""

from __future__ import annotations

import dataclasses

import pytest
from django.db import IntegrityError, transaction

from bluezone.portal.accounts.roles import Role
from bluezone.portal.announcements.models import Announcement
from bluezone.portal.announcements.selectors import announcements_for, published_announcements
from bluezone.portal.announcements.services.approving import (
    approve_announcement,
    draft_announcement,
    revise_announcement,
    withdraw_announcement,
)
from bluezone.portal.announcements.wording import approved_facts, facts_of
from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import RefusedError
from bluezone.portal.rollout.errors import AnnouncementError
from bluezone.vietnam.words import Words
from tests.support.announcements import FACTS
from tests.support.announcing import an_announcing_office
from tests.support.offices import NOW, TAN_TRAO, TUYEN_QUANG, the_unit

OTHER = dataclasses.replace(FACTS, headline=Words("Tin khác", "Other news"))


@pytest.fixture
def desk(office):
    return an_announcing_office(office)


def test_what_is_approved_is_what_was_written(desk):
    row = desk.approved()

    approved = approved_facts(row)
    assert FACTS == approved.facts
    assert ("Hà Duyệt Tin", NOW) == (approved.by, approved.at)


def test_nobody_approves_their_own_words_not_even_by_the_back_door(desk):
    row = desk.drafted()

    with pytest.raises(RefusedError, match="another person"):
        approve_announcement(actor=desk.writer, row=row, fingerprint=row.fingerprint, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.update(state="approved", approved_by=desk.writer, approved_at=NOW)


def test_who_changes_the_words_becomes_their_author(desk):
    row = desk.drafted()

    revise_announcement(actor=desk.approver, row=row, facts=OTHER, now=NOW)

    row.refresh_from_db()
    assert OTHER == facts_of(row)
    with pytest.raises(RefusedError, match="another person"):
        approve_announcement(actor=desk.approver, row=row, fingerprint=row.fingerprint, now=NOW)
    approve_announcement(actor=desk.writer, row=row, fingerprint=row.fingerprint, now=NOW)


def test_words_that_changed_since_they_were_read_are_not_approved(desk):
    row = desk.drafted()
    read = row.fingerprint
    revise_announcement(actor=desk.writer, row=row, facts=OTHER, now=NOW)

    with pytest.raises(RefusedError, match="have changed"):
        approve_announcement(actor=desk.approver, row=row, fingerprint=read, now=NOW)
    assert () == published_announcements()


def test_approved_words_are_never_changed_and_never_approved_again(desk):
    row = desk.approved()

    with pytest.raises(RefusedError, match="not changed"):
        revise_announcement(actor=desk.writer, row=row, facts=OTHER, now=NOW)
    with pytest.raises(RefusedError, match="does not wait"):
        approve_announcement(actor=desk.approver, row=row, fingerprint=row.fingerprint, now=NOW)


def test_a_row_that_was_bent_in_the_store_says_nothing_any_more(desk):
    row = desk.approved()
    Announcement.objects.filter(pk=row.pk).update(facts={**row.facts, "action": ["Chuyển tiền", "Send money"]})

    with pytest.raises(AnnouncementError):
        published_announcements()


def test_a_withdrawn_announcement_is_published_no_more(desk):
    row = desk.approved()
    assert 1 == len(published_announcements())

    withdraw_announcement(actor=desk.approver, row=row, now=NOW)

    assert () == published_announcements()
    with pytest.raises(RefusedError, match="already"):
        withdraw_announcement(actor=desk.approver, row=row, now=NOW)


def test_each_step_is_a_line_of_the_audit_with_the_code(desk):
    row = desk.approved()
    withdraw_announcement(actor=desk.approver, row=row, now=NOW)

    lines = Entry.objects.filter(act__startswith="announcements.").order_by("number")
    assert ["announcements.draft", "announcements.approve", "announcements.withdraw"] == [line.act for line in lines]
    assert {row.fingerprint} == {line.detail["code"] for line in lines}


def test_a_commune_hears_what_the_province_approved_and_not_what_it_drafts(office, desk):
    above = desk.approved(unit=TUYEN_QUANG)
    draft = draft_announcement(actor=desk.writer, unit=the_unit(TUYEN_QUANG), facts=OTHER, now=NOW)
    own = desk.drafted()
    neighbour = office.staff("Người Tân Trào", Role.REPORTER, TAN_TRAO)

    assert [own, above] == list(announcements_for(desk.writer))
    assert [above] == list(announcements_for(neighbour))
    province = office.staff("Người Tỉnh", Role.CONSOLIDATOR, TUYEN_QUANG)
    assert {own, above, draft} == set(announcements_for(province))
