"""Words to the public are said once a second person has read exactly these."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace

from bluezone.portal.announcements.models import Announcement
from bluezone.portal.announcements.services.approving import (
    approve_announcement,
    draft_announcement,
    revise_announcement,
    withdraw_announcement,
)
from bluezone.portal.announcements.wording import facts_as_json
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.staff.services import give_role
from bluezone.rollout.announcing.facts import Told
from tests.support.portal.announcements import FACTS
from tests.support.portal.offices import NOW, SON_DUONG, Office, the_unit
from tests.support.two.promise import Move, Promise, World, behind_the_gate, rows

_OTHERS = replace(FACTS, headline=Told("Ai không cài sẽ bị phạt", "Whoever does not install is fined"))
_TEXTS = {"what was read": FACTS, "other words": _OTHERS}
_Play = Callable[[World], object]


def _one_with_every_role(office: Office) -> World:
    """A colleague's draft waits, and a leader has read it: the form with the button lies open before them."""
    player = office.staff("Lê Một Mình", Role.CONSOLIDATOR)
    for role in (Role.REPORTER, Role.LEADER):
        give_role(actor=None, staff=player, role=role, unit=the_unit(SON_DUONG), now=NOW)
    writer, leader = office.staff("Trần Soạn Tin", Role.REPORTER), office.staff("Hà Duyệt Tin", Role.LEADER)
    draft_announcement(actor=writer, unit=the_unit(SON_DUONG), facts=FACTS, now=NOW)
    return World(now=NOW, players=[player.pk], facts={"leader": leader.pk, "player": player.pk})


def _writing(world: World) -> Iterator[Move]:
    for what, facts in _TEXTS.items():
        if Announcement.objects.count() < 2:
            yield Move(f"drafts {what}", _draft(facts))
        for row in Announcement.objects.values_list("pk", flat=True):
            yield Move(f"writes {what} into {row}", _on(row, "announcements.draft", revise_announcement, facts=facts))


def _deciding(world: World) -> Iterator[Move]:
    for row in Announcement.objects.values_list("pk", flat=True):
        for what, facts in _TEXTS.items():
            named = {"read": facts.digest}
            yield Move(f"approves {what} in {row}", _on(row, "announcements.approve", approve_announcement, **named))
            yield Move(f"the leader presses the button for {what} in {row}", _leader(row, facts.digest))
        yield Move(f"withdraws {row}", _on(row, "announcements.approve", withdraw_announcement))


def _draft(facts: object) -> _Play:
    def play(world: World) -> None:
        person, unit = Staff.objects.get(pk=world.facts["player"]), the_unit(SON_DUONG)
        behind_the_gate(person, "announcements.draft", unit)
        draft_announcement(actor=person, unit=unit, facts=facts, now=world.now)  # type: ignore[arg-type] # of `_TEXTS`

    return play


def _on(row: int, act: str, doing: Callable[..., object], **more: object) -> _Play:
    def play(world: World) -> None:
        person, found = Staff.objects.get(pk=world.facts["player"]), Announcement.objects.get(pk=row)
        behind_the_gate(person, act, found)
        doing(actor=person, row=found, now=world.now, **more)

    return play


def _leader(row: int, read: str) -> _Play:
    """Who is no player: approves what the page showed, and that was the colleague's draft alone."""

    def play(world: World) -> None:
        if (row, read) != (Announcement.objects.order_by("pk")[0].pk, FACTS.digest):
            return
        leader, found = Staff.objects.get(pk=world.facts["leader"]), Announcement.objects.get(pk=row)
        approve_announcement(actor=leader, row=found, read=read, now=world.now)

    return play


def _words_that_one_person_said(world: World) -> bool:
    """Approved, and other than what the colleague wrote and the leader read; or written by whoever approved."""
    read, first = facts_as_json(FACTS), Announcement.objects.order_by("pk")[0].pk
    said = Announcement.objects.filter(state=Announcement.State.APPROVED)
    return any(row.facts != read or (row.pk != first and row.approved_by_id in world.players) for row in said)


def _state(world: World) -> Hashable:
    return rows(Announcement, world, "state", "fingerprint", "drafted_by", "approved_by", "facts")


WORDS = Promise(
    name="saying words to the public that nobody else has read",
    page="CHANGELOG.md",
    words="one set of facts, approved by a second person",
    begin=_one_with_every_role,
    acts=(_writing, _deciding),
    broken=_words_that_one_person_said,
    state=_state,
)
PROMISES = (WORDS,)
