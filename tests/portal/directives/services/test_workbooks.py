"""Forms go out filled in where the office knows, and come back by the dozen: each is taken or refused on its own."""

from __future__ import annotations

import io
import zipfile

import pytest

from bluezone.portal.demo.directives.answers import filled_workbook
from bluezone.portal.directives.models import EvidenceRecord, FigureRecord, ReportRecord
from bluezone.portal.directives.selectors.reading import report_as_read
from bluezone.portal.directives.services.deciding import decide
from bluezone.portal.directives.services.evidence import Piece, add_evidence
from bluezone.portal.directives.services.filing import Upload
from bluezone.portal.directives.services.workbooks import (
    MOST_FILES,
    Outcome,
    _Intake,
    all_forms,
    form_of,
    take_workbooks,
)
from bluezone.portal.errors import RefusedError
from bluezone.portal.identity.roles import Role
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.report import Step
from tests.support.portal.rolling import SENT, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout, plausible
from tests.support.rollout.forms import rows_of


def filled(rollout: Rollout, unit: str, **changes: int) -> Upload:
    blank = form_of(rollout.participant(unit), now=SENT)
    values = plausible(rollout.directed.expected(unit), **changes)
    content = filled_workbook(blank, rollout.directed.directive, values, "23/08/2020")
    return Upload(f"{unit}.xlsx", content)


def take(rollout: Rollout, *uploads: Upload, **more: object) -> list[Outcome]:
    return take_workbooks(actor=rollout.consolidator(), record=rollout.record, uploads=uploads, now=SENT, **more)


def said(outcome: Outcome) -> str:
    return " ".join(words.en for words in outcome.problems)


def test_a_form_that_comes_back_is_a_report_whose_figures_lead_to_the_file(rollout):
    upload = filled(rollout, TRUNG_YEN)

    (outcome,) = take(rollout, upload)

    assert outcome.is_taken
    figure = FigureRecord.objects.select_related("file").get(report__participant__key=TRUNG_YEN, indicator="residents")
    assert figure.file is not None
    assert (100, upload.content) == (figure.value, bytes(figure.file.content))
    assert ("submitted", "file") == (figure.report.state, figure.report.way)


def test_what_evidence_counted_already_stands_in_the_form(rollout):
    participant = rollout.participant(TRUNG_YEN)
    piece = Piece("household-visit", SENT.date(), count=345)
    add_evidence(actor=rollout.person(TRUNG_YEN), participant=participant, piece=piece, now=SENT)

    rows = rows_of(form_of(participant, now=SENT))

    assert [345] == [row[3] for row in rows if row[0] == "HD2"]
    assert 1 == EvidenceRecord.objects.count()


def test_the_zip_holds_a_form_for_everybody_who_reports(rollout):
    rows = rollout.record.participants.filter(is_expected=True).select_related("directive")

    with zipfile.ZipFile(io.BytesIO(all_forms(rollout.record, rows, now=SENT))) as packed:
        names = packed.namelist()
        of_when = {one.date_time for one in packed.infolist()}

    assert 38 == len(names)
    assert {(2020, 8, 24, 0, 0, 0)} == of_when  # of the day, whatever the hour
    assert f"son-duong-2020_{TRUNG_YEN}.xlsx" in names


def test_one_that_is_refused_keeps_no_other_back(rollout):
    wrong = filled(rollout, TRUNG_YEN, residents_installed=101)
    outcomes = take(rollout, Upload("ảnh.xlsx", b"PK\x03\x04"), wrong, filled(rollout, TAN_TRAO_COMMITTEE))

    assert [False, False, True] == [outcome.is_taken for outcome in outcomes]
    assert "a part cannot exceed the whole" in said(outcomes[1])
    assert [TAN_TRAO_COMMITTEE] == list(ReportRecord.objects.values_list("participant__key", flat=True))


def test_the_same_file_again_is_known(rollout):
    upload = filled(rollout, TRUNG_YEN)
    take(rollout, upload)

    assert "received before" in said(take(rollout, upload)[0])


def test_a_reporter_hands_in_no_other_offices_form(rollout):
    (outcome,) = take(rollout, filled(rollout, TAN_TRAO_COMMITTEE), sender=rollout.participant(TRUNG_YEN))

    assert "another organisation's form" in said(outcome)


def test_nobody_takes_in_forms_of_offices_that_do_not_report_to_them(rollout):
    (outcome,) = take(rollout, filled(rollout, TRUNG_YEN), among=rollout.participant(TAN_TRAO_COMMITTEE))

    assert "not yours" in said(outcome)
    assert 0 == ReportRecord.objects.count()


def test_no_form_comes_from_whoever_has_nothing_to_report(rollout):
    intake = _Intake(rollout.consolidator(), rollout.directed, SENT, sender=None, among=None)

    assert rollout.participant(TRUNG_YEN) == intake._participant(TRUNG_YEN)
    assert intake._participant("district-committee") is None


def test_a_form_of_another_portal_is_refused(rollout, settings):
    upload = filled(rollout, TRUNG_YEN)
    settings.SECRET_KEY = "another portal's"

    assert "altered" in said(take(rollout, upload)[0])


def test_a_question_of_the_rules_stays_open_beside_a_filed_report(rollout):
    participant = rollout.participant(TRUNG_YEN)
    upload = filled(rollout, TRUNG_YEN)
    piece = Piece("household-visit", SENT.date(), count=7)
    add_evidence(actor=rollout.person(TRUNG_YEN), participant=participant, piece=piece, now=SENT)

    take(rollout, upload)

    answer = ReportRecord.objects.get(participant=participant).answers.get()
    assert ("evidence differs", "") == (answer.rule, answer.answer)


def test_whoever_took_a_spreadsheet_in_does_not_approve_it(rollout):
    """Nobody knows who filled it in, and whoever collects has everybody's blank form."""
    take(rollout, filled(rollout, TRUNG_YEN))
    row, post = ReportRecord.objects.get(), rollout.participant("culture-office")
    decision = {"row": row, "read": report_as_read(row), "step": Step.APPROVE, "acting_for": post, "now": SENT}

    with pytest.raises(ReportError, match="took in its spreadsheet"):
        decide(actor=rollout.consolidator(), **decision)
    decide(actor=rollout.person("culture-office", Role.LEADER), **decision)

    assert "approved" == ReportRecord.objects.get().state


def test_whoever_collects_approves_a_spreadsheet_that_its_office_sent(rollout):
    reporter, participant = rollout.person(TRUNG_YEN), rollout.participant(TRUNG_YEN)
    uploads = [filled(rollout, TRUNG_YEN)]
    take_workbooks(actor=reporter, record=rollout.record, uploads=uploads, now=SENT, sender=participant)
    row, post = ReportRecord.objects.get(), rollout.participant("culture-office")

    decide(
        actor=rollout.consolidator(), row=row, read=report_as_read(row), step=Step.APPROVE, acting_for=post, now=SENT
    )

    assert "approved" == ReportRecord.objects.get().state


def test_more_files_than_can_be_taken_at_once_are_refused_as_a_whole(rollout):
    uploads = [Upload(f"{number}.xlsx", b"") for number in range(MOST_FILES + 1)]

    with pytest.raises(RefusedError, match="at most 200 files"):
        take(rollout, *uploads)
    assert MOST_FILES == len(take(rollout, *uploads[1:])) == 200
