"""A paper that is issued or recalled is told of to whoever listens for papers."""

from __future__ import annotations

from types import SimpleNamespace

from bluezone.portal.papers.models import State
from bluezone.portal.papers.services import issuing
from tests.support.portal.offices import NOW


def test_who_listens_for_papers_hears_of_one_that_is_issued_and_of_its_recall(db, monkeypatch):
    heard: list[tuple[object, ...]] = []
    paper = SimpleNamespace(state=State.SEALED, is_copy=False, save=lambda: None)
    monkeypatch.setattr(issuing, "locked", lambda paper, *_, **__: paper)
    for name in ("require_confirmed", "require_no_objection", "note"):
        monkeypatch.setattr(issuing, name, lambda *_: None)
    monkeypatch.setattr(issuing, "tell", lambda *words: heard.append((words[0].state, *words)))

    issuing.issue(paper=paper, read="", by=None, now=NOW)
    issuing.recall(paper=paper, read="", reason="sai số liệu", by=None, now=NOW)

    assert [(State.ISSUED, paper, None, NOW), (State.RECALLED, paper, None, NOW)] == heard
