"""A file becomes a regime, or one line that says what is wrong and where."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.trace.errors import RegimeError
from bluezone.trace.regimes.reading import MOST_BYTES, read_regime
from bluezone.trace.regimes.regime import CARRIED, HOUSE, Figure, Kind, Regime
from bluezone.trace.regimes.shipped import shipped_regime
from tests.support.trace.regimes import SOUND


def read(text: str) -> Regime:
    return read_regime(text.encode(), "copy.toml", shipped_regime("template"))


def test_a_figure_that_is_left_out_is_carried_from_the_template_and_said_to_be() -> None:
    regime = read(SOUND)

    assert Figure(10, "letter") == regime.f1.days
    assert Figure(3, CARRIED) == regime.days_before_onset
    assert Figure(Kind.HOME, CARRIED) == regime.f2.kind


def test_the_vaccinated_are_treated_as_everybody_where_nothing_else_is_said() -> None:
    regime = read(SOUND + '[f1_vaccinated]\nkind = { value = "home", source = "house" }\n')

    assert Figure(Kind.HOME, HOUSE) == regime.f1_vaccinated.kind
    assert regime.f1.days == regime.f1_vaccinated.days
    assert "f1_vaccinated.kind" in regime.not_stated
    assert "f1.days" not in regime.not_stated


def test_a_template_has_to_say_everything() -> None:
    with pytest.raises(RegimeError, match=r"copy\.toml: a template states every figure"):
        read_regime(SOUND.encode(), "copy.toml", None)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format = 1", "format = 2", r"\$\.format"),
        ('id = "copy"', 'id = "A copy"', r"\$\.id"),
        ('place = "79"', 'place = "7"', r"\$\.place"),
        ("begins = 2021-05-13", 'begins = "May"', r"\$\.begins"),
        ("value = 10", "value = 61", r"\$\.f1\.days\.value"),
        ("value = 10", "value = true", r"\$\.f1\.days\.value"),
        ("value = 10", "value = 5", "tests are on days of the quarantine"),
        ("[1, 9]", "[9, 1]", "in order"),
        ("[1, 9]", "[1, 1]", "each once"),
        ("[1, 9]", "[0, 9]", "days of the quarantine"),
        ("[1, 9]", "[]", "waits for a test"),
        ('[1, 9], source = "letter"', '[1, 9], source = "rumour"', "no source rumour"),
        ('id = "letter"', 'id = "house"', "none is called template or house"),
        ("[f1]", "[f1]\nmasks = 1", "unknown field `masks`"),
        ('vi = "Bản chép"', 'vi = ""', r"\$\.name\.vi"),
        ("[name]", "[name", "is no TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(old: str, new: str, said: str) -> None:
    assert old in SOUND

    with pytest.raises(RegimeError, match=said) as refused:
        read(SOUND.replace(old, new))

    assert str(refused.value).startswith("copy.toml: ")


def test_a_regime_may_ask_for_nothing_at_all() -> None:
    nothing = """
kind = { value = "home", source = "letter" }
days = { value = 0, source = "letter" }
watch_days = { value = 0, source = "letter" }
test_days = { value = [], source = "letter" }
[f2]
until_test = { value = 0, source = "letter" }
[window]
days_before_onset = { value = 0, source = "letter" }
"""

    regime = read(SOUND.partition("[f1]")[0] + "[f1]" + nothing)

    assert (0, 0, ()) == (regime.f1.days.value, regime.f1.watch_days.value, regime.f1_vaccinated.test_days.value)
    assert (0, 0) == (regime.days_before_onset.value, regime.f2.until_test.value)


def test_sixty_days_and_a_text_of_one_letter_are_within_bounds() -> None:
    regime = read(SOUND.replace("value = 10", "value = 60").replace('en = "A copy"', 'en = "A"'))

    assert (60, "A") == (regime.f1.days.value, regime.name.en)


def test_a_file_of_exactly_the_bound_is_parsed() -> None:
    text = SOUND + "#" * (MOST_BYTES - len(SOUND.encode()))

    assert "copy" == read(text).id


def test_a_file_beyond_bounds_is_not_parsed() -> None:
    with pytest.raises(RegimeError, match="more than 65536 bytes"):
        read_regime(b"#" * (MOST_BYTES + 1), "copy.toml", None)


@given(st.binary(max_size=200), st.integers(0, len(SOUND)))
def test_whatever_stands_in_a_file_is_a_regime_or_refused(data: bytes, at: int) -> None:
    sound = SOUND.encode()
    with contextlib.suppress(RegimeError):
        read_regime(sound[:at] + data + sound[at:], "copy.toml", shipped_regime("template"))
