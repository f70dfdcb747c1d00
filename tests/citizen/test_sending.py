"""Sealed messages on their way: one tap sends one message, and what nobody knows is told as such."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from bluezone.citizen.keeping import Outbox, Outgoing, What, outbox, save_outbox
from bluezone.device.errors import UnreachableError
from bluezone.protocol.calendar import DAY_MS
from bluezone.protocol.messages import CoverRequest, ReportRequest
from bluezone.protocol.report import Withdrawal
from tests.support.citizen.owners import Desk, an_owner, may_report, shown_on, words_of
from tests.support.citizen.telling import ANSWERS, a_warned_owner, opened


class LosesTheAnswer(Desk):
    """Reports arrive, and what the exchange says to them is lost on the way; or what it says to the call after them."""

    lost: type = ReportRequest

    async def call(self, body: bytes) -> bytes:
        answer = await super().call(body)
        reported = bool(self.taken(ReportRequest))
        if reported and self.lost is not None and isinstance(self.requests[-1], self.lost):
            raise UnreachableError("the line was cut")
        return answer


@contextlib.asynccontextmanager
async def a_lost_answer(folder, lost: type = ReportRequest):
    """A declaration that arrived, and a phone that was not told so."""
    desk = LosesTheAnswer()
    desk.lost = lost
    async with an_owner(folder, exchange=desk) as owner:
        may_report(owner.device)
        await owner.looks_and_sends("/declaration", ANSWERS)
        await owner.waits()
        yield owner, desk


def test_a_second_tap_sends_nothing_a_second_time_and_is_not_told_otherwise(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            look = await owner.sends("/declaration", ANSWERS)
            tap = {**ANSWERS, **shown_on(look)}
            taps = await asyncio.gather(*(owner.sends("/declaration/send", tap) for _ in range(2)))
            await owner.waits()
            return [words_of(page.text) for page in taps], desk

    pages, desk = asyncio.run(play())

    assert 1 == len(desk.taken(ReportRequest))
    assert [] == [text for text in pages if "not been sent" in text]


@pytest.mark.parametrize(("path", "form"), [("/declaration", ANSWERS), ("/warnings/report", {"note": "x"})])
def test_going_back_and_tapping_again_sends_no_second_message(tmp_path, path, form):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            look = await owner.sends(path, form)
            for _ in range(2):
                await owner.sends(f"{path}/send", {**form, **shown_on(look)})
                await owner.waits()
            return desk, outbox(owner.phone).messages

    desk, messages = asyncio.run(play())

    assert 1 == len(desk.taken(ReportRequest))
    assert 1 == len(messages)


def test_the_way_back_to_a_page_that_is_out_of_date_does_not_say_that_nothing_was_sent(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            look = await owner.sends("/declaration", ANSWERS)
            await owner.sends("/declaration/send", {**ANSWERS, **shown_on(look)})
            await owner.waits()
            owner.device.around.clock.pass_minutes(11 * 60)
            told = await owner.sends("/declaration/send", {**ANSWERS, **shown_on(look)})
            return words_of(told.text), desk

    text, desk = asyncio.run(play())

    assert "Nothing has been sent" not in text
    assert 1 == len(desk.taken(ReportRequest))


@pytest.mark.parametrize("number", ["", "zz", "00", "00" * 17])
def test_a_number_that_no_page_drew_sends_nothing(tmp_path, number):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            look = await owner.sends("/declaration", ANSWERS)
            await owner.sends("/declaration/send", {**ANSWERS, **shown_on(look), "number": number})
            await owner.waits()
            return desk

    assert [] == asyncio.run(play()).requests


def test_tapping_withdraw_twice_withdraws_once(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            await owner.looks_and_sends("/declaration", ANSWERS)
            await owner.waits()
            form = {"report": outbox(owner.phone).messages[0].report_id.hex(), "what": "declaration"}
            taps = await asyncio.gather(*(owner.sends("/sent/withdraw", form) for _ in range(2)))
            assert 1 == len(desk.taken(ReportRequest))
            for _ in range(2):
                await owner.device.take_turn()
            return [words_of(page.text) for page in taps], desk

    pages, desk = asyncio.run(play())

    assert 2 == len(desk.taken(ReportRequest))
    assert [] == [text for text in pages if "not been sent" in text]


def test_a_second_message_waits_for_covers_turn_unless_its_owner_says_now(tmp_path):
    """Two sequences in a row are none that cover ever makes: whoever watches the line would know of both."""

    async def play(*, now: bool):
        async with a_warned_owner(tmp_path / str(now)) as (owner, desk):
            for _ in range(2):
                await owner.looks_and_sends("/declaration", ANSWERS)
                await owner.waits()
            seen, text = len(desk.taken(ReportRequest)), await owner.sees("/sent")
            waiting = outbox(owner.phone).next_later
            if now:
                await owner.sends("/sent/retry", {"report": waiting.report_id.hex(), "what": waiting.what})
                await owner.waits()
            else:
                await owner.device.take_turn()
            return seen, text, len(desk.taken(ReportRequest)), outbox(owner.phone).next_later, await owner.sees("/")

    for now in (False, True):
        (tmp_path / str(now)).mkdir()
        seen, text, sent, waiting, home = asyncio.run(play(now=now))
        assert (1, 2, None) == (seen, sent, waiting)
        assert "goes by itself" in text
        assert "waits for your word" not in home


def test_an_act_of_the_owners_takes_covers_next_turn(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            await owner.looks_and_sends("/declaration", ANSWERS)
            await owner.waits()
            calls = [len(desk.requests)]
            for _ in range(2):
                await owner.device.take_turn()
                calls.append(len(desk.requests))
            return calls

    first, second, third = asyncio.run(play())

    assert (0, 3) == (second - first, third - second)


def test_a_withdrawn_declaration_proves_nothing_any_more(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, _):
            await owner.looks_and_sends("/declaration", ANSWERS)
            await owner.waits()
            number = outbox(owner.phone).messages[0].report_id.hex()
            before = await owner.gets(f"/declaration/{number}")
            await owner.sends("/sent/withdraw", {"report": number, "what": "declaration"})
            await owner.device.take_turn()
            return before.status_code, (await owner.gets(f"/declaration/{number}")).status_code

    assert (200, 404) == asyncio.run(play())


def test_a_message_whose_answer_was_lost_may_have_arrived_and_is_told_so(tmp_path):
    async def play():
        async with a_lost_answer(tmp_path) as (owner, _):
            return await owner.sees("/sending"), await owner.sees("/sent"), await owner.sees("/")

    sending, sent, home = asyncio.run(play())

    assert "No answer" in sending
    assert "It may have arrived" in sending
    assert "It may have arrived" in sent
    assert "A sealed message waits for your word" in home


def test_what_may_have_arrived_stays_in_its_owners_hands(tmp_path):
    """Thrown away, it can still be withdrawn: the health authority may have it."""

    async def play():
        async with a_lost_answer(tmp_path) as (owner, desk):
            kept = outbox(owner.phone).messages[0]
            form = {"report": kept.report_id.hex(), "what": kept.what}
            await owner.sends("/sent/discard", form)
            text = await owner.sees("/sent")
            desk.lost = None
            await owner.sends("/sent/withdraw", form)
            await owner.device.take_turn()
            return text, opened(desk, -1), kept, await owner.sees("/sent")

    text, last, kept, after = asyncio.run(play())

    assert "thrown away" in text
    assert "It may have arrived before" in text
    assert Withdrawal(kept.report_id) == last
    assert "withdrawn" in after


def test_an_engine_that_ends_while_it_sends_does_not_claim_that_nothing_left(tmp_path):
    class Dies(Desk):
        async def call(self, body: bytes) -> bytes:
            await super().call(body)
            if self.taken(ReportRequest):
                raise asyncio.CancelledError
            return await super().call(body)

    async def play():
        async with an_owner(tmp_path, exchange=Dies()) as owner:
            may_report(owner.device)
            await owner.looks_and_sends("/declaration", ANSWERS)
            await owner.waits()
            return await owner.sees("/sent")

    assert "It may have arrived" in asyncio.run(play())


def test_a_message_that_never_left_is_not_said_to_have_arrived_perhaps(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path, reachable=False) as (owner, _):
            await owner.looks_and_sends("/declaration", ANSWERS)
            await owner.waits()
            return await owner.sees("/sending"), outbox(owner.phone).messages[0]

    text, message = asyncio.run(play())

    assert "may have arrived" not in text
    assert not message.may_be_withdrawn


def test_a_message_that_was_taken_has_arrived_though_the_padding_after_it_was_lost(tmp_path):
    async def play():
        async with a_lost_answer(tmp_path, CoverRequest) as (owner, _):
            return await owner.sees("/sending")

    assert "It has arrived" in asyncio.run(play())


def test_a_clock_set_forward_erases_nothing_that_was_sent(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, _):
            await owner.looks_and_sends("/declaration", ANSWERS)
            await owner.waits()  # brought a proven time
            clock = owner.device.around.clock
            for days in (40, -40):
                clock.wall, clock.started = clock.wall + days * DAY_MS, clock.started + days * DAY_MS
                await owner.gets("/sent")
            return outbox(owner.phone).messages

    assert 1 == len(asyncio.run(play()))


@pytest.mark.parametrize("ends", ["erased", "over"])
def test_of_a_message_that_went_while_everything_was_erased_nothing_is_left(tmp_path, ends):
    """It goes in cover's turn, which is no errand of the owner's that erasing would wait for."""

    async def play():
        desk = Desk()
        async with an_owner(tmp_path, exchange=desk) as owner:
            may_report(owner.device)
            declared = Outgoing(b"n" * 16, What.DECLARATION, owner.phone.now_ms(), "An aunt", b"sealed", later=True)
            save_outbox(owner.phone, Outbox((declared,)))
            answers = desk.call

            async def erased_behind_the_report(body):
                answer = await answers(body)
                if isinstance(desk.requests[-1], CoverRequest):
                    await (owner.sends("/settings/erase", {"sure": "yes"}) if ends == "erased" else end(owner.device))
                return answer

            desk.call = erased_behind_the_report
            await owner.device.take_turn()
            return len(desk.taken(ReportRequest)), outbox(owner.phone).messages

    assert (1, ()) == asyncio.run(play())


async def end(device):
    await device._end_service()


def test_a_message_that_nobody_answered_takes_no_turn_of_covers_and_holds_no_other_back(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            desk.reachable = False
            await owner.looks_and_sends("/declaration", ANSWERS)
            await owner.waits()
            desk.reachable = True
            await owner.device.take_turn()
            covers = len(desk.taken(CoverRequest))
            await owner.looks_and_sends("/declaration", ANSWERS)
            await owner.waits()
            return covers, len(desk.taken(ReportRequest))

    assert (2, 1) == asyncio.run(play())
