"""Writes about messages: queued, sent at once, tried again, delivered, and whoever wants none is left alone.

A code goes out in the request that made it and is written nowhere. Everything else waits in the table, is handed over
by `bluezone portal deliver`, and is forgotten as soon as it has left. A message is claimed before it is sent: a run
that is killed in between leaves it to the next one after the lease, and a carrier may then see it twice, under one key.
A reminder is never sent twice: `reminding.py` says as what it ends instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from bluezone.portal.audit.services import Subjects, record_write
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.policy import paths_for
from bluezone.portal.messages.addresses import Address
from bluezone.portal.messages.models import Message, OptOut, Outlet, Purpose, State
from bluezone.portal.messages.outlets.base import Letter, MessageOutlet, OutletError, Taken
from bluezone.portal.messages.reminding import end_of, is_by_day
from bluezone.portal.places.paths import rows_within
from bluezone.vietnam.names import normalised_name

MOST_AT_ONCE, LONGEST_BODY = 500, 1_600
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))
"""Before each further try; after the last a message has failed."""
LEASE = dt.timedelta(minutes=5)


WhyItStays = Callable[[int, dt.datetime], str | None]
"""Asks of a reminder's message why it must not leave; None while it may (the setting REMINDER_LEAVES)."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of `deliver` did."""

    sent: int
    waiting: int
    """Failed for now, and will be tried again."""
    failed: int
    """Among them reminders of which nobody knows."""
    opted_out: int


@dataclass(frozen=True, slots=True)
class _Writing:
    """The circumstances of a message: who writes, by which way, where it belongs, and when."""

    actor: Staff
    outlet: Outlet
    path: str
    now: dt.datetime


@transaction.atomic
def queue_messages(
    *,
    actor: Staff,
    addresses: Sequence[Address],
    body: str,
    subject: str,
    outlet: Outlet,
    path: str,
    now: dt.datetime,
) -> list[Message]:
    """Queues the same words to several addresses, once each. Raises RefusedError."""
    once = list(dict.fromkeys(addresses))
    if not 1 <= len(once) <= MOST_AT_ONCE:
        raise RefusedError("a message goes to 1 to 500 addresses at once")
    if any(address.is_mail is not (outlet is Outlet.MAIL) for address in once):
        raise RefusedError("e-mail goes to e-mail addresses, and short messages to telephone numbers")
    words = _checked(body)
    told = {"body": words, "subject": normalised_name(subject)[:120]}
    writing = _Writing(actor, outlet, path, now)
    made = [_line(writing, address, Purpose.NEWS, State.QUEUED, **told) for address in once]
    Message.objects.bulk_create(made)
    _note(actor, "messages.queue", path, now, messages=len(made), outlet=outlet.value)
    return made


@transaction.atomic
def queue_reminders(
    *, actor: Staff, letters: Sequence[tuple[Address, str, str]], outlet: Outlet, subject: str, now: dt.datetime
) -> list[Message]:
    """Queues messages to one person each, within the act of whoever reminds them, which has its own line in the audit:
    to whom, in which words, and where the person is. Raises RefusedError at night."""
    if not is_by_day(now):
        raise RefusedError("between 21:00 and 7:00 nobody is sent a reminder; please press in the morning")
    made = []
    for address, body, path in letters:
        words = {"body": _checked(body), "subject": subject}
        made.append(_line(_Writing(actor, outlet, path, now), address, Purpose.REMINDER, State.QUEUED, **words))
    return Message.objects.bulk_create(made)


def stop_messages(messages: Collection[int], now: dt.datetime) -> None:
    """Has those of these that wait not be sent any more, within the act of whoever is told that they are not
    wanted."""
    for message in Message.objects.select_for_update().filter(pk__in=messages, state=State.QUEUED).order_by("pk"):
        _end(message, State.OPTED_OUT, now)


@transaction.atomic
def keep_opt_out(*, actor: Staff | None, address: Address, path: str, now: dt.datetime) -> None:
    """Notes that the address gets no messages, noted already or not, within the act of whoever was told so; of nobody
    where it was said by whoever has the address."""
    facts = {"recorded_by": actor, "recorded_at": now}
    OptOut.objects.get_or_create(address_hash=address.hash, path=path, defaults=facts)
    waiting = Message.objects.filter(state=State.QUEUED, address=address.text).order_by("pk")
    stop_messages(list(waiting.values_list("pk", flat=True)), now)


