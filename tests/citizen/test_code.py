"""I have a code: nothing leaves before the consent, what leaves is what was shown, and every ending is told."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import re
from dataclasses import replace

import msgspec
import pytest

from bluezone.citizen.errands import Errand
from bluezone.citizen.keeping import What, outbox
from bluezone.device.core.disclosing import Stage
from bluezone.device.core.identity import OwnSeed
from bluezone.device.errors import UnreachableError
from bluezone.protocol.calendar import Day
from bluezone.protocol.codes import long_code, short_code, spaced
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import (
    CoverRequest,
    RedeemRequest,
    Refusal,
    ReportRequest,
    UploadRequest,
    unpack_request,
)
from bluezone.protocol.report import LinkConsent, link_of, open_sealed
from tests.support.citizen.owners import (
    PAGES,
    REPORT_PRIVATE_KEY,
    Desk,
    an_owner,
    may_report,
    shown_on,
    under_way,
    words_of,
)

CODE = short_code(bytes(15) + b"\x07")


@contextlib.asynccontextmanager
async def a_case(folder, *, exchange=None, **desk):
    """A person with a code, before an exchange."""
    exchange = exchange or Desk(**desk)
    async with an_owner(folder, exchange=exchange) as owner:
        may_report(owner.device)
        yield owner, exchange


def has_days(owner, days):
    """The phone has been on for so many days, today's the last."""
    today = owner.device.machine.identity.days()[-1]
    before = [OwnSeed(today.plus(-back), 0, 95, DaySeed(bytes([back]) * 16)) for back in reversed(range(1, days))]
    known = owner.device.machine.identity
    owner.device.machine.identity = replace(known, seeds=(*before, *known.seeds))


async def consents(owner, **form):
    """Types the code, leaves every day ticked, sends, and waits."""
    page = await owner.sends("/code", {"code": CODE})
    days = re.findall(r'name="day"\s+value="(\d+)"\s+checked', page.text)
    answer = await owner.sends("/code/disclose", {"code": CODE, "day": days, **form})
    await owner.waits()
    return answer


def test_typing_a_code_sends_nothing(tmp_path):
    async def play():
        async with a_case(tmp_path) as (owner, desk):
            page = await owner.sends("/code", {"code": CODE})
            return words_of(page.text), desk

    text, desk = asyncio.run(play())

    assert f"Code {spaced(CODE)}" in text
    assert "What would be sent" in text
    assert "What is not sent" in text
    assert "Only if you tick it below: one sealed message more In it are one mark for each key" in text
    assert [] == desk.requests


