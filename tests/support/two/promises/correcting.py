"""A code goes out for words that a second person has read: whatever was corrected, closed, opened again or parted.

Nobody else plays: what the player writes, nobody else has looked at.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterator
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from bluezone.portal.cases.changing import close_case, correct_case, reopen_case
from bluezone.portal.cases.merging import agree_to_merge, ask_to_merge, digest_of_merge, undo_merge
from bluezone.portal.cases.models import (
    Case,
    Classification,
    Correction,
    Double,
    GivenCode,
    Merge,
    Person,
    VenueAlert,
)
from bluezone.portal.cases.persons import digest_of_double
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import MOST_CODES_A_DAY, confirm_case, open_case_of
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.identity.second_person import ASK_LASTS
from bluezone.portal.staff.services import give_role
from tests.support.portal.offices import NOW, SON_DUONG, Office, settled, the_unit
from tests.support.two.promise import Move, Promise, World, by_first, rows
from tests.support.two.promises.desk import alert, confirm, give, with_case
from tests.support.two.promises.merging import pairs, with_merge

_OWN_WORDS = "Người Khác Hẳn"
"""For whom the player would have a code: no colleague ever confirms that name."""
_OWN_ONSET = dt.date(2026, 11, 20)
"""Neither of the days on which others say that it began."""
_CODES_COUNT_FOR = dt.timedelta(days=1)
"""Three of this time are all that a case gets."""
_SAID_BY = Coalesce("corrected_by", "opened_by")
_ASKED, _STANDS = Q(at=None, ended_at=None), Q(at__isnull=False, undone_at=None)


def _corrections(world: World) -> Iterator[Move]:
    for actor in world.players:
        for number in Case.objects.values_list("number", flat=True):
            yield Move(f"{actor} corrects {number}", with_case(actor, number, "cases.correct", _correct))
            yield Move(f"{actor} closes {number}", with_case(actor, number, "cases.close", _close))
            yield Move(f"{actor} opens {number} again", with_case(actor, number, "cases.close", _reopen))
            yield Move(f"{actor} confirms {number}", with_case(actor, number, "cases.confirm", confirm))
            yield Move(f"{actor} gives a code for {number}", with_case(actor, number, "cases.code", _give))


def _alerts(world: World) -> Iterator[Move]:
    for actor in world.players:
        for number in Case.objects.values_list("number", flat=True):
            yield Move(f"{actor} alerts a place for {number}", with_case(actor, number, "cases.alert", _alert))


def _onsets(world: World) -> Iterator[Move]:
    for actor in world.players:
        for number in Case.objects.values_list("number", flat=True):
            said = with_case(actor, number, "cases.correct", _correct_onset)
            yield Move(f"{actor} corrects the onset of {number}", said)


def _parting(world: World) -> Iterator[Move]:
    for actor in world.players:
        for merge in Merge.objects.exclude(at=None):
            yield Move(f"{actor} makes the two of {merge.pk} two again", with_merge(actor, merge.pk, undo_merge))


def _correct(world: World, actor: Staff, case: Case) -> None:
    facts = {"full_name": _OWN_WORDS, "phone": "0987 654 321", "onset": case.onset}
    correct_case(actor=actor, case=case, read=digest_of_case(case), now=world.now, **facts)


def _correct_onset(world: World, actor: Staff, case: Case) -> None:
    facts = {"full_name": case.person.full_name, "phone": case.person.phone, "onset": _OWN_ONSET}
    correct_case(actor=actor, case=case, read=digest_of_case(case), now=world.now, **facts)


def _close(world: World, actor: Staff, case: Case) -> None:
    close_case(actor=actor, case=case, reason=Case.Reason.NO_CASE, read=digest_of_case(case), now=world.now)


def _reopen(world: World, actor: Staff, case: Case) -> None:
    reopen_case(actor=actor, case=case, read=digest_of_case(case), now=world.now)


def _give(world: World, actor: Staff, case: Case) -> None:
    give(world, actor, case)
    _note_served(world, case)


def _alert(world: World, actor: Staff, case: Case) -> None:
    alert(world, actor, case)
    _note_served(world, case)


def _note_served(world: World, case: Case) -> None:
    said = Case.objects.select_related("person").get(pk=case.pk)
    if said.person.full_name == _OWN_WORDS or said.onset == _OWN_ONSET:
        world.known["served"] = case.number


def _a_case_of_others(office: Office) -> World:
    """Two others have opened and confirmed it, long ago; one person with every role of the desk plays."""
    opener, confirmer = office.staff("Lê Mở Ca", Role.HEALTH_OFFICER), office.staff("Trần Xem Lại", Role.SUPERVISOR)
    office.case(opener, confirmed_by=confirmer)
    player = office.staff("Trần Một Mình", Role.SUPERVISOR)
    give_role(actor=None, staff=player, role=Role.HEALTH_OFFICER, unit=the_unit(SON_DUONG), now=NOW)
    return World(now=NOW, players=[player.pk], facts={"exchange": office.exchange})


def _an_own_case_that_a_colleague_corrected(office: Office) -> World:
    """Opened by the player, corrected by somebody else who may have looked at it no further."""
    player = office.staff("Trần Một Mình", Role.SUPERVISOR)
    give_role(actor=None, staff=player, role=Role.HEALTH_OFFICER, unit=the_unit(SON_DUONG), now=NOW)
    colleague, case = office.staff("Lê Chữa Lỗi", Role.HEALTH_OFFICER), office.case(player)
    facts = {"full_name": case.person.full_name, "phone": "0912 345 679", "onset": case.onset}
    correct_case(actor=colleague, case=case, read=digest_of_case(case), now=NOW, **facts)
    return World(now=NOW, players=[player.pk], facts={"exchange": office.exchange})


def _another_case_of_the_same_person(office: Office) -> World:
    """Of one person a case that two others looked at, one that was closed, and one that the player has opened."""
    opener, confirmer = office.staff("Lê Mở Ca", Role.HEALTH_OFFICER), office.staff("Trần Xem Lại", Role.SUPERVISOR)
    player = office.staff("Trần Một Mình", Role.SUPERVISOR)
    give_role(actor=None, staff=player, role=Role.HEALTH_OFFICER, unit=the_unit(SON_DUONG), now=NOW)
    case = office.case(opener, confirmed_by=confirmer)
    closed, _ = (
        open_case_of(actor=by, person=case.person, onset=case.onset, unit=case.unit, now=NOW) for by in (opener, player)
    )
    close_case(actor=opener, case=closed, reason=Case.Reason.DOUBLE, read=digest_of_case(closed), now=NOW)
    return World(now=NOW, players=[player.pk], facts={"exchange": office.exchange})


def _a_case_that_stood_under_another_name(office: Office) -> World:
    """The player opened it under a name of theirs. Two others made two persons one, and confirmed it under the other's
    name; one of them had corrected that."""
    asker, other = office.staff("Lê Hai Tên", Role.HEALTH_OFFICER), office.staff("Trần Xem Lại", Role.SUPERVISOR)
    player = office.staff("Trần Một Mình", Role.HEALTH_OFFICER)
    settled(asker, other, player)
    kept = office.case(asker, confirmed_by=other).person
    case = office.case(player, full_name=_OWN_WORDS)
    one, two = sorted((kept, case.person), key=lambda person: person.pk)
    double, _ = Double.objects.get_or_create(one=one, other=two, defaults={"score": 90, "reasons": [], "found_at": NOW})
    merge = ask_to_merge(actor=asker, double=double, keep=kept.pk, read=digest_of_double(double), now=NOW)
    agree_to_merge(actor=other, merge=merge, read=digest_of_merge(merge), now=NOW)
    case.refresh_from_db()
    facts = {"full_name": kept.full_name, "phone": "0912 345 679", "onset": case.onset}
    correct_case(actor=asker, case=case, read=digest_of_case(case), now=NOW, **facts)
    case = Case.objects.get(pk=case.pk)
    confirm_case(actor=other, case=case, read=digest_of_case(case), now=NOW)
    return World(now=NOW, players=[player.pk], facts={"exchange": office.exchange})


def _one_asks_that_two_become_one(office: Office) -> World:
    """Of whom two others have looked at the one's case, and the player has opened the other's, under the name that is
    to be kept: whoever asked has read it."""
    player, asker, other = _settled_desk(office)
    first = office.case(asker, confirmed_by=other).person
    _asked(asker, first, _own_case(office, player).person)
    return World(now=NOW, players=[player.pk], facts={"exchange": office.exchange})


def _two_others_made_two_one(office: Office) -> World:
    """As above, and another one has agreed to it."""
    player, asker, other = _settled_desk(office)
    first = office.case(asker, confirmed_by=other).person
    merge = _asked(asker, first, _own_case(office, player).person)
    agree_to_merge(actor=other, merge=merge, read=digest_of_merge(merge), now=NOW)
    return World(now=NOW, players=[player.pk], facts={"exchange": office.exchange})


def _settled_desk(office: Office) -> tuple[Staff, Staff, Staff]:
    """The player, with both roles, and two others; what comes now was two days ago."""
    asker, other = office.staff("Lê Hai Tên", Role.HEALTH_OFFICER), office.staff("Trần Xem Lại", Role.SUPERVISOR)
    player = office.staff("Trần Một Mình", Role.SUPERVISOR)
    give_role(actor=None, staff=player, role=Role.HEALTH_OFFICER, unit=the_unit(SON_DUONG), now=NOW)
    settled(asker, other, player)
    office.clock[0] = NOW - dt.timedelta(days=2)
    return player, asker, other


def _own_case(office: Office, player: Staff) -> Case:
    return office.case(player, full_name="Hoàng Văn Xa", phone="0912 000 001", onset=_OWN_ONSET)


def _asked(asker: Staff, goes: Person, keep: Person) -> Merge:
    one, two = sorted((goes, keep), key=lambda person: person.pk)
    double, _ = Double.objects.get_or_create(one=one, other=two, defaults={"score": 90, "reasons": [], "found_at": NOW})
    return ask_to_merge(actor=asker, double=double, keep=keep.pk, read=digest_of_double(double), now=NOW)


def _corrected_alone(world: World) -> bool:
    """Something went out for words that nobody but the player has looked at."""
    return "served" in world.known


def _state(world: World) -> Hashable:
    """What cases say and who said it last, codes by which a later one can be refused, and what a merge gives back.

    Nothing asks for the rest. Who said it last is whoever corrected a case, else whoever opened it. Who confirmed it,
    and when, only a merge asks that stands, and then whether that was since. Ten alerts of a day are more than a game
    has acts. When and why something was closed, what is held of a case and where its person stands in an outbreak, is
    for others. Every onset that stands or is written lies behind, and not too long before its case. Of what is settled
    about two persons there is only that it is: every service refuses it. The second who would agree to what the player
    asked does not play, so nobody asks whom that would keep.
    """
    merges = Merge.objects.order_by("pk")
    return (
        tuple(Case.objects.order_by("pk").values_list("number", "state", "onset", _SAID_BY, "person")),
        tuple(Person.objects.order_by("pk").values_list("full_name", "phone", "merged_into")),
        by_first(_codes_that_count(world)),
        rows(merges.filter(_ASKED), world, "pk", "asked_by", "asked_at", terms={"asked_at": ASK_LASTS}),
        tuple(_goes_back(merge) for merge in merges.filter(_STANDS)),
        tuple(merges.exclude(_ASKED | _STANDS).values_list("pk", flat=True)),
        tuple(Double.objects.order_by("pk").values_list("one", "other", Q(apart_at=None))),
        _all_that_is_kept(world) if world.is_told_whole else None,
    )


def _codes_that_count(world: World) -> tuple[tuple[Any, ...], ...]:
    """Those of a case for which a code can still be refused, in as many acts as may come: else nothing asks for one."""
    codes = GivenCode.objects.filter(issued_at__gte=world.now - _CODES_COUNT_FOR)
    told = rows(codes, world, "case_id", "issued_at", terms={"issued_at": _CODES_COUNT_FOR})
    given = Counter(case for case, _ in told)
    return tuple(one for one in told if world.acts is None or given[one[0]] + world.acts > MOST_CODES_A_DAY)


def _goes_back(merge: Merge) -> Hashable:
    """What a merge has moved, and what each case of it will say."""
    moved = Case.objects.filter(pk__in=merge.moved["cases"]).order_by("pk")
    said_by = tuple(merge.moved["corrected"][str(case.pk)] or case.opened_by_id for case in moved)
    onsets = Correction.objects.filter(case__in=moved, at__gte=merge.at).order_by("-pk").values_list("case", "onset")
    return (
        merge.pk,
        said_by,
        tuple(sorted(dict(onsets).items())),
        tuple(moved.filter(confirmed_at__gte=merge.at).values_list("pk", flat=True)),
    )


def _all_that_is_kept(world: World) -> Hashable:
    return (
        rows(Case, world, "onset", "confirmed_by", "confirmed_at", "closed_by", "closed_at", "reason"),
        rows(Correction, world, "case", "onset", "by", "at"),
        rows(Classification, world, "case", "value", "at"),
        rows(GivenCode, world, "case", "issued_at"),
        rows(VenueAlert, world, "case", "sent_at"),
        rows(Merge, world, "kept", "merged", "asked_by", "asked_at", "ended_at", "at", "undone_by", "undone_at"),
        rows(Double, world, "apart_by", "apart_at"),
    )


CORRECTED = Promise(
    name="giving a code out for somebody else, by correcting a confirmed case",
    page="SECURITY.md",
    words="what is corrected, or opened again, waits for a second person anew",
    begin=_a_case_of_others,
    acts=(_corrections, _alerts),
    broken=_corrected_alone,
    state=_state,
    asks_for_the_day=False,
)
OWN_AND_CORRECTED = Promise(
    name="giving a code out for words that one wrote over a colleague's, into one's own case",
    page="SECURITY.md",
    words="Whoever said last what stands in a case does not confirm it",
    begin=_an_own_case_that_a_colleague_corrected,
    acts=(_corrections, _alerts),
    broken=_corrected_alone,
    state=_state,
    asks_for_the_day=False,
)
CORRECTED_BESIDE = Promise(
    name="giving a code out for somebody else, by correcting another case of the same person",
    page="SECURITY.md",
    words="as does every case of that person",
    begin=_another_case_of_the_same_person,
    acts=(_corrections, _alerts),
    broken=_corrected_alone,
    state=_state,
    asks_for_the_day=False,
)
PARTED = Promise(
    name="giving a code out for one's own words, by making two persons two again",
    page="SECURITY.md",
    words="what was confirmed while two were one waits anew once they are two again",
    begin=_a_case_that_stood_under_another_name,
    acts=(_corrections, _alerts, _parting),
    broken=_corrected_alone,
    state=_state,
    asks_for_the_day=False,
)
MERGED_AND_CORRECTED = Promise(
    name="giving a code out for one's own words, by having two persons made one",
    page="SECURITY.md",
    words="an ask ends where one of the two is called otherwise since, so both have read the same names",
    begin=_one_asks_that_two_become_one,
    acts=(_corrections, _onsets, pairs),
    broken=_corrected_alone,
    state=_state,
    asks_for_the_day=False,
)
PARTED_AND_CORRECTED = Promise(
    name="giving a code out for an onset that one wrote while two persons were one",
    page="SECURITY.md",
    words="with the onset and the author of before",
    begin=_two_others_made_two_one,
    acts=(_corrections, _onsets, _parting),
    broken=_corrected_alone,
    state=_state,
    asks_for_the_day=False,
)
PROMISES = (CORRECTED, OWN_AND_CORRECTED, CORRECTED_BESIDE, PARTED, MERGED_AND_CORRECTED, PARTED_AND_CORRECTED)
