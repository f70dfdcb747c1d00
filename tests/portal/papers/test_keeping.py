"""The line that the audit has of what is done with a paper."""

from __future__ import annotations

from types import SimpleNamespace

from bluezone.portal.papers.services import keeping
from tests.support.portal.offices import NOW


def test_the_line_names_the_number_once_there_is_one(monkeypatch):
    told: list[dict[str, object]] = []
    monkeypatch.setattr(keeping, "record_write", lambda **words: told.append(words["detail"]))

    for code in ("", "01/BC-PVHTT"):
        keeping.note(None, "papers.sign", SimpleNamespace(code=code, pk=1, path="08"), NOW, differences=2)

    assert [{"differences": 2}, {"code": "01/BC-PVHTT", "differences": 2}] == told
