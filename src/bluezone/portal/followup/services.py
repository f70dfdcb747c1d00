"""Writes of follow-up: what somebody answered, and what was done about symptoms. Each leaves a line in the audit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from bluezone.portal.as_read import digest_of, require_as_read
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.followup.answers import LONGEST_WORDS, Answer, Outcome
from bluezone.portal.followup.models import Task, Visit, Watch
from bluezone.portal.followup.planning import refresh_answers
from bluezone.portal.identity.models import Staff
from bluezone.portal.tracing.levels import hold
from bluezone.portal.world import VIET_NAM

_SHORTEST_REASON = 3


@transaction.atomic
def record_visit(*, actor: Staff, watch: Watch, answer: Answer, read: str, now: dt.datetime) -> Visit:
    """Notes what somebody answered today, or why there is no answer; symptoms raise a task. Raises RefusedError."""
    held = held_watch(watch)
    require_as_read(read, digest_of_watch(held))
    if not is_followed(held, now):
        raise RefusedError("this person is not followed up today")
    return keep_answer(held, answer, actor, now)


def keep_answer(held: Watch, answer: Answer, actor: Staff | None, now: dt.datetime) -> Visit:
    """Keeps an answer of somebody whose row is held, and raises a task for symptoms; nobody asked where the person
    answers by their own code."""
    visit = Visit.objects.create(
        watch=held,
        outcome=answer.outcome,
        channel=answer.channel,
        closes=answer.closes,
        symptoms=list(answer.symptoms),
        temperature=answer.temperature,
        words=answer.words,
        by=actor,
        at=now,
    )
    refresh_answers(held)
    if answer.outcome is Outcome.SYMPTOMS and not held.tasks.filter(done_at=None).exists():
        Task.objects.create(watch=held, raised_at=now)
    note_on(held, actor, "followup.record" if actor else "followup.own", now)
    return visit


@transaction.atomic
def settle_task(*, actor: Staff, task: Task, outcome: Task.Outcome, reason: str, read: str, now: dt.datetime) -> None:
    """Says what was done about symptoms: a sample was taken, or none is needed and why. Raises RefusedError."""
    held = held_watch(task.watch)
    open_one = held.tasks.filter(pk=task.pk, done_at=None).first()
    if open_one is None:
        raise RefusedError("a colleague was faster: this is done already")
    require_as_read(read, digest_of_watch(held))
    _settle(open_one, actor, outcome, _said_reason(reason) if outcome is Task.Outcome.NONE else "", now)


@transaction.atomic
def settle_by_samples(*, actor: Staff, involvements: Collection[int], now: dt.datetime) -> None:
    """Notes that a sample was taken because of symptoms of which nobody had said what was done; within the act of
    whoever took it, who holds the outbreaks."""
    rows = Task.objects.filter(watch__involvement__in=involvements, done_at=None).order_by("pk")
    for task in rows.select_related("watch__involvement"):
        _settle(task, actor, Task.Outcome.SAMPLE, "", now)


def digest_of_watch(watch: Watch) -> str:
    """Names what a page shows of somebody's follow-up, for the forms that decide on it."""
    return digest_of(watch.pk, watch.involvement_id, watch.path, watch.last_day, watch.due_at, watch.asked_at)


def is_followed(watch: Watch, now: dt.datetime) -> bool:
    """Whether somebody has to be asked today."""
    today = now.astimezone(VIET_NAM).date()
    return watch.first_day is not None and watch.last_day is not None and watch.first_day <= today <= watch.last_day


def held_watch(watch: Watch) -> Watch:
    """Holds the row as it stands now: first its outbreak, as whoever computes days does."""
    hold(watch.involvement.outbreak)
    return Watch.objects.select_for_update(of=("self",)).select_related("involvement__outbreak").get(pk=watch.pk)


def _settle(task: Task, actor: Staff, outcome: Task.Outcome, reason: str, now: dt.datetime) -> None:
    task.done_at, task.done_by, task.outcome, task.reason = now, actor, outcome, reason
    task.save(update_fields=["done_at", "done_by", "outcome", "reason"])
    note_on(task.watch, actor, "followup.settle", now)


def _said_reason(reason: str) -> str:
    said = " ".join(reason.split())
    if not _SHORTEST_REASON <= len(said) <= LONGEST_WORDS:
        raise RefusedError("please say why, in up to 200 characters")
    return said


def note_on(held: Watch, actor: Staff | None, act: str, now: dt.datetime) -> None:
    """Writes the audit's line about somebody's follow-up, where they are."""
    record_write(actor=actor, act=act, now=now, subjects=[("person", held.involvement.person_id)], path=held.path)
