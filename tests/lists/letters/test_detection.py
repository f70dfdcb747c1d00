"""The encoding of a list is proposed when its words prove it, and Unicode and English are left alone."""

from __future__ import annotations

import csv
import random
import unicodedata

import pytest

from bluezone.lists.letters.detection import detect, encoding_of_fonts, looks_better
from bluezone.lists.letters.encodings import Encoding
from tests.support.lists.old_letters import written_in
from tests.support.lists.synthetic_people import full_names
from tests.support.sources import PROJECT

OLD = [Encoding.TCVN3, Encoding.VNI, Encoding.VIQR]
NAMES = full_names(random.Random(5), 400)


def lines_of_the_project() -> list[str]:
    """Real text at hand: the documents in English, and every Vietnamese sentence of the citizen's pages."""
    documents = [path.read_text(encoding="utf-8") for path in sorted((PROJECT / "docs").rglob("*.md"))]
    catalogue = (PROJECT / "src/bluezone/citizen/locale/vi/LC_MESSAGES/citizen.po").read_text(encoding="utf-8")
    return [line for text in (*documents, catalogue) for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("encoding", OLD)
def test_a_column_of_names_is_recognised(encoding: Encoding) -> None:
    found = detect([written_in(name, encoding) for name in NAMES])

    assert encoding is found.encoding
    assert found.confidence > 0.8


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI])
def test_five_names_are_enough(encoding: Encoding) -> None:
    wrong = [
        start
        for start in range(0, 400, 5)
        if detect([written_in(name, encoding) for name in NAMES[start : start + 5]]).encoding is not encoding
    ]

    assert [] == wrong


@pytest.mark.parametrize(
    "names", [NAMES, [name.upper() for name in NAMES], [unicodedata.normalize("NFD", n) for n in NAMES]]
)
def test_unicode_names_are_never_taken_for_an_old_font_even_one_by_one(names: list[str]) -> None:
    taken = [name for name in names if detect([name]).encoding is not Encoding.UNICODE]

    assert [] == taken


def test_decomposed_letters_are_noticed() -> None:
    assert detect([unicodedata.normalize("NFD", "Nguyễn Văn")]).decomposed
    assert not detect(["Nguyễn Văn"]).decomposed


@pytest.mark.slow
def test_false_alarms_over_real_text_are_counted() -> None:
    """Line by line, which is harder than any column: at most two lines in a thousand, none of them Vietnamese."""
    lines = [line for line in lines_of_the_project() if not any(text in line for text in ("TCVN3", "VIQR", "VNI"))]

    alarms = [line for line in lines if detect([line]).encoding is not Encoding.UNICODE]

    assert len(lines) > 1_500
    assert len(alarms) <= len(lines) // 500, alarms


def test_communes_of_the_country_are_left_alone() -> None:
    text = (PROJECT / "tests/vectors/communes_son_duong.csv").read_text(encoding="utf-8")
    names = [row["name"] for row in csv.DictReader(text.splitlines())]

    assert len(names) > 30
    assert [] == [name for name in names if detect([name]).encoding is not Encoding.UNICODE]


def test_the_name_of_a_font_settles_what_one_word_cannot() -> None:
    alone, with_font = detect(["L­u"]), detect(["L­u"], [".VnTime"])

    assert alone.confidence < with_font.confidence
    assert with_font.named_by_font
    assert 1.0 == with_font.confidence


def test_fonts_that_contradict_each_other_say_nothing() -> None:
    assert Encoding.TCVN3 is encoding_of_fonts([".VnTimeH", "Arial"])
    assert Encoding.VNI is encoding_of_fonts(["VNI-Times"])
    assert None is encoding_of_fonts([".VnTime", "VNI-Times"])


def test_one_text_of_a_mixed_file_is_judged_by_itself() -> None:
    assert looks_better("Hä vµ tªn", Encoding.TCVN3)
    assert not looks_better("Họ và tên", Encoding.TCVN3)
    assert not looks_better("STT", Encoding.TCVN3)
