"""Writes of the inbox: keys are made and recovered; reports are fetched, taken, closed, and taken back by owners."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import combinations

from django.db import transaction
from django.db.models import Q
from nacl.public import PrivateKey

from bluezone.portal.audit.services import record_write
from bluezone.portal.errors import ExchangeError, RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.second_person import has_worked_here, may_now
from bluezone.portal.places.models import Unit
from bluezone.portal.places.selectors import unit_with_code
from bluezone.portal.reports import sealing
from bluezone.portal.reports.evidence import TAKEN_BACK, erase_reports, offer_report
from bluezone.portal.reports.models import Envelope, Recovery, Report, ReportKey, TakenBack, Unreadable
from bluezone.portal.reports.selectors import keys_at_hand, private_key, top_path
from bluezone.portal.reports.triage import sort_in, sorted_as
from bluezone.portal.world import ExchangeDesk, SealedReport
from bluezone.protocol.errors import ProtocolError
from bluezone.protocol.report import ContactReport, Declaration, LinkConsent, Sealable, Withdrawal, open_sealed

OFFICERS = 3
_MOST_PARTS = 500
"""At one time: more than can wait."""
Entropy = Callable[[int], bytes]
_KINDS = {ContactReport: Report.Kind.CONTACT, Declaration: Report.Kind.DECLARATION, LinkConsent: Report.Kind.LINK}


@transaction.atomic
def give_phrase(*, actor: Staff, now: dt.datetime, entropy: Entropy) -> str:
    """Draws a recovery phrase for oneself, told once. Raises RefusedError while envelopes hang on the one before."""
    # a key that is being made waits for the phrase, or it for the key
    Staff.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if Envelope.objects.filter(Q(first=actor) | Q(second=actor)).exists():
        raise RefusedError("your phrase already guards a report key; it cannot be drawn anew")
    phrase = sealing.make_phrase(entropy)
    values = {"public": sealing.public_of_phrase(phrase), "made_at": now}
    Recovery.objects.update_or_create(staff=actor, defaults=values)
    record_write(actor=actor, act="reports.phrase", now=now, subjects=[("staff", actor.pk)], path=actor.home)
    return phrase


@transaction.atomic
def make_report_key(
    *,
    actor: Staff | None,
    officers: Sequence[Staff],
    path: str,
    wrapping_key: bytes,
    now: dt.datetime,
    entropy: Entropy,
) -> ReportKey:
    """Makes a key pair, guarded by three officers, any two of whom can recover it.

    Raises RefusedError, also for anybody but an administrator of the whole portal: phones seal to one key, whoever's
    unit they are in; and once there is one, for officers who have not worked here for a week.
    """
    if actor is not None:
        _require_everybodys(actor, path)
    if len({officer.pk for officer in officers}) != OFFICERS:
        raise RefusedError("three different officers guard a report key")
    held = Staff.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in officers])
    ordered = list(held.order_by("pk"))
    if ReportKey.objects.exists() and not all(has_worked_here(one, now) for one in ordered):
        raise RefusedError("the officers of another report key have worked here for a week")
    phrases = {held.staff_id: bytes(held.public) for held in Recovery.objects.filter(staff__in=ordered)}
    if len(phrases) != OFFICERS:
        raise RefusedError("each of the three officers first draws a recovery phrase")
    private = entropy(PrivateKey.SIZE)
    key = ReportKey.objects.create(
        public=bytes(PrivateKey(private).public_key),
        wrapped=sealing.wrap(private, wrapping_key, entropy),
        path=path,
        made_at=now,
    )
    for first, second in combinations(ordered, 2):
        sealed = sealing.seal_to_pair(private, phrases[first.pk], phrases[second.pk], entropy)
        Envelope.objects.create(key=key, first=first, second=second, sealed=sealed)
    subjects = [("report_key", str(key)), *(("staff", officer.pk) for officer in ordered)]
    record_write(actor=actor, act="reports.key", now=now, subjects=subjects, path=path)
    return key


@transaction.atomic
def recover_report_keys(
    *, actor: Staff, phrases: tuple[str, str], wrapping_key: bytes, now: dt.datetime, entropy: Entropy
) -> int:
    """Recovers, by two officers' phrases, every key that both guard; how many. Raises RefusedError."""
    holders = {bytes(held.public): held.staff_id for held in Recovery.objects.all()}
    found = {holders.get(sealing.public_of_phrase(phrase)): phrase for phrase in phrases}
    if None in found or len(found) != len(phrases):
        raise RefusedError("these two phrases do not open the report key")
    envelopes = Envelope.objects.filter(first_id__in=found, second_id__in=found).select_related("key")
    if not envelopes:
        raise RefusedError("these two phrases do not open the report key")
    recovered: dict[int, bytes] = {}
    for envelope in envelopes:
        private = sealing.open_pair(bytes(envelope.sealed), found[envelope.first_id], found[envelope.second_id])
        recovered[envelope.key_id] = private
        envelope.key.wrapped = sealing.wrap(private, wrapping_key, entropy)
        envelope.key.save(update_fields=["wrapped"])
        subjects = [("report_key", str(envelope.key)), ("staff", envelope.first_id), ("staff", envelope.second_id)]
        record_write(actor=actor, act="reports.recover", now=now, subjects=subjects, path=envelope.key.path)
    _file_what_they_open(recovered, now)
    return len(envelopes)


def fetch_reports(*, exchange: ExchangeDesk, wrapping_key: bytes, now: dt.datetime) -> int:
    """Files everything that waits at the exchange and lets it erase its copies; how many. Raises ExchangeError.

    The exchange erases only what is on disk here, so a crash in between means that a report is offered again; it is
    recognised by its own number.
    """
    keys = keys_at_hand(wrapping_key)
    if not keys:
        return 0
    waiting = exchange.waiting_reports()
    with transaction.atomic():
        for one in waiting:
            _file(one, keys, now)
    if waiting:
        exchange.acknowledge([one.id for one in waiting])
    return len(waiting)


