"""The portal's one clock: what is due is run, once, each work by itself, and what came of it is told."""

from __future__ import annotations

import datetime as dt
import re
import sys
from dataclasses import replace

import pytest
from django.urls import reverse
from structlog.testing import capture_logs

from bluezone.portal.app import Work
from bluezone.portal.audit.services import record_write
from bluezone.portal.configuration import Configuration
from bluezone.portal.errors import ExchangeError
from bluezone.portal.identity.models import Staff
from bluezone.portal.identity.roles import Role
from bluezone.portal.operations import clock, selectors
from bluezone.portal.operations.backups import last_backup, note_backup, note_restored
from bluezone.portal.operations.clock import HELD, every_work, give_back, note_fall, run_claimed, run_due
from bluezone.portal.operations.models import WorkRecord
from bluezone.portal.operations.waiting import waiting
from bluezone.portal.reports.models import ReportKey
from bluezone.portal.world import ENVIRON_KEY, VIET_NAM, World
from tests.support.portal.offices import NOW
from tests.support.portal.served_portal import COUNT_EVERYBODY, COUNTED_EVERY
from tests.support.portal.waiting import counts_for

MINUTE = dt.timedelta(minutes=1)
RAN: list[str] = []


def rings(_world: World) -> int:
    RAN.append("rings")
    return 3


def breaks(_world: World) -> int:
    RAN.append("breaks")
    raise RuntimeError("Nguyễn Thị Bình, 0912 345 678")


def is_refused(_world: World) -> int:
    raise ExchangeError("the exchange does not answer")


def work(name: str, every: dt.timedelta = 5 * MINUTE, at: dt.time | None = None) -> Work:
    return Work(name, name, f"{__name__}.{name}", every, at)


@pytest.fixture(autouse=True)
def nothing_ran() -> None:
    RAN.clear()


def test_a_work_is_due_at_once_and_then_in_its_rhythm(office):
    ran = []
    for minutes in (0, 4, 5, 9, 10):
        office.clock[0] = NOW + minutes * MINUTE
        ran += [(minutes, name) for name in run_due(office.world, "a", [work("rings")])]

    assert [(0, "rings"), (5, "rings"), (10, "rings")] == ran
    row = WorkRecord.objects.get()
    assert (3, "", None, NOW + 15 * MINUTE) == (row.done, row.holder, row.held_until, row.next_at)


def test_a_work_of_the_night_waits_for_its_hour_in_viet_nam(office):
    nightly = work("rings", dt.timedelta(days=1), dt.time(2, 30))
    night = dt.datetime(2026, 11, 25, 2, 30, tzinfo=VIET_NAM)
    ran = []
    for moment in (NOW, night - MINUTE, night, night + MINUTE, night + dt.timedelta(days=1)):
        office.clock[0] = moment
        ran += [moment for _ in run_due(office.world, "a", [nightly])]

    assert [night, night + dt.timedelta(days=1)] == ran


@pytest.mark.parametrize(("every", "at"), [(dt.timedelta(seconds=1), None), (dt.timedelta(hours=1), dt.time(2))])
def test_no_work_is_done_more_often_than_each_minute_nor_at_an_hour_many_times_a_day(every, at):
    with pytest.raises(ValueError, match="every minute at most"):
        work("rings", every, at)


def test_what_fails_keeps_no_other_from_being_done_and_is_done_again_in_its_turn(office):
    works = [work("breaks"), work("rings")]

    run_due(office.world, "a", works)
    office.clock[0] = NOW + 5 * MINUTE
    run_due(office.world, "a", works)

    assert ["breaks", "rings"] * 2 == RAN
    assert 2 == WorkRecord.objects.get(name="breaks").failures


def test_what_is_noted_of_a_failure_names_nobody(office):
    with capture_logs() as told:
        run_due(office.world, "a", [work("breaks")])

    row = WorkRecord.objects.get()
    assert re.fullmatch(r"RuntimeError \S+test_clock\.py:\d+ breaks", row.failure)
    assert ["a work failed"] == [line["event"] for line in told]
    assert "0912" not in f"{row.failure} {told}"


def test_what_a_person_can_mend_is_noted_and_no_line_for_the_operator(office):
    with capture_logs() as told:
        run_due(office.world, "a", [work("is_refused")])

    assert WorkRecord.objects.get().failure.startswith("ExchangeError ")
    assert [] == told


