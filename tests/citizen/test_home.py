"""Home: am I protected, has something happened, what must I do. And the pages behind its rows."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from dataclasses import replace

import pytest

from bluezone.citizen import page_key
from bluezone.citizen.communes import commune_of
from bluezone.citizen.condition import Trouble
from bluezone.citizen.errands import Ending, Errand
from bluezone.citizen.keeping import Outbox, Outgoing, What, outbox, save_outbox
from bluezone.citizen.phone import Phone, Preferences
from bluezone.device.air_shell import RadioProblem
from bluezone.device.core.exposure import Level
from bluezone.device.core.visits import UNKNOWN_VENUE, VisitBook
from bluezone.device.rhythm import LOOK_AT_CLOCK_EVERY_MS
from bluezone.device.saved import save_visits
from bluezone.protocol.venue import Venue, VenueKind
from bluezone.radio.errors import UnavailableReason
from bluezone.webui.icons import icon
from tests.support.citizen.owners import (
    KEY,
    PAGES,
    TUESDAY,
    Desk,
    SetClock,
    an_owner,
    hears,
    is_up_to_date,
    is_warned,
    may_report,
    ms,
    seeded_entropy,
    words_of,
)
from tests.support.citizen.telling import ANSWERS


def see(folder, path, prepare=None, **owner):
    """The words of a page, after the phone was put into some state."""

    async def play():
        async with an_owner(folder, **owner) as person:
            done = prepare(person) if prepare is not None else None
            if done is not None:
                await done
            return await person.sees(path)

    return asyncio.run(play())


def ends(owner):
    owner.device._saved.ended = True


def test_all_is_well_in_two_lines(tmp_path):
    text = see(tmp_path, "/", lambda owner: is_up_to_date(owner.device))

    assert "Bluezone is on Has the warnings published until 14:04 today" in text
    assert "needs you" not in text


def test_a_warning_stands_above_everything_else(tmp_path):
    def warned(owner):
        is_up_to_date(owner.device)
        is_warned(owner.device)

    text = see(tmp_path, "/", warned)

    assert text.index("You were near a person who has COVID-19 Tuesday, 11 August") < text.index("Bluezone is on")
    assert "not a diagnosis" in text


def test_a_paused_phone_says_so_and_how_to_go_on(tmp_path):
    text = see(tmp_path, "/", lambda owner: owner.device.pause())

    assert "Bluezone is off No meetings are recorded." in text
    assert "Switch Bluezone on" in text


@pytest.mark.parametrize("trouble", [trouble for trouble in Trouble if trouble is not Trouble.PAUSED])
def test_every_trouble_has_words_of_its_own(tmp_path, trouble):
    text = see(tmp_path, "/", lambda owner: is_up_to_date(owner.device), platform=lambda: frozenset({trouble}))

    assert "needs you" in text or "Bluezone is off" in text
    assert re.search(r"(needs you|is off) (Meetings are|No meetings are) recorded\. [A-Z][^.]+\. ", text)


def test_neighbours_are_counted_and_drawn_one_by_one(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            for phone in range(3):
                hears(owner.device, phone, minutes_ago=1 + phone)
            hears(owner.device, 9, minutes_ago=30)
            return (await owner.gets("/now/home")).text

    html = asyncio.run(play())

    assert "3 phones near you now" in words_of(html)
    assert 3 == html.count('class="radar__dot')


def test_nobody_is_invented(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            return (await owner.gets("/now/home")).text

    html = asyncio.run(play())

    assert "No other phone near you now" in words_of(html)
    assert "radar__dot" not in html


def test_a_paused_phone_shows_no_radar(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            hears(owner.device, 1, minutes_ago=1)
            await owner.device.pause()
            return (await owner.gets("/")).text

    assert "radar__ring" not in asyncio.run(play())


def test_the_part_that_changes_by_itself_is_a_part_of_the_page(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            hears(owner.device, 1, minutes_ago=1)
            return (await owner.gets("/")).text, (await owner.gets("/now/home")).text

    page, part = asyncio.run(play())

    assert part.strip() in page
    assert "<html" not in part


def test_around_you_lists_near_and_far_with_short_ids(tmp_path):
    def meeting(owner):
        hears(owner.device, 1, minutes_ago=0, rssi_dbm=-45)
        hears(owner.device, 2, minutes_ago=3, rssi_dbm=-100)

    text = see(tmp_path, "/around", meeting)

    assert text.index("Within about 2 m heard just now") < text.index("Farther away heard 3 minutes ago")
    assert 3 == len(re.findall(r"\b[0-9A-F]{6}\b", text))  # two neighbours and this phone
    assert not re.search(r"\b[0-9A-F]{7,}\b", text)


def test_around_you_says_why_it_is_empty(tmp_path):
    assert "hears nobody" in see(tmp_path, "/around", lambda owner: owner.device.pause())
    assert "5 minutes" in see(tmp_path, "/around", seed=2)


def test_news_of_yesterday_is_not_said_to_be_of_today(tmp_path):
    async def play():
        clock = SetClock(ms(TUESDAY))
        async with an_owner(tmp_path, clock=clock) as owner:
            is_up_to_date(owner.device)
            clock.pass_minutes(20 * 60)
            return await owner.sees("/"), await owner.sees("/warnings")

    for text in asyncio.run(play()):
        assert "Has the warnings published until 14:04 on Tuesday, 18 August" in text


def test_home_says_at_least_and_how_many_ids_that_rests_on(tmp_path):
    def meeting(owner):
        hears(owner.device, 1, minutes_ago=3)
        hears(owner.device, 2, minutes_ago=20)

    text = see(tmp_path, "/", meeting)

    assert "at least 1 person near you today 2 changing ids heard; one phone uses up to four an hour" in text


def test_a_phone_that_is_off_does_not_say_that_nobody_was_there(tmp_path):
    text = see(tmp_path, "/", lambda owner: owner.device.pause())

    assert "Bluezone is off, so it hears nobody" in text
    assert "Nobody with Bluezone" not in text


def test_nobody_was_there_is_said_of_today_alone(tmp_path):
    """Two days ago there was somebody, and the drawing of fourteen days below shows it."""
    text = see(tmp_path, "/", lambda owner: hears(owner.device, 1, minutes_ago=2 * 1_440))

    assert "0 people near you today Nobody with Bluezone so far today" in text


def test_history_lists_days_from_today_back(tmp_path):
    def days(owner):
        hears(owner.device, 1, minutes_ago=10)
        for phone in range(3):
            hears(owner.device, 10 + phone, minutes_ago=2 * 1_440)

    text = see(tmp_path, "/history", days)

    assert "Today at least 1 person Monday, 17 August 0 people Sunday, 16 August at least 3 people" in text
    assert "Saturday, 15 August" not in text


def test_a_warning_reads_like_a_letter(tmp_path):
    def warned(owner):
        is_up_to_date(owner.device, hotline="1900 9095")
        is_warned(owner.device)

    text = see(tmp_path, "/warnings", warned)

    parts = (
        "Level F1",
        "You were near a person who has COVID-19",
        "Tuesday, 11 August",
        "up to 50 minutes",
        "What to do now",
        "Call 1900 9095",
        "Why you are warned",
        "What this does not mean",
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_the_worse_warning_comes_first(tmp_path):
    def warned(owner):
        is_up_to_date(owner.device)
        is_warned(owner.device, level=Level.F2)
        is_warned(owner.device)

    text = see(tmp_path, "/warnings", warned)

    assert text.index("Level F1") < text.index("Level F2")
    assert "You can also call the health station of your commune." in text


def test_a_warning_names_the_health_station_of_the_chosen_commune(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            is_up_to_date(owner.device, hotline="1900 9095")
            is_warned(owner.device)
            before = await owner.sees("/warnings")
            await owner.sends("/settings/commune", {"commune": "02536"})
            return before, await owner.sees("/warnings")

    before, after = asyncio.run(play())

    assert "Choose my commune" in before
    assert f"health station of {commune_of('02536').name}" in after
    assert "Choose my commune" not in after


def test_the_authoritys_own_advice_is_shown(tmp_path):
    def warned(owner):
        is_up_to_date(owner.device, advice={"en": "Test on day 5 <b>at home</b>."})
        is_warned(owner.device)

    assert "Test on day 5 <b>at home</b>." in see(tmp_path, "/warnings", warned)


def test_no_hour_stands_in_a_warning(tmp_path):
    def warned(owner):
        is_up_to_date(owner.device)
        is_warned(owner.device)

    assert not re.search(r"\d\d:\d\d", see(tmp_path, "/warnings", warned))


def test_opening_the_warnings_marks_them_read(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            is_warned(owner.device)
            before = owner.device.store.judged.warnings()[0].read_ms
            await owner.gets("/warnings")
            return before, owner.device.store.judged.warnings()[0].read_ms

    before, after = asyncio.run(play())

    assert before is None
    assert after is not None


def test_the_way_to_the_warnings_is_marked_until_they_are_opened(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            seen = ["unread" in await owner.sees("/more")]
            is_warned(owner.device)
            seen.append("Warnings unread" in await owner.sees("/more"))
            await owner.gets("/warnings")
            return [*seen, "unread" in await owner.sees("/more")]

    assert [False, True, False] == asyncio.run(play())


def test_whoever_is_warned_of_two_days_reads_one_letter_about_both(tmp_path):
    def warned(owner):
        is_up_to_date(owner.device)
        is_warned(owner.device, minutes=60)
        is_warned(owner.device, date=dt.date(2020, 8, 16), minutes=20)

    text = see(tmp_path, "/warnings", warned)

    first, second = "up to 40 minutes most likely 15 to 30 minutes", "up to 120 minutes most likely 1 to 2 hours"
    assert f"Sunday, 16 August {first} Tuesday, 11 August {second} What to do now" in text
    assert 1 == text.count("Level F1")
    assert "Tell them the level and the days above." in text
    assert "for 14 days after the last day above" in text
    assert "On each day above your phone had heard such a phone near you" in text


NUMBERS = {"02536": "0207 383 0001", "08": "0207 382 2222"}


@pytest.mark.parametrize(
    ("hotline", "units", "commune", "told"),
    [
        ("1900 9095", {}, "", ["Call 1900 9095 The health authority's hotline."]),
        ("", NUMBERS, "", []),
        (
            "",
            NUMBERS,
            "02536",
            [
                "Call 0207 383 0001 The number of Xã Sơn Dương, Tỉnh Tuyên Quang, as the health authority has",
                "Call 0207 382 2222 The number of Tỉnh Tuyên Quang, as the health authority has published it.",
            ],
        ),
        (
            "1900 9095",
            {"08": "0207 382 2222"},
            "02536",
            ["Call 1900 9095 The health authority's hotline.", "Call 0207 382 2222 The number of Tỉnh Tuyên Quang"],
        ),
    ],
)
def test_whom_to_call_comes_from_the_country_or_else_from_the_owners_unit(tmp_path, hotline, units, commune, told):
    async def play():
        async with an_owner(tmp_path) as owner:
            is_up_to_date(owner.device, hotline=hotline, unit_hotlines=units)
            is_warned(owner.device)
            await owner.sends("/settings/commune", {"commune": commune})
            return await owner.sees("/warnings")

    text = asyncio.run(play())

    assert len(told) == len(re.findall(r"Call [0-9]", text))
    assert [text.index(part) for part in told] == sorted(text.index(part) for part in told)
    assert ("its number is not known to Bluezone" in text) is (bool(commune) and commune not in units)


def test_after_sending_home_shows_for_two_days_what_has_arrived(tmp_path):
    async def play():
        clock = SetClock(ms(TUESDAY))
        async with an_owner(tmp_path, exchange=Desk(), clock=clock) as owner:
            may_report(owner.device)
            before = await owner.sees("/")
            await owner.looks_and_sends("/declaration", ANSWERS)
            await owner.waits()
            at_once = await owner.sees("/")
            clock.pass_minutes(47 * 60)
            later = await owner.sees("/")
            clock.pass_minutes(120)
            return before, at_once, later, await owner.sees("/")

    before, at_once, later, over = asyncio.run(play())

    told = "Health declaration: Trần Văn An sent on Tuesday, 18 August, 14:05"
    assert [False, True, True, False] == [told in page for page in (before, at_once, later, over)]


def test_what_was_withdrawn_is_not_shown_as_sent(tmp_path):
    async def play():
        async with an_owner(tmp_path, exchange=Desk()) as owner:
            may_report(owner.device)
            await owner.looks_and_sends("/declaration", ANSWERS)
            await owner.waits()
            sent = outbox(owner.phone).messages[0]
            asked = {"report": sent.report_id.hex(), "what": "declaration"}
            await owner.sends("/sent/withdraw", asked)
            on_its_way = await owner.sees("/")
            await owner.device.take_turn()
            return on_its_way, await owner.sees("/")

    on_its_way, after = asyncio.run(play())

    assert "Withdrawal goes by itself" in on_its_way
    assert "Withdrawal sent on Tuesday, 18 August" in after
    assert "Health declaration: Trần Văn An" not in after


def test_the_last_fourteen_days_are_dots_and_words(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            for days in (0, 1, 1, 13, 14):
                hears(owner.device, days, minutes_ago=days * 24 * 60 + 5)
            is_warned(owner.device)
            return (await owner.gets("/")).text

    html = asyncio.run(play())

    assert [3, 1, 10] == [html.count(f'class="fourteen__{sign}"') for sign in ("heard", "warned", "nobody")]
    text = words_of(html)
    assert "The last 14 days 5 August today Others heard on 4 days · a warning about 1 day · hollow: nobody" in text


def test_home_names_the_newest_day_and_says_that_there_are_more(tmp_path):
    def warned(owner):
        is_warned(owner.device, minutes=60)
        is_warned(owner.device, date=dt.date(2020, 8, 16), minutes=20)

    assert "COVID-19 Sunday, 16 August and 1 more warning" in see(tmp_path, "/", warned)


def test_a_warning_that_was_taken_back_is_told_on_home_until_it_is_read_and_then_stays_among_the_warnings(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            is_up_to_date(owner.device)
            is_warned(owner.device)
            await owner.gets("/warnings")
            owner.device.store.judged.save_warnings([], owner.device.now().wall_ms)
            return [await owner.sees(path) for path in ("/", "/more", "/warnings", "/", "/more", "/warnings")]

    home, more, letter, home_after, more_after, letter_after = asyncio.run(play())

    assert "A warning was taken back Read which one" in home
    assert "Warnings unread" in more
    assert "The warning about Tuesday, 11 August does not hold any more" in letter
    assert "You need not stay at home because of it." in letter
    assert "No warnings" in letter
    assert "taken back" not in home_after
    assert "unread" not in more_after
    assert "The warning about Tuesday, 11 August does not hold any more" in letter_after


@pytest.mark.parametrize(
    ("venue_id", "said"),
    [
        (bytes(range(16)), "The warning about a place, Chợ on Tuesday, 18 August, does not hold any more"),
        (UNKNOWN_VENUE, "The warning about a door where you showed your code, on Tuesday, 18 August, does not hold"),
    ],
    ids=["whose code was scanned", "where a code was shown"],
)
def test_an_alert_about_a_place_that_was_taken_back_is_told_too(tmp_path, venue_id, said):
    async def play():
        async with an_owner(tmp_path) as owner:
            is_up_to_date(owner.device)
            market = Venue(venue_id, "Chợ", VenueKind.MARKET, "02536", 0, 1 << 35, bytes(16))
            book = VisitBook().arrived(market, ms(TUESDAY)).with_alert({1}, 7).all_told(ms(TUESDAY))
            unread = []
            for diary in (book, book.without_alerts_of(7, ms(TUESDAY))):
                save_visits(owner.device.store, diary)
                unread.append("Warnings unread" in await owner.sees("/more"))
                seen = await owner.sees("/"), await owner.sees("/warnings"), await owner.sees("/")
                unread.append("Warnings unread" in await owner.sees("/more"))
            return *seen, unread

    home, letter, home_after, unread = asyncio.run(play())

    assert [True, False, True, False] == unread
    assert "A warning was taken back" in home
    assert said in letter
    assert "taken back" not in home_after


def test_no_warning_is_said_without_promising_too_much(tmp_path):
    text = see(tmp_path, "/warnings", lambda owner: is_up_to_date(owner.device))

    assert "No warnings" in text
    assert "As far as this phone has heard" in text
    assert "While Bluezone is off, or before you had it, it hears nobody." in text
    assert "does not mean no risk" in text


def test_about_shows_the_head_of_the_public_list(tmp_path):
    def followed(owner):
        is_up_to_date(owner.device)
        owner.device._saved.save_feed(replace(owner.device.feed, log_size=412, root=bytes(range(32))))

    text = see(tmp_path, "/about", followed)

    assert "412" in text
    assert "00010203 04050607" in text
    assert "Not witnessed" in text


@pytest.mark.parametrize(
    ("typed", "found"), [("pin", False), ("pín", False), ("battery", True), ("BATTERY charge", True)]
)
def test_questions_are_found_by_their_words(tmp_path, typed, found):
    text = see(tmp_path, f"/questions?q={typed}")

    assert found == ("How much battery does it need?" in text)


@pytest.mark.parametrize("typed", ["vi tri", "vị trí", "VỊ TRÍ"])
def test_vietnamese_is_found_with_or_without_tone_marks(tmp_path, typed):
    assert "Bluezone có biết tôi ở đâu không?" in see(tmp_path, f"/questions?q={typed}", language="vi")


def test_a_search_is_shown_as_text(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            return (await owner.gets("/questions", params={"q": '"><script>x</script>'})).text

    assert "<script>x" not in asyncio.run(play())


@pytest.mark.parametrize(
    ("reason", "title"),
    [
        (UnavailableReason.NO_ADAPTER, "There is no Bluetooth here that Bluezone can use"),
        (UnavailableReason.NO_SERVICE, "The Bluetooth service of this computer does not run"),
        (UnavailableReason.BLOCKED, "A switch of this computer blocks Bluetooth"),
        (UnavailableReason.POWERED_OFF, "Bluetooth is off"),
        (UnavailableReason.NOT_PERMITTED, "Bluezone may not use Bluetooth"),
        (UnavailableReason.FORBIDDEN, "This computer forbids Bluezone to use Bluetooth"),
        (UnavailableReason.LOST, "Bluetooth does not do what Bluezone asks of it"),
        (UnavailableReason.UNFORESEEN, "Bluetooth does not do what Bluezone asks of it"),
    ],
)
def test_why_there_is_no_radio_is_told_as_what_it_is(tmp_path, reason, title):
    def lost(owner):
        is_up_to_date(owner.device)
        owner.device._air.radio_problem = RadioProblem(reason, "a line for whoever mends it")

    assert f"Bluezone is off No meetings are recorded. {title} " in see(tmp_path, "/", lost)


def test_a_phone_that_cannot_send_hears_and_says_that_nobody_hears_it(tmp_path):
    def mute(owner):
        is_up_to_date(owner.device)
        owner.device._air.radio_problem = RadioProblem(UnavailableReason.CANNOT_SEND, "no room on the air")

    assert "needs you Meetings are recorded. Others do not hear this phone It can warn you" in see(tmp_path, "/", mute)


def test_a_radio_in_trouble_is_tried_again_as_often_as_home_says():
    assert 30_000 == LOOK_AT_CLOCK_EVERY_MS  # "twice a minute"


@pytest.mark.parametrize(
    ("trouble", "sign"),
    [
        (Trouble.BLUETOOTH_OFF, "bluetooth"),
        (Trouble.NOT_HEARD, "bluetooth"),
        (Trouble.NOT_PERMITTED, "lock"),
        (Trouble.LOCATION_OFF, "place"),
        (Trouble.BATTERY_SAVER, "battery"),
        (Trouble.BACKGROUND, "battery"),
        (Trouble.CLOCK_SLOW, "clock"),
        (Trouble.FAILING, "alert"),
    ],
)
def test_a_trouble_has_the_picture_of_what_it_is_about(tmp_path, trouble, sign):
    async def play():
        async with an_owner(tmp_path, platform=lambda: frozenset({trouble})) as owner:
            is_up_to_date(owner.device)
            return (await owner.gets("/now/home")).text

    picture = asyncio.run(play()).partition('class="trouble"')[2].partition("</svg>")[0]
    assert picture.partition("<svg")[2].partition(">")[2] == icon(sign).partition("</svg>")[0].partition(">")[2]


@pytest.mark.parametrize(("minutes", "slow"), [(10, True), (1, False), (-10, False)])
def test_a_slow_clock_is_said_because_nothing_that_was_heard_with_it_counts(tmp_path, minutes, slow):
    def proven(owner):
        is_up_to_date(owner.device)
        now, machine = owner.device.now(), owner.device.machine
        machine.clock = machine.clock.anchored(now.wall_ms + minutes * 60_000, now.monotonic_ms)

    text = see(tmp_path, "/", proven)

    assert slow == ("The clock of this phone is slow Set date and time to automatic." in text)
    assert slow == ("needs you" in text)


def test_when_the_outbreak_is_over_home_says_goodbye(tmp_path):
    assert "Bluezone has done its work" in see(tmp_path, "/", ends)


def test_the_end_is_still_said_when_it_has_erased_what_the_owner_had_agreed_to(tmp_path):
    """As after a restart of the engine."""
    assert "Bluezone has done its work" in see(tmp_path, "/", ends, introduced=False)


def test_the_farewell_opens_after_a_restart_with_the_same_address_and_in_the_same_language(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            owner.device._saved.end()
            assert "Bluezone has done its work" in await owner.sees("/")
            store = owner.device.store
            return page_key(store, seeded_entropy(9)), Phone(owner.device, KEY).preferences

    key, preferences = asyncio.run(play())

    assert KEY == key
    assert Preferences(language="en") == preferences


@pytest.mark.parametrize("path", ["/mark", "/settings", "/around", "/history", "/warnings", "/welcome"])
def test_after_the_end_no_page_goes_on_as_if_nothing_had_happened(tmp_path, path):
    async def play():
        async with an_owner(tmp_path) as owner:
            ends(owner)
            return await owner.gets(path)

    answer = asyncio.run(play())

    assert (303, f"{PAGES}/") == (answer.status_code, answer.headers["location"])


@pytest.mark.parametrize("part", ["/now/mark", "/now/home", "/now/around"])
def test_a_page_that_is_open_when_the_end_comes_leads_to_the_farewell(tmp_path, part):
    async def play():
        async with an_owner(tmp_path) as owner:
            ends(owner)
            return (await owner.gets(part)).text

    assert f'data-go="{PAGES}/"' in asyncio.run(play())


def test_a_warning_of_few_minutes_says_why_it_is_given_all_the_same(tmp_path):
    def warned(owner):
        is_up_to_date(owner.device)
        is_warned(owner.device, minutes=5)

    text = see(tmp_path, "/warnings", warned)

    assert "Why a warning, though it may have been less" in text
    assert "It may have been fewer than 15, or more." in text


def test_a_warning_of_enough_minutes_needs_no_such_words(tmp_path):
    def warned(owner):
        is_up_to_date(owner.device)
        is_warned(owner.device, minutes=40, least=15)

    assert "Why a warning, though" not in see(tmp_path, "/warnings", warned)


def test_a_message_on_its_way_does_not_wait_for_its_owners_word(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            save_outbox(owner.phone, Outbox((Outgoing(bytes(16), What.CONTACT, ms(TUESDAY), "", b"sealed"),)))
            seen = []
            for ending in (Ending.RUNNING, Ending.UNREACHABLE):
                owner.phone.errand = Errand("contact", ending)
                seen.append("A sealed message waits for your word" in await owner.sees("/"))
            return seen

    assert [False, True] == asyncio.run(play())


def test_a_phone_that_never_looked_does_not_say_that_there_is_no_warning(tmp_path):
    text = see(tmp_path, "/warnings")

    assert "Not checked yet" in text
    assert "No warnings" not in text


def test_a_phone_that_is_off_does_not_say_that_it_records_meetings(tmp_path):
    text = see(tmp_path, "/", lambda owner: owner.device.pause())

    assert "To be warned, this phone must be online once a day." in text
    assert "Meetings are" not in text
