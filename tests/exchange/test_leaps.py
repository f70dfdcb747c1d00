"""A clock that is wrong closes nothing, however long it stays: a person vouches for it, or it comes back."""

from __future__ import annotations

import asyncio
import random
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bluezone.exchange.errors import BusyError, ClockError
from bluezone.exchange.leaps import LEAP_S, SETTLES_S, STEP_S, WORD_S, Doubt, Leaps, require_start
from bluezone.exchange.service import Exchange
from bluezone.exchange.settings import ExchangeSettings
from bluezone.exchange.store.tables import codes
from bluezone.joining.exchange.initialising import initialise
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, MINUTE_MS
from bluezone.protocol.config import Configuration
from bluezone.protocol.index import cosign
from bluezone.protocol.messages import Refusal, RefusedAnswer, TimeAnswer, TimeRequest
from bluezone.protocol.signature import Kind
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import NOON_MS, TODAY, Scene, play
from tests.support.protocol.signing import signing_key

NOON_S = NOON_MS // 1000


@pytest.mark.parametrize("leap_ms", [5 * HOUR_MS, 6 * DAY_MS, 40 * DAY_MS])
def test_a_clock_that_is_wrong_for_one_tick_stops_no_hour(tmp_path: Path, leap_ms: int) -> None:
    async def story(scene: Scene):
        leaps = Leaps(scene.now_ms // 1000)
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        await scene.phone().disclose(await scene.code(), seeds)
        right_ms = scene.now_ms
        scene.move_by(leap_ms)
        await scene.exchange.tick(leaps)
        for hour in (1, 2):
            scene.move_to(right_ms + hour * HOUR_MS)
            await scene.exchange.tick(leaps)
        out = [sequence for sequence, _ in (await scene.published_entries())[seeds[0].seed.value]]
        return out, [batch.window_end_s * 1000 - right_ms for batch in scene.exchange.publisher.log.of_kind(Kind.BATCH)]

    assert ([1], [HOUR_MS, 2 * HOUR_MS]) == play(tmp_path, story)


@pytest.mark.parametrize("leap_ms", [5 * HOUR_MS, 72 * HOUR_MS])
def test_a_clock_that_stood_wrong_for_longer_than_anybody_looked_holds_no_warning_back(
    tmp_path: Path, leap_ms: int
) -> None:
    """At three in the morning nobody looks: what is disclosed once the clock is right comes out with its hours."""

    async def story(scene: Scene):
        right_ms, size = scene.now_ms, scene.exchange.publisher.log.size
        steady_s = 1e6
        leaps = scene.exchange.leaps = Leaps(right_ms // 1000, lambda: steady_s)
        for _ in range(3 * 3_600):
            steady_s += 1
            leaps.believes(right_ms // 1000 + round(steady_s - 1e6) + leap_ms // 1000)
        scene.move_to(right_ms + 3 * HOUR_MS + leap_ms)
        await scene.exchange.tick(leaps)
        grown = scene.exchange.publisher.log.size - size
        scene.move_to(right_ms + 3 * HOUR_MS)
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        await scene.phone().disclose(await scene.code(), seeds)
        for _ in range(2):
            await scene.exchange.tick(leaps)
            scene.move_by(HOUR_MS)
            steady_s += 3_600
        await scene.exchange.tick(leaps)
        return grown, len((await scene.published_entries())[seeds[0].seed.value])

    assert (0, 1) == play(tmp_path, story)


@pytest.mark.parametrize("steady", [None, lambda: 1e6])
def test_a_person_who_has_hours_published_has_the_clock_believed(
    tmp_path: Path, steady: Callable[[], float] | None
) -> None:
    async def story(scene: Scene):
        scene.exchange.leaps = Leaps(scene.now_ms // 1000, steady)
        scene.move_by(30 * HOUR_MS)
        await scene.exchange.tick(scene.exchange.leaps)
        doubted = scene.exchange.leaps.doubt is not None
        await scene.publish()
        scene.move_by(1_000)
        await scene.exchange.tick(scene.exchange.leaps)
        return doubted, scene.exchange.leaps.doubt

    assert (True, None) == play(tmp_path, story)


def test_a_clock_that_runs_is_believed_at_every_tick() -> None:
    leaps = Leaps(0)

    assert all(leaps.believes(now_s) for now_s in range(0, 40 * LEAP_S, LEAP_S - 1))


def test_a_clock_that_came_back_is_doubted_anew_when_it_leaps_again() -> None:
    leaps = Leaps(0)
    doubted = [leaps.believes(LEAP_S) for _ in range(1_000)]

    assert not any(doubted)
    assert leaps.believes(1)
    assert not leaps.believes(1 + LEAP_S)


class Ticks:
    """Ticks of a service beside a steady clock, on a machine that was switched on days ago or just now."""

    def __init__(self, *, on_for_s: float = 200_000.0, base_s: int | None = None) -> None:
        self.steady_s = on_for_s
        self.leaps = Leaps(NOON_S, lambda: self.steady_s, base_s=base_s)
        self.word_s: int | None = None

    def believes(self, now_s: int, *, after_s: float = 1) -> bool:
        self.steady_s += after_s
        return self.leaps.believes(now_s, lambda: self.word_s)


def test_beside_a_steady_clock_a_minute_ahead_is_a_leap_and_a_slow_tick_is_none() -> None:
    ticks = Ticks()

    assert ticks.believes(NOON_S)
    assert ticks.believes(NOON_S + 7_200, after_s=7_200)
    assert ticks.believes(NOON_S + 7_200 + STEP_S)
    assert not ticks.believes(NOON_S + 7_200 + 2 * STEP_S + 2)


@pytest.mark.parametrize("leap_s", [-3_600, 3_600, 5 * 3_600, 1_200 * 86_400])
def test_a_clock_that_was_set_is_never_believed_by_itself_and_is_once_it_comes_back(leap_s: int) -> None:
    ticks = Ticks()

    answers = [ticks.believes(NOON_S + leap_s + tick) for tick in range(4 * 3_600)]
    back_s = NOON_S + 4 * 3_600 + 1

    assert not any(answers)
    assert Doubt(NOON_S + leap_s, NOON_S + 1) == ticks.leaps.doubt
    assert ticks.leaps.is_doubtful(back_s + leap_s)
    assert ticks.believes(back_s)
    assert (None, False) == (ticks.leaps.doubt, ticks.leaps.is_doubtful(back_s))


def test_a_persons_word_is_good_for_the_time_of_which_it_was_given() -> None:
    ticks, leapt_s = Ticks(), NOON_S + 7_200
    said = []
    for word_s, now_s in (
        (leapt_s - 1, leapt_s),  # of before the leap
        (leapt_s + 5, leapt_s + 5 + WORD_S + 1),  # too long ago
        (leapt_s + 99_999, leapt_s + 700),  # by a clock that was further ahead still
        (leapt_s + 700, leapt_s + 705),
    ):
        ticks.word_s = word_s
        said.append(ticks.believes(now_s))

    assert [False, False, False, True] == said
    assert ticks.believes(leapt_s + 706)


def test_a_word_about_a_clock_that_went_on_leaping_is_about_the_last_leap() -> None:
    ticks = Ticks()
    ticks.believes(NOON_S + 7_200)
    ticks.believes(NOON_S + 3_600)
    ticks.word_s = NOON_S + 3_605

    assert ticks.believes(NOON_S + 3_606)


@pytest.mark.parametrize(("on_for_s", "is_believed"), [(10.0, True), (SETTLES_S - 2, True), (SETTLES_S, False)])
@pytest.mark.parametrize("leap_s", [-600, 600, LEAP_S])
def test_a_machine_that_was_just_switched_on_may_be_set_right(on_for_s: float, leap_s: int, is_believed: bool) -> None:
    ticks = Ticks(on_for_s=on_for_s)

    assert is_believed is ticks.believes(NOON_S + leap_s)
    assert is_believed is not ticks.leaps.is_doubtful(NOON_S + leap_s)


def test_a_machine_that_was_just_switched_on_is_set_no_further_than_a_start_may_be() -> None:
    signed_s = NOON_S - LEAP_S
    ticks = Ticks(on_for_s=10.0, base_s=signed_s)

    assert not ticks.believes(NOON_S + STEP_S + 1)
    assert ticks.believes(signed_s)
    assert not ticks.believes(signed_s + LEAP_S + STEP_S)


@pytest.mark.parametrize("asks", ["a configuration", "a witness"])
def test_nothing_that_others_hand_in_is_signed_by_a_clock_that_leapt(tmp_path: Path, asks: str) -> None:
    """A witness comes by itself, and whoever hands in a configuration has vouched for no clock."""

    async def story(scene: Scene):
        scene.exchange.leaps = Leaps(scene.now_ms // 1000, lambda: 1e6)
        await scene.exchange.tick(scene.exchange.leaps)
        right_s = scene.now_ms // 1000
        signed = cosign(scene.exchange.publisher.proposal.head, signing_key(Kind.WITNESS))
        word = {"key_id": b64encode(signed.key_id).decode(), "signature": b64encode(signed.signature).decode()}
        answers = []
        for moved_ms in (HOUR_MS, 0):
            scene.move_to(right_s * 1000 + moved_ms)
            if asks == "a witness":
                answer = await scene.internal.post("/internal/v1/cosignatures", json=word)
            else:
                answer = await scene.internal.post(
                    "/internal/v1/configurations", json={"sequence": 0, "issued_s": 0, "hotline": "19009095"}
                )
            answers.append((answer.status_code, (await scene.phone().index()).index.issued_s - right_s))
        return answers

    assert [(503, 0), (200 if asks == "a witness" else 201, 0)] == play(tmp_path, story)


@pytest.mark.parametrize("years", [1, 5])
def test_an_exchange_that_signed_once_far_ahead_goes_on_by_the_clock_that_was_set_right(
    tmp_path: Path, years: int
) -> None:
    async def story(scene: Scene):
        right_ms = scene.now_ms
        scene.move_by(years * 365 * DAY_MS)
        await scene.exchange.publisher.handed_in.publish_configuration(Configuration(sequence=1, issued_s=0))
        scene.move_to(right_ms + MINUTE_MS)
        await scene.exchange.tick(Leaps(scene.now_ms // 1000))
        return (await scene.phone().index()).index.issued_s - right_ms // 1000

    assert MINUTE_MS // 1000 == play(tmp_path, story)


@pytest.mark.parametrize("leap_ms", [5 * MINUTE_MS, -40 * MINUTE_MS])
def test_no_call_is_answered_by_a_clock_that_leapt(tmp_path: Path, leap_ms: int) -> None:
    """A phone that believed a time ahead would refuse what it has heard, for as long as it runs; by a time behind its
    seeds of today would be refused as of the future. It is told to come back."""

    async def story(scene: Scene):
        scene.exchange.leaps = Leaps(scene.now_ms // 1000, lambda: 1e6)
        await scene.exchange.tick(scene.exchange.leaps)
        right_ms = scene.now_ms
        answers = []
        for moved_ms in (leap_ms, 0):
            scene.move_to(right_ms + moved_ms)
            answers.append(await scene.phone().call(TimeRequest(bytes(16))))
        return answers[0], type(answers[1])

    assert (RefusedAnswer(Refusal.BUSY), TimeAnswer) == play(tmp_path, story)


@pytest.mark.parametrize("ahead_ms", [4 * HOUR_MS, 40 * DAY_MS, 5 * 365 * DAY_MS])
def test_a_start_by_a_clock_far_ahead_of_what_was_signed_last_is_refused_and_signs_nothing(
    tmp_path: Path, ahead_ms: int
) -> None:
    async def signed(scene: Scene):
        return (scene.exchange.settings.public_files / "v1" / "index").read_bytes()

    before = play(tmp_path, signed)

    with pytest.raises(ClockError, match="h ahead of what this exchange signed last"):
        play(tmp_path, signed, now_ms=NOON_MS + ahead_ms)

    assert before == (tmp_path / "public" / "v1" / "index").read_bytes()
    assert before != play(tmp_path, signed, now_ms=NOON_MS + HOUR_MS)


def test_a_start_is_let_through_where_a_person_or_a_second_clock_vouches_for_it(tmp_path: Path) -> None:
    async def signed(scene: Scene):
        return bool(scene.exchange.publisher.proposal.size)

    play(tmp_path, signed)
    later_ms = NOON_MS + 4 * HOUR_MS

    assert play(tmp_path, signed, now_ms=later_ms, second=lambda: later_ms - MINUTE_MS)
    assert play(tmp_path, signed, now_ms=later_ms + 40 * DAY_MS, clock_is_right=True)


@pytest.mark.parametrize(
    ("signed_s", "second_s", "says"),
    [
        (None, NOON_S - DAY_MS // 1000, "24 h ahead of this machine's second clock"),
        (NOON_S - 60, NOON_S - DAY_MS // 1000, "24 h ahead of this machine's second clock"),
        (NOON_S - DAY_MS // 1000, None, "24 h ahead of what this exchange signed last"),
        (NOON_S - DAY_MS // 1000, NOON_S + 7 * 3_600, "24 h ahead of what this exchange signed last"),
        (NOON_S + DAY_MS // 1000, None, "24 h behind what this exchange signed last"),
        (NOON_S + DAY_MS // 1000, NOON_S, "24 h behind what this exchange signed last"),  # a battery was empty
    ],
)
def test_a_clock_that_nobody_bears_out_starts_nothing(signed_s: int | None, second_s: int | None, says: str) -> None:
    with pytest.raises(ClockError, match=says):
        require_start(NOON_S, signed_s=signed_s, second_s=second_s)


@pytest.mark.parametrize(
    ("signed_s", "second_s"),
    [(None, None), (NOON_S - LEAP_S, None), (NOON_S + LEAP_S, None), (0, NOON_S + 60), (NOON_S, NOON_S + DAY_MS)],
)
def test_a_clock_that_is_borne_out_starts_and_so_does_one_that_is_a_little_behind(
    signed_s: int | None, second_s: int | None
) -> None:
    require_start(NOON_S, signed_s=signed_s, second_s=second_s)


class LeapsBehindALook(Leaps):
    """A clock that leaps right behind one of the looks at it."""

    def __init__(self, scene: Scene, steady: Callable[[], float] | None, *, look: int, by_ms: int) -> None:
        super().__init__(scene.now_ms // 1000, steady)
        self._scene, self._looks, self._by_ms = scene, look, by_ms

    def follows(self, now_s: int) -> bool:
        found = super().follows(now_s)
        self._looks -= 1
        if not self._looks:
            self._scene.move_by(self._by_ms)
        return found


@pytest.mark.parametrize("steady", [None, lambda: 1e6])
@pytest.mark.parametrize(
    ("hours", "look", "signs"),
    [(0.25, 1, False), (0.25, 2, False), (0.25, 3, True), (0.25, 4, True), (1, 3, False), (1, 4, True), (1, 5, True)],
)
def test_whichever_look_a_clock_leaps_behind_nothing_is_signed_or_erased_by_it(
    tmp_path: Path, steady: Callable[[], float] | None, hours: float, look: int, signs: bool
) -> None:
    """Looks of the tick, before its turn, at the turn's moment, before each hour of it, and before erasing. What was
    begun by a moment comes to its end by that."""

    async def story(scene: Scene):
        await scene.code()
        scene.move_by(round(hours * HOUR_MS))
        right_ms, closed_s = scene.now_ms, scene.exchange.publisher.closed_until_s
        leaps = LeapsBehindALook(scene, steady, look=look, by_ms=40 * DAY_MS)
        await scene.exchange.tick(leaps)
        leapt = scene.now_ms - right_ms
        await scene.exchange.tick(leaps)
        with scene.exchange.store.transaction() as connection:
            kept = connection.execute(sa.select(sa.func.count()).select_from(codes)).scalar_one()
        scene.move_to(right_ms)
        signed = await signed_ms(scene) == right_ms
        return leapt, signed, scene.exchange.publisher.closed_until_s - closed_s, kept

    assert (40 * DAY_MS, signs, int(hours) * signs * HOUR_MS // 1000, 1) == play(tmp_path, story)


@pytest.mark.parametrize(("look", "status"), [(1, 503), (2, 201)])
def test_what_is_handed_in_is_signed_by_the_moment_of_its_turn_or_not_at_all(
    tmp_path: Path, look: int, status: int
) -> None:
    """A clock that leaps while it waits for its turn, and one that leaps within it."""

    async def story(scene: Scene):
        scene.move_by(MINUTE_MS)
        right_ms = scene.now_ms
        scene.exchange.leaps = LeapsBehindALook(scene, lambda: 1e6, look=look, by_ms=HOUR_MS)
        answer = await scene.internal.post(
            "/internal/v1/configurations", json={"sequence": 0, "issued_s": 0, "hotline": "19009095"}
        )
        leapt, signed = scene.now_ms - right_ms, await signed_ms(scene)
        return answer.status_code, leapt, signed - right_ms, scene.exchange.publisher.configuration.issued_s * 1000

    expected = (-MINUTE_MS, NOON_MS) if status == 503 else (0, NOON_MS + MINUTE_MS)
    assert (status, HOUR_MS, *expected) == play(tmp_path, story)


def test_a_call_is_answered_by_the_time_that_was_looked_at(tmp_path: Path) -> None:
    async def story(scene: Scene):
        right_s = scene.now_ms // 1000
        scene.exchange.leaps = LeapsBehindALook(scene, lambda: 1e6, look=1, by_ms=HOUR_MS)
        answer = await scene.phone().call(TimeRequest(bytes(16)))
        assert isinstance(answer, TimeAnswer)
        return answer.time_s - right_s, scene.now_ms // 1000 - right_s

    assert (0, HOUR_MS // 1000) == play(tmp_path, story)


def test_a_turn_that_a_leap_ended_between_two_hours_is_finished_once_the_clock_is_right(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.move_by(2 * HOUR_MS)
        right_ms = scene.now_ms
        leaps = LeapsBehindALook(scene, lambda: 1e6, look=4, by_ms=40 * DAY_MS)
        closed = []
        for _ in range(2):
            await scene.exchange.tick(leaps)
            closed.append(scene.exchange.publisher.closed_until_s * 1000 - NOON_MS)
            scene.move_to(right_ms)
        return closed, await signed_ms(scene) - right_ms

    assert ([HOUR_MS, 2 * HOUR_MS], 0) == play(tmp_path, story)


def test_what_comes_in_while_a_turn_takes_hours_up_belongs_to_the_hour_that_is_not_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the moment at which the turn began it would seem to be staged by a clock that ran ahead, and come at once."""

    async def story(scene: Scene):
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        hours = scene.exchange.publisher.standing.hours
        close = hours.close

        async def closes(*span: object):
            window = await close(*span)
            if window.sequence == 1:
                scene.move_by(20_000)
                await scene.phone().disclose(await scene.code(), seeds)
            return window

        monkeypatch.setattr(hours, "close", closes)
        scene.move_by(3 * HOUR_MS - 10_000)
        await scene.exchange.tick(Leaps(scene.now_ms // 1000))
        closed = scene.exchange.publisher.closed_until_s * 1000 - NOON_MS
        scene.move_by(HOUR_MS)
        await scene.exchange.tick(Leaps(scene.now_ms // 1000))
        return closed, [sequence for sequence, _ in (await scene.published_entries())[seeds[0].seed.value]]

    assert (3 * HOUR_MS, [4]) == play(tmp_path, story)


def test_a_clock_that_leaps_while_an_exchange_starts_signs_nothing_and_is_not_believed_at_the_next_start(
    tmp_path: Path,
) -> None:
    """The other clock is asked in the midst of a start."""
    play(tmp_path, signed_ms)
    notes = Notes()
    before, clock = (tmp_path / "public" / "v1" / "index").read_bytes(), [NOON_MS + MINUTE_MS]

    def second() -> None:
        clock[0] = NOON_MS + 2 * HOUR_MS

    async def starts() -> None:
        around = {"steady": lambda: 1e6, "second": second, "clock_notes": notes, "ticking": False}
        chance = random.Random(1).randbytes
        async with Exchange(ExchangeSettings(data=tmp_path), clock=lambda: clock[0], entropy=chance, **around):
            pass

    with pytest.raises(BusyError, match="the clock leapt: nothing is signed before it is set right"):
        asyncio.run(starts())
    with pytest.raises(ClockError, match="the clock leapt 1 h ahead"):
        asyncio.run(starts())

    assert before == (tmp_path / "public" / "v1" / "index").read_bytes()


def test_a_clock_that_leaps_while_an_exchange_first_starts_closes_no_hour_to_come(tmp_path: Path) -> None:
    clock = [NOON_MS]
    initialise(tmp_path, lambda: clock[0])

    def second() -> None:
        clock[0] = NOON_MS + 40 * DAY_MS

    async def closed_until_ms(**around: Any) -> int:
        settings, chance = ExchangeSettings(data=tmp_path), random.Random(1).randbytes
        async with Exchange(settings, clock=lambda: clock[0], entropy=chance, ticking=False, **around) as exchange:
            return exchange.publisher.closed_until_s * 1000

    with pytest.raises(BusyError, match="the clock leapt"):
        asyncio.run(closed_until_ms(steady=lambda: 1e6, second=second))
    clock[0] = NOON_MS

    assert NOON_MS == asyncio.run(closed_until_ms())


class Notes:
    """What lies beside the data, of an exchange that is started again and again."""

    def __init__(self) -> None:
        self.doubted: Doubt | None = None
        self.said_s: int | None = None

    def doubt(self) -> Doubt | None:
        return self.doubted

    def note(self, doubt: Doubt | None) -> None:
        self.doubted = doubt

    def word_s(self) -> int | None:
        return self.said_s


async def signed_ms(scene: Scene) -> int:
    return (await scene.phone().index()).index.issued_s * 1000


def test_a_clock_that_leapt_is_not_believed_because_the_service_was_started_anew(tmp_path: Path) -> None:
    """Two hours are less than a start allows for; but that this clock leapt is known."""
    notes, leapt_ms = Notes(), NOON_MS + 2 * HOUR_MS

    async def leaps(scene: Scene):
        scene.exchange.leaps = Leaps(scene.now_ms // 1000, lambda: 1e6)
        scene.move_to(leapt_ms)
        await scene.exchange.tick(scene.exchange.leaps)

    play(tmp_path, leaps, clock_notes=notes)
    with pytest.raises(ClockError, match="the clock leapt 2 h ahead; set it, or, if it is right, type bluezone"):
        play(tmp_path, signed_ms, clock_notes=notes, now_ms=leapt_ms + MINUTE_MS)

    assert NOON_MS + MINUTE_MS == play(tmp_path, signed_ms, clock_notes=notes, now_ms=NOON_MS + MINUTE_MS)
    assert notes.doubted is None


def test_a_start_that_was_refused_is_let_through_by_a_word_that_was_given_since(tmp_path: Path) -> None:
    notes, later_ms = Notes(), NOON_MS + 40 * DAY_MS
    play(tmp_path, signed_ms, clock_notes=notes)
    with pytest.raises(ClockError):
        play(tmp_path, signed_ms, clock_notes=notes, now_ms=later_ms)
    refused = notes.doubted
    notes.said_s = later_ms // 1000 + 60

    assert Doubt(later_ms // 1000, NOON_S) == refused
    assert later_ms + 2 * MINUTE_MS == play(tmp_path, signed_ms, clock_notes=notes, now_ms=later_ms + 2 * MINUTE_MS)
    assert notes.doubted is None


def test_a_running_exchange_says_once_that_its_clock_leapt_and_goes_on_by_a_persons_word(tmp_path: Path) -> None:
    notes = Notes()

    async def story(scene: Scene):
        scene.exchange.leaps = Leaps(scene.now_ms // 1000, lambda: 1e6)
        scene.move_by(HOUR_MS)
        told: list[object] = []
        for said_s in (None, None, scene.now_ms // 1000):
            notes.said_s = said_s
            with capture_logs() as lines:
                await scene.exchange.tick(scene.exchange.leaps)
            told.append([line["event"] for line in lines if "clock" in line["event"]])
            told.append(b"clock_doubted 1.0" in scene.exchange.measured())
        return told, scene.exchange.is_ready()

    leapt = "the clock leapt, and is not believed"
    expected = [[leapt], True, [], True, ["the clock is believed again"], False]
    assert (expected, True) == play(tmp_path, story, clock_notes=notes)


def test_nothing_is_erased_by_a_clock_that_leapt(tmp_path: Path) -> None:
    async def story(scene: Scene):
        scene.exchange.leaps = Leaps(scene.now_ms // 1000, lambda: 1e6)
        await scene.code()
        scene.move_by(40 * DAY_MS)
        counts = []
        for is_vouched_for in (False, True):
            if is_vouched_for:
                scene.exchange.leaps.vouch(scene.now_ms // 1000)
            await scene.exchange.tick(scene.exchange.leaps)
            with scene.exchange.store.transaction() as connection:
                counts.append(connection.execute(sa.select(sa.func.count()).select_from(codes)).scalar_one())
        return counts

    assert [1, 0] == play(tmp_path, story)
