"""A paper whose figures are others now goes on once somebody took note of just these."""

from __future__ import annotations

import pytest

from bluezone.portal.errors import RefusedError
from bluezone.portal.papers import services
from bluezone.portal.papers.models import State
from bluezone.portal.papers.objections import Difference, differences_of, fingerprint_of
from bluezone.portal.papers.standing import as_read
from bluezone.vietnam.words import Words

NOW_COUNTED = {"devices": 4}


def the_count(_paper):
    return (Difference("1.1", Words("máy đã cài", "devices"), 3, NOW_COUNTED["devices"]),)


@pytest.fixture
def paper(papers, settings):
    paper = papers.submitted()
    settings.PAPER_OBJECTORS = [f"{__name__}.the_count"]
    return paper


def take_note(papers, paper):
    told = {"fingerprint": fingerprint_of(differences_of(paper)), "reason": "đã biết"}
    services.note_differences(paper=paper, read=as_read(paper), by=papers.leader, now=papers.now, **told)


def test_a_paper_whose_figures_have_changed_is_not_signed(papers, paper):
    with pytest.raises(RefusedError, match="figures have changed"):
        papers.signed(paper)


def test_once_somebody_took_note_of_the_figures_it_is(papers, paper):
    take_note(papers, paper)

    assert State.SIGNED == papers.signed(paper).state


def test_a_paper_whose_figures_change_after_it_was_sealed_does_not_go_out(papers, settings):
    sealed = papers.sealed()
    settings.PAPER_OBJECTORS = [f"{__name__}.the_count"]

    with pytest.raises(RefusedError, match="figures have changed"):
        papers.issued(sealed)

    sealed.refresh_from_db()
    assert (State.SEALED, None) == (sealed.state, sealed.issued_at)


def test_after_another_change_it_is_not_again(papers, paper, monkeypatch):
    take_note(papers, paper)
    monkeypatch.setitem(NOW_COUNTED, "devices", 5)

    with pytest.raises(RefusedError, match="figures have changed"):
        papers.signed(paper)