def unwanted_among(addresses: Collection[str]) -> set[str]:
    """Finds those of these addresses that get no messages, whoever noted it."""
    by_hash = {Address(one).hash: one for one in addresses if one}
    noted = OptOut.objects.filter(address_hash__in=by_hash).values_list("address_hash", flat=True)
    return {by_hash[one] for one in noted}


def send_code(
    *,
    actor: Staff,
    address: Address,
    body: str,
    outlet: Outlet,
    through: MessageOutlet,
    path: str,
    key: str,
    subjects: Subjects,
    now: dt.datetime,
) -> Message:
    """Hands a message with a code over at once. Its words are never written down, so it is not tried again.

    Raises RefusedError for whoever wants no messages, and OutletError; the line then says that it failed.
    """
    if OptOut.objects.filter(address_hash=address.hash).exists():
        raise RefusedError("this person wants no messages; hand the code over in another way")
    with transaction.atomic():
        message = _line(_Writing(actor, outlet, path, now), address, Purpose.CODE, State.FAILED)
        message.problem = "not confirmed"  # what the line says of a process that died while sending
        message.save()
        detail = {"outlet": outlet.value}
        record_write(actor=actor, act="messages.code", now=now, subjects=subjects, path=path, detail=detail)
    try:
        taken = through.send(Letter(key, address.text, _checked(body)))
    except OutletError as error:
        message.problem = str(error)
        message.save(update_fields=["problem"])
        raise
    _leave(message, taken, now)
    return message


def deliver_due(*, outlets: Mapping[Outlet, MessageOutlet], clock: Callable[[], dt.datetime], most: int) -> Run:
    """Hands over what is due, the oldest first and at most so many; each try is written down before the next."""
    counts = dict.fromkeys(State, 0)
    for _ in range(most):
        message = _claimed(tuple(outlets), clock())
        if message is None:
            break
        counts[_deliver(message, outlets[Outlet(message.outlet)], clock)] += 1
    sent = counts[State.SENT] + counts[State.ACCEPTED]
    return Run(sent, counts[State.QUEUED], counts[State.FAILED] + counts[State.UNSURE], counts[State.OPTED_OUT])


@transaction.atomic
def take_receipt(*, carrier_key: str, is_delivered: bool, now: dt.datetime) -> bool:
    """Notes what became of a message, as the carrier tells. False for one that waits for no receipt."""
    waiting = Message.objects.select_for_update().filter(carrier_key=carrier_key, state=State.ACCEPTED)
    message = waiting.first() if carrier_key else None
    if message is None:
        return False
    message.state, message.state_at = State.DELIVERED if is_delivered else State.FAILED, now
    message.problem = "" if is_delivered else "the carrier could not deliver it"
    message.save(update_fields=["state", "state_at", "problem"])
    return True


@transaction.atomic
def record_opt_out(*, actor: Staff, address: Address, path: str, now: dt.datetime) -> None:
    """Notes for this unit that the address gets no messages; what waits for it is not sent. What other units noted is
    not told. Raises RefusedError where this unit has noted it already.
    """
    facts = {"recorded_by": actor, "recorded_at": now}
    _, made = OptOut.objects.get_or_create(address_hash=address.hash, path=path, defaults=facts)
    if not made:
        raise RefusedError("this is recorded already")
    for message in Message.objects.select_for_update().filter(state=State.QUEUED, address=address.text):
        _end(message, State.OPTED_OUT, now)
    _note(actor, "messages.opt_out", path, now)


@transaction.atomic
def end_opt_out(*, actor: Staff, address: Address, path: str, now: dt.datetime) -> None:
    """Takes back what one's own units have noted; what others noted stands. Raises RefusedError where these noted
    nothing, whatever others did.
    """
    noted = rows_within(OptOut.objects.filter(address_hash=address.hash), paths_for(actor, "messages.opt_out"))
    ended, _ = noted.delete()
    if not ended:
        raise RefusedError("nothing is recorded for this address")
    _note(actor, "messages.opt_in", path, now)


