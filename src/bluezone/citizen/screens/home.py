"""Home: am I protected, has something happened, what must I do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from litestar import Response, get

from bluezone.citizen import days, radar
from bluezone.citizen.condition import Condition, Facts, Trouble, judge_condition
from bluezone.citizen.keeping import Outgoing, outbox, visits
from bluezone.citizen.pages import go, page
from bluezone.citizen.phone import Phone, ThePhone
from bluezone.citizen.screens.handing_over import moved
from bluezone.device.core.diary import Neighbour, count_day, day_bounds_ms, local_days, neighbour_for_ms, neighbours
from bluezone.device.core.disclosing import Stage
from bluezone.device.errands import Cause
from bluezone.protocol.calendar import DAY_MS
from bluezone.radio.errors import UnavailableReason

_TOLD_FOR_MS = 2 * DAY_MS
_MOST_SENT = 2


@get("/")
async def home(phone: ThePhone) -> Response[str]:
    if phone.device.ended:  # first: the end has erased what the owner once agreed to
        phone.stay_readable()
        return page(phone, "ended.html")
    if phone.device.handed_over is not None:
        return moved(phone, phone.device.handed_over)
    if not phone.preferences.introduced:
        return go(phone, "/welcome")
    return page(phone, "home.html", fourteen=_fourteen_days(phone), drawn=days, **now(phone))


@get("/now/home")
async def home_now(phone: ThePhone) -> Response[str]:
    """Shows the part of the page that changes by itself."""
    return page(phone, "home_now.html", **now(phone))


def now(phone: Phone) -> dict[str, Any]:
    """Tells everything that home says, at this moment."""
    device = phone.device
    near = neighbours_of(phone)
    today, diary = phone.today, visits(phone)
    heard_today = device.store.heard_ids(*day_bounds_ms(today, phone.zone))
    return {
        "condition": condition_of(phone),
        "warnings": device.store.judged.warnings(),
        "alerted": diary.alerted,
        "taken_back": any(told.read_ms is None for told in device.store.judged.taken_back())
        or any(visit.read_ms is None for visit in diary.taken_back),
        "local": phone.local,
        "near": near,
        "dots": radar.dots(near),
        "radar": radar,
        "today": today,
        "count": count_day(today, heard_today),
        "updated": phone.local(device.feed.issued_s * 1000) if device.feed.issued_s else None,
        "draft": device.draft,
        "waiting": not phone.errand.is_running and any(m.sealed and not m.later for m in outbox(phone).messages),
        "warned_others": _others_warned_at(phone),
        "sent": _sent_of_late(phone),
    }


def _fourteen_days(phone: Phone) -> list[days.Dot]:
    """The last days as dots: more than once a page nobody needs them."""
    store = phone.device.store
    heard = {
        date for date in local_days(phone.today, days.DOTS) if store.heard_anybody(*day_bounds_ms(date, phone.zone))
    }
    return days.dots(phone.today, heard, {told.warning.date for told in store.judged.warnings()})


def _others_warned_at(phone: Phone) -> dt.datetime | None:
    """The moment at which the owner's keys arrived, for as long as home tells of it."""
    draft, left_ms = phone.device.draft, phone.device.store.last_departure_ms("upload")
    if draft is None or draft.stage is not Stage.DONE or left_ms is None or not _is_of_late(phone, left_ms):
        return None
    return phone.local(left_ms)


def _sent_of_late(phone: Phone) -> list[tuple[Outgoing, dt.datetime | None]]:
    """The newest messages that have arrived or go by themselves; each with the moment at which it arrived."""
    told = [
        (message, None if message.sent_ms is None else phone.local(message.sent_ms))
        for message in outbox(phone).messages
        if (message.sealed and message.later)
        or (message.sent_ms is not None and not message.withdrawn and _is_of_late(phone, message.sent_ms))
    ]
    return told[:_MOST_SENT]


def _is_of_late(phone: Phone, time_ms: int) -> bool:
    return phone.now_ms() - time_ms < _TOLD_FOR_MS


_SILENT = {
    UnavailableReason.NO_ADAPTER: Trouble.NO_ADAPTER,
    UnavailableReason.NO_SERVICE: Trouble.NO_SERVICE,
    UnavailableReason.BLOCKED: Trouble.BLUETOOTH_BLOCKED,
    UnavailableReason.POWERED_OFF: Trouble.BLUETOOTH_OFF,
    UnavailableReason.NOT_PERMITTED: Trouble.NOT_PERMITTED,
    UnavailableReason.FORBIDDEN: Trouble.FORBIDDEN,
    UnavailableReason.CANNOT_SEND: Trouble.NOT_HEARD,
}
"""What the owner can do something about; all else is the radio's failure."""
_FAILING = {Cause.NO_ROOM: Trouble.NO_ROOM, Cause.DEFECT: Trouble.FAILING}


def neighbours_of(phone: Phone) -> list[Neighbour]:
    """The neighbours just now; none while the radio is off."""
    if phone.device.paused:
        return []
    now_ms = phone.now_ms()
    here_for_ms = neighbour_for_ms(phone.device.machine.listening_duty)
    heard = phone.device.store.heard_ids(now_ms - here_for_ms, now_ms + 1)
    return neighbours(heard, now_ms, phone.device.around.profile, here_for_ms)


def condition_of(phone: Phone) -> Condition:
    device, now = phone.device, phone.device.now()
    facts = Facts(
        now_s=now.wall_ms // 1000,
        paused=device.paused,
        clock_verified=device.machine.clock_verified,
        clock_slow=now.wall_ms < device.machine.clock.earliest_wall_ms(now.monotonic_ms),
        clock_fast=device.machine.clock.is_fast(now.wall_ms, now.monotonic_ms),
        issued_s=device.feed.issued_s,
        valid_until_s=device.feed.valid_until_s,
        refused=device.last_update.refused,
        on_air=device.is_on_air,
        ended=device.ended,
    )
    withheld = set(phone.platform())
    if device.radio_problem is not None:
        withheld.add(_SILENT.get(device.radio_problem.reason, Trouble.RADIO_FAILING))
    withheld |= {_FAILING[failure.cause] for failure in device.errands.failing.values()}
    return judge_condition(facts, withheld)


ROUTES = (home, home_now)
