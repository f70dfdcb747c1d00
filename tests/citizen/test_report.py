"""The contact report and the health declaration: shown exactly as sent, sealed, kept, withdrawn; only by a tap."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
import re

import pytest

from bluezone.citizen.keeping import What, outbox
from bluezone.citizen.rows import rows_of
from bluezone.device.core.exposure import Level
from bluezone.device.core.warnings import Warning  # noqa: A004 - the product's own word
from bluezone.protocol.calendar import Day
from bluezone.protocol.keys import DaySeed
from bluezone.protocol.messages import ReportRequest
from bluezone.protocol.report import ContactReport, Declaration, Minutes, Row, Symptom, Withdrawal, link_of
from tests.support.citizen.owners import (
    AUGUST_11,
    PAGES,
    Desk,
    an_owner,
    is_warned,
    may_report,
    shown_on,
    words_of,
)
from tests.support.citizen.telling import ANSWERS, a_warned_owner, opened

AUGUST_11_NUMBER = Day.of(AUGUST_11).number


def test_a_report_is_shown_before_anything_is_sealed(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            page = await owner.sends("/warnings/report", {"call_back": "0912 345 678", "note": "phòng họp"})
            return words_of(page.text), desk, outbox(owner.phone)

    text, desk, box = asyncio.run(play())

    assert "Exactly this is sent" in text
    assert "Tuesday, 11 August F1, 15 to 30 minutes, 2 meetings" in text
    assert "0912 345 678" in text
    assert "phòng họp" in text
    assert "Linked to the case no" in text
    assert [] == desk.requests
    assert () == box.messages


def test_what_was_shown_is_what_arrives(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            await owner.sends("/settings/commune", {"commune": "02536"})
            await owner.looks_and_sends(
                "/warnings/report", {"call_back": "0912 345 678", "note": "phòng họp", "link": "no"}
            )
            await owner.waits()
            return desk, await owner.sees("/sending")

    desk, text = asyncio.run(play())

    report = opened(desk)
    row = Row(AUGUST_11_NUMBER, 1, Minutes.FROM_15, 2)
    assert ContactReport(report.report_id, "02536", (row,), "0912 345 678", "phòng họp", ()) == report
    assert "It has arrived" in text


def test_linking_is_a_choice_of_its_own(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            await owner.looks_and_sends("/warnings/report", {"link": "yes"})
            await owner.waits()
            return desk

    assert (link_of(DaySeed(b"\1" * 16)),) == opened(asyncio.run(play())).links


def test_the_way_back_from_what_would_be_sent_loses_nothing_that_was_typed(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            report = {"call_back": "0912 345 678", "note": "phòng họp", "link": "yes"}
            look = await owner.sends("/warnings/report", report)
            back = await owner.sends("/warnings/report", {**report, **shown_on(look), "change": "yes"})
            declared = await owner.sends("/declaration", ANSWERS)
            again = await owner.sends("/declaration", {**ANSWERS, **shown_on(declared), "change": "yes"})
            return look.text, back.text, declared.text, again.text, desk

    look, back, declared, again, desk = asyncio.run(play())

    for preview, path in ((look, "/warnings/report"), (declared, "/declaration")):
        ways = re.findall(r'<button[^>]*\sform="kept"\s+formaction="([^"]+)"\s+name="change"\s+value="yes">', preview)
        assert [PAGES + path] * 2 == ways  # the arrow above, and the words below
    assert 'value="0912 345 678"' in back
    assert re.search(r">\n?phòng họp</textarea>", back)
    assert re.search(r'name="link"\s+value="yes"\s+checked', back)
    for name in ("name", "birth_year", "phone", "address"):
        assert f'value="{ANSWERS[name]}"' in again
    assert "problem" not in again
    assert [] == desk.requests


@pytest.mark.parametrize("path", ["/warnings/report", "/warnings/report/send"])
def test_a_number_that_is_none_is_told_at_the_field(tmp_path, path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            told = await owner.sends(path, {"call_back": "call me"})
            await owner.waits()
            return told.text, desk

    html, desk = asyncio.run(play())

    assert [] == desk.requests

    assert "Write a phone number of 8 to 15 digits" in html
    assert 'value="call me"' in html


@pytest.mark.parametrize("missing", ["warning", "report key"])
def test_without_a_warning_or_a_reader_there_is_nothing_to_report(tmp_path, missing):
    async def play():
        desk = Desk()
        async with an_owner(tmp_path, exchange=desk) as owner:
            if missing == "report key":
                is_warned(owner.device)
            else:
                may_report(owner.device)
            await owner.looks_and_sends("/warnings/report", {})
            await owner.waits()
            return await owner.sees("/warnings/report"), desk

    text, desk = asyncio.run(play())

    assert "Nothing to report" in text
    assert [] == desk.requests


def test_without_a_network_the_sealed_report_is_kept_and_sent_at_the_owners_word(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path, reachable=False) as (owner, desk):
            await owner.looks_and_sends("/warnings/report", {})
            await owner.waits()
            text = await owner.sees("/sending")
            kept = outbox(owner.phone).messages[0]
            desk.reachable = True
            await owner.sends("/sent/retry", {"report": kept.report_id.hex(), "what": kept.what})
            await owner.waits()
            return text, kept, desk, outbox(owner.phone).messages[0]

    text, kept, desk, sent = asyncio.run(play())

    assert "No connection" in text
    assert kept.sealed == desk.taken(ReportRequest)[0].sealed
    assert (b"", True) == (sent.sealed, sent.sent_ms is not None)


def test_what_has_not_left_can_be_thrown_away(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path, reachable=False) as (owner, _):
            await owner.looks_and_sends("/warnings/report", {})
            await owner.waits()
            kept = outbox(owner.phone).messages[0]
            await owner.sends("/sent/discard", {"report": kept.report_id.hex(), "what": kept.what})
            return outbox(owner.phone).messages, await owner.sees("/sent")

    messages, text = asyncio.run(play())

    assert () == messages
    assert "Nothing so far" in text


def test_what_has_arrived_can_be_withdrawn(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            await owner.looks_and_sends("/warnings/report", {})
            await owner.waits()
            sent = outbox(owner.phone).of(What.CONTACT)[0]
            await owner.sends("/sent/withdraw", {"report": sent.report_id.hex(), "what": "contact"})
            await owner.sends("/sent/retry", {"report": sent.report_id.hex(), "what": "withdrawal"})  # now
            await owner.waits()
            return desk, await owner.sees("/sent")

    desk, text = asyncio.run(play())

    assert Withdrawal(opened(desk).report_id) == opened(desk, 1)
    assert "· withdrawn" in text


@pytest.mark.parametrize("path", ["/sent/retry", "/sent/discard", "/sent/withdraw"])
@pytest.mark.parametrize("report", ["", "00" * 16, "zz", "<b>"])
def test_a_message_that_is_not_there_changes_nothing(tmp_path, path, report):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            answer = await owner.sends(path, {"report": report, "what": "contact"})
            await owner.waits()
            return answer, desk

    answer, desk = asyncio.run(play())

    assert 200 == answer.status_code
    assert [] == desk.requests


def test_the_ledger_says_that_it_was_my_tap(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, _):
            before = await owner.sees("/ledger")
            await owner.looks_and_sends("/warnings/report", {})
            await owner.waits()
            return before, await owner.sees("/ledger")

    before, after = asyncio.run(play())

    assert "nothing with your data has left this phone." in before
    assert "1 message with your data left this phone, by your tap." in after
    assert re.search(r"Your sealed message by your tap, 14:05 4096 bytes", after)


def test_a_declaration_is_shown_sealed_and_proven(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            preview = words_of((await owner.sends("/declaration", ANSWERS)).text)
            assert [] == desk.requests
            await owner.looks_and_sends("/declaration", ANSWERS)
            await owner.waits()
            sent = outbox(owner.phone).of(What.DECLARATION)[0]
            return preview, desk, await owner.sees(f"/declaration/{sent.report_id.hex()}")

    preview, desk, proof = asyncio.run(play())

    declared = opened(desk)
    assert isinstance(declared, Declaration)
    assert ("Trần Văn An", 1980, (Symptom.FEVER,), False) == (
        declared.name,
        declared.birth_year,
        declared.symptoms,
        declared.met_case,
    )
    assert "Signs of illness Fever" in preview
    assert "Trần Văn An Tuesday, 18 August" in proof
    assert "BZD1:2020-08-18:" in proof
    assert "Fever" not in proof
    assert "counts at a door on that day. Whoever looks at this page also sees the name above" in proof
    assert "Number of this declaration random" in preview


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "A", "Write the full name."),
        ("birth_year", "80", "four digits"),
        ("birth_year", "2021", "four digits"),
        ("birth_year", "²020", "four digits"),
        ("phone", "none", "8 to 15 digits"),
        ("phone", "........", "8 to 15 digits"),
        ("phone", "(091) 234-5", "8 to 15 digits"),
        ("phone", "0912345678901234", "8 to 15 digits"),
        ("address", " ", "Write where the person stays now."),
        ("met_case", "", "Choose yes or no."),
    ],
)
def test_what_is_missing_is_said_in_a_summary_and_at_the_field(tmp_path, field, value, says):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            page = await owner.sends("/declaration/send", {**ANSWERS, field: value})
            await owner.waits()
            return page.text, desk

    html, desk = asyncio.run(play())

    assert 2 == words_of(html).count(says)
    assert f'href="#{field}"' in html
    assert [] == desk.requests


def test_what_was_typed_is_not_lost_by_a_mistake(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, _):
            return (await owner.sends("/declaration", {**ANSWERS, "birth_year": "80"})).text

    html = asyncio.run(play())

    assert 'value="Trần Văn An"' in html
    assert re.search(r'name="symptom-1"\s+value="yes"\s+checked', html)


def test_a_proof_of_nothing_is_no_page(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, _):
            return (await owner.gets("/declaration/" + "00" * 16)).status_code

    assert 404 == asyncio.run(play())


def test_a_report_has_one_row_for_each_warning_the_newest_day_first():
    told = (
        Warning(Level.F1, AUGUST_11, 40, 2, (7,), 20, 55),
        Warning(Level.F2, AUGUST_11, 10, 1, (8,), 0, 25),
        Warning(Level.F2, AUGUST_11 + dt.timedelta(days=1), 130, 3, (8,), 90, 150),
    )

    assert (
        Row(AUGUST_11_NUMBER + 1, 2, Minutes.FROM_120, 3),
        Row(AUGUST_11_NUMBER, 1, Minutes.FROM_30, 2),
        Row(AUGUST_11_NUMBER, 2, Minutes.UNDER_15, 1),
    ) == rows_of(told)


@contextlib.contextmanager
def something_is_sent(owner):
    """While another errand is under way."""
    over = asyncio.Event()
    owner.phone.errand.start("disclosure", over.wait())
    yield
    over.set()


def test_the_page_tells_of_the_message_that_was_tapped_and_of_no_other(tmp_path):
    """An older report is tried again without a network, after a declaration has arrived."""

    async def play():
        async with a_warned_owner(tmp_path, reachable=False) as (owner, desk):
            await owner.looks_and_sends("/warnings/report")
            await owner.waits()
            desk.reachable = True
            await owner.looks_and_sends("/declaration", ANSWERS)
            await owner.waits()
            declared = outbox(owner.phone).of(What.DECLARATION)[0]
            await owner.sends("/sent/retry", {"report": declared.report_id.hex(), "what": "declaration"})  # now
            await owner.waits()
            arrived = await owner.sees("/sending")
            desk.reachable = False
            report = outbox(owner.phone).of(What.CONTACT)[0]
            await owner.sends("/sent/retry", {"report": report.report_id.hex(), "what": "contact"})
            await owner.waits()
            return arrived, await owner.sees("/sending")

    arrived, retried = asyncio.run(play())

    assert "It has arrived The declaration was handed over." in arrived
    assert "No connection Contact report It is kept, sealed, on this phone." in retried
    assert "It has arrived" not in retried


def test_a_declaration_made_while_something_else_is_sent_is_not_lost_and_not_called_sent(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            with something_is_sent(owner):
                told = await owner.looks_and_sends("/declaration", ANSWERS)
            await owner.waits()
            return told.text, await owner.sees("/sending"), desk

    told, after, desk = asyncio.run(play())

    assert "Something else is being sent" in words_of(told)
    assert 'name="name" value="Trần Văn An"' in told
    assert "Nothing is being sent" in after
    assert [] == desk.requests


def test_a_report_made_while_something_else_is_sent_is_not_called_sent(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            with something_is_sent(owner):
                told = await owner.looks_and_sends("/warnings/report", {"note": "phòng họp"})
            await owner.waits()
            return told.text, desk

    told, desk = asyncio.run(play())

    assert "Something else is being sent" in words_of(told)
    assert 'name="note" value="phòng họp"' in told
    assert [] == desk.requests


@pytest.mark.parametrize("path", ["/declaration", "/declaration/send"])
def test_a_declaration_that_nobody_could_read_is_not_called_sent(tmp_path, path):
    async def play():
        async with an_owner(tmp_path, exchange=Desk()) as owner:
            told = await owner.sends(path, ANSWERS)
            return told.text, outbox(owner.phone).messages

    html, messages = asyncio.run(play())

    assert "Not open yet" in words_of(html)
    assert 'value="Trần Văn An"' in html
    assert () == messages


def test_a_warning_found_after_the_look_is_shown_before_it_is_sent(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            look = await owner.sends("/warnings/report")
            is_warned(owner.device, date=AUGUST_11 + dt.timedelta(days=1), minutes=130)
            again = await owner.sends("/warnings/report/send", shown_on(look))
            unsent = list(desk.requests)
            await owner.sends("/warnings/report/send", shown_on(again))
            await owner.waits()
            return words_of(again.text), unsent, desk

    again, unsent, desk = asyncio.run(play())

    assert "This has changed since you looked" in again
    assert "Wednesday, 12 August F1," in again
    assert [] == unsent
    assert 2 == len(opened(desk).rows)


def test_links_that_were_not_shown_are_not_sent(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            look = await owner.sends("/warnings/report", {"link": "no"})
            again = await owner.sends("/warnings/report/send", {"link": "yes", **shown_on(look)})
            return words_of(again.text), desk

    again, desk = asyncio.run(play())

    assert "This has changed since you looked" in again
    assert [] == desk.requests


@pytest.mark.parametrize("changed", ["commune", "day"])
def test_a_declaration_whose_commune_or_day_has_changed_is_shown_again(tmp_path, changed):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            look = await owner.sends("/declaration", ANSWERS)
            if changed == "commune":
                await owner.sends("/settings/commune", {"commune": "02536"})
            else:
                owner.device.around.clock.pass_minutes(11 * 60)
            again = await owner.sends("/declaration/send", {**ANSWERS, **shown_on(look)})
            return words_of(again.text), desk

    again, desk = asyncio.run(play())

    assert "This has changed since you looked" in again
    assert {"commune": "Xã Sơn Dương, Tỉnh Tuyên Quang", "day": "Wednesday, 19 August"}[changed] in again
    assert [] == desk.requests


def test_withdrawing_shows_what_leaves_before_it_does(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            await owner.looks_and_sends("/declaration", ANSWERS)
            await owner.waits()
            before = len(desk.requests)
            sent = outbox(owner.phone).messages[0]
            where = re.search(rf'href="{PAGES}(/sent/withdraw[^"]+)"', (await owner.gets("/sent")).text)
            text = await owner.sees(where[1].replace("&amp;", "&"))
            return text, sent, outbox(owner.phone).messages, len(desk.requests) - before

    text, sent, messages, asked = asyncio.run(play())

    assert "Health declaration: Trần Văn An Tuesday, 18 August, 14:05" in text
    assert "One sealed message with the number of what you sent" in text
    assert (sent,) == messages
    assert 0 == asked


def test_a_withdrawal_that_nobody_could_read_is_not_called_done(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, _):
            await owner.looks_and_sends("/declaration", ANSWERS)
            await owner.waits()
            sent = outbox(owner.phone).messages[0]
            owner.device._saved.save_feed(dataclasses.replace(owner.device.feed, keys=None))
            told = await owner.sends("/sent/withdraw", {"report": sent.report_id.hex(), "what": "declaration"})
            return words_of(told.text), outbox(owner.phone).messages, sent

    text, messages, sent = asyncio.run(play())

    assert "Not open just now" in text
    assert (sent,) == messages


@pytest.mark.parametrize("query", ["", "?report=zz&what=contact", "?report=" + "00" * 16 + "&what=declaration"])
def test_there_is_nothing_to_withdraw_of_what_was_never_sent(tmp_path, query):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, _):
            return (await owner.gets(f"/sent/withdraw{query}")).headers["location"]

    assert f"{PAGES}/sent" == asyncio.run(play())


@pytest.mark.parametrize("sends", ["/warnings/report", "/declaration"])
def test_what_the_exchange_has_taken_is_not_told_as_read_by_anybody(tmp_path, sends):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, _):
            await owner.looks_and_sends(sends, ANSWERS)
            await owner.waits()
            return await owner.sees("/sending")

    text = asyncio.run(play())

    assert "It has arrived" in text
    assert "The health staff have your report" not in text
    assert {"/warnings/report": "The exchange has taken", "/declaration": "was handed over"}[sends] in text


def test_what_was_typed_is_there_again_once_the_commune_is_chosen_and_then_nowhere(tmp_path):
    typed = {"call_back": "0912 345 678", "note": "phòng họp", "link": "yes"}

    async def play():
        async with a_warned_owner(tmp_path) as (owner, desk):
            choosing = await owner.sends("/warnings/report", {**typed, "choose": "yes"})
            back = await owner.sends("/settings/commune", {"commune": "02536", "back": "report"})
            return choosing, back, await owner.gets("/warnings/report"), owner.phone.typed, desk

    choosing, back, again, kept, desk = asyncio.run(play())

    assert choosing.url.path.endswith("/settings/commune")
    assert "0912" not in str(choosing.url)
    assert back.url.path.endswith("/warnings/report")
    assert ('value="0912 345 678"' in back.text, "phòng họp" in back.text) == (True, True)
    assert re.search(r'name="link"[^>]*checked', back.text)
    assert ("0912 345 678" in again.text, kept, desk.requests) == (False, {}, [])


def test_what_was_typed_goes_with_everything_else_that_is_erased(tmp_path):
    async def play():
        async with a_warned_owner(tmp_path) as (owner, _):
            await owner.sends("/warnings/report", {"note": "phòng họp", "choose": "yes"})
            owner.phone.forget("vi")
            return owner.phone.typed

    assert {} == asyncio.run(play())


def test_answers_of_a_declaration_are_there_again_once_the_commune_is_chosen(tmp_path):
    answers = {"name": "Vi Thị Ba", "birth_year": "1979", "symptom-1": "yes"}

    async def play():
        async with a_warned_owner(tmp_path) as (owner, _):
            await owner.sends("/declaration", {**answers, "choose": "yes"})
            return await owner.sends("/settings/commune", {"commune": "02536", "back": "declaration"})

    back = asyncio.run(play())

    assert back.url.path.endswith("/declaration")
    assert ('value="Vi Thị Ba"' in back.text, 'value="1979"' in back.text) == (True, True)
    assert re.search(r'name="symptom-1"[^>]*checked', back.text)
