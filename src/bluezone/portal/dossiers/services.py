"""A person's own file, from the ask to the hand: an officer notes who asks and by what they saw that it is they; one
puts the file together, another one reads it and approves, and only then it can be taken out and handed over.

What is put together is good for a day (`identity/second_person.py`): after that it is put together anew.
"""

from __future__ import annotations

import datetime as dt

import msgspec
from django.db import transaction
from django.db.models import Q

from bluezone.documents.errors import DocumentError, PaperError
from bluezone.documents.official import write_pdf
from bluezone.documents.paper import Paper
from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.models import Merge, Person
from bluezone.portal.cases.persons import who_stands_for, with_merged
from bluezone.portal.dossiers.composing import Asker, dossier_paper
from bluezone.portal.dossiers.gathering import gathered
from bluezone.portal.dossiers.models import LONGEST_WORDS, Dossier, Proof
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.second_person import asked_since, is_settled, still_asks
from bluezone.portal.isolation.papers import Signing, head_of, require_writes
from bluezone.portal.world import VIET_NAM
from bluezone.vietnam.names import normalised_name

DRAFT, APPROVE = "dossiers.draft", "dossiers.approve"


@transaction.atomic
def note_ask(*, actor: Staff, person: Person, path: str, proof: str, words: str, now: dt.datetime) -> Dossier:
    """Notes that somebody asks for their own file, and what showed that it is they. Raises RefusedError."""
    words = normalised_name(words)
    if proof not in Proof.values or len(words) > LONGEST_WORDS:
        raise RefusedError("please say what showed that it is this person")
    if proof == Proof.REPRESENTED and not words:
        raise RefusedError("please say who asks for this person, and by which paper")
    Person.objects.select_for_update().get(pk=person.pk)  # of two who note it at once the later one finds the first
    if Dossier.objects.filter(person=person, ended_at=None).exists():
        raise RefusedError("this person has asked already")
    made = Dossier.objects.create(
        person=person, path=path, proof=proof, proof_words=words, asked_at=now, noted_by=actor
    )
    _note(made, actor, "dossiers.ask", now)
    return made


@transaction.atomic
def draft_dossier(*, actor: Staff, dossier: Dossier, signing: Signing, read: str, now: dt.datetime) -> None:
    """Puts together everything that is held about the person. Raises RefusedError."""
    held = _held(dossier, read)
    if held.approved_at is not None:
        raise RefusedError("this is approved already")
    require_writes(actor, signing)
    _require_settled(actor, DRAFT, held, now)
    asked_on = held.asked_at.astimezone(VIET_NAM).date()
    asker = Asker(held.person.full_name, held.person.pseudonym, asked_on)
    try:
        paper = dossier_paper(asker, gathered(held.person, now), now.astimezone(VIET_NAM), head_of(signing))
    except PaperError as error:
        raise RefusedError("what is held about this person cannot be set on paper") from error
    held.content, held.drafted_by, held.drafted_at = msgspec.json.encode(paper).decode(), actor, now
    held.save(update_fields=["content", "drafted_by", "drafted_at"])
    _note(held, actor, "dossiers.draft", now)


@transaction.atomic
def approve_dossier(*, actor: Staff, dossier: Dossier, read: str, now: dt.datetime) -> None:
    """Says as the other one, who has read it, that the file may be handed over. Raises RefusedError."""
    held = _held(dossier, read)
    if held.drafted_at is None or held.approved_at is not None:
        raise RefusedError("there is nothing to approve")
    if held.drafted_at <= asked_since(now):
        raise RefusedError("this was put together more than a day ago; put it together anew")
    if held.drafted_by_id == actor.pk:
        raise RefusedError("whoever put a file together does not approve it")
    _require_settled(actor, APPROVE, held, now)
    if held.drafted_by is None or not still_asks(held.drafted_by, DRAFT, [held.path], now):
        raise RefusedError("whoever puts a file together or approves it has had the role for a week")
    _require_one_person(held)
    held.approved_by, held.approved_at = actor, now
    held.save(update_fields=["approved_by", "approved_at"])
    _note(held, actor, "dossiers.approve", now)


@transaction.atomic
def put_aside(*, actor: Staff, dossier: Dossier, reason: str, read: str, now: dt.datetime) -> None:
    """Ends an ask without handing anything over, and says why. Raises RefusedError."""
    held, reason = _held(dossier, read), normalised_name(reason)
    if not 0 < len(reason) <= LONGEST_WORDS:
        raise RefusedError("please say why, in up to 200 characters")
    held.content, held.reason, held.ended_by, held.ended_at = "", reason, actor, now
    held.save(update_fields=["content", "reason", "ended_by", "ended_at"])
    _note(held, actor, "dossiers.put_aside", now)


@transaction.atomic
def hand_over(*, actor: Staff, dossier: Dossier, read: str, now: dt.datetime) -> None:
    """Notes that the person has the paper. Its words are kept here no longer. Raises RefusedError."""
    held = _held(dossier, read)
    if held.approved_at is None:
        raise RefusedError("nobody else has approved this yet")
    _require_one_person(held)
    held.handed_by, held.handed_at, held.ended_at, held.content = actor, now, now, ""
    held.save(update_fields=["handed_by", "handed_at", "ended_at", "content"])
    _note(held, actor, "dossiers.hand", now)


def printed(dossier: Dossier, now: dt.datetime) -> bytes:
    """Sets an approved file as PDF, its number and date left open for the office's hand. Raises RefusedError."""
    if dossier.approved_at is None or not dossier.content:
        raise RefusedError("nobody else has approved this yet")
    _require_one_person(dossier)
    try:
        return write_pdf(content_of(dossier), None, now=now).pdf
    except DocumentError as error:
        raise RefusedError("what is held about this person cannot be set on paper") from error


def content_of(dossier: Dossier) -> Paper:
    """The file as it was put together."""
    return msgspec.json.decode(dossier.content, type=Paper)


def digest_of_dossier(dossier: Dossier) -> str:
    """Names what the page shows, for the forms that decide."""
    moments = (dossier.drafted_at, dossier.approved_at, dossier.ended_at)
    return digest_of(dossier.pk, dossier.path, dossier.content, *moments)


def _held(dossier: Dossier, read: str) -> Dossier:
    held = Dossier.objects.select_for_update(of=("self",)).select_related("person", "drafted_by").get(pk=dossier.pk)
    require_as_read(read, digest_of_dossier(held))
    if held.ended_at is not None:
        raise RefusedError("this is settled already")
    return held


def _require_settled(actor: Staff, act: str, dossier: Dossier, now: dt.datetime) -> None:
    if not is_settled(actor, act, [dossier.path], now):
        raise RefusedError("whoever puts a file together or approves it has had the role for a week")


def _require_one_person(dossier: Dossier) -> None:
    """Requires that nobody whose records are in the file was told apart from the person since. Raises RefusedError."""
    persons = with_merged({who_stands_for(dossier.person).pk})
    of_them = Merge.objects.filter(Q(kept__in=persons) | Q(merged__in=persons))
    if of_them.filter(undone_at__gte=dossier.drafted_at).exists():
        raise RefusedError("two records in this file were told apart since; put it aside and note the ask anew")


def _note(dossier: Dossier, actor: Staff, act: str, now: dt.datetime) -> None:
    record_write(
        actor=actor,
        act=act,
        now=now,
        subjects=[("person", dossier.person_id)],
        path=dossier.path,
        detail={"dossier": dossier.pk},
    )