def fetched_reports(*, exchange: ExchangeDesk | None, wrapping_key: bytes, now: dt.datetime) -> bool:
    """Fetches reports as well as it goes; whether what lies here is as new as the exchange's."""
    if exchange is None:
        return False
    try:
        fetch_reports(exchange=exchange, wrapping_key=wrapping_key, now=now)
    except ExchangeError:
        return False
    return True


def fetch_all_reports(*, exchange: ExchangeDesk, wrapping_key: bytes, now: dt.datetime) -> int:
    """Fetches until nothing waits, since the exchange offers a part at a time; how many. Raises ExchangeError."""
    count = 0
    for _ in range(_MOST_PARTS):
        fetched = fetch_reports(exchange=exchange, wrapping_key=wrapping_key, now=now)
        count += fetched
        if fetched == 0:
            break
    return count


@transaction.atomic
def take_report(*, actor: Staff, report: Report, wrapping_key: bytes, now: dt.datetime) -> Sealable:
    """Opens a report and makes it this person's work. Raises RefusedError while the key is not at hand."""
    report = Report.objects.select_for_update(of=("self",)).select_related("key").get(pk=report.pk)
    private = private_key(report.key, wrapping_key)
    if private is None:
        raise RefusedError("the report key has to be recovered by two officers first")
    message = open_sealed(bytes(report.sealed), private)
    sort_in(report, message)
    if report.state == Report.State.WAITING:
        report.state, report.taken_by, report.taken_at = Report.State.OPENED, actor, now
        report.save(update_fields=["state", "taken_by", "taken_at"])
    offer_report(actor=actor, report=report, message=message, now=now)
    record_write(actor=actor, act="reports.open", now=now, subjects=[("report", report.pk)], path=report.path)
    return message


def message_of_opened(*, report: Report, wrapping_key: bytes) -> Sealable | None:
    """Reads a report that somebody has opened; None before anybody has, and while its key is not at hand."""
    private = private_key(report.key, wrapping_key)
    if report.taken_by_id is None or private is None:
        return None
    return open_sealed(bytes(report.sealed), private)


def require_opened(*, report: Report, wrapping_key: bytes) -> Sealable:
    """Reads a report for an act about it. Raises RefusedError before anybody has opened it: opening is an act alone."""
    message = message_of_opened(report=report, wrapping_key=wrapping_key)
    if message is None:
        raise RefusedError("this report has to be opened first")
    return message


@transaction.atomic
def close_report(*, actor: Staff, report: Report, now: dt.datetime) -> None:
    """Closes a report whose work is done. Raises RefusedError before anybody has opened it."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.state != Report.State.OPENED:
        raise RefusedError("only an opened report can be done")
    if report.kind == Report.Kind.DECLARATION:
        raise RefusedError("of a declaration it is said what came of it")
    report.state, report.closed_by, report.closed_at, report.again_at = Report.State.CLOSED, actor, now, None
    report.save(update_fields=["state", "closed_by", "closed_at", "again_at"])
    record_write(actor=actor, act="reports.close", now=now, subjects=[("report", report.pk)], path=report.path)


def _require_everybodys(actor: Staff, path: str) -> None:
    if path != top_path() or not may_now(actor, "reports.key", [path]):
        raise RefusedError("the report key is everybody's; an administrator of all units of this portal makes it")


def _file(waiting: SealedReport, keys: dict[int, bytes], now: dt.datetime) -> None:
    if not _keep_if_readable(waiting.sealed, keys, now.date(), now):
        Unreadable.objects.get_or_create(
            exchange_number=waiting.id, defaults={"sealed": waiting.sealed, "arrived_on": now.date()}
        )


def _file_what_they_open(keys: dict[int, bytes], now: dt.datetime) -> None:
    """Files what came while these keys were locked."""
    for one in Unreadable.objects.order_by("pk"):
        if _keep_if_readable(bytes(one.sealed), keys, one.arrived_on, now):
            one.delete()


def _keep_if_readable(sealed: bytes, keys: dict[int, bytes], arrived_on: dt.date, now: dt.datetime) -> bool:
    for key_id, private in keys.items():
        try:
            message = open_sealed(sealed, private)
        except ProtocolError:
            continue
        _keep(message, sealed, key_id, arrived_on, now)
        return True
    return False


def _keep(message: Sealable, sealed: bytes, key_id: int, arrived_on: dt.date, now: dt.datetime) -> None:
    if isinstance(message, Withdrawal):
        TakenBack.objects.get_or_create(owner_number=message.report_id, defaults={"arrived_on": arrived_on})
        erase_reports(Report.objects.filter(owner_number=message.report_id), TAKEN_BACK, now)
        return
    if TakenBack.objects.filter(owner_number=message.report_id).exists():
        return
    Report.objects.get_or_create(
        owner_number=message.report_id,
        defaults={
            "kind": _KINDS[type(message)],
            "key_id": key_id,
            "sealed": sealed,
            "path": _path_of(message, arrived_on) or ReportKey.objects.get(pk=key_id).path,
            "arrived_on": arrived_on,
            **sorted_as(message, arrived_on),
        },
    )


def _path_of(message: Sealable, today: dt.date) -> str:
    """The path where the owner says to live; empty where it is not said or not known."""
    code = getattr(message, "unit", "")
    unit: Unit | None = unit_with_code(code, day=today) if code else None
    return unit.path if unit is not None else ""