def test_a_work_that_goes_well_again_has_no_failures_in_a_row(office, monkeypatch):
    run_due(office.world, "a", [work("breaks")])
    monkeypatch.setitem(globals(), "breaks", rings)
    office.clock[0] = NOW + 5 * MINUTE

    run_due(office.world, "a", [work("breaks")])

    row = WorkRecord.objects.get()
    assert (0, 3) == (row.failures, row.done)
    assert row.failed_at == NOW  # when it last failed stays readable


def test_a_work_that_is_held_is_run_by_nobody_else_until_its_holder_must_be_dead(office):
    run_due(office.world, "a", [work("rings")])
    WorkRecord.objects.update(holder="dead", held_until=NOW + HELD, next_at=NOW)
    RAN.clear()

    office.clock[0] = NOW + HELD - MINUTE
    assert [] == run_due(office.world, "b", [work("rings")])
    office.clock[0] = NOW + HELD
    assert ["rings"] == run_due(office.world, "b", [work("rings")])


def test_whoever_took_too_long_changes_nothing_of_what_another_noted(office, monkeypatch):
    def takes_long(_world: World) -> int:
        WorkRecord.objects.update(holder="another", done=7)
        return 1

    monkeypatch.setitem(globals(), "rings", takes_long)

    run_due(office.world, "a", [work("rings")])

    row = WorkRecord.objects.get()
    assert ("another", 7) == (row.holder, row.done)


def test_a_clock_that_was_put_back_stops_no_work(office):
    office.clock[0] = NOW + dt.timedelta(days=400)
    run_due(office.world, "a", [work("rings")])
    WorkRecord.objects.update(holder="dead", held_until=office.clock[0] + HELD)

    office.clock[0] = NOW

    assert ["rings"] == run_due(office.world, "a", [work("rings")])


