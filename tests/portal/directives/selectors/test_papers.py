"""What a paper about a directive begins with."""

from __future__ import annotations

from bluezone.portal.directives.selectors.papers import usual_head
from tests.support.portal.rolling import SENT, TRUNG_YEN, Rollout


def test_the_head_that_is_proposed_has_the_letters_place_and_office_and_two_days_more(rollout: Rollout):
    heads = [usual_head(rollout.record, rollout.participant(key), SENT) for key in (TRUNG_YEN, "culture-office")]

    office = "TM. ỦY BAN NHÂN DÂN HUYỆN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"
    assert [(office, "Sơn Dương", "2020-08-26T17:00")] * 2 == [
        (head["office"], head["place"], head["new_due"]) for head in heads
    ]
    assert [(TRUNG_YEN, "UBND"), ("culture-office", "")] == [(head["issuing"], head["abbreviation"]) for head in heads]
