"""Writes about lists: received, read, chosen over, confirmed, put aside; and what is said about doubles.

Reading and storing are jobs of `working`; here stand the acts of a person.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from bluezone.lists import ports
from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.models import Case
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.lists.models import Candidate, Entry, Kind, SentList, Verdict
from bluezone.portal.lists.ports import DecisionsOf
from bluezone.portal.lists.reading import Choices
from bluezone.portal.organisations.models import Organisation
from bluezone.vietnam.names import normalised_name

NAMELESS = "?"
"""What a file is called that came without a name, or whose name is forgotten."""
MOST_UNFINISHED = 20
"""Of one unit. Files wait with names in them; whoever uploads more has to finish some first."""


@transaction.atomic
def receive_list(
    *,
    actor: Staff,
    organisation: Organisation,
    kind: Kind,
    case: Case | None,
    name: str,
    data: bytes,
    now: dt.datetime,
) -> SentList:
    """Receives a file, which then waits to be read. Raises RefusedError."""
    if organisation.closed_on is not None:
        raise RefusedError("a closed organisation sends no lists")
    if (kind is Kind.CONTACTS) != (case is not None):
        raise RefusedError("contacts, and they alone, belong to a case")
    path = case.path if case is not None else organisation.path
    unfinished = SentList.objects.filter(path=path, state__in=_UNFINISHED)
    if unfinished.count() >= MOST_UNFINISHED:
        raise RefusedError("too many lists of this unit wait already; store some or put them aside")
    sent = SentList.objects.create(
        kind=kind,
        organisation=organisation,
        case=case,
        path=path,
        name=normalised_name(name)[-120:] or NAMELESS,
        data=data,
        state=SentList.State.READING,
        sent_by=actor,
        sent_at=now,
    )
    _note(actor, "lists.receive", sent, now, {"bytes": len(data)})
    return sent


@transaction.atomic
def choose(*, actor: Staff, sent: SentList, choices: Choices, now: dt.datetime, kind: Kind | None = None) -> SentList:
    """Keeps other columns, another sheet, another kind or corrected cells; the list is read again. Raises RefusedError
    once it is being stored, and where contacts would become a roster or a roster contacts."""
    sent = _locked(sent)
    if sent.state not in {SentList.State.SHOWN, SentList.State.READING}:
        raise RefusedError("this list can no longer be changed")
    if kind is not None and (kind is Kind.CONTACTS) != (sent.case_id is not None):
        raise RefusedError("contacts, and they alone, belong to a case")
    sent.kind = sent.kind if kind is None else kind
    sent.choices, sent.state = choices.as_json(), SentList.State.READING
    sent.percent, sent.heartbeat = 0, None
    sent.save(update_fields=["kind", "choices", "state", "percent", "heartbeat"])
    _note(actor, "lists.choose", sent, now, {})
    return sent


@transaction.atomic
def confirm_list(*, actor: Staff, sent: SentList, digest: str, now: dt.datetime) -> SentList:
    """Has what was shown stored. Raises RefusedError where something else is shown by now, or a row is wrong."""
    sent = _locked(sent)
    shown = sent.preview or {}
    if sent.state != SentList.State.SHOWN or shown.get("digest") != digest:
        raise RefusedError("this is no longer what was shown; please look at it again")
    if shown["wrong_rows"]:
        raise RefusedError("rows are wrong still; correct them or leave them out")
    if not shown["records"]:
        raise RefusedError("no row is left to store")
    _require_new(sent, digest)
    sent.state, sent.percent, sent.heartbeat, sent.digest = SentList.State.STORING, 0, None, digest
    sent.save(update_fields=["state", "percent", "heartbeat", "digest"])
    _note(actor, "lists.confirm", sent, now, {"rows": shown["records"]})
    return sent


@transaction.atomic
def put_aside(*, actor: Staff, sent: SentList, now: dt.datetime) -> None:
    """Puts a list aside unstored, and erases its file. Raises RefusedError once it is being stored."""
    sent = _locked(sent)
    if sent.state not in {SentList.State.SHOWN, SentList.State.READING}:
        raise RefusedError("this list can no longer be changed")
    forget(sent, SentList.State.PUT_ASIDE)
    _note(actor, "lists.aside", sent, now, {})


def forget(sent: SentList, state: SentList.State) -> None:
    """Erases the file, what was shown of it and what was said about its cells."""
    sent.state, sent.data, sent.preview, sent.choices, sent.heartbeat = state, None, None, {}, None
    sent.save(
        update_fields=[
            "state",
            "data",
            "preview",
            "choices",
            "heartbeat",
            "problem",
            "rows",
            "counts",
            "digest",
            "stored_at",
            "percent",
        ]
    )


@transaction.atomic
def forget_file_names(before: dt.datetime) -> int:
    """Forgets what files of contacts were called whose cases were opened long ago, and what was wrong with them: people
    call a file after a patient. The digest of the rows goes, too: whoever has it finds a short list by trying. That a
    list was sent stays. Of how many."""
    sent = SentList.objects.filter(kind=Kind.CONTACTS, case__opened_at__lt=before)
    sent = sent.exclude(name=NAMELESS, digest__startswith="#")  # one that came without a name has a digest still
    none_of_rows = Concat(Value("#"), Cast("pk", CharField()))  # one stored list is never another one
    return sent.exclude(state__in=_UNFINISHED).update(name=NAMELESS, problem=None, digest=none_of_rows)


@transaction.atomic
def decide(*, actor: Staff, candidate: Candidate, verdict: Verdict, now: dt.datetime) -> None:
    """Says that two entries are the same, or two: kept for good, and said of every candidate that is the same pair."""
    DecisionsOf(candidate.path, actor, now).remember(candidate.pair, ports.Verdict(verdict.value))
    for one in Candidate.objects.select_for_update().filter(pair=candidate.pair, path=candidate.path):
        settle(one, verdict)
    subjects = [("entry", candidate.entry_id), ("entry", candidate.other_id)]
    record_write(
        actor=actor,
        act="lists.decide",
        now=now,
        subjects=subjects,
        path=candidate.path,
        detail={"verdict": verdict.value},
    )


def settle(candidate: Candidate, verdict: Verdict) -> None:
    """Writes down what was said. The newer entry then points to the older one that it was called the same as, and to
    no third: where that one is judged anew, what was said of this pair still stands."""
    candidate.verdict = verdict
    candidate.save(update_fields=["verdict"])
    entry = Entry.objects.select_for_update().get(pk=candidate.entry_id)
    if verdict is Verdict.SAME:
        entry.same_as_id = candidate.other_id
    elif entry.same_as_id == candidate.other_id:
        still = Candidate.objects.filter(entry=entry, verdict=Verdict.SAME).order_by("-score", "id").first()
        entry.same_as_id = still.other_id if still is not None else None
    entry.save(update_fields=["same_as"])


def require_new(sent: SentList) -> None:
    """Requires a list whose rows were not stored before. Raises RefusedError."""
    _require_new(sent, sent.digest)


def _require_new(sent: SentList, digest: str) -> None:
    """Requires rows that were not stored before, from whichever file. Raises RefusedError."""
    if SentList.objects.filter(kind=sent.kind, path=sent.path, digest=digest, state=SentList.State.STORED).exists():
        raise RefusedError("the same rows were stored before")


_UNFINISHED = (SentList.State.READING, SentList.State.SHOWN, SentList.State.STORING)


def _locked(sent: SentList) -> SentList:
    return SentList.objects.select_for_update().get(pk=sent.pk)


def _note(actor: Staff, act: str, sent: SentList, now: dt.datetime, detail: dict[str, object]) -> None:
    subjects: list[tuple[str, object]] = [("list", sent.pk)]
    if sent.case is not None:
        subjects.append(("case", sent.case.number))
    detail = {"kind": str(sent.kind), **detail}
    record_write(actor=actor, act=act, now=now, subjects=subjects, path=sent.path, detail=detail)
