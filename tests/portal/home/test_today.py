"""The first page: an inbox in the order to do it, and what was done when it is empty."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bluezone.portal.audit.selectors import done_on
from bluezone.portal.audit.services import record_write
from bluezone.portal.cases.selectors import digest_of_case
from bluezone.portal.cases.services import confirm_case
from bluezone.portal.identity.roles import Role
from bluezone.portal.world import VIET_NAM
from bluezone.vietnam.days import full_date
from tests.support.portal.offices import NOW
from tests.support.portal.rolling import CLOSED, TRUNG_YEN, a_rollout


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))


def today_of(office, person, language: str = "en") -> str:
    return office.client(person, language=language).get("/").content.decode()


def test_a_case_to_confirm_is_one_tap_from_its_page(office):
    lan, hung = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER), office.staff("Trần Hùng", Role.SUPERVISOR)
    case = office.case(lan)

    page = today_of(office, hung)

    assert re.search(rf'<a class="row task" href="/cases/{case.number}">\s*<span class="task__count">1</span>', page)
    assert case.person.full_name not in page  # a count names nobody, so it needs no line in the audit


def test_how_long_something_waits_is_told_by_the_minute_today_and_by_the_day_from_then_on(office):
    """One thing waits since then; of several the oldest does."""
    lan, hung = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER), office.staff("Trần Hùng", Role.SUPERVISOR)
    office.case(lan)
    fresh, in_vietnamese = text_of(today_of(office, hung)), text_of(today_of(office, hung, "vi"))
    office.case(lan, full_name="Vũ Hai")
    two = text_of(today_of(office, hung))
    office.clock[0] = NOW + dt.timedelta(days=1)
    later = text_of(today_of(office, hung))

    begun, day = NOW.astimezone(VIET_NAM), full_date(NOW)
    assert f" since {begun:%H:%M} today " in fresh
    assert "oldest" not in fresh
    assert f" từ {begun:%H:%M} hôm nay " in in_vietnamese
    assert f" the oldest since {begun:%H:%M} today " in two
    assert f" the oldest since {day} " in later


def test_the_same_case_stands_with_others_for_whoever_opened_it(office):
    lan = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER)
    office.case(lan)

    text = text_of(today_of(office, lan))

    assert "Nothing waits for you" in text
    assert text.index("With others") < text.index("Your cases wait for a second person")


def test_what_was_done_stands_in_the_middle_once_nothing_waits_and_at_the_side_until_then(office):
    lan, hung = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER), office.staff("Trần Hùng", Role.SUPERVISOR)
    case = office.case(lan)
    confirm_case(actor=hung, case=case, read=digest_of_case(case), now=NOW)

    done = today_of(office, hung)
    office.case(lan, full_name="Vũ Hai")
    waiting = today_of(office, hung)

    assert ["done-for-now"] == re.findall("done-for-now", done)
    assert [] == re.findall("done-for-now", waiting)
    assert [1, 1] == [text_of(page).count("Done today") for page in (done, waiting)]


def test_what_was_done_today_is_told_when_nothing_waits_any_more(office):
    lan, hung = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER), office.staff("Trần Hùng", Role.SUPERVISOR)
    for name in ("Vũ Một", "Vũ Hai"):
        case = office.case(lan, full_name=name)
        confirm_case(actor=hung, case=case, read=digest_of_case(case), now=NOW)

    text = text_of(today_of(office, hung))

    assert "Nothing waits for you" in text
    assert "You confirmed a case × 2" in text


def test_done_is_what_one_changed_on_this_day_and_not_what_one_looked_at(office):
    lan, hung = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER), office.staff("Trần Hùng", Role.SUPERVISOR)
    case = office.case(lan)
    office.client(hung).get(f"/cases/{case.number}")

    assert [] == done_on(hung, NOW.date())
    confirm_case(actor=hung, case=case, read=digest_of_case(case), now=NOW)
    assert [1] == [count for _, count in done_on(hung, NOW.date())]
    assert [] == done_on(hung, NOW.date() + dt.timedelta(days=1))


def test_whoever_only_signed_in_has_done_nothing_yet(office):
    lan = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER)
    record_write(actor=lan, act="staff.sign_in", now=NOW, subjects=[])

    assert [] == done_on(lan, NOW.date())
    assert "Nothing yet." in text_of(today_of(office, lan))


def test_a_day_begins_at_midnight_in_viet_nam(office):
    lan = office.staff("Nguyễn Lan", Role.HEALTH_OFFICER)
    for hour in (0, 23):
        office.clock[0] = NOW.replace(hour=hour, minute=30)
        office.case(lan)

    assert [2] == [count for _, count in done_on(lan, NOW.date())]


def test_what_is_late_stands_first_and_says_by_how_many_days(office):
    rollout = a_rollout(office)
    reporter = rollout.person(TRUNG_YEN)
    office.clock[0] = CLOSED + dt.timedelta(days=3)

    text = text_of(today_of(office, reporter))

    assert "Late 1 " in text
    assert "late by 4 days" in text, "before 26/8 is until 25/8"
    assert "quá hạn 4 ngày" in text_of(today_of(office, reporter, "vi"))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_in_both_languages_every_role_has_a_first_page(office, language):
    for role in Role:
        page = today_of(office, office.staff(f"Một {role.value}", role), language)

        assert ("Hôm nay" if language == "vi" else "Today") in page
