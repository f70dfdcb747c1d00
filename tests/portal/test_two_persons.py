"""What takes two, one cannot do: every sequence of acts, over time, against every promise with "two" in it.

The games stand in tests/support/two; a new promise is one entry there. Short sequences in every run, those that begin
with a wait and sequences of up to four acts in `scripts/drill two`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.portal.errors import RefusedError
from tests.support.amounts import FULL, GAMES_CHECKED, TWO_LENGTH, TWO_WALKS, UNTIL, is_limited, is_over
from tests.support.portal.offices import NOW
from tests.support.sources import PROJECT
from tests.support.turns import in_turn
from tests.support.two.holes import HOLES, Hole
from tests.support.two.playing import Played, in_all, play
from tests.support.two.promise import A_DAY, AT_ONCE, EVERY_WAIT, HOURS, LONG, Move, Promise, World, as_to
from tests.support.two.promises import PROMISES, correcting, terms
from tests.support.two.promises.accounts import ALONE, LEFT_LYING
from tests.support.two.promises.desk import CODES, CODES_OF_WHO_HIRES, RULED_BY_WHO_HIRED
from tests.support.two.promises.merging import MERGED_BY_WHO_HIRED
from tests.support.two.promises.scans import SCANS
from tests.support.two.promises.signing import TWO_KEYS
from tests.support.two.walking import walk

PAGES = ("SECURITY.md", "README.md", "docs/operating", "docs/guides", "docs/protocol", "docs/glossary.md")
TWO = re.compile(
    r"second (?:person|administrator)|another person|two (?:persons|people|officers|others|signatures|of the three)"
    r"|(?:nobody|one) alone",
    re.IGNORECASE,
)
SURE = 2
"""Acts in a row that are played to their end, however little time there is."""
PLAYED_BOTH_WAYS = in_turn(
    PROMISES if FULL else (ALONE, MERGED_BY_WHO_HIRED, correcting.OWN_AND_CORRECTED, SCANS, *terms.PROMISES, TWO_KEYS),
    asked=GAMES_CHECKED,
    of=6,
)
"""With and without what is recalled: where an act hangs on what players know, on the moment, on rows, on none of it."""
MERGED_BOTH_WAYS = (
    (ALONE, LEFT_LYING, CODES, CODES_OF_WHO_HIRES, RULED_BY_WHO_HIRED, *correcting.PROMISES)
    if FULL
    else in_turn((LEFT_LYING, correcting.CORRECTED), asked=1, of=2)
)
"""Games that leave out of a state what comes to the same; of the two of a run one, in turn."""
OF_ONE_STATE = () if FULL else tuple(one for one in correcting.PROMISES if one != correcting.MERGED_AND_CORRECTED)
"""Games whose states are told by one function, but for the one with most acts."""
AT_ANY_HOUR = in_turn(
    [one for one in PROMISES if not one.asks_for_the_day and one not in OF_ONE_STATE], asked=GAMES_CHECKED, of=6
)
DUG = in_turn(HOLES, asked=GAMES_CHECKED, of=6)
"""The holes of this run: a game whose eyes are shut is seen by some of them whichever they are."""
NO_PROMISES = (
    "An exchange could show two logs to two people",
    "may be a batch for one phone alone",
    "A calibration table that two persons sign, and that is wrong",
    "A person in two outbreaks counts in both, two persons who were said to be one count once",
    "pages, roles, second persons and refusals, with invented people",
    # Of the root key's ceremony (docs/operating/ceremony.md), which says itself what of it is a rule on paper:
    "**Two persons, two machines**",
    "| Two persons at the root key | **a rule on this paper**",
    "Two persons do it by [a printed page](ceremony.md)",
    "Those by two persons with a printed page: [ceremony.md](ceremony.md)",
)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda one: one.name)
def test_one_person_never_does_what_takes_two(office, promise: Promise, record_property):
    world = promise.begin(office)
    assert not promise.broken(world)

    played = play(promise, world, length=TWO_LENGTH, is_patient=FULL, is_over=is_over, sure=SURE)

    assert [] == played.lost
    assert played.moves >= len(list(promise.moves(world)))
    record_property(f"counted promises whole to {played.whole_to} acts", 1)
    if played.waiting:
        record_property("counted cut short", 1)
        record_property("counted states that wait", played.waiting)
    for what in ("moves", "covered", "states"):
        record_property(f"counted {what}", getattr(played, what))
    record_property("told", f"{promise.name}: {told_of(played)}")


def told_of(played: Played) -> str:
    """How far a game was played, and what that would be if no sequence were like another."""
    return (
        f"whole to {played.whole_to} acts, {played.covered:,} sequences by {played.moves:,} acts tried in"
        f" {played.states:,} states ({played.seconds:.0f} s); {played.waiting:,} states wait, at"
        f" {played.at_first} acts each it may be {played.at_first * played.waiting:,} acts more;"
        f" of {TWO_LENGTH} acts in a row there are some {played.at_first**TWO_LENGTH:,}"
    )


@pytest.mark.parametrize("hole", DUG, ids=lambda one: one.name)
def test_a_planted_hole_is_found(office, monkeypatch, hole: Hole, record_property):
    world, game = hole.promise.begin(office), replace(hole.promise, waits=hole.waits)
    hole.plant(monkeypatch)
    begun = () if FULL and not is_limited() else hole.after
    for beginning in begun:
        move_of(game, world, beginning).play(world)

    played = play(game, world, length=hole.length - len(begun))

    record_property("counted holes", 1)
    assert played.lost


@pytest.mark.parametrize("hole", [one for one in DUG if len(one.waits) > 1], ids=lambda one: one.name)
def test_who_does_not_wait_does_not_find_what_opens_with_time(office, monkeypatch, hole: Hole):
    at_once = replace(hole.promise, waits=(AT_ONCE,))
    world = hole.promise.begin(office)
    hole.plant(monkeypatch)

    played = play(at_once, world, length=2)

    assert (2, []) == (played.whole_to, played.lost)


@pytest.mark.parametrize("promise", PLAYED_BOTH_WAYS, ids=lambda one: one.name)
def test_what_is_recalled_is_what_the_services_would_have_done(office, promise: Promise):
    """As many acts, states and sequences as where each act goes through its service."""
    begun = promise.begin(office)

    recalled, played = (play(promise, begun, length=2, is_patient=FULL, recalls=recalls) for recalls in (True, False))

    assert replace(played, seconds=0) == replace(recalled, seconds=0, recalled=0)


@pytest.mark.parametrize("promise", MERGED_BOTH_WAYS, ids=lambda one: one.name)
def test_states_that_come_to_the_same_are_one_and_no_sequence_is_lost_by_it(office, promise: Promise):
    """As many as where each age is told as it is, the day, and all that a game says is the same for the rest of it."""
    begun, ways = promise.begin(office), replace(promise, waits=EVERY_WAIT if FULL else (AT_ONCE, A_DAY))

    merged, told = (play(ways, begun, length=2, merges=merges) for merges in (True, False))

    assert (2, told.covered, told.at_first, []) == (merged.whole_to, merged.covered, merged.at_first, merged.lost)
    assert merged.states < told.states


def move_of(promise: Promise, world: World, beginning: str) -> Move:
    """The first that is offered now and begins so."""
    targets = world.facts.get("targets", [""])
    people = {"player": world.players[0], "target": targets[0], "last": targets[-1], "hired": world.players[-1]}
    return next(move for move in promise.moves(world) if move.name.startswith(beginning.format(**people)))


def test_a_game_that_time_ends_says_that_it_was_not_whole(office):
    promise, asked = PROMISES[0], itertools.count()

    played = play(promise, promise.begin(office), length=2, is_over=lambda: next(asked) >= 5)

    assert (5, 0, 1, []) == (played.moves, played.whole_to, played.waiting, played.lost)


def test_however_little_time_a_drill_has_two_acts_are_played_whole(office, monkeypatch):
    monkeypatch.setenv(UNTIL, "0")
    monkeypatch.setitem(globals(), "TWO_LENGTH", 4)
    told: dict[str, float] = {}

    test_one_person_never_does_what_takes_two(office, TWO_KEYS, told.__setitem__)

    assert (1, 1) == (told["counted promises whole to 2 acts"], told["counted cut short"])
    assert told["counted states that wait"] > 0


def test_whoever_is_not_patient_waits_before_a_first_act_for_that_alone(db):
    begun, ways = dt.datetime(2026, 11, 28, tzinfo=dt.UTC), set[tuple[dt.timedelta, ...]]()

    def acts(world: World) -> None:
        world.known["way"] = (*world.known.get("way", ()), world.now - begun)
        ways.add(world.known["way"])

    promise = replace(
        TWO_KEYS,
        acts=(lambda _world: iter([Move("acts", acts)]),),
        broken=lambda _world: False,
        state=lambda world: world.now,
        waits=(AT_ONCE, LONG),
    )

    play(promise, World(begun), length=2, is_patient=False)

    now, later = AT_ONCE, LONG
    assert {(now,), (later,), (now, now), (now, later)} == ways


@pytest.mark.breadth
@pytest.mark.parametrize("promise", PROMISES, ids=lambda one: one.name)
def test_two_ways_that_come_to_one_state_are_answered_alike(office, promise: Promise, record_property):
    """The same moves are offered, and the same move is refused, leads to the same state, or breaks the promise."""
    walked = walk(promise, promise.begin(office), length=4, walks=max(TWO_WALKS, 5), chance=random.Random(promise.name))

    record_property("counted answers compared", walked.compared)
    assert [] == walked.differ[:1]


def test_a_state_that_says_too_little_is_found_by_two_ways_that_meet_in_it(db):
    """When somebody asked is what an agreement hangs on; a state without it holds different answers."""
    whole, silent = asked_for(A_DAY), replace(asked_for(A_DAY), state=lambda _world: ())

    right, wrong = (walk(game, World(NOW), length=4, walks=60, chance=random.Random(1)) for game in (whole, silent))

    assert [] == right.differ
    assert right.compared > 60
    assert wrong.differ


@pytest.mark.parametrize("promise", AT_ANY_HOUR, ids=lambda one: one.name)
def test_where_nothing_asks_for_the_day_a_game_is_the_same_at_any_hour(office, promise: Promise):
    """In the morning and in the evening: five hours later it is the same day, or another one."""
    begun, played = promise.begin(office), []
    for hour in (AT_ONCE, dt.timedelta(hours=10)):
        ways = replace(promise, asks_for_the_day=True, waits=(AT_ONCE, HOURS))
        later = begun.branched()
        later.now += hour
        played.append(replace(play(ways, later, length=1), seconds=0.0))

    assert played[0] == played[1]


def test_as_many_sequences_are_accounted_for_as_there_are(db):
    """Of a game in which ways meet, waiting changes nothing at times, and something is refused; written out, too."""
    promise = replace(
        TWO_KEYS,
        acts=(lambda world: (Move(name, play) for name, play in STEPS if name != "halves" or world.known["sum"] % 2),),
        broken=lambda _world: False,
        state=lambda world: world.now.time(),
        asks_for_the_day=False,
        waits=(AT_ONCE, HOURS, LONG),
    )
    begun = World(NOW, known={"sum": 1})

    played = play(promise, begun, length=4)

    assert (4, 0, []) == (played.whole_to, played.waiting, played.lost)
    assert sequences_from(promise, begun, 4) == played.covered
    assert played.moves < played.covered / 10


def ask_once(world: World) -> None:
    world.known["asked"] = world.now


def agree_within_a_day(world: World) -> None:
    if world.now - world.known.get("asked", world.now - LONG) >= A_DAY:
        raise RefusedError("nobody asked for it within a day")
    world.known["agreed"] = world.known.get("agreed", 0) + 1


def asked_for(term: dt.timedelta, *, waits: tuple[dt.timedelta, ...] = EVERY_WAIT) -> Promise:
    """A game in which an ask is good for 25 hours; its states say that it is good for this long."""
    acts = (Move("asks", ask_once), Move("agrees", agree_within_a_day))
    return replace(
        TWO_KEYS,
        acts=(lambda world: (one for one in acts if one.name != "asks" or "asked" not in world.known),),
        broken=lambda _world: False,
        knows=lambda world: ("asked" in world.known, world.known.get("agreed")),
        state=lambda world: as_to(term, world.now - world.known.get("asked", world.now), world),
        asks_for_the_day=False,
        waits=waits,
    )


def test_of_an_age_a_game_need_tell_no_more_than_what_its_term_comes_to(db):
    game, begun = asked_for(A_DAY), World(NOW)

    merged, told = (play(game, begun, length=4, merges=merges) for merges in (True, False))

    assert sequences_from(game, begun, 4) == told.covered == merged.covered
    assert merged.states < told.states


def test_the_fourth_code_of_a_day_is_refused_wherever_codes_of_before_are_not_told(office):
    """All sequences of five, so that something comes after the one that is refused."""
    game = replace(correcting.CORRECTED, acts=(codes_alone,), waits=(AT_ONCE, A_DAY))
    begun = game.begin(office)

    merged, told = (play(game, begun, length=5, merges=merges) for merges in (True, False))

    assert (5, told.covered, []) == (merged.whole_to, merged.covered, merged.lost)
    assert merged.states < told.states


def codes_alone(world: World) -> Iterator[Move]:
    return (move for move in correcting.CORRECTED.moves(world) if " gives a code for " in move.name)


def test_a_state_that_says_a_wrong_term_is_told_by_the_sequences_that_are_lost(db):
    begun = World(NOW)

    right, wrong = (play(asked_for(term), begun, length=4) for term in (A_DAY, LONG))

    assert wrong.covered != right.covered


@given(
    st.sets(st.integers(1, 60), max_size=3),
    st.integers(0, 90),
    st.tuples(st.integers(-40, 90), st.integers(-40, 90)),
    st.integers(0, 3),
)
def test_ages_of_one_name_pass_a_term_together_whatever_is_waited(waits, term, ages, left):
    some, until = hours(0, *waits), dt.timedelta(hours=term)
    more, less = (World(NOW, ahead=in_all(some, count)) for count in (left + 1, left))
    one, other = hours(*ages)

    if as_to(until, one, more) == as_to(until, other, more):
        for wait in in_all(some, left + 1):
            assert (one + wait >= until, one + wait > until) == (other + wait >= until, other + wait > until)
        for wait in some:
            assert as_to(until, one + wait, less) == as_to(until, other + wait, less)
    if as_to(until, one, more) == as_to(until, other, less):
        assert as_to(until, one, less) == as_to(until, other, less)


def hours(*counts: int) -> tuple[dt.timedelta, ...]:
    return tuple(dt.timedelta(hours=count) for count in counts)


def sequences_from(promise: Promise, world: World, left: int) -> int:
    found = 0
    for wait in promise.waits if left else ():
        later = world.branched()
        later.now += wait
        for move in promise.moves(later):
            after = later.branched()
            found += 1
            with contextlib.suppress(RefusedError):
                move.play(after)
                found += sequences_from(promise, after, left - 1)
    return found


def add(world: World) -> None:
    world.known["sum"] += 1


def halve(world: World) -> None:
    world.known["sum"] //= 2


def refuse(_world: World) -> None:
    raise RefusedError("never")


STEPS = (("adds", add), ("halves", halve), ("asks in vain", refuse))


def test_the_first_sequence_that_breaks_a_promise_is_told_move_by_move(db):
    """Where no row tells an age, too: 300 days lead to the same hour."""
    promise = replace(
        TWO_KEYS,
        acts=(lambda _world: (Move(name, play) for name, play in STEPS),),
        broken=lambda world: world.known["sum"] == 3 and world.now > NOW,
        state=lambda _world: (),
        waits=(AT_ONCE, LONG),
    )

    played = play(promise, World(NOW, known={"sum": 1}), length=4)

    assert ["adds", "after 300 days, 0:00:00: adds"] == played.lost


def test_what_opens_by_waiting_alone_is_found_though_every_act_after_it_is_refused(db):
    def begin(world: World) -> None:
        world.known["since"] = world.now

    steps = (("begins", begin), ("asks in vain", refuse))
    promise = replace(
        TWO_KEYS,
        acts=(lambda world: (Move(*step) for step in steps if step[0] != "begins" or "since" not in world.known),),
        broken=lambda world: world.known.get("since", world.now) < world.now,
        state=lambda _world: (),
        waits=(AT_ONCE, LONG),
    )

    played = play(promise, World(NOW), length=4)

    assert ["begins", "after 300 days, 0:00:00: nothing"] == played.lost


@pytest.mark.parametrize("promise", PROMISES, ids=lambda one: one.name)
def test_a_promise_stands_where_its_entry_says(promise: Promise):
    assert promise.words in (PROJECT / promise.page).read_text(encoding="utf-8")


def test_every_sentence_that_speaks_of_two_is_tried():
    """What is new on a page, and takes two, gets an entry in tests/support/two/promises, or is added to one."""
    tried = [words for one in PROMISES for words in (one.words, *one.also)]
    texts = [path for page in PAGES for path in pages_under(PROJECT / page)]
    said = [line for path in texts for line in path.read_text(encoding="utf-8").splitlines() if TWO.search(line)]

    assert said
    assert [] == [line for line in said if not any(words in line for words in (*tried, *NO_PROMISES))]


def pages_under(path: Path) -> list[Path]:
    return sorted(path.rglob("*.md")) if path.is_dir() else [path]
