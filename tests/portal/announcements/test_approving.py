"""Words, and the second person who answers for exactly these."""

from __future__ import annotations

import dataclasses

import pytest
from django.db import IntegrityError, transaction

from bluezone.portal.announcements.models import Announcement
from bluezone.portal.announcements.selectors import announcements_for, published_announcements
from bluezone.portal.announcements.services.approving import (
    approve_announcement,
    draft_announcement,
    revise_announcement,
    withdraw_announcement,
)
from bluezone.portal.announcements.wording import approved_facts, facts_as_json, facts_of
from bluezone.portal.audit.models import Entry
from bluezone.portal.errors import ChangedError, RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.rollout.announcing.facts import Facts, Told
from bluezone.rollout.errors import AnnouncementError
from tests.support.portal.announcements import FACTS
from tests.support.portal.announcing import an_announcing_office
from tests.support.portal.offices import NOW, SON_DUONG, TAN_TRAO, TUYEN_QUANG, the_unit

OTHER = dataclasses.replace(FACTS, headline=Told("Tin khác", "Other news"))


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
        approve_announcement(actor=desk.writer, row=row, read=row.digest, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.update(state="approved", approved_by=desk.writer, approved_at=NOW)


def test_who_changes_the_words_becomes_their_author(desk):
    row = desk.drafted()

    revise_announcement(actor=desk.approver, row=row, facts=OTHER, now=NOW)

    row.refresh_from_db()
    assert OTHER == facts_of(row)
    with pytest.raises(RefusedError, match="another person"):
        approve_announcement(actor=desk.approver, row=row, read=row.digest, now=NOW)
    approve_announcement(actor=desk.writer, row=row, read=row.digest, now=NOW)


def test_words_that_changed_since_they_were_read_are_not_approved(desk):
    row = desk.drafted()
    read = row.digest
    revise_announcement(actor=desk.writer, row=row, facts=OTHER, now=NOW)

    with pytest.raises(RefusedError, match="has changed"):
        approve_announcement(actor=desk.approver, row=row, read=read, now=NOW)
    assert () == published_announcements()


def with_fact(text: str) -> Facts:
    return dataclasses.replace(FACTS, facts=(Told(text, text),))


GOOD, BAD = with_fact("Cài đặt là tự nguyện (52481)"), with_fact("Ai không cài bị phạt (62625)")
"""Two sets of facts with the same eight signs; finding them took a second."""


def test_two_texts_with_the_same_eight_signs_are_not_one_approval(desk):
    row = draft_announcement(actor=desk.writer, unit=the_unit(SON_DUONG), facts=GOOD, now=NOW)
    read = row.digest
    revise_announcement(actor=desk.writer, row=row, facts=BAD, now=NOW)
    assert GOOD.fingerprint == BAD.fingerprint

    for told in (read, GOOD.fingerprint, read[:8]):
        with pytest.raises(ChangedError):
            approve_announcement(actor=desk.approver, row=row, read=told, now=NOW)


def test_approved_words_that_were_exchanged_for_others_with_the_same_eight_signs_are_said_no_more(desk):
    row = draft_announcement(actor=desk.writer, unit=the_unit(SON_DUONG), facts=GOOD, now=NOW)
    approve_announcement(actor=desk.approver, row=row, read=row.digest, now=NOW)
    Announcement.objects.filter(pk=row.pk).update(facts=facts_as_json(BAD))

    with pytest.raises(AnnouncementError):
        published_announcements()


def test_approved_words_are_never_changed_and_never_approved_again(desk):
    row = desk.approved()

    with pytest.raises(RefusedError, match="not changed"):
        revise_announcement(actor=desk.writer, row=row, facts=OTHER, now=NOW)
    with pytest.raises(RefusedError, match="does not wait"):
        approve_announcement(actor=desk.approver, row=row, read=row.digest, now=NOW)


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
