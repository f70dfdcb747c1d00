"""The directive of Sơn Dương from its forms to the consolidated report: most answer by file, some on the web, one late.

Every step is the rollout's own; only who keeps what between the steps is a dictionary here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace

import pytest

from bluezone.lists.reading.sheet import Cell
from bluezone.rollout.addressees.expecting import ExpectedReport
from bluezone.rollout.consolidation.approving import Levels, approve_level
from bluezone.rollout.consolidation.completeness import overall
from bluezone.rollout.consolidation.consolidating import consolidate
from bluezone.rollout.consolidation.deadlines import Extension, late, reminders_due, standings
from bluezone.rollout.consolidation.funnel import Funnel
from bluezone.rollout.errors import ApprovalError, ReportError
from bluezone.rollout.narrative.blocks import Table, Text
from bluezone.rollout.narrative.chasing import chasing_letter
from bluezone.rollout.narrative.consolidated import MISSING, Situation, consolidated_report
from bluezone.rollout.reports.entering import read_count
from bluezone.rollout.reports.figures import Figure, Source
from bluezone.rollout.reports.report import Nothing, Report, State, Step, excused_indicators, filled, submit, take_step
from bluezone.rollout.reports.validating import Entered, validate
from bluezone.rollout.workbooks.reading import read_form
from bluezone.rollout.workbooks.taking import take_form
from tests.support.lists.spreadsheets import ods, xls, xlsx
from tests.support.rollout.forms import PERIOD, SECRET, returned_by
from tests.support.rollout.reporting import COMMUNES, DISTRICT, DUE, SENT, SON_DUONG, ZONE, expected_of

EXPECTED = expected_of(DISTRICT)
BY_FILE, ON_THE_WEB, LATE = COMMUNES[:20], COMMUNES[20:30], COMMUNES[30]
OFFICES = tuple(e.organisation.id for e in EXPECTED.reports if e.organisation.id not in COMMUNES)
CLOSED = dt.datetime(2020, 8, 26, 9, tzinfo=ZONE)
AFTER_THE_FLOOD = CLOSED + dt.timedelta(days=1)


def counts_of(expected: ExpectedReport) -> dict[str, int]:
    """A plausible answer to whatever is asked: each whole is 100, each part a little less than what it lies within."""
    values: dict[str, int] = {}
    for name in expected.indicators:
        within = SON_DUONG.indicator(name).within
        values[name] = values.get(within, 120) - 20 if within else 100
    for whole in expected.indicators:
        parts = SON_DUONG.indicator(whole).parts
        for index, part in enumerate(parts):
            values[part] = values[whole] // len(parts) + (values[whole] % len(parts) if index == 0 else 0)
    return values


def expected_from(organisation: str) -> ExpectedReport:
    found = EXPECTED.of(organisation)
    assert found is not None
    return found


def sent_by_file(organisation: str, number: int) -> Report:
    """xlsx from Excel, ods from LibreOffice, xls from a very old computer."""
    expected = expected_from(organisation)
    values: Mapping[str, Cell] = counts_of(expected)
    data = returned_by(organisation, values, (xlsx, ods, xls)[number % 3])
    form = read_form(data, "bao cao.xlsx", SON_DUONG, SECRET, period=PERIOD, sender=organisation)
    taken = take_form(form, SON_DUONG, expected, received=SENT)
    report = filled(Report(SON_DUONG.id, organisation), taken.figures, taken.nothing)
    assert (hashlib.sha256(data).hexdigest(),) == report.figures[0].evidence
    return submit(report, taken.findings, by=organisation, at=SENT)


def sent_on_the_web(organisation: str, at: dt.datetime = SENT, nothing: tuple[Nothing, ...] = ()) -> Report:
    expected = expected_from(organisation)
    excused = excused_indicators(expected, nothing)
    typed = {name: f"{value} " for name, value in counts_of(expected).items() if name not in excused}
    values = {name: read_count(text, SON_DUONG.indicator(name)) for name, text in typed.items()}
    counts = {name: value for name, value in values.items() if isinstance(value, int)}
    findings = validate(Entered(SON_DUONG, expected.indicators, counts, excused))
    figures = [
        Figure(name, value, SON_DUONG.indicator(name).unit, at, Source.SELF_REPORTED) for name, value in counts.items()
    ]
    report = filled(Report(SON_DUONG.id, organisation), figures, nothing)
    return submit(report, findings, by=organisation, at=at)


@pytest.fixture(scope="module")
def on_time() -> dict[str, Report]:
    """All but one."""
    found = {name: sent_by_file(name, number) for number, name in enumerate(BY_FILE)}
    found |= {name: sent_on_the_web(name) for name in (*ON_THE_WEB, *OFFICES) if name != "media-centre"}
    found["media-centre"] = sent_on_the_web("media-centre", nothing=(Nothing("publish-news", "đài mất sóng"),))
    return found


def approved(reports: Mapping[str, Report], at: dt.datetime) -> dict[str, Report]:
    return {name: take_step(report, Step.APPROVE, by="culture-office", at=at) for name, report in reports.items()}


def test_one_is_late_and_only_that_one_is_chased(on_time: dict[str, Report]) -> None:
    reminded = reminders_due(EXPECTED, on_time, since=SENT, now=CLOSED)
    missing = late(EXPECTED, on_time, (), CLOSED)

    letter = chasing_letter(SON_DUONG, missing, now=CLOSED, new_due=AFTER_THE_FLOOD)

    assert {LATE} == {reminder.organisation for reminder in reminded}
    assert letter is not None
    (table,) = [block for block in letter.blocks if isinstance(block, Table)]
    assert [DISTRICT[LATE].name] == [row[1] for row in table.rows]


def test_the_district_does_not_close_without_a_word_about_the_late_one(on_time: dict[str, Report]) -> None:
    levels = Levels(approved(on_time, CLOSED))

    with pytest.raises(ApprovalError, match=DISTRICT[LATE].name):
        approve_level(levels, DISTRICT, EXPECTED, "culture-office", by="culture-office", at=CLOSED)


def test_with_an_extension_the_last_report_comes_in_and_everything_is_locked_and_adds_up(
    on_time: dict[str, Report],
) -> None:
    extension = Extension(LATE, AFTER_THE_FLOOD, "lũ quét, mất điện", "district-committee", CLOSED)
    reports = on_time | {LATE: sent_on_the_web(LATE, at=CLOSED + dt.timedelta(hours=8))}
    levels = Levels(approved(reports, AFTER_THE_FLOOD))

    for level in ("culture-office", "district-committee"):
        levels = approve_level(levels, DISTRICT, EXPECTED, level, by=level, at=AFTER_THE_FLOOD)

    done = consolidate(DISTRICT, levels.reports.values())
    stand = standings(EXPECTED, levels.reports, [extension], AFTER_THE_FLOOD)
    whole = overall(EXPECTED, stand)
    assert {State.LOCKED} == {report.state for report in levels.reports.values()}
    assert whole is not None
    assert (38, 38, 38) == (whole.expected, whole.received.numerator, whole.timely.numerator)
    assert 31 * 100 == done.total("district-committee", "residents")

    funnel = Funnel(38, 38, 38, 38)
    report = consolidated_report(Situation(SON_DUONG, DISTRICT, EXPECTED, done, stand, funnel, AFTER_THE_FLOOD))
    rows = {row[0]: row for block in report.blocks if isinstance(block, Table) for row in block.rows}
    assert ("3.100", MISSING) == (rows["DC1"][3], rows["TB1"][3])
    nothing = "Không có gì để báo cáo: Trung tâm Văn hóa, Truyền thông và Thể thao huyện (đài mất sóng)."
    assert [nothing] == [
        block.text for block in report.blocks if isinstance(block, Text) and "Không có gì" in block.text
    ]


def test_a_figure_of_the_report_is_followed_down_to_the_file_it_came_in(on_time: dict[str, Report]) -> None:
    done = consolidate(DISTRICT, approved(on_time, CLOSED).values())

    (through,) = done.parts("district-committee", "residents")
    parts = done.parts(through.organisation, "residents")

    assert 30 == len(parts)
    by_file = [part for part in parts if part.organisation in BY_FILE]
    assert all(part.figure is not None and len(part.figure.evidence[0]) == 64 for part in by_file)


def test_a_report_from_after_the_deadline_without_extension_is_late_for_ever(on_time: dict[str, Report]) -> None:
    reports = on_time | {LATE: sent_on_the_web(LATE, at=DUE)}

    whole = overall(EXPECTED, standings(EXPECTED, reports, (), AFTER_THE_FLOOD))

    assert whole is not None
    assert (38, 37, 1) == (whole.received.numerator, whole.timely.numerator, whole.sent_late)


def test_nobodys_answer_can_be_replaced_after_it_was_locked(on_time: dict[str, Report]) -> None:
    locked = replace(on_time[BY_FILE[0]], state=State.LOCKED)

    with pytest.raises(ReportError, match="was sent"):
        filled(locked, ())
