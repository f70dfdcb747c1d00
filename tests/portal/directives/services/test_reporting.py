"""Reports of the desk: typed, saved, judged by the core, sent, decided on; every step and answer is kept."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from bluezone.portal.audit.models import Entry as AuditEntry
from bluezone.portal.directives.models import Answer, ReportRecord
from bluezone.portal.directives.selectors.cores import context_of, report_of
from bluezone.portal.directives.selectors.form import checked
from bluezone.portal.directives.selectors.reading import report_as_read
from bluezone.portal.directives.services.deciding import decide
from bluezone.portal.directives.services.entering import Entry, drafted, question_key, save_draft
from bluezone.portal.directives.services.reporting import _store_answers, send_entry
from bluezone.portal.world import VIET_NAM
from bluezone.rollout.errors import ReportError
from bluezone.rollout.reports.findings import Finding, Rule, Weight, question
from bluezone.rollout.reports.report import State, Step
from bluezone.vietnam.words import Words
from tests.support.portal.rolling import CLOSED, SENT, TRUNG_YEN, a_rollout, entry_for, plausible


def test_what_is_typed_is_kept_as_typed_and_judged_by_nobody(rollout):
    entry = Entry({"staff": "hai mươi", "residents": "8,3 %"}, {"broadcast": "mất điện"}, "24/8")

    row = save_draft(participant=rollout.participant(TRUNG_YEN), entry=entry, now=SENT)

    assert entry == drafted(ReportRecord.objects.get(pk=row.pk))


def test_of_what_somebody_made_up_a_draft_keeps_one_plain_line_of_a_length(rollout):
    entry = Entry({"staff": "1" * 501}, {"broadcast": "mất\n điện"}, "2" * 41, {"a" * 201: " vì\tsao "})

    row = save_draft(participant=rollout.participant(TRUNG_YEN), entry=entry, now=SENT)

    kept = Entry({"staff": "1" * 500}, {"broadcast": "mất điện"}, "2" * 40, {"a" * 200: "vì sao"})
    assert kept == drafted(ReportRecord.objects.get(pk=row.pk))


def test_a_sent_report_holds_its_figures_and_its_step(rollout):
    row = rollout.send(TRUNG_YEN)

    report = report_of(rollout.directed, row)
    assert plausible(rollout.directed.expected(TRUNG_YEN)) == report.values
    assert (State.SUBMITTED, TRUNG_YEN) == (report.state, report.history[0].by)
    assert "directives.report" == AuditEntry.objects.order_by("-number").first().act


def test_a_typed_percentage_is_refused_in_plain_words_and_nothing_is_sent(rollout):
    participant = rollout.participant(TRUNG_YEN)
    entry = entry_for(rollout.directed.expected(TRUNG_YEN))
    wrong = Entry({**entry.figures, "residents-installed": "8,3 %"}, as_of=entry.as_of)

    with pytest.raises(ReportError, match="enter how many"):
        send_entry(actor=rollout.person(TRUNG_YEN), participant=participant, entry=wrong, now=SENT)

    assert 0 == ReportRecord.objects.filter(participant=participant).count()


def test_a_sent_report_is_not_typed_over(rollout):
    rollout.send(TRUNG_YEN)

    with pytest.raises(ReportError, match="was sent"):
        save_draft(participant=rollout.participant(TRUNG_YEN), entry=Entry({"staff": "1"}), now=SENT)


def test_a_returned_report_opens_with_its_figures_in_it(rollout):
    row = rollout.send(TRUNG_YEN)
    post = rollout.participant("culture-office")

    decide(
        actor=rollout.consolidator(),
        row=row,
        read=report_as_read(row),
        step=Step.RETURN,
        acting_for=post,
        now=SENT,
        note="xem lại HD2",
    )

    again = ReportRecord.objects.get(pk=row.pk)
    assert "draft" == again.state
    assert "100" == drafted(again).figures["residents"]


def test_returning_needs_a_reason(rollout):
    row = rollout.send(TRUNG_YEN)

    with pytest.raises(ReportError, match="note"):
        decide(
            actor=rollout.consolidator(),
            row=row,
            read=report_as_read(row),
            step=Step.RETURN,
            acting_for=rollout.participant("culture-office"),
            now=SENT,
        )

    assert "submitted" == ReportRecord.objects.get(pk=row.pk).state


def test_of_an_answer_and_of_a_note_five_hundred_signs_are_kept(rollout):
    row, post, long = rollout.send(TRUNG_YEN), rollout.participant("culture-office"), "a" * 499 + "bc"
    asked = question(Rule.OUTLIER, ("staff",), "Vì sao?", "Why?")

    _store_answers(row, SimpleNamespace(findings=[asked]), {question_key(asked): long}, None, SENT)
    decide(
        actor=rollout.consolidator(),
        row=row,
        read=report_as_read(row),
        step=Step.RETURN,
        acting_for=post,
        now=SENT,
        note=long,
    )

    assert [long[:500]] * 2 == [row.answers.get().answer, row.transitions.get(step=Step.RETURN.value).note]


def test_a_rate_unlike_its_neighbours_is_asked_about_and_the_answer_is_kept(rollout):
    for number, key in enumerate(
        ("ubnd-tan-trao", "ubnd-minh-thanh", "ubnd-vinh-loi", "ubnd-binh-yen", "ubnd-tu-thinh")
    ):
        rollout.approved(key, residents=1_000, residents_installed=80 + number)
    participant = rollout.participant(TRUNG_YEN)
    entry = entry_for(rollout.directed.expected(TRUNG_YEN), residents=1_000, residents_installed=900)

    with pytest.raises(ReportError, match="unlike the neighbours"):
        send_entry(actor=rollout.person(TRUNG_YEN), participant=participant, entry=entry, now=SENT)
    key = "outlier.residents-installed.residents"
    answered = Entry(entry.figures, entry.nothing, entry.as_of, {key: "xã có khu công nghiệp, cài từ tháng 7"})
    taken = send_entry(actor=rollout.person(TRUNG_YEN), participant=participant, entry=answered, now=SENT)

    assert [key] == [question_key(finding) for finding in taken.findings]
    assert "xã có khu công nghiệp, cài từ tháng 7" == Answer.objects.get().answer


def test_nothing_to_report_is_an_answer_with_its_reason(rollout):
    key = "media-centre"
    entry = entry_for(rollout.directed.expected(key))
    figures = {name: text for name, text in entry.figures.items() if name not in {"radio-items", "web-items"}}
    entry = Entry(figures, {"publish-news": "đài mất sóng"}, entry.as_of)

    send_entry(actor=rollout.person(key), participant=rollout.participant(key), entry=entry, now=SENT)

    row = ReportRecord.objects.get(participant__key=key)
    assert ["đài mất sóng"] == [one.reason for one in row.nothing.all()]


def test_a_report_stands_as_of_the_day_that_its_figures_give_and_without_any_as_of_its_sending(rollout):
    full, key = rollout.send(TRUNG_YEN), "media-centre"
    asked = rollout.directed.expected(key).assignments
    without = Entry({}, {one.instruction.id: "đài mất sóng" for one in asked}, f"{SENT:%Y-%m-%d}")

    send_entry(actor=rollout.person(key), participant=rollout.participant(key), entry=without, now=SENT)

    empty = ReportRecord.objects.get(participant__key=key)
    the_day_before_ended = dt.datetime.combine(SENT, dt.time(), VIET_NAM)
    assert (True, the_day_before_ended) == (full.figures.exists(), full.as_of)
    assert (False, SENT) == (empty.figures.exists(), empty.as_of)


def test_the_last_directive_of_the_same_unit_says_what_may_not_fall(rollout):
    rollout.approved(TRUNG_YEN, broadcasts=40)
    from tests.support.rollout.directives import SHIPPED_TEXT

    second = SHIPPED_TEXT.replace('id = "son-duong-2020"', 'id = "son-duong-2020-2"', 1)
    second = second.replace("date = 2020-08-10", "date = 2020-08-20", 1)
    again = a_rollout(rollout.office, second)
    again.people = {}
    entry = entry_for(again.directed.expected(TRUNG_YEN), CLOSED, broadcasts=39)
    with pytest.raises(ReportError, match="falls from 40 to 39"):
        send_entry(actor=rollout.person(TRUNG_YEN), participant=again.participant(TRUNG_YEN), entry=entry, now=CLOSED)


def test_cells_that_are_empty_still_are_counted_and_every_other_error_is_told(rollout):
    told = [
        Finding(rule, Weight.ERROR, indicators, Words(said, said))
        for rule, said, indicators in (
            (Rule.MISSING, "empty", ("broadcasts",)),
            (Rule.MISSING, "no day", ()),
            (Rule.BEYOND_WHOLE, "more than all", ("broadcasts",)),
        )
    ]

    found = checked(context_of(rollout.record), TRUNG_YEN, Entry({}), told, {})

    assert (["no day", "more than all"], 1) == ([one.en for one in found.errors], found.open_fields)
