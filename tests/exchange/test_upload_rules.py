"""The upload matrix: each rule has uploads just inside and just outside of it, and a refusal stores nothing."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from bluezone.exchange.errors import RefusedCallError
from bluezone.exchange.staging import places_of, window_for
from bluezone.exchange.upload_rules import UPLOAD_RULES, Upload, check_upload
from bluezone.protocol.batch import Infectivity
from bluezone.protocol.calendar import DAY_MS, HOUR_MS, Day
from bluezone.protocol.config import PathogenProfile
from bluezone.protocol.disclosure import Certificate, Level, RetiredSeed, commitment_to
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import AcceptedAnswer, Refusal, RefusedAnswer, disclosed
from tests.exchange.test_calls import row_counts
from tests.support.exchange.exchange_client import seeds_of_days
from tests.support.exchange.exchanges import NOON_MS, TODAY, Scene, play

pytestmark = pytest.mark.in_turn(of=3)
KEY = bytes(range(32))
YESTERDAY = TODAY.plus(-1)


def seed(number: int) -> DaySeed:
    return DaySeed(number.to_bytes(16, "big"))


def retired(day: Day = YESTERDAY, first: int = 0, last: int = 95, number: int = 0) -> RetiredSeed:
    return RetiredSeed(day, first, last, seed(number))


def upload(*seeds: RetiredSeed, now_ms: int = NOON_MS, key: bytes = KEY, **certificate) -> Upload:
    fields = {
        "commitment": commitment_to(seeds, KEY),
        "level": Level.F0,
        "onset_day": TODAY.number - 2,
        "first_day": TODAY.number - 4,
        "last_day": TODAY.number,
        "expires_s": NOON_MS // 1000 + 3600,
    }
    in_order = tuple(sorted(map(disclosed, seeds)))
    return Upload(Certificate(**{**fields, **certificate}), key, in_order, now_ms)


ACCEPTED = {
    "one seed": upload(retired()),
    "four seeds of one day": upload(*(retired(first=at * 24, last=at * 24 + 23, number=at) for at in range(4))),
    "today until the current slot": upload(retired(TODAY, 0, 48)),
    "today by a clock half an hour ahead": upload(retired(TODAY, 0, 50)),
    "too old but another day still valid": upload(retired(TODAY.plus(-14)), retired(number=1)),
    "the last moment of the certificate": upload(retired(), now_ms=NOON_MS + HOUR_MS - 1),
    "adjacent ranges": upload(retired(first=0, last=47), retired(first=48, last=95, number=1)),
    "days with gaps between them": upload(retired(), retired(TODAY.plus(-3), number=1)),
    "fourteen days": upload(*(retired(TODAY.plus(-1 - at), number=at) for at in range(14))),
    "thirty seeds": upload(*(retired(TODAY.plus(-1 - at), number=at) for at in range(30))),
}
REFUSED = {
    "an expired certificate": (upload(retired(), now_ms=NOON_MS + HOUR_MS), Refusal.CERTIFICATE),
    "a commitment to other seeds": (upload(retired(), commitment=bytes(32)), Refusal.CERTIFICATE),
    "a commitment under another key": (upload(retired(), key=bytes(32)), Refusal.CERTIFICATE),
    "a seed that stands twice": (upload(retired(), retired(TODAY.plus(-2))), Refusal.CONTENT),
    "five seeds of one day": (
        upload(*(retired(first=at, last=at, number=at) for at in range(5))),
        Refusal.CONTENT,
    ),
    "overlapping ranges in order": (upload(retired(first=0, last=48), retired(first=48, number=1)), Refusal.CONTENT),
    "overlapping ranges out of order": (
        upload(retired(first=48, number=1), retired(first=0, last=48)),
        Refusal.CONTENT,
    ),
    "slots of today that are still to come": (upload(retired(TODAY, 0, 51)), Refusal.CONTENT),
    "tomorrow": (upload(retired(TODAY.plus(1), 0, 0)), Refusal.CONTENT),
    "no allowed day": (upload(retired(TODAY.plus(-5))), Refusal.CONTENT),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_an_upload_within_the_rules_is_accepted(case: str) -> None:
    check_upload(ACCEPTED[case])


@pytest.mark.every_run
@pytest.mark.parametrize("case", REFUSED)
def test_an_upload_that_breaks_a_rule_is_refused(case: str) -> None:
    broken, reason = REFUSED[case]

    with pytest.raises(RefusedCallError) as refusal:
        check_upload(broken)

    assert reason == refusal.value.reason


def test_every_rule_is_described_with_its_reason() -> None:
    prose = Path("docs/protocol/upload-rules.md").read_text(encoding="utf-8")

    missing = [rule.__name__ for rule in UPLOAD_RULES if f"`{rule.__name__}`" not in prose]

    assert [] == missing


@pytest.mark.every_run
def test_days_outside_the_infectious_window_are_dropped_and_the_rest_gets_its_class() -> None:
    onset = TODAY.number - 6
    seeds = [retired(TODAY.plus(-age), number=age) for age in range(1, 13)]
    accepted = upload(*seeds, onset_day=onset, first_day=onset - 2, last_day=TODAY.number)

    places = places_of(accepted, PathogenProfile(), 0)

    classes = {place.group.day.number - onset: place.group.infectivity for place in places}
    high = dict.fromkeys(range(-2, 4), Infectivity.HIGH)
    assert {**high, 4: Infectivity.STANDARD, 5: Infectivity.STANDARD} == classes


def test_the_seeds_of_an_f1_are_all_of_the_standard_class() -> None:
    places = places_of(upload(retired(), level=Level.F1), PathogenProfile(), 0)

    assert [(Level.F1, Infectivity.STANDARD)] == [(place.group.level, place.group.infectivity) for place in places]


@pytest.mark.every_run
@pytest.mark.parametrize(
    ("day", "now_h", "end_h"),
    [(-1, 12, 13), (-1, 1, 2), (-1, 1.99, 2), (0, 12, 26), (0, 23.5, 26), (0, 25, 26), (0, 26, 27), (-3, 0, 1)],
)
def test_a_seed_waits_for_the_first_window_after_its_embargo(day: int, now_h: float, end_h: int) -> None:
    start_s = TODAY.start_ms // 1000

    end_s = window_for(TODAY.plus(day), start_s + int(now_h * 3600))

    assert start_s + end_h * 3600 == end_s


@pytest.mark.every_run
def test_a_clock_that_went_back_never_stages_into_a_closed_window() -> None:
    closed_until_s = NOON_MS // 1000 + 5 * 3600

    (place,) = places_of(upload(retired()), PathogenProfile(), closed_until_s)

    assert closed_until_s + 3600 == place.window_end_s


def test_an_upload_whose_only_day_grew_too_old_on_the_way_is_refused_and_uses_nothing_up(tmp_path: Path) -> None:
    async def story(scene: Scene):
        oldest = TODAY.plus(-14)
        seeds = seeds_of_days(scene.chance, range(oldest.number, oldest.number + 1))
        certificate = await scene.phone().certificate(await scene.code(onset=oldest), seeds, KEY)
        before = row_counts(scene)
        scene.move_by(22 * HOUR_MS)
        answer = await scene.phone().upload(certificate, seeds, KEY)
        return answer, before == row_counts(scene)

    assert (RefusedAnswer(Refusal.CONTENT), True) == play(tmp_path, story)


def test_of_an_upload_that_grew_old_on_the_way_the_younger_days_come_out(tmp_path: Path) -> None:
    async def story(scene: Scene):
        oldest = TODAY.plus(-14)
        seeds = seeds_of_days(scene.chance, range(oldest.number, oldest.number + 2))
        certificate = await scene.phone().certificate(await scene.code(onset=oldest), seeds, KEY)
        scene.move_by(22 * HOUR_MS)
        answer = await scene.phone().upload(certificate, seeds, KEY)
        scene.move_by(HOUR_MS)
        await scene.publish()
        published = await scene.published_entries()
        return answer, [one.seed.value in published for one in seeds]

    assert (AcceptedAnswer(), [False, True]) == play(tmp_path, story)


@pytest.mark.every_run
def test_the_seed_of_a_live_day_is_published_only_after_its_embargo(tmp_path: Path) -> None:
    async def story(scene: Scene):
        seeds = (retired(TODAY, 0, 47),)
        await scene.phone().disclose(await scene.code(), seeds)
        scene.move_to(TODAY.embargo_end_ms - 1)
        await scene.publish()
        early = await scene.published_entries()
        scene.move_to(TODAY.embargo_end_ms)
        await scene.publish()
        late = await scene.published_entries()
        return seeds[0].seed.value in early, seeds[0].seed.value in late

    assert (False, True) == play(tmp_path, story)


@pytest.mark.every_run
def test_replaying_a_published_seed_under_another_certificate_is_accepted_and_publishes_nothing(
    tmp_path: Path,
) -> None:
    async def story(scene: Scene):
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 2, TODAY.number))
        await scene.phone().disclose(await scene.code(), seeds)
        await scene.publish_tomorrow()
        await scene.phone(1).disclose(await scene.code(), seeds)
        await scene.phone(2).disclose(await scene.code(Level.F1, TODAY.plus(-4)), seeds)
        await scene.publish_tomorrow()
        published = await scene.published_entries()
        return [len(published[one.seed.value]) for one in seeds]

    assert [1, 1] == play(tmp_path, story)


@pytest.mark.every_run
def test_a_seed_published_for_an_f1_is_published_again_when_the_person_becomes_an_f0(tmp_path: Path) -> None:
    async def story(scene: Scene):
        seeds = seeds_of_days(scene.chance, range(TODAY.number - 1, TODAY.number))
        await scene.phone().disclose(await scene.code(Level.F1, TODAY.plus(-4)), seeds)
        await scene.publish_tomorrow()
        await scene.phone().disclose(await scene.code(Level.F0, TODAY.plus(-1)), seeds)
        await scene.publish_tomorrow()
        return [group.level for _, group in (await scene.published_entries())[seeds[0].seed.value]]

    assert [Level.F1, Level.F0] == play(tmp_path, story)


@pytest.mark.every_run
def test_a_refused_upload_stores_nothing_and_does_not_use_the_certificate_up(tmp_path: Path) -> None:
    async def story(scene: Scene):
        phone = scene.phone()
        seeds = seeds_of_days(random.Random(3), range(TODAY.number - 3, TODAY.number))
        certificate = await phone.certificate(await scene.code(), seeds, KEY)
        before = row_counts(scene)
        tampered = certificate[:-1] + bytes([certificate[-1] ^ 1])
        refusals = [
            await phone.upload(tampered, seeds, KEY),
            await phone.upload(certificate, seeds[:-1], KEY),
            await phone.upload(certificate, seeds, bytes(32)),
            await phone.upload(b"no certificate", seeds, KEY),
        ]
        return before, row_counts(scene), refusals, await phone.upload(certificate, seeds, KEY)

    before, after, refusals, good = play(tmp_path, story)

    assert before == after
    assert [RefusedAnswer(Refusal.CERTIFICATE)] * 4 == refusals
    assert AcceptedAnswer() == good


def test_one_phones_failure_does_not_disturb_the_others_of_the_same_group(tmp_path: Path) -> None:
    async def story(scene: Scene):
        def breaks(_connection):
            raise RuntimeError("a disk fails for one")

        do = scene.exchange.writer.do
        jobs = [do(lambda _connection, number=number: number) for number in range(3)]
        jobs.insert(1, do(breaks))
        return await asyncio.gather(*jobs, return_exceptions=True)

    first, broken, second, third = play(tmp_path, story)

    assert (0, 1, 2) == (first, second, third)
    assert "a disk fails for one" == str(broken)


def test_a_phone_that_hangs_up_while_it_waits_does_not_stop_the_writer(tmp_path: Path) -> None:
    async def story(scene: Scene):
        waiting = [asyncio.ensure_future(scene.exchange.writer.do(lambda _connection: None)) for _ in range(5)]
        await asyncio.sleep(0)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return await scene.exchange.writer.do(lambda _connection: "still here")

    assert "still here" == play(tmp_path, story)


def test_a_days_grid_reaches_back_far_enough_for_everything_that_may_be_staged() -> None:
    from bluezone.protocol.batch import grid

    profile = PathogenProfile()
    for hour in range(48):
        now_s = TODAY.start_ms // 1000 + hour * 3600 + 1800
        oldest = Day.containing(now_s * 1000).plus(-profile.tracing_days)
        end_s = window_for(oldest, now_s)

        assert oldest.number >= grid(end_s, profile.tracing_days)[0].day.number, hour
    assert DAY_MS == 24 * HOUR_MS