def test_the_way_back_from_the_consent_keeps_the_code(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            consent = await owner.sends("/code", {"code": CODE})
            return consent.text, (await owner.sends("/code", {"code": CODE, "change": "yes"})).text

    consent, again = asyncio.run(play())

    assert re.search(r'<button[^>]*\sform="kept"\s+formaction="[^"]+/code"\s+name="change"\s+value="yes">', consent)
    assert f'value="{CODE}"' in again
    assert "What would be sent" not in again


@pytest.mark.parametrize("typed", ["", "1234", CODE[:-1] + "0", "x" * 500, "<b>"])
def test_a_mistyped_code_is_found_before_anything_leaves(tmp_path, typed):
    async def play():
        async with a_case(tmp_path) as (owner, desk):
            page = await owner.sends("/code", {"code": typed})
            return page.text, desk

    html, desk = asyncio.run(play())

    assert "Please check the code" in words_of(html)
    assert 'aria-invalid="true"' in html
    assert [] == desk.requests


def test_a_code_may_be_typed_as_it_is_printed(tmp_path):
    async def play():
        async with a_case(tmp_path) as (owner, _):
            return words_of((await owner.sends("/code", {"code": f" {spaced(CODE)} "})).text)

    assert "What would be sent" in asyncio.run(play())


def test_a_link_fills_the_code_in_and_does_no_more(tmp_path):
    code = long_code(bytes(range(10)))

    async def play():
        async with a_case(tmp_path) as (owner, desk):
            return (await owner.gets(f"/code?code={code}")).text, desk

    html, desk = asyncio.run(play())

    assert f'value="{code}"' in html
    assert [] == desk.requests


ONSETS = [
    ("2020-08-18", {16, 17, 18}, "So these days are ticked."),
    ("2020-08-10", {8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}, "So these days are ticked."),
    ("2020-07-20", set(), "This phone has kept none of those days, so none is ticked."),
]


@pytest.mark.parametrize(("onset", "ticked", "says"), ONSETS, ids=[onset for onset, _, _ in ONSETS])
def test_the_days_are_ticked_by_the_onset_that_the_desk_entered_and_the_page_says_why(tmp_path, onset, ticked, says):
    async def play():
        async with a_case(tmp_path) as (owner, desk):
            has_days(owner, 14)
            page = await owner.sends("/code", {"code": f"{spaced(CODE)}/{onset}"})
            return page.text, desk

    html, desk = asyncio.run(play())

    assert ticked == {Day(int(day)).date.day for day in re.findall(r'name="day"\s+value="(\d+)"\s+checked', html)}
    day = f"{dt.date.fromisoformat(onset):%A, {int(onset[-2:])} %B}"
    assert f"wrote down {day} as the first day of your illness. Others can be infected from 2 days" in words_of(html)
    assert says in words_of(html)
    assert [] == desk.requests


def test_without_an_onset_every_day_is_ticked_and_nothing_is_said_of_one(tmp_path):
    async def play():
        async with a_case(tmp_path) as (owner, _):
            has_days(owner, 14)
            return (await owner.sends("/code", {"code": CODE})).text

    html = asyncio.run(play())

    assert 14 == len(re.findall(r'name="day"\s+value="\d+"\s+checked', html))
    assert "first day of your illness" not in words_of(html)
    assert "because you are a close contact" in words_of(html)
    assert "Only days on which others can have been infected are published" in words_of(html)


def test_the_onset_stays_when_the_page_is_shown_again_and_never_leaves(tmp_path):
    async def play():
        async with a_case(tmp_path) as (owner, desk):
            has_days(owner, 14)
            page = await owner.sends("/code", {"code": f"{CODE}/2020-08-18"})
            code = re.search(r'name="code"\s+value="([^"]+)"', page.text)[1]
            again = await owner.sends("/code/disclose", {"code": code, "language": "vi"})
            await owner.sends("/code/disclose", {"code": code, "day": [str(Day.of(dt.date(2020, 8, 17)).number)]})
            await owner.waits()
            return again.text, desk

    again, desk = asyncio.run(play())

    assert "18/8" in words_of(again)
    assert "checked" not in again
    assert [CODE] == [request.code for request in desk.taken(RedeemRequest)]
    assert 1 == len(desk.taken(UploadRequest)[0].seeds)


def test_home_says_that_others_were_warned(tmp_path):
    async def play():
        async with a_case(tmp_path) as (owner, _):
            before = await owner.sees("/")
            await consents(owner)
            return before, await owner.sees("/")

    before, after = asyncio.run(play())

    assert "You have warned the people you were near" not in before
    assert "You have warned the people you were near sent on Tuesday, 18 August, 14:0" in after


def test_consent_to_linking_is_never_ticked_beforehand(tmp_path):
    async def play():
        async with a_case(tmp_path) as (owner, _):
            return (await owner.sends("/code", {"code": CODE})).text

    assert re.search(r'name="link"\s+value="yes"\s*>', asyncio.run(play()))


def test_whoever_consents_has_read_that_days_sent_twice_can_be_joined(tmp_path):
    """Nothing hides it (docs/decisions/0008-device.md): so the page says it above the button that sends."""
    joined = "can tell which keys are of one phone if it sends the same days twice"

    async def play():
        async with a_case(tmp_path) as (owner, desk):
            return words_of((await owner.sends("/code", {"code": CODE})).text), desk.requests

    words, requests = asyncio.run(play())

    assert 0 <= words.find(joined) < words.rindex("Send")
    assert [] == requests


def test_with_consent_the_keys_arrive(tmp_path):
    async def play():
        async with a_case(tmp_path) as (owner, desk):
            await consents(owner)
            return await owner.sees("/code/progress"), desk, owner.device.store.departures()

    text, desk, departures = asyncio.run(play())

    assert "Thank you. It is done." in text
    assert [CODE] == [request.code for request in desk.taken(RedeemRequest)]
    assert 1 == len(desk.taken(UploadRequest)[0].seeds)
    assert [] == desk.taken(ReportRequest)
    assert {("redeem", True), ("upload", True), ("time", True)} <= {(d.what, d.owner_act) for d in departures}


def test_without_a_day_nothing_is_sent(tmp_path):
    async def play():
        async with a_case(tmp_path) as (owner, desk):
            answer = await owner.sends("/code/disclose", {"code": CODE})
            return words_of(answer.text), desk

    text, desk = asyncio.run(play())

    assert "No day is ticked" in text
    assert [] == desk.requests


@pytest.mark.parametrize("day", ["99999", "x", "-1", ""])
def test_a_day_that_was_not_offered_is_not_sent(tmp_path, day):
    async def play():
        async with a_case(tmp_path) as (owner, desk):
            await owner.sends("/code/disclose", {"code": CODE, "day": day})
            return desk

    assert [] == asyncio.run(play()).requests


def test_linking_seals_hashes_of_the_disclosed_seeds_to_the_authority(tmp_path):
    async def play():
        async with a_case(tmp_path) as (owner, desk):
            await consents(owner, link="yes")
            at_once, told = desk.taken(ReportRequest), await owner.sees("/code/progress")
            await owner.device.take_turn()
            return desk, outbox(owner.phone).of(What.LINK), at_once, told, await owner.sees("/code/progress")

    desk, kept, at_once, told, after = asyncio.run(play())

    assert [] == at_once  # right behind a disclosure it would tell the line that somebody here is a confirmed case
    assert "Your consent to linking goes later" in told
    assert "linking goes later" not in after
    consent = open_sealed(desk.taken(ReportRequest)[0].sealed, REPORT_PRIVATE_KEY)
    assert isinstance(consent, LinkConsent)
    seeds = desk.taken(UploadRequest)[0].retired_seeds()
    assert tuple(sorted(link_of(seed.seed) for seed in seeds)) == consent.links
    assert [True] == [message.sent_ms is not None for message in kept]


def test_a_disclosure_takes_covers_next_turn_and_what_comes_behind_it_waits(tmp_path):
    """Else the calls of a day on which somebody disclosed would be more than cover's, and two sequences in a row."""

    async def play():
        async with a_case(tmp_path) as (owner, desk):
            await consents(owner)
            waits, calls = owner.device.has_just_spoken, [len(desk.requests)]
            for _ in range(2):
                await owner.device.take_turn()
                calls.append(len(desk.requests))
            return waits, calls

    waits, (first, second, third) = asyncio.run(play())

    assert waits
    assert (0, 3) == (second - first, third - second)


def test_a_code_that_is_not_accepted_is_told_and_another_may_be_entered(tmp_path):
    async def play():
        async with a_case(tmp_path, refusal=Refusal.CODE) as (owner, desk):
            await consents(owner)
            return await owner.sees("/code/progress"), await owner.sees("/code"), desk

    text, again, desk = asyncio.run(play())

    assert "The code was not accepted" in text
    assert "Health staff give you a code" in again
    assert [] == desk.taken(UploadRequest)


def test_without_a_network_the_consent_is_kept_and_nothing_tries_again_by_itself(tmp_path):
    async def play():
        async with a_case(tmp_path, reachable=False) as (owner, desk):
            await consents(owner)
            text = await owner.sees("/code/progress")
            desk.reachable = True
            await owner.device.tick()
            await owner.gets("/code/progress")
            return text, list(desk.requests), await owner.sees("/")

    text, requests, home = asyncio.run(play())

    assert "Your keys have not been sent yet" in home

    assert "No connection" in text
    assert "Nothing is tried again until you say so." in text
    assert [] == requests


def test_at_the_owners_word_it_is_tried_again_and_arrives(tmp_path):
    async def play():
        async with a_case(tmp_path, reachable=False) as (owner, desk):
            await consents(owner, link="yes")
            desk.reachable = True
            await owner.sends("/code/retry")
            await owner.waits()
            text = await owner.sees("/code/progress")
            await owner.device.take_turn()
            return text, desk

    text, desk = asyncio.run(play())

    assert "Thank you. It is done." in text
    assert 1 == len(desk.taken(UploadRequest))
    assert 1 == len(desk.taken(ReportRequest))


def test_a_busy_exchange_is_told_apart_from_a_wrong_code(tmp_path):
    async def play():
        async with a_case(tmp_path, refusal=Refusal.BUSY) as (owner, _):
            await consents(owner)
            return await owner.sees("/code/progress")

    assert "The exchange asks to try again later." in asyncio.run(play())


def test_the_owner_may_give_up(tmp_path):
    async def play():
        async with a_case(tmp_path, reachable=False) as (owner, desk):
            await consents(owner)
            await owner.sends("/code/abandon")
            desk.reachable = True
            await owner.sends("/code/retry")
            await owner.waits()
            return await owner.sees("/code/progress"), desk

    text, desk = asyncio.run(play())

    assert "There is nothing to send" in text
    assert [] == desk.requests


def test_tapping_twice_sends_once(tmp_path):
    async def play():
        async with a_case(tmp_path) as (owner, desk):
            page = await owner.sends("/code", {"code": CODE})
            days = re.findall(r'name="day"\s+value="(\d+)"\s+checked', page.text)
            form = {"code": CODE, "day": days}
            await asyncio.gather(owner.sends("/code/disclose", form), owner.sends("/code/disclose", form))
            await owner.waits()
            return desk

    assert 1 == len(asyncio.run(play()).taken(UploadRequest))


def test_going_back_and_tapping_again_does_not_turn_done_into_refused(tmp_path):
    """The code is spent by then; the page would say that nothing was sent, which is not so."""

    async def play():
        async with a_case(tmp_path) as (owner, desk):
            page = await owner.sends("/code", {"code": CODE})
            days = re.findall(r'name="day"\s+value="(\d+)"\s+checked', page.text)
            tap = {"code": CODE, "day": days, **shown_on(page)}
            await owner.sends("/code/disclose", tap)
            await owner.waits()
            desk.refusal = Refusal.CODE
            await owner.sends("/code/disclose", tap)
            await owner.waits()
            return await owner.sees("/code/progress"), desk

    text, desk = asyncio.run(play())

    assert "Thank you. It is done." in text
    assert 1 == len(desk.taken(RedeemRequest))


def test_while_it_is_under_way_the_page_says_so(tmp_path):
    async def play():
        async with a_case(tmp_path) as (owner, _):
            with under_way(owner, "disclosure"):
                return await owner.sees("/code"), await owner.sees("/code/progress")

    redirected, text = asyncio.run(play())

    assert "" == redirected  # to the progress page
    assert "Your consent is saved" in text
    assert "You may leave this page" in text


def test_a_link_consent_ends_with_the_code_it_was_given_for(tmp_path):
    """The first code is refused and the engine dies at the cover call after it: the tick must not outlive it."""

    async def play():
        desk = DiesAtCover(refusal=Refusal.CODE)
        async with a_case(tmp_path, exchange=desk) as (owner, _):
            await consents(owner, link="yes")
            desk.refusal, desk.dies = None, False
            await consents(owner)
            return owner.device.draft.stage, desk

    stage, desk = asyncio.run(play())

    assert Stage.DONE is stage
    assert [] == desk.taken(ReportRequest)


def test_a_stale_page_adds_no_link_consent_to_a_kept_disclosure(tmp_path):
    async def play():
        async with a_case(tmp_path, reachable=False) as (owner, desk):
            await consents(owner)
            await consents(owner, link="yes")
            desk.reachable = True
            await owner.sends("/code/retry")
            await owner.waits()
            return desk

    desk = asyncio.run(play())

    assert 1 == len(desk.taken(UploadRequest))
    assert [] == desk.taken(ReportRequest)


def test_a_mistyped_code_leaves_no_link_consent_behind(tmp_path):
    async def play():
        async with a_case(tmp_path) as (owner, desk):
            days = [day.number for day in owner.device.machine.identity.days()]
            await owner.sends("/code/disclose", {"code": "123", "day": days, "link": "yes"})
            await owner.waits()
            await consents(owner)
            return desk

    desk = asyncio.run(play())

    assert 1 == len(desk.taken(UploadRequest))
    assert [] == desk.taken(ReportRequest)


def test_a_code_entered_while_something_else_is_sent_is_not_called_done(tmp_path):
    """Nor when an earlier one was done: the page speaks of this tap."""

    async def play():
        async with a_case(tmp_path) as (owner, desk):
            await consents(owner)
            with under_way(owner, "declaration"):
                days = [day.number for day in owner.device.machine.identity.days()]
                told = await owner.sends("/code/disclose", {"code": CODE, "day": days, "link": "yes"})
                return told.text, desk

    html, desk = asyncio.run(play())

    assert "Something else is being sent" in words_of(html)
    assert "It is done" not in words_of(html)
    assert re.search(r'name="link"\s+value="yes"\s+checked\s*>', html)
    assert 1 == len(desk.taken(UploadRequest))


def test_a_kept_disclosure_waits_while_something_else_is_sent(tmp_path):
    async def play():
        async with a_case(tmp_path, reachable=False) as (owner, _):
            await consents(owner)
            with under_way(owner, "declaration"):
                return await owner.gets("/code/progress")

    html = asyncio.run(play()).text

    assert "Wait a minute, then decide." in words_of(html)
    assert "/code/abandon" not in html


def test_after_a_restart_nobody_blames_the_network(tmp_path):
    async def play():
        async with a_case(tmp_path, reachable=False) as (owner, _):
            await consents(owner)
            owner.phone.errand = Errand()
            return await owner.sees("/code/progress")

    text = asyncio.run(play())

    assert "Not finished yet" in text
    assert "No connection" not in text


def test_keys_whose_answer_was_lost_may_have_arrived_and_the_page_says_so(tmp_path):
    async def play():
        async with a_case(tmp_path, exchange=DiesAt(UploadRequest, UnreachableError("cut"))) as (owner, _):
            await consents(owner)
            return await owner.sees("/code/progress"), await owner.sees("/")

    text, home = asyncio.run(play())

    assert "The keys may have arrived" in text
    assert "Giving up does not take them back." in text
    assert "It is not known whether your keys have arrived" in home
    assert "have not been sent" not in home


def test_an_engine_that_ends_after_the_upload_has_not_forgotten_the_consent_to_linking(tmp_path):
    """It lies in the draft until it is sealed; sending it waits for the owner's word."""

    async def play():
        async with an_upload_before_sealing(tmp_path) as (owner, desk):
            owner.phone.errand = Errand()
            waiting, home, untouched = await owner.sees("/code/progress"), await owner.sees("/"), len(desk.requests)
            await owner.sends("/code/retry")
            await owner.waits()
            await owner.device.take_turn()
            return waiting, home, untouched, desk, await owner.sees("/code/progress"), owner.device.draft

    waiting, home, untouched, desk, after, draft = asyncio.run(play())

    assert "Thank you. It is done." in waiting
    assert "Your consent to linking has not been sent" in waiting
    assert "Your consent to linking has not been sent" in home
    assert [] == [r for r in desk.requests[:untouched] if isinstance(r, ReportRequest)]
    consent = open_sealed(desk.taken(ReportRequest)[0].sealed, REPORT_PRIVATE_KEY)
    seeds = desk.taken(UploadRequest)[0].retired_seeds()
    assert tuple(sorted(link_of(seed.seed) for seed in seeds)) == consent.links
    assert "linking has not been sent" not in after
    assert () == draft.links


def test_a_consent_to_linking_that_waits_may_be_given_up(tmp_path):
    async def play():
        async with an_upload_before_sealing(tmp_path) as (owner, desk):
            await owner.sends("/code/abandon")
            await owner.sends("/code/retry")
            await owner.waits()
            return desk, await owner.sees("/code/progress")

    desk, text = asyncio.run(play())

    assert [] == desk.taken(ReportRequest)
    assert "linking has not been sent" not in text


def test_another_code_does_not_take_the_place_of_a_consent_to_linking_that_waits(tmp_path):
    async def play():
        async with an_upload_before_sealing(tmp_path) as (owner, desk):
            days = [day.number for day in owner.device.machine.identity.days()]
            await owner.sends("/code/disclose", {"code": CODE, "day": days})
            await owner.waits()
            return (await owner.gets("/code")).headers["location"], desk, owner.device.draft

    where, desk, draft = asyncio.run(play())

    assert f"{PAGES}/code/progress" == where
    assert 1 == len(desk.taken(UploadRequest))
    assert 1 == len(draft.links)


def test_a_consent_to_linking_that_found_no_network_waits_for_the_next_turn(tmp_path):
    async def play():
        async with a_case(tmp_path, exchange=DiesAt(ReportRequest, UnreachableError("cut"))) as (owner, _):
            await consents(owner, link="yes")
            await owner.device.take_turn()
            return await owner.sees("/code/progress"), outbox(owner.phone).next_later

    text, waiting = asyncio.run(play())

    assert "Thank you. It is done." in text
    assert "Your consent to linking goes later" in text
    assert waiting.sealed


def test_linking_that_is_not_open_any_more_is_said_before_anything_leaves(tmp_path):
    async def play():
        async with a_case(tmp_path) as (owner, desk):
            seals_to(owner.device, b"")
            return words_of((await consents(owner, link="yes")).text), desk

    text, desk = asyncio.run(play())

    assert "This has changed since you looked" in text
    assert [] == desk.requests


def test_giving_up_while_something_is_sent_says_that_it_did_not_happen(tmp_path):
    async def play():
        async with a_case(tmp_path, reachable=False) as (owner, _):
            await consents(owner)
            with under_way(owner, "declaration"):
                return words_of((await owner.sends("/code/abandon")).text), owner.device.draft

    text, draft = asyncio.run(play())

    assert "Wait a minute, then decide." in text
    assert draft is not None


def test_a_mistyped_code_survives_the_language_switch(tmp_path):
    async def play():
        async with a_case(tmp_path) as (owner, _):
            return (await owner.sends("/code", {"code": "1234", "language": "vi"})).text

    html = asyncio.run(play())

    assert 'value="1234"' in html
    assert 'lang="vi"' in html


@contextlib.asynccontextmanager
async def an_upload_before_sealing(folder):
    """The keys have arrived, and the consent to linking, which was ticked too, is not sealed yet."""

    class TakesTheKeyAway(Desk):
        async def call(self, body: bytes) -> bytes:
            answer = await super().call(body)
            if isinstance(self.requests[-1], UploadRequest):
                seals_to(owner.device, b"")
            return answer

    async with a_case(folder, exchange=TakesTheKeyAway()) as (owner, desk):
        key = owner.device.feed.keys.report_key
        await consents(owner, link="yes")
        seals_to(owner.device, key)
        yield owner, desk


def seals_to(device, key: bytes) -> None:
    device._saved.save_feed(replace(device.feed, keys=msgspec.structs.replace(device.feed.keys, report_key=key)))


class DiesAt(Desk):
    """One kind of call arrives, and is not answered."""

    def __init__(self, kind: type, error: BaseException) -> None:
        super().__init__()
        self.kind, self.error = kind, error

    async def call(self, body: bytes) -> bytes:
        answer = await super().call(body)
        if isinstance(self.requests[-1], self.kind):
            raise self.error
        return answer


class DiesAtCover(Desk):
    """The phone's engine ends while a call that says nothing is under way."""

    dies = True

    async def call(self, body: bytes) -> bytes:
        if self.dies and isinstance(unpack_request(body), CoverRequest):
            raise asyncio.CancelledError
        return await super().call(body)
