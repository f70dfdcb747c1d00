"""The work that takes longer than a page may: reading a list, and storing it. Jobs are rows, so a fall loses nothing.

A worker claims a row by writing its sign of life into it; a row whose worker has been silent for a minute is claimed
again. Everything up to the plan happens outside any transaction and tells how far it is; storing is one transaction, so
a list that falls in the middle is not stored at all, and is begun anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import DatabaseError, transaction
from django.db.models import Q

from bluezone.lists.duplicates.entries import entries_of
from bluezone.lists.duplicates.finding import find_duplicates
from bluezone.lists.errors import ListError
from bluezone.lists.mapping.mapping import fingerprint_of
from bluezone.lists.ports import Verdict as Said
from bluezone.lists.schemas.kinds import schema_named
from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.lists.evidence import offer_contacts
from bluezone.portal.lists.gazetteer import gazetteer_for
from bluezone.portal.lists.models import Candidate, SentList, Verdict
from bluezone.portal.lists.ports import DecisionsOf, MappingsOf, PeopleOf
from bluezone.portal.lists.preview import counts_of, preview_of, said
from bluezone.portal.lists.reading import Choices, Reading, read_list
from bluezone.portal.lists.services import forget, require_new, settle
from bluezone.portal.lists.storing import RegisterOf
from bluezone.vietnam.words import Words

READ_AT_ONCE_BYTES = 120_000
"""A list up to this size is read while its sender waits; a larger one goes to the worker, with a progress bar."""
SILENT = dt.timedelta(minutes=1)
Clock = Callable[[], dt.datetime]
_TELLING = 75
"""Per cent: the same name with the same day of birth, telephone or identity number, and nothing against it."""
_CHANGED = Words(
    "Danh sách đọc lại khác với lúc ông/bà xem. Xin xem lại.",
    "Read again, the list is not what you looked at. Please look again.",
)
_FELL = Words(
    "Chương trình gặp lỗi khi đọc danh sách này. Xin báo cho người vận hành.",
    "The program failed over this list. Please tell the operator.",
)
_STORED_BEFORE = Words("Các dòng này đã được lưu trước đây.", "The same rows were stored before.")


def work_off(now: Clock) -> int:
    """Takes jobs until none is left; how many it took."""
    done = 0
    while (sent := claimed(now())) is not None:
        work_on(sent, now)
        done += 1
    return done


def read_if_short(sent: SentList, now: Clock) -> None:
    """Works on a list at once where that takes no longer than a page may; a larger one waits for the worker."""
    data = SentList.objects.only("data").get(pk=sent.pk).data
    ours = claimed_one(sent.pk, now()) if data is not None and len(data) <= READ_AT_ONCE_BYTES else None
    if ours is not None:
        work_on(ours, now)


def claimed(now: dt.datetime) -> SentList | None:
    """Claims the list that waits longest; None where none waits."""
    waiting = SentList.objects.filter(_free(now)).order_by("pk").values_list("pk", flat=True)
    return next((ours for number in waiting[:20] if (ours := claimed_one(number, now)) is not None), None)


def claimed_one(number: int, now: dt.datetime) -> SentList | None:
    """Claims this very list; None where another works on it, or nobody has to."""
    if not SentList.objects.filter(_free(now), pk=number).update(heartbeat=now):
        return None
    return SentList.objects.select_related("organisation", "case", "sent_by").get(pk=number)


def work_on(sent: SentList, now: Clock) -> None:
    """Reads the list, and stores it where a person has said so."""
    try:
        reading = _read(sent, now)
        if sent.state == SentList.State.STORING:
            _store(sent, reading, now)
        else:
            _show(sent, reading)
    except ListError as error:
        _refuse(sent, error.words)
    except DatabaseError:
        raise  # the store's fault and not the list's: it is begun again
    except Exception:
        _refuse(sent, _FELL)  # or it would be begun, and fall, without end
        raise


def _read(sent: SentList, now: Clock) -> Reading:
    def progress(percent: int) -> None:
        SentList.objects.filter(pk=sent.pk).update(percent=percent, heartbeat=now())

    schema = schema_named(sent.kind)
    assert schema is not None
    assert sent.data is not None
    today = now().date()
    return read_list(
        bytes(sent.data),
        sent.name,
        schema,
        Choices.from_json(sent.choices),
        saved=MappingsOf(sent.organisation),
        gazetteer=gazetteer_for(sent.path, today),
        today=today,
        progress=progress,
    )


def _show(sent: SentList, reading: Reading) -> None:
    """Keeps what is shown, unless a person has said something else in the meantime: then it is read once more."""
    SentList.objects.filter(pk=sent.pk, choices=sent.choices, state=SentList.State.READING).update(
        preview=preview_of(reading), state=SentList.State.SHOWN, percent=100, heartbeat=None
    )


def _store(sent: SentList, reading: Reading, now: Clock) -> None:
    plan = reading.plan
    if plan is None or reading.columns is None or plan.digest() != sent.digest:
        _show_again(sent, reading, _CHANGED)
        return
    plan.check_applicable()
    likenesses = tuple(entries_of(plan))
    decisions = DecisionsOf(sent.path)
    alike = find_duplicates(likenesses, PeopleOf(sent.kind, sent.path), decisions).candidates
    SentList.objects.filter(pk=sent.pk).update(percent=85, heartbeat=now())
    try:
        with transaction.atomic():
            locked = SentList.objects.select_for_update().get(pk=sent.pk)
            if locked.state != SentList.State.STORING:
                return  # another worker took it for lost and was faster
            require_new(locked)
            RegisterOf(sent, reading.schema, likenesses, alike).apply(plan)
            settled = _settle_known(sent, decisions)
            MappingsOf(sent.organisation).keep(sent.kind, fingerprint_of(reading.table), reading.columns.columns)
            offer_contacts(sent, now())
            _finish(locked, reading, len(alike) - settled, now())
    except RefusedError:
        _refuse(sent, _STORED_BEFORE)


def _settle_known(sent: SentList, decisions: DecisionsOf) -> int:
    """Settles pairs that a person has called the same before, without asking again; how many. But for those of whom
    too little is told: of two Nguyễn Văn An of one year and commune the next list may mean a third."""
    new = list(Candidate.objects.filter(entry__sent=sent).select_related("other"))
    known = decisions.of({candidate.pair for candidate in new})
    same = [candidate for candidate in new if known.get(candidate.pair) is Said.SAME and candidate.score >= _TELLING]
    for candidate in same:
        settle(candidate, Verdict.SAME)
    return len(same)


def _finish(sent: SentList, reading: Reading, to_review: int, now: dt.datetime) -> None:
    assert reading.plan is not None
    sent.rows, sent.counts = len(reading.plan.records), counts_of(reading.plan)
    sent.stored_at, sent.percent = now, 100
    forget(sent, SentList.State.STORED)
    detail = {"kind": str(sent.kind), "rows": sent.rows, "to_review": to_review}
    record_write(
        actor=sent.sent_by, act="lists.store", now=now, subjects=[("list", sent.pk)], path=sent.path, detail=detail
    )


def _show_again(sent: SentList, reading: Reading, why: Words) -> None:
    shown = preview_of(reading)
    shown["remarks"] = [said(why), *shown["remarks"]]
    SentList.objects.filter(pk=sent.pk, state=SentList.State.STORING).update(
        preview=shown, state=SentList.State.SHOWN, percent=100, heartbeat=None, digest=""
    )


def _refuse(sent: SentList, why: Words) -> None:
    with transaction.atomic():
        locked = SentList.objects.select_for_update().get(pk=sent.pk)
        if locked.state in _WORK:
            locked.problem, locked.digest = said(why), ""
            forget(locked, SentList.State.REFUSED)


def _free(now: dt.datetime) -> Q:
    """Lists that wait while nobody works on them: the update itself asks again, so two never get the same."""
    silent = Q(heartbeat=None) | Q(heartbeat__lt=now - SILENT)
    return silent & Q(state__in=_WORK)


_WORK = (SentList.State.READING, SentList.State.STORING)
