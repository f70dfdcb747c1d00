"""The typeface of the decree or its twin is found, and nothing else is taken for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
import typst

from bluezone.documents.errors import FontError
from bluezone.documents.fonts import SERIF, find_face, sans, sans_width_mm, serif, typst_fonts, width_mm


@dataclass(frozen=True)
class Installed:
    """A font as typst lists it."""

    family: str
    style: str = "normal"
    weight: int = 400
    stretch: float = 1.0
    path: str | None = "face.ttf"
    index: int = 0


def family(name: str) -> list[typst.FontInfo]:
    return [Installed(name, style, weight) for style in ("normal", "italic") for weight in (400, 700)]  # type: ignore[misc]


def test_this_machine_has_a_face_for_papers() -> None:
    assert serif().family in SERIF
    assert 4 == len({path for path in serif().files.values() if path.is_file()})


def test_the_prescribed_face_comes_before_its_twins() -> None:
    assert "Times New Roman" == find_face(SERIF, [*family("Tinos"), *family("Times New Roman")]).family


def test_a_face_without_bold_italic_is_passed_over() -> None:
    assert "Tinos" == find_face(SERIF, [*family("Liberation Serif")[:3], *family("Tinos")]).family


def test_a_missing_face_is_said_with_what_to_install() -> None:
    with pytest.raises(FontError, match="fonts-liberation"):
        find_face(SERIF, family("Comic Neue"))


def test_pages_are_set_in_the_faces_that_are_measured_and_in_no_other_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[dict[str, object]] = []
    monkeypatch.setattr(typst, "Fonts", lambda **said: asked.append(said))
    folders = {str(path.parent) for face in (serif(), sans()) for path in face.files.values()}

    typst_fonts.__wrapped__()

    only_these = {"include_system_fonts": False, "include_embedded_fonts": False, "font_paths": sorted(folders)}
    assert [only_these] == asked


def test_a_line_is_as_wide_as_its_letters() -> None:
    """A digit of Times New Roman is half an em wide, in whatever style: at 72 points 12.7 mm."""
    for bold, italic in ((False, False), (True, False), (False, True)):
        assert width_mm("0" * 10, 72, bold=bold, italic=italic) == pytest.approx(127, rel=0.005)

    assert width_mm("Cộng hòa", 26) == pytest.approx(2 * width_mm("Cộng hòa", 13))
    assert width_mm("Cộng hòa", 13, bold=True) > width_mm("Cộng hòa", 13)


def test_a_line_of_a_poster_grows_with_its_letters() -> None:
    assert sans_width_mm("Cộng hòa", 26) == pytest.approx(2 * sans_width_mm("Cộng hòa", 13))
    assert sans_width_mm("Cộng hòa", 13, bold=True) > sans_width_mm("Cộng hòa", 13)


@pytest.mark.parametrize("change", [{"style": "oblique"}, {"path": None}, {"family": "Arial"}, {"stretch": 0.75}])
def test_what_is_slanted_narrow_lies_nowhere_or_is_called_otherwise_is_no_style_of_a_face(
    change: dict[str, object],
) -> None:
    *three, last = family("Liberation Serif")

    assert "Tinos" == find_face(SERIF, [*three, replace(last, **change), *family("Tinos")]).family


@pytest.mark.parametrize("order", [1, -1])
def test_a_narrow_cut_under_the_family_s_own_name_is_not_taken_for_it(order: int) -> None:
    """Debian's fonts-liberation-sans-narrow, which office programs bring along, is such a one: a poster that was
    measured with it would not fit on its page."""
    narrow = [
        Installed("Liberation Sans", style, weight, stretch=0.75, path="narrow.ttf")
        for style in ("normal", "italic")
        for weight in (400, 700)
    ]
    face = find_face(("Liberation Sans",), [*narrow, *family("Liberation Sans")][::order])  # type: ignore[arg-type]

    assert {"face.ttf"} == {str(path) for path in face.files.values()}


@pytest.mark.parametrize("order", [1, -1])
def test_of_many_weights_those_are_measured_that_a_page_gets(order: int) -> None:
    many = [
        Installed("Noto Sans", style, weight, path=f"{style}-{weight}.ttf")
        for style in ("normal", "italic")
        for weight in range(100, 1000, 100)
    ]
    face = find_face(("Noto Sans",), many[::order])  # type: ignore[arg-type]

    assert {f"{style}-{weight}.ttf" for style in ("normal", "italic") for weight in (400, 700)} == {
        str(path) for path in face.files.values()
    }