class Apart:
    """Where works are begun that count everybody."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, str]] = []
        self.is_busy = False

    def is_free(self) -> bool:
        return not self.is_busy

    def begin(self, work: str, holder: str) -> None:
        self.begun.append((work, holder))


@pytest.fixture
def everybody(monkeypatch) -> list[Work]:
    works = [replace(work("rings"), counts_everybody=True), work("breaks")]
    monkeypatch.setattr(clock, "every_work", lambda: works)
    return works


def test_a_work_that_counts_everybody_is_begun_elsewhere_and_noted_by_whoever_runs_it(office, everybody):
    apart = Apart()

    assert ["breaks", "rings"] == run_due(office.world, "a", elsewhere=apart)
    assert [] == run_due(office.world, "b", elsewhere=apart)  # it is held while it runs there

    assert (["breaks"], [("rings", "a")]) == (RAN, apart.begun)
    assert run_claimed(office.world, "rings", "a")
    row = WorkRecord.objects.get(name="rings")
    assert (3, "", NOW + 5 * MINUTE) == (row.done, row.holder, row.next_at)


def test_while_one_runs_elsewhere_the_next_is_not_claimed(office, everybody):
    apart = Apart()
    apart.is_busy = True

    assert ["breaks"] == run_due(office.world, "a", elsewhere=apart)
    assert "" == WorkRecord.objects.get(name="rings").holder

    apart.is_busy = False
    assert ["rings"] == run_due(office.world, "a", elsewhere=apart)


def test_whoever_lost_the_work_to_another_does_not_run_it(office, everybody):
    run_due(office.world, "a", elsewhere=Apart())
    WorkRecord.objects.filter(name="rings").update(holder="b")
    RAN.clear()

    assert not run_claimed(office.world, "rings", "a")

    assert [] == RAN


def test_the_end_of_one_that_noted_nothing_is_noted_once_and_it_is_done_again_in_its_turn(office, everybody):
    run_due(office.world, "a", elsewhere=Apart())

    with capture_logs() as told:
        note_fall(office.world, "rings", "a", "its process was ended by SIGKILL")
        note_fall(office.world, "rings", "a", "its process was ended by SIGKILL")

    row = WorkRecord.objects.get(name="rings")
    assert ("its process was ended by SIGKILL", 1, "", NOW + 5 * MINUTE) == (
        row.failure,
        row.failures,
        row.holder,
        row.next_at,
    )
    assert ["a work failed"] == [line["event"] for line in told]


def test_what_is_given_back_is_due_at_once(office, everybody):
    run_due(office.world, "a", elsewhere=Apart())

    give_back("rings", "b")
    assert [] == run_due(office.world, "b")
    give_back("rings", "a")

    assert ["rings"] == run_due(office.world, "b")


def test_those_that_count_everybody_are_known():
    """And when they are due again: tests/support/portal/served_portal.py notes that they were run."""
    counting = {one.name: one for one in every_work() if one.counts_everybody}

    assert {*COUNT_EVERYBODY} == counting.keys()
    assert {COUNTED_EVERY} == {one.next_after(NOW) - NOW for one in counting.values()}


def test_every_work_of_every_app_can_be_run(office):
    names = [one.name for one in every_work()]

    assert len(names) == len(set(names)) >= 5
    assert {one.name for one in every_work() if one.at is None} == set(run_due(office.world, "a"))
    assert not WorkRecord.objects.filter(failures__gt=0).exists()


def test_the_administrator_sees_each_work_and_is_told_of_those_that_fail(office, monkeypatch):
    ReportKey.objects.create(public=b"p" * 32, wrapped=b"w", made_at=NOW, path="")
    administrator, officer = office.staff("Đỗ Trị", Role.ADMINISTRATOR), office.staff("Lan", Role.HEALTH_OFFICER)
    works = [work("breaks"), work("rings")]
    monkeypatch.setattr(clock, "every_work", lambda: works)
    monkeypatch.setattr("bluezone.portal.operations.selectors.every_work", lambda: works)

    run_due(office.world, "a")

    page = office.client(administrator).get(reverse("works")).content.decode()
    assert [True] * 4 == [words in page for words in ("Fails", "In order", "RuntimeError", "every 5 minutes")]
    assert {"operations.failing": 1} == counts_for(administrator)
    assert {} == counts_for(officer)
    assert 403 == office.client(officer).get(reverse("works")).status_code


@pytest.mark.parametrize(
    ("every", "words"),
    [
        (dt.timedelta(minutes=1), "every 1 minute"),
        (dt.timedelta(minutes=90), "every 90 minutes"),
        (dt.timedelta(hours=1), "every 1 hour"),
        (dt.timedelta(hours=24), "every 24 hours"),
    ],
)
def test_how_often_is_told_in_hours_where_these_are_whole(office, monkeypatch, every, words):
    administrator = office.client(office.staff("Đỗ Trị", Role.ADMINISTRATOR))
    monkeypatch.setattr("bluezone.portal.operations.selectors.every_work", lambda: [work("rings", every=every)])

    page = administrator.get(reverse("works")).content.decode()

    assert words in " ".join(page.split()).split("<tbody>")[1]
    assert f"{words}s" not in page


def test_what_is_switched_off_is_shown_as_if_it_had_never_run(office, settings):
    """It is looked at each night and does nothing: a moment and a 0 would say that it worked."""
    office.clock[0] = NOW
    settings.RETENTION_TERMS = None
    WorkRecord.objects.create(name="operations.erase", next_at=NOW, ended_at=NOW, done=0)
    administrator = office.client(office.staff("Đỗ Trị", Role.ADMINISTRATOR))

    row = administrator.get(reverse("works")).content.decode().split("Not switched on")[1].split("</tr>")[0]

    assert 4 == row.count("–")


def test_nothing_is_erased_by_itself_unless_the_operator_says_so(office, settings):
    office.clock[0] = NOW
    administrator = office.client(office.staff("Đỗ Trị", Role.ADMINISTRATOR))

    settings.RETENTION_TERMS = None
    page = administrator.get(reverse("works")).content.decode()
    assert [True, True] == ["Not switched on" in page, "starts the portal with “--erase default”" in page]

    settings.RETENTION_TERMS = "default"
    assert "Not switched on" not in administrator.get(reverse("works")).content.decode()


@pytest.mark.parametrize("is_doubted", [False, True])
def test_while_the_clock_is_in_doubt_the_page_says_beside_each_work_that_erases_that_it_waits(
    office, settings, is_doubted
):
    settings.RETENTION_TERMS = "default"
    client = office.client(office.staff("Đỗ Trị", Role.ADMINISTRATOR))
    client.defaults[ENVIRON_KEY] = replace(office.world, doubts_clock=lambda: is_doubted)
    waits = "It erases, and the clock of this machine is in doubt"

    above, rows = client.get(reverse("works")).content.decode().split("<tbody>")
    *told, _ = rows.split("</tr>")

    assert [is_doubted and work.erases for work in every_work()] == [waits in row for row in told]
    for words in (
        "The machine says that it is 24/11/2026 09:30",
        "“bluezone clock-is-right”",
        "ask the operator to set",
    ):
        assert is_doubted is (words in " ".join(above.split()))


@pytest.mark.parametrize(
    ("age", "is_told"), [(None, True), (dt.timedelta(days=1), False), (dt.timedelta(days=3), True)]
)
def test_an_administrator_is_told_of_a_backup_that_is_missing_or_old(office, tmp_path, monkeypatch, age, is_told):
    monkeypatch.setattr(selectors, "CONFIGURATION", Configuration(data=tmp_path))
    if age is not None:
        note_backup(tmp_path, NOW - age)
    administrator = Staff.objects.get(pk=office.staff("Đỗ Trị", Role.ADMINISTRATOR).pk)

    told = {one.what: one for one in waiting(administrator, NOW)}

    assert is_told is ("operations.backup" in told)
    page = office.client(administrator).get(reverse("works")).content.decode()
    assert is_told is ("There is no recent backup" in page)
    assert (age is None) is ("This portal knows of none" in page)


def test_of_a_store_that_other_tools_back_up_nothing_is_told(office, tmp_path, monkeypatch):
    chosen = Configuration(data=tmp_path, database="postgresql://localhost/portal")
    monkeypatch.setattr(selectors, "CONFIGURATION", chosen)

    assert [] == list(waiting(Staff.objects.get(pk=office.staff("Đỗ Trị", Role.ADMINISTRATOR).pk), NOW))


def test_a_backup_is_noted_without_saying_where(tmp_path):
    assert last_backup(tmp_path) is None

    note_backup(tmp_path, NOW)

    assert NOW == last_backup(tmp_path)
    assert [f"{NOW.astimezone(dt.UTC).isoformat()}"] == [one.read_text() for one in tmp_path.iterdir()]


def test_a_copy_that_was_restored_is_noted_beside_and_no_trial_within_a_fortnight_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(selectors, "CONFIGURATION", Configuration(data=tmp_path))
    backup_of = selectors.backup_of
    assert (None, True) == (backup_of(NOW).restored_at, backup_of(NOW).is_untried)

    note_restored(tmp_path, NOW)

    assert (NOW, False) == (backup_of(NOW).restored_at, backup_of(NOW + dt.timedelta(days=14)).is_untried)
    assert backup_of(NOW + dt.timedelta(days=14, seconds=1)).is_untried
    assert backup_of(NOW).at is None


@pytest.mark.parametrize("noted", ["", "gestern", "2026-11-24T09:30:00", "9" * 5000])
def test_a_note_that_says_nothing_is_no_backup(tmp_path, noted):
    (tmp_path / "last-backup").write_text(noted)

    assert last_backup(tmp_path) is None


def test_a_work_that_erases_waits_while_the_clock_is_in_doubt_and_no_other_does(office):
    works = [replace(work("breaks"), erases=True), work("rings")]
    doubted = [True]
    world = replace(office.world, doubts_clock=lambda: doubted[0])

    ran = [run_due(world, "a", works)]
    doubted[0] = False
    ran.append(run_due(world, "a", works))

    assert [["rings"], ["breaks"]] == ran


def test_a_work_erases_by_the_moment_that_was_believed_and_none_after_a_clock_that_leapt_beside_another(
    office, monkeypatch
):
    """The clock leaps while one work erases: that one goes on by the time at which it began, and the next waits."""
    times, seen = [NOW], []
    world = replace(office.world, clock=lambda: times[0], doubts_clock=lambda: times[0] != NOW)

    def erases(its_world):
        times[0] = NOW + dt.timedelta(days=400)
        seen.append(its_world.now())
        return 1

    monkeypatch.setattr(sys.modules[__name__], "breaks", erases)
    works = [replace(work("breaks"), erases=True), replace(work("rings"), erases=True)]

    assert ["breaks"] == run_due(world, "a", works)
    assert [NOW] == seen
    assert NOW == WorkRecord.objects.get(name="breaks").ended_at
    assert [] == run_due(world, "a", works)


def test_whatever_the_portal_erases_by_itself_waits(office):
    erasing = {one.name for one in every_work() if one.erases}

    assert {"operations.erase", "operations.upgrade", "posts.erase", "premises.told", "interview.keys"} == erasing
    assert [] == [one.name for one in every_work() if "rase" in str(one.text) and not one.erases]
    assert [] == [one.name for one in every_work() if one.erases and one.counts_everybody]  # elsewhere nobody doubts


def test_what_was_erased_last_is_known_by_works_that_wait_and_by_the_audit_before_any_ran(office):
    told = [clock.last_erased()]
    office.staff("Đỗ Quang Trị", Role.ADMINISTRATOR)
    record_write(actor=None, act="retention.erase", now=NOW, subjects=[], detail={})
    told.append(clock.last_erased())
    for name, days in (("posts.erase", 2), ("operations.erase", 1), ("messages.deliver", 1_200)):
        WorkRecord.objects.create(name=name, next_at=NOW, ended_at=NOW + dt.timedelta(days=days))

    assert [None, NOW, NOW + dt.timedelta(days=2)] == [*told, clock.last_erased()]
