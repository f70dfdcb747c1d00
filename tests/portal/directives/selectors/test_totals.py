"""Sums from the database are those of the core, and open to parts that add up, down to a photo."""

from __future__ import annotations

import random

import pytest

from bluezone.portal.directives.models import EvidenceRecord
from bluezone.portal.directives.selectors import sums
from bluezone.portal.directives.selectors.cores import consolidation_of, context_of, reports_of
from bluezone.portal.directives.selectors.reading import report_as_read
from bluezone.portal.directives.selectors.sums import parts_of, sums_context
from bluezone.portal.directives.selectors.totals import totals_of
from bluezone.portal.directives.services.deciding import decide
from bluezone.portal.directives.services.evidence import Piece, add_evidence
from bluezone.portal.directives.services.levels import answer_correction, propose_correction
from bluezone.portal.directives.services.others import keep_vendor_counts, note_published_rate
from bluezone.rollout.reports.report import Step
from tests.support.portal.rolling import SENT, TRUNG_YEN, Rollout, a_photo
from tests.support.rollout.reporting import COMMUNES, split


def correct(rollout: Rollout, key: str, indicator: str, becomes: int, *, agrees: bool | None) -> None:
    row = propose_correction(
        actor=rollout.consolidator(),
        participant=rollout.participant(key),
        indicator=indicator,
        becomes=becomes,
        note="đếm lại",
        acting_for=rollout.participant("culture-office"),
        now=SENT,
    )
    if agrees is not None:
        answer_correction(actor=rollout.person(key), row=row, agrees=agrees, now=SENT)


def test_the_databases_sums_are_the_cores(rollout):
    chance = random.Random(7)
    for key in COMMUNES[:6]:
        residents = chance.randint(1_000, 9_000)
        rollout.approved(key, residents=residents, residents_installed=residents // 5)
    rollout.send(COMMUNES[6], residents=1_000, residents_installed=200)
    correct(rollout, COMMUNES[0], "broadcasts", 91, agrees=True)
    correct(rollout, COMMUNES[1], "broadcasts", 92, agrees=False)
    correct(rollout, COMMUNES[2], "broadcasts", 93, agrees=None)
    counts = {COMMUNES[0]: {"residents-installed": 70}, COMMUNES[1]: {"residents-installed": 75}}
    keep_vendor_counts(actor=None, record=rollout.record, counts=counts, as_of=SENT.date(), now=SENT)
    office = context_of(rollout.record)
    core = consolidation_of(office, reports_of(office).values())

    for key in ("district-committee", "culture-office", COMMUNES[0], COMMUNES[6]):
        totals = totals_of(rollout.participant(key))
        names = [indicator.id for indicator in office.directive.indicators]
        assert {n: core.total(key, n) for n in names if core.total(key, n) is not None} == totals.reported
        assert {n: core.vendor_total(key, n) for n in names if core.vendor_total(key, n)} == totals.vendor


def test_every_sum_is_that_of_its_parts_and_a_part_says_what_changed_it(rollout):
    for key in COMMUNES[:3]:
        rollout.approved(key)
    correct(rollout, COMMUNES[0], "broadcasts", 91, agrees=True)
    directive = rollout.directed.directive

    (through,) = parts_of(directive, rollout.participant("district-committee"), "broadcasts")
    parts = parts_of(directive, rollout.participant("culture-office"), "broadcasts")

    assert (True, 291) == (through.is_sum, through.value)
    assert [91, 100, 100] == [part.value for part in parts]
    assert ["đếm lại", None, None] == [part.correction and part.correction.note for part in parts]


def test_a_figure_is_followed_down_to_a_photo(rollout, monkeypatch):
    """As long as no more parts stand there than may have their evidence beside them."""
    monkeypatch.setattr(sums, "_MOST_WITH_EVIDENCE", 1)
    participant = rollout.participant(TRUNG_YEN)
    piece = Piece("poster", SENT.date(), place="Chợ Trung Yên", file=a_photo(), file_name="cho.jpg")
    add_evidence(actor=rollout.person(TRUNG_YEN), participant=participant, piece=piece, now=SENT)
    row = rollout.send_answering(TRUNG_YEN, "mới chụp một ảnh")
    post = rollout.participant("culture-office")
    decide(
        actor=rollout.consolidator(), row=row, read=report_as_read(row), step=Step.APPROVE, acting_for=post, now=SENT
    )

    (part,) = parts_of(rollout.directed.directive, post, "posters")

    assert [EvidenceRecord.objects.get().file_id] == [one.row.file_id for one in part.pieces]


@pytest.mark.parametrize(
    ("numerator", "denominator", "said"),
    [(840, 1_172, "71,67 % (840/1.172)"), (5_658, 66_219, "8,54 % (5.658/66.219)")],
)
def test_the_real_figures_enter_as_parts_and_come_out_as_quotients(rollout, numerator, denominator, said):
    for key, part, whole in zip(COMMUNES[:4], split(numerator, 4), split(denominator, 4), strict=True):
        rollout.approved(key, residents=whole, residents_installed=part)
    rate = next(rate for rate in rollout.directed.directive.rates if rate.id == "population-coverage")

    quotient = totals_of(rollout.participant("district-committee")).rate(rate)

    assert quotient is not None
    assert said == quotient.said("vi")


def test_a_rate_that_was_typed_is_flagged_beside_the_quotient(rollout):
    rollout.approved(TRUNG_YEN, residents=66_219, residents_installed=5_658)
    post = rollout.participant("culture-office")
    for text in ("8,3 %", "8,54"):
        note_published_rate(
            actor=rollout.consolidator(), participant=post, rate="population-coverage", text=text, where="báo", now=SENT
        )

        blocks = sums_context(rollout.directed.directive, post, SENT)["blocks"]

        flags = [one.flag.vi for block in blocks for one in block.rates if one.flag]
        assert (["8,3 %"] if text == "8,3 %" else []) == [flag.split("“")[1].split("”")[0] for flag in flags]


def test_the_makers_count_stands_beside_and_is_never_added(rollout):
    rollout.approved(TRUNG_YEN)
    counts = {TRUNG_YEN: {"residents-installed": 999}}
    before = totals_of(rollout.participant("culture-office")).reported

    keep_vendor_counts(actor=None, record=rollout.record, counts=counts, as_of=SENT.date(), now=SENT)

    after = totals_of(rollout.participant("culture-office"))
    assert before == after.reported
    assert {"residents-installed": 999} == after.vendor
