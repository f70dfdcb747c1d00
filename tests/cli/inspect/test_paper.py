"""`bluezone inspect paper` says what is wrong with a paper, or in one line why it cannot."""

from __future__ import annotations

from pathlib import Path

from bluezone.documents.official import write_pdf
from tests.support.commands import bluezone, refused
from tests.support.documents.papers import ISSUE, NOW, letter
from tests.support.documents.spoiling import spoilt_pdf


def written(folder: Path, data: bytes) -> Path:
    path = folder / "paper.pdf"
    path.write_bytes(data)
    return path


def test_a_sound_paper_conforms(tmp_path: Path) -> None:
    finished = bluezone("inspect", "paper", written(tmp_path, write_pdf(letter(), ISSUE, now=NOW).pdf))

    assert 0 == finished.status
    assert finished.out.startswith("conforms: 42 rules judged")


def test_a_fault_is_told_with_what_was_found_and_wanted_and_where(tmp_path: Path) -> None:
    wrong = spoilt_pdf(letter(), words={"number": "Số: 5/UBND-VHTT"})

    finished = bluezone("inspect", "paper", written(tmp_path, wrong))

    assert "error  head.number: 5 without its zero; wanted: Số: 05/BC-UBND" in finished.lines[0]
    assert "(page 1: Số: 5/UBND-VHTT)" in finished.lines[0]
    assert finished.lines[1].startswith("does not conform")


def test_the_verdict_as_json(tmp_path: Path) -> None:
    wrong = spoilt_pdf(letter(), words={"motto": "Độc lập Tự do Hạnh phúc"})

    verdict = bluezone("inspect", "paper", written(tmp_path, wrong), "--json").json

    assert ("pdf", True, False) == (verdict["source"], verdict["readable"], verdict["conforms"])
    assert [("head.motto", "error", "Độc lập Tự do Hạnh phúc")] == [
        (finding["rule"], finding["severity"], finding["found"]) for finding in verdict["findings"]
    ]
    assert "head.number" in verdict["judged"]


def test_what_is_no_paper_is_refused_in_one_line(tmp_path: Path) -> None:
    assert "neither a PDF nor a DOCX" in refused(bluezone("inspect", "paper", written(tmp_path, b"hello")))
    assert "No such file" in refused(bluezone("inspect", "paper", tmp_path / "nothing.pdf"))
