"""Colours: every text on every ground that the components put it on is readable, in light and in dark (WCAG 2.2 AA)."""

from __future__ import annotations

import re

import pytest

from bluezone.webui.assets import STATIC

TONES = ("brand", "ok", "attention", "warning", "danger")
AA_TEXT, AA_SHAPES = 4.5, 3.0


def schemes() -> dict[str, dict[str, str]]:
    """Names to colours, as the style sheet has them."""
    css = (STATIC / "tokens.css").read_text()
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)")
    found = {"light": colours(light)}
    found["dark"] = found["light"] | colours(dark)
    return found


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})\b", css))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXTS = [
    *(("text", ground) for ground in ("ground", "surface", "sunken")),
    *(("muted", ground) for ground in ("ground", "surface", "sunken")),
    *(("brand", ground) for ground in ("ground", "surface", "brand-soft")),
    *((tone if tone != "brand" else "brand-strong", f"{tone}-soft") for tone in TONES),
    *(("text", f"{tone}-soft") for tone in TONES),
    *((tone, "surface") for tone in TONES),
    ("on-brand", "brand"),
    ("on-danger", "danger-fill"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_is_readable(scheme, text, ground):
    names = schemes()[scheme]

    assert contrast(names[text], names[ground]) >= AA_TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), [("line-strong", "surface"), ("focus", "surface"), ("focus", "ground")])
def test_edges_of_controls_and_the_focus_ring_are_visible(scheme, shape, ground):
    names = schemes()[scheme]

    assert contrast(names[shape], names[ground]) >= AA_SHAPES


def test_black_on_white_is_the_known_21_to_1():
    assert 21 == round(contrast("#000000", "#ffffff"), 3)


def test_dark_redefines_every_colour_but_none_that_light_has_not():
    light, dark = (STATIC / "tokens.css").read_text().split("@media screen and (prefers-color-scheme: dark)")

    assert set(colours(light)) == set(colours(dark))


def test_components_use_only_names_that_exist():
    defined = set(re.findall(r"(--[a-z0-9-]+):", (STATIC / "tokens.css").read_text()))

    for sheet in STATIC.glob("*.css"):
        assert set(re.findall(r"var\((--[a-z0-9-]+)", sheet.read_text())) <= defined, sheet.name


def test_paper_is_white_whatever_the_screen_is():
    """Dark colours are for screens: on paper pale letters would stand on nothing."""
    css = (STATIC / "tokens.css").read_text()

    assert ["screen and (prefers-color-scheme: dark)"] == re.findall(r"@media ([^{]*dark[^{]*?) \{", css)