@transaction.atomic
def _claimed(kinds: tuple[Outlet, ...], now: dt.datetime) -> Message | None:
    """Claims the next message that is due, off others' hands until the lease ends."""
    due = Message.objects.filter(state=State.QUEUED, next_at__lte=now, outlet__in=kinds)
    if not is_by_day(now):
        due = due.exclude(purpose=Purpose.REMINDER)
    message = due.select_for_update(skip_locked=_can_skip()).order_by("next_at", "pk").first()
    if message is None:
        return None
    if message.purpose == Purpose.REMINDER and (end := _end_of_a_reminder(message, now)) is not None:
        state, message.problem = end
        _end(message, state, now)
        return message
    message.attempts += 1
    message.next_at, message.problem = now + LEASE, ""
    message.save(update_fields=["attempts", "next_at", "problem"])
    return message


def _end_of_a_reminder(message: Message, now: dt.datetime) -> tuple[State, str] | None:
    """Says as what a reminder ends that must not leave, by the clock or by what is true of its person by now."""
    if (end := end_of(message, now)) is not None:
        return end
    ask = cast("WhyItStays", import_string(settings.REMINDER_LEAVES))
    why = ask(message.pk, now)
    return None if why is None else (State.FAILED, why)


def _can_skip() -> bool:
    """Whether the database passes over locked rows: SQLite has one writer at a time, and needs not."""
    return bool(transaction.get_connection().features.has_select_for_update_skip_locked)


def _deliver(message: Message, outlet: MessageOutlet, clock: Callable[[], dt.datetime]) -> State:
    if message.state != State.QUEUED:  # ended as it was claimed
        return State(message.state)
    if OptOut.objects.filter(address_hash=Address(message.address).hash).exists():
        return _end(message, State.OPTED_OUT, clock())
    try:
        taken = outlet.send(Letter(f"bz-{message.pk}", message.address, message.body, message.subject))
    except OutletError as error:
        message.problem = str(error)[:120]
        if message.purpose == Purpose.REMINDER and error.may_have_left:
            return _end(message, State.UNSURE, clock())
        if not error.may_be_tried_again or message.attempts > len(WAITS):
            return _end(message, State.FAILED, clock())
        waits = {"problem": message.problem, "next_at": clock() + WAITS[message.attempts - 1]}
        # an opt-out may have come while it was tried, and has ended it then
        still_waits = Message.objects.filter(pk=message.pk, state=State.QUEUED).update(**waits)
        return State.QUEUED if still_waits else State.OPTED_OUT
    return _leave(message, taken, clock())


def _leave(message: Message, taken: Taken, now: dt.datetime) -> State:
    """Notes that a message is out of our hands; its words go out of our table."""
    message.problem, message.carrier_key = "", taken.carrier_key[:80]
    return _end(message, State.ACCEPTED if taken.carrier_key else State.SENT, now)


def _end(message: Message, state: State, now: dt.datetime) -> State:
    message.state, message.state_at, message.next_at = state, now, None
    message.address = message.body = message.subject = ""
    message.save()
    return state


def _line(writing: _Writing, address: Address, purpose: Purpose, state: State, **words: str) -> Message:
    waits = state is State.QUEUED
    return Message(
        path=writing.path,
        purpose=purpose,
        outlet=writing.outlet,
        address=address.text if waits else "",
        ending=address.ending,
        state=state,
        next_at=writing.now if waits else None,
        created_by=writing.actor,
        created_at=writing.now,
        state_at=writing.now,
        **words,
    )


def _checked(body: str) -> str:
    words = body.strip()
    if not 1 <= len(words) <= LONGEST_BODY:
        raise RefusedError("a message has 1 to 1,600 characters")
    return words


def _note(actor: Staff, act: str, path: str, now: dt.datetime, **detail: object) -> None:
    """Writes the audit's line: how many, and by which way; never a number."""
    record_write(actor=actor, act=act, now=now, subjects=[], path=path, detail=detail)
