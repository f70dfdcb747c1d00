"""What old fonts wrote is read as what the screen showed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.lists.letters.encodings import Encoding, decode
from bluezone.lists.letters.tables import LETTERS, TCVN3, VIQR, VNI
from tests.support.lists.old_letters import written_in

MOTTO = "Cộng hòa xã hội chủ nghĩa Việt Nam"
OLD = [Encoding.TCVN3, Encoding.VNI, Encoding.VIQR]
LINES = st.text(alphabet=[*"bcdghklmnpqrstvx 123", *LETTERS, *(letter.upper() for letter in LETTERS)], max_size=60)


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        (Encoding.UNICODE, MOTTO),
        (Encoding.UNICODE, unicodedata.normalize("NFD", MOTTO)),
        (Encoding.TCVN3, "Céng hßa x· héi chñ nghÜa ViÖt Nam"),
        (Encoding.VNI, "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam"),
        (Encoding.VIQR, "Co^.ng ho`a xa~ ho^.i chu? nghi~a Vie^.t Nam"),
    ],
)
def test_the_motto_is_read_from_every_encoding(encoding: Encoding, written: str) -> None:
    assert MOTTO == decode(written, encoding)


def test_the_tables_hold_the_67_small_letters_and_no_sign_means_two() -> None:
    """Twelve vowels with six tones, less the five plain ones that need no mark, and đ."""
    assert 73 == len(LETTERS) == len(set(LETTERS))
    assert 67 == sum(not letter.isascii() for letter in LETTERS)
    assert all(unicodedata.is_normalized("NFC", letter) for letter in LETTERS)
    for table in (TCVN3, VNI, VIQR):
        assert len(LETTERS) == len(set(table.values()))


@pytest.mark.parametrize("encoding", OLD)
@pytest.mark.parametrize("letter", LETTERS)
def test_every_small_letter_comes_back(letter: str, encoding: Encoding) -> None:
    assert letter == decode(written_in(letter, encoding), encoding)


@pytest.mark.parametrize("encoding", [Encoding.VNI, Encoding.VIQR])
@pytest.mark.parametrize("letter", LETTERS)
def test_every_capital_comes_back_where_the_encoding_has_capitals(letter: str, encoding: Encoding) -> None:
    assert letter.upper() == decode(written_in(letter.upper(), encoding), encoding)


@pytest.mark.parametrize("letter", LETTERS)
def test_every_capital_comes_back_from_a_font_of_capitals(letter: str) -> None:
    """Two plain capitals beside it tell that the line was set in .VnTimeH."""
    line = f"TR{letter.upper()}NG"

    assert line == decode(written_in(line, Encoding.TCVN3), Encoding.TCVN3)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NguyÔn ThÞ H­¬ng", "Nguyễn Thị Hương"),
        ("NGUYÔN THÞ H¦¥NG", "NGUYỄN THỊ HƯƠNG"),
        ("UBND x· TRUNG Y£N", "UBND xã TRUNG YÊN"),
        ("§ç V¨n §«ng", "Đỗ Văn Đông"),
        ("Hä vµ tªn", "Họ và tên"),
    ],
)
def test_tcvn3_takes_its_capitals_from_the_plain_letters(written: str, meant: str) -> None:
    assert meant == decode(written, Encoding.TCVN3)


def test_vni_accepts_a_small_mark_behind_a_capital() -> None:
    assert "Ánh Ánh" == decode("AÙnh Aùnh", Encoding.VNI)


def test_viqr_leaves_addresses_and_escaped_marks_alone() -> None:
    assert "ha.an@sonduong.vn" == decode("ha.an@sonduong.vn", Encoding.VIQR)
    assert "Nam? a." == decode("Nam? a\\.", Encoding.VIQR)


@pytest.mark.parametrize("encoding", [Encoding.VNI, Encoding.VIQR])
@given(line=LINES)
def test_words_of_real_syllables_come_back_whole(encoding: Encoding, line: str) -> None:
    """Letter by letter with something between them, because VNI's `ơ` and `ô` are told apart by what follows."""
    apart = "|".join(line)

    assert apart == decode("|".join(written_in(letter, encoding) for letter in line), encoding)


@pytest.mark.parametrize("encoding", list(Encoding))
@given(text=st.text(max_size=80))
def test_decoding_never_fails_and_gives_composed_text(encoding: Encoding, text: str) -> None:
    assert unicodedata.is_normalized("NFC", decode(text, encoding))
