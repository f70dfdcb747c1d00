"""Words are drafted by one person and approved by another, who names the SHA-256 of exactly what was read."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from bluezone.portal.announcements.models import Announcement
from bluezone.portal.announcements.wording import facts_as_json, facts_of
from bluezone.portal.as_read import require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.directives.models import DirectiveRecord
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.places.models import Unit
from bluezone.rollout.announcing.facts import Facts
from bluezone.vietnam.folding import found_by


@transaction.atomic
def draft_announcement(
    *, actor: Staff, unit: Unit, facts: Facts, now: dt.datetime, directive: DirectiveRecord | None = None
) -> Announcement:
    """Drafts words that nobody may say yet, for the directive that they carry out."""
    made = Announcement.objects.create(
        unit=unit,
        path=unit.path,
        directive=directive,
        facts=facts_as_json(facts),
        search_text=_found_by(facts),
        fingerprint=facts.fingerprint,
        digest=facts.digest,
        drafted_by=actor,
        drafted_at=now,
    )
    _note(actor, "announcements.draft", made, now)
    return made


@transaction.atomic
def revise_announcement(*, actor: Staff, row: Announcement, facts: Facts, now: dt.datetime) -> None:
    """Replaces a draft's words; whoever wrote them cannot approve them. Raises RefusedError once it is approved."""
    row = _locked(row)
    if row.state != Announcement.State.DRAFT:
        raise RefusedError("an approved announcement is not changed; write another one")
    row.facts, row.fingerprint, row.digest = facts_as_json(facts), facts.fingerprint, facts.digest
    row.search_text, row.drafted_by, row.drafted_at = _found_by(facts), actor, now
    row.save(update_fields=["facts", "search_text", "fingerprint", "digest", "drafted_by", "drafted_at"])
    _note(actor, "announcements.draft", row, now)


@transaction.atomic
def approve_announcement(*, actor: Staff, row: Announcement, read: str, now: dt.datetime) -> None:
    """Lets these very words be said. Raises RefusedError for their author, and ChangedError where they are not those of
    which the SHA-256 was read.
    """
    row = _locked(row)
    if row.state != Announcement.State.DRAFT:
        raise RefusedError("this announcement does not wait for approval")
    if row.drafted_by_id == actor.pk:
        raise RefusedError("another person approves what you wrote")
    require_as_read(read, facts_of(row).digest)
    row.state, row.approved_by, row.approved_at = Announcement.State.APPROVED, actor, now
    row.save(update_fields=["state", "approved_by", "approved_at"])
    _note(actor, "announcements.approve", row, now)


@transaction.atomic
def withdraw_announcement(*, actor: Staff, row: Announcement, now: dt.datetime) -> None:
    """Withdraws the words, and the slots that are still ahead with them. Raises RefusedError the second time."""
    row = _locked(row)
    if row.state == Announcement.State.WITHDRAWN:
        raise RefusedError("this announcement was withdrawn already")
    row.state, row.withdrawn_by, row.withdrawn_at = Announcement.State.WITHDRAWN, actor, now
    row.save(update_fields=["state", "withdrawn_by", "withdrawn_at"])
    row.broadcasts.filter(read_at=None, left_out_at=None).update(left_out_at=now, left_out_by=actor)
    row.audio.all().delete()
    _note(actor, "announcements.withdraw", row, now)


def _found_by(facts: Facts) -> str:
    return found_by(facts.headline.vi, facts.headline.en, facts.fingerprint)


def _locked(row: Announcement) -> Announcement:
    return Announcement.objects.select_for_update().get(pk=row.pk)


def _note(actor: Staff, act: str, row: Announcement, now: dt.datetime) -> None:
    detail = {"code": row.fingerprint}
    record_write(actor=actor, act=act, now=now, subjects=[("announcement", row.pk)], path=row.path, detail=detail)
