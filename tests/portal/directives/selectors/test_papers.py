"""What a paper about a directive begins with, and who is named as late beside its form."""

from __future__ import annotations

from bluezone.portal.directives.selectors.papers import papers_context, usual_head
from tests.support.portal.rolling import CLOSED, SENT, TRUNG_YEN, Rollout


def test_the_head_that_is_proposed_has_the_letters_place_and_office_and_two_days_more(rollout: Rollout):
    heads = [usual_head(rollout.record, rollout.participant(key), SENT) for key in (TRUNG_YEN, "culture-office")]

    office = "TM. ỦY BAN NHÂN DÂN HUYỆN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    assert [(office, "Sơn Dương", "2020-08-26T17:00")] * 2 == [
        (head["office"], head["place"], head["new_due"]) for head in heads
    ]
    assert [(TRUNG_YEN, "UBND"), ("culture-office", "")] == [(head["issuing"], head["abbreviation"]) for head in heads]


def test_beside_the_form_those_are_named_as_late_who_report_to_where_its_reader_works(rollout: Rollout):
    def late(key: str) -> set[str]:
        context = papers_context(rollout.consolidator(), rollout.record, rollout.participant(key), CLOSED)
        return {one.organisation.id for one in context["late"]}

    rollout.send(TRUNG_YEN)
    owing = set(rollout.record.participants.filter(is_expected=True).values_list("key", flat=True)) - {TRUNG_YEN}

    assert (owing - {"culture-office"}, set()) == (late("culture-office"), late("education-office"))
