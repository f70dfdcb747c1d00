"""Tells the owner who is not looking: from the phone's state to notices on every way there is.

What is due stands in noticing.py; here it is put into the owner's language, told, taken off the screen once it is over,
and remembered. The state is what is looked at, not an event of it: a kill between a warning and its notice loses none.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from bluezone.citizen.condition import Trouble
from bluezone.citizen.noticing import NEWER, NEWS, Matter, Memory, matters_of
from bluezone.citizen.pages import words_in
from bluezone.citizen.phone import Phone
from bluezone.citizen.screens.home import condition_of
from bluezone.device.errands import Errand
from bluezone.device.notifying import Notice
from bluezone.device.saved import visits_in

MEMORY_FACT = "notices"
LOOK_EVERY_MS = 30_000
"""As often as the phone looks at its clock."""
TRIED = "tried"


async def keep_telling(phone: Phone) -> None:
    """Looks twice a minute until cancelled. Nothing that goes wrong with a notice ends anything else."""
    while True:
        await phone.device.errands.attempt(Errand.TELLING, lambda: tell_what_is_due(phone))
        await phone.device.around.clock.sleep(LOOK_EVERY_MS)


async def tell_what_is_due(phone: Phone) -> None:
    """Tells on every way what is due there, and takes back what is over."""
    now_ms, hour = phone.now_ms(), phone.local(phone.now_ms()).hour
    matters = _matters(phone)
    phone.told = before = _memory(phone)
    memory = before.looked(matters, now_ms, phone.boot())
    for way in phone.ways:
        for name in before.since_ms.keys() - memory.since_ms.keys():
            await way.take_back(name)
        for matter in matters:
            if memory.is_due(way.way, matter, now_ms, hour) and await way.tell(notice_of(phone, matter)):
                memory = memory.with_told(way.way, matter, now_ms)
    if phone.told is not before:
        return  # erased in the meantime: nothing of before is written down
    phone.told = memory  # first: a disk that is full must not have the same told again and again
    if (packed := msgspec.msgpack.encode(memory)) != phone.device.store.fact(MEMORY_FACT):
        phone.device.store.save_fact(MEMORY_FACT, packed)


async def show_one(phone: Phone) -> bool:
    """Puts a notice up because the owner wants to see one; whether any way took it."""
    language = phone.preferences.language
    title, body = words_in(language, "notices.html", "tried"), words_in(language, "notices.html", "tried_more")
    return any([await way.tell(Notice(TRIED, title, body)) for way in phone.ways])


def notice_of(phone: Phone, matter: Matter) -> Notice:
    """Puts a matter into words that anybody may read on a locked screen."""
    language = phone.preferences.language
    if matter.name == NEWS:
        return Notice(
            NEWS, words_in(language, "notices.html", "news"), words_in(language, "notices.html", "open"), urgent=True
        )
    if matter.name == NEWER:
        title = words_in(language, "notices.html", "newer", matter.said)
        return Notice(NEWER, title, words_in(language, "notices.html", "newer_more"))
    title = words_in(language, "troubles.html", "title", matter.name)
    return Notice(matter.name, title, words_in(language, "troubles.html", "mend", matter.name))


def _matters(phone: Phone) -> list[Matter]:
    """Whoever wants no notices, has not agreed yet, or went to another phone is told nothing; what is over for them is
    taken back."""
    device, preferences = phone.device, phone.preferences
    if not preferences.notices or device.handed_over is not None:
        return []
    if device.ended:
        return matters_of([Trouble.ENDED], [])
    if not preferences.introduced:
        return []
    return matters_of(condition_of(phone).troubles, set(_unread(phone)), phone.newer_version)


def _unread(phone: Phone) -> Iterator[str]:
    """Names every warning that its owner has not opened, of people and of places, and every one taken back."""
    store = phone.device.store
    visits = visits_in(store)
    for kind, warnings in (("met", store.judged.warnings()), ("met, not any more", store.judged.taken_back())):
        for told in warnings:
            if told.read_ms is None:
                yield f"{kind} {told.warning.level.value} {told.warning.date}"
    for kind, stays in (("place", visits.alerted), ("place, not any more", visits.taken_back)):
        for stay in stays:
            if stay.read_ms is None:
                yield f"{kind} {stay.visit_id}"


def _memory(phone: Phone) -> Memory:
    """What was told before; a damaged memory is an empty one: to be told twice is better than never."""
    if phone.told is not None:
        return phone.told
    saved = phone.device.store.fact(MEMORY_FACT)
    if saved is None:
        return Memory()
    try:
        return msgspec.msgpack.decode(saved, type=Memory)
    except msgspec.MsgspecError:
        return Memory()
