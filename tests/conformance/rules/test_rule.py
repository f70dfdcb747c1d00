"""Where a finding says that it is."""

from __future__ import annotations

import pytest

from bluezone.conformance.rules.rule import ends_in, on_page, share_of_text, style_of, where
from bluezone.conformance.sheet import Line, Run, Type

TYPE = Type("Tinos", 14, bold=False, italic=False)


@pytest.mark.parametrize(("length", "told"), [(60, "K" * 60), (61, "K" * 60 + "…")])
def test_of_a_line_sixty_letters_are_quoted(length: int, told: str) -> None:
    assert f"page 2: {told}" == where(Line((Run("K" * length, TYPE),), 2)).en


@pytest.mark.parametrize(
    ("bold", "italic", "words"),
    [
        (True, True, ("đậm, nghiêng", "bold italic")),
        (True, False, ("đậm, đứng", "bold upright")),
        (False, True, ("thường, nghiêng", "regular italic")),
        (False, False, ("thường, đứng", "regular upright")),
    ],
)
def test_how_letters_look_is_told_in_both_languages(bold: bool, italic: bool, words: tuple[str, str]) -> None:
    told = style_of(Type("Tinos", 14, bold, italic))

    assert words == (told.vi, told.en)


def test_a_length_a_page_and_an_end_are_told_in_both_languages() -> None:
    told = [share_of_text(0.256), on_page(3), ends_in("x;"), ends_in("x;", ".")]

    assert [
        ("26% độ dài dòng chữ", "26% of the text"),
        ("trang 3", "page 3"),
        ("kết thúc bằng x;", "ends in 'x;'"),
        ("kết thúc bằng x;, không phải .", "ends in 'x;', not in '.'"),
    ] == [(one.vi, one.en) for one in told]
    assert "trang 2: Khi" == where(Line((Run("Khi", TYPE),), 2)).vi
