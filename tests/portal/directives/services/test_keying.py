"""A paper report is taken where two people typed the same from one scan."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.directives.models import File, KeyingRecord, ReportRecord
from bluezone.portal.directives.selectors.keying import keying_context
from bluezone.portal.directives.selectors.reading import report_as_read
from bluezone.portal.directives.services.deciding import decide
from bluezone.portal.directives.services.entering import Entry
from bluezone.portal.directives.services.keying import first_keying, keep_scan, key_paper
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.report import Step
from tests.support.portal.rolling import SENT, TRUNG_YEN, Rollout, a_pdf, a_photo, entry_for


@pytest.fixture
def scan(rollout) -> File:
    return keep_scan(a_pdf(), name="bao cao.pdf", now=SENT)


def key(rollout: Rollout, scan: File, who: str, at: dt.datetime = SENT, **changes: int):
    person = rollout.office.staff(who, Role.CONSOLIDATOR) if who not in rollout.people else rollout.people[who]
    rollout.people[who] = person
    entry = entry_for(rollout.directed.expected(TRUNG_YEN), **changes)
    return key_paper(actor=person, participant=rollout.participant(TRUNG_YEN), scan=scan, entry=entry, now=at)


def test_two_that_agree_send_the_report_with_the_scan_behind_each_figure(rollout, scan):
    assert () == key(rollout, scan, "Nga")
    assert 0 == ReportRecord.objects.filter(state="submitted").count()

    assert () == key(rollout, scan, "Sơn")

    row = ReportRecord.objects.get(state="submitted")
    assert ("paper", {scan.sha256}) == (row.way, {figure.file_id for figure in row.figures.all()})


def test_one_person_twice_is_one_keying(rollout, scan):
    key(rollout, scan, "Nga")
    key(rollout, scan, "Nga", broadcasts=7)

    told = {"directive": rollout.record.key, "scan": scan.sha256}
    assert [told] * 2 == [line.detail for line in Line.objects.filter(act="directives.key")]
    assert 1 == KeyingRecord.objects.count()
    assert 0 == ReportRecord.objects.filter(state="submitted").count()


def test_the_same_figures_from_another_scan_are_no_second_keying(rollout, scan):
    key(rollout, scan, "Nga")

    key(rollout, keep_scan(a_photo(), name="trang.jpg", now=SENT), "Sơn")

    assert 0 == ReportRecord.objects.filter(state="submitted").count()


def test_what_differs_is_told_and_nothing_is_sent_until_somebody_types_again(rollout, scan):
    key(rollout, scan, "Nga")

    (finding,) = key(rollout, scan, "Sơn", broadcasts=7)
    assert ("broadcasts",) == finding.indicators
    assert 0 == ReportRecord.objects.filter(state="submitted").count()

    assert () == key(rollout, scan, "Nga", broadcasts=7)
    assert 7 == ReportRecord.objects.get(state="submitted").figures.get(indicator="broadcasts").value


def test_what_both_typed_meets_the_rules_of_every_report(rollout, scan):
    key(rollout, scan, "Nga", residents_installed=101)

    findings = key(rollout, scan, "Sơn", residents_installed=101)

    assert ["residents-installed"] == [finding.indicators[0] for finding in findings]
    assert 0 == ReportRecord.objects.filter(state="submitted").count()


@pytest.mark.parametrize("typed", ["", "8,3 %", "tám"])
def test_a_field_that_holds_no_count_is_refused_before_anything_is_kept(rollout, scan, typed):
    entry = entry_for(rollout.directed.expected(TRUNG_YEN))

    with pytest.raises(RefusedError, match="every field"):
        key_paper(
            actor=rollout.consolidator(),
            participant=rollout.participant(TRUNG_YEN),
            scan=scan,
            entry=replace(entry, figures={**entry.figures, "staff": typed}),
            now=SENT,
        )

    assert 0 == KeyingRecord.objects.count()


def test_a_photo_of_the_paper_does_too_and_rubbish_does_not(rollout):
    assert "image/jpeg" == keep_scan(a_photo(exif=True), name="a.jpg", now=SENT).media_type

    with pytest.raises(RefusedError):
        keep_scan(b"%PDF-1.7 rubbish", name="a.pdf", now=SENT)


def test_a_paper_of_a_report_that_is_there_is_refused_instead_of_being_forgotten(rollout, scan):
    rollout.send(TRUNG_YEN)

    with pytest.raises(ReportError, match="there already"):
        key(rollout, scan, "Nga")

    assert 0 == KeyingRecord.objects.count()


def test_a_returned_paper_waits_for_another_one(rollout, scan):
    key(rollout, scan, "Nga")
    key(rollout, scan, "Sơn")
    row, post = ReportRecord.objects.get(), rollout.participant("culture-office")
    decide(
        actor=rollout.consolidator(),
        row=row,
        read=report_as_read(row),
        step=Step.RETURN,
        acting_for=post,
        now=SENT,
        note="thiếu chữ ký",
    )

    assert first_keying(rollout.participant(TRUNG_YEN)) is None


def test_what_was_keyed_before_a_return_is_no_second_keying(rollout, scan):
    """Else whoever typed once more would send alone what was sent back."""
    key(rollout, scan, "Nga")
    key(rollout, scan, "Sơn")
    row, post = ReportRecord.objects.get(), rollout.participant("culture-office")
    returning = {"step": Step.RETURN, "acting_for": post, "now": SENT, "note": "sai số"}
    decide(actor=rollout.consolidator(), row=row, read=report_as_read(row), **returning)

    key(rollout, scan, "Nga", SENT + dt.timedelta(hours=1))
    assert "draft" == ReportRecord.objects.get().state
    key(rollout, scan, "Sơn", SENT + dt.timedelta(hours=2))

    assert "submitted" == ReportRecord.objects.get().state


def test_before_anybody_has_typed_nobody_is_the_second(rollout):
    found = keying_context(rollout.person(TRUNG_YEN), rollout.participant(TRUNG_YEN), Entry())

    assert (None, False, False) == (found["waiting"], found["is_second"], found["mine"])
