"""What others counted and printed: counts of the maker, and rates as somebody published them."""

from __future__ import annotations

import pytest

from bluezone.portal.audit.models import Entry as Line
from bluezone.portal.directives.models import PublishedRate, VendorCount
from bluezone.portal.directives.services import others
from bluezone.portal.directives.services.others import keep_vendor_counts, note_published_rate
from bluezone.portal.errors import RefusedError
from tests.support.portal.rolling import SENT, TAN_TRAO_COMMITTEE, TRUNG_YEN, Rollout

FED = "residents-installed"


def keep(rollout: Rollout, **counts: dict[str, int]) -> int:
    told = {key.replace("_", "-"): values for key, values in counts.items()}
    return keep_vendor_counts(actor=None, record=rollout.record, counts=told, as_of=SENT.date(), now=SENT)


def test_a_later_count_takes_the_place_of_an_earlier_one(rollout):
    assert [2, 1] == [
        keep(rollout, ubnd_trung_yen={FED: 5}, ubnd_tan_trao={FED: 0}),
        keep(rollout, ubnd_trung_yen={FED: 7}),
    ]

    kept = VendorCount.objects.values_list("participant__key", "indicator", "value", "as_of")
    assert {(TRUNG_YEN, FED, 7, SENT.date()), (TAN_TRAO_COMMITTEE, FED, 0, SENT.date())} == set(kept)
    detail = {"directive": rollout.record.key, "counts": 1}
    assert detail == Line.objects.filter(act="directives.vendor").latest("number").detail


@pytest.mark.parametrize(
    "counts",
    [{"ubnd_nowhere": {FED: 1}}, {"ubnd_trung_yen": {"broadcasts": 1}}, {"ubnd_trung_yen": {FED: -1}}],
    ids=["whose", "what", "how many"],
)
def test_a_count_of_nobody_or_of_nothing_is_refused(rollout, counts):
    with pytest.raises(RefusedError, match="not there"):
        keep(rollout, **counts)

    assert not VendorCount.objects.exists()


def test_more_counts_than_a_directive_has_cells_for_are_refused(rollout, monkeypatch):
    monkeypatch.setattr(others, "_MOST_COUNTS", 1)

    assert 1 == keep(rollout, ubnd_trung_yen={FED: 5})
    with pytest.raises(RefusedError, match="too many"):
        keep(rollout, ubnd_trung_yen={FED: 5}, ubnd_tan_trao={FED: 5})


def test_a_rate_is_noted_as_it_was_printed_the_last_one_alone(rollout):
    top = rollout.participant("culture-office")
    for text, where in ((" 8,3 % ", " bản tin "), ("8,4 %", "báo huyện")):
        note_published_rate(
            actor=rollout.consolidator(), participant=top, rate="population-coverage", text=text, where=where, now=SENT
        )

    (row,) = PublishedRate.objects.all()

    assert ("8,4 %", "báo huyện", rollout.consolidator()) == (row.text, row.where, row.by)


@pytest.mark.parametrize(("rate", "text"), [("klingon", "8,3 %"), ("population-coverage", "viele")])
def test_what_is_no_rate_is_not_noted(rollout, rate, text):
    with pytest.raises(RefusedError, match="as it was printed"):
        note_published_rate(
            actor=rollout.consolidator(),
            participant=rollout.participant("culture-office"),
            rate=rate,
            text=text,
            where="",
            now=SENT,
        )
