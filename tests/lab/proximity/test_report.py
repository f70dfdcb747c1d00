"""The report: a page that stands by itself, with every picture's figures beneath it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bluezone.cli.__main__ import main
from bluezone.lab.proximity.offsets import maker_offsets
from bluezone.lab.proximity.pictures import bars, curves, dots, paired_bars, table
from bluezone.lab.proximity.report import kept_evaluation, page


def test_the_command_writes_a_page_and_its_figures(tmp_path: Path) -> None:
    status = main(["proximity", "report", "--out", str(tmp_path / "report")])

    text = (tmp_path / "report" / "index.html").read_text()
    assert 0 == status
    assert text.count("<svg") == 11
    assert (tmp_path / "report" / "figures.json").exists()


def test_the_page_loads_nothing_from_elsewhere() -> None:
    text = page(kept_evaluation())

    assert "http" not in text
    assert "<script" not in text
    assert "$" not in text


def test_the_kept_figures_are_ahead_of_the_original_s_rules_and_of_the_simpler_models() -> None:
    """The promise of docs/performance.md; a worse fit must not slip in."""
    systems = kept_evaluation()["systems"]
    model = list(systems)[-1]

    assert all(systems[model]["ndcf"] < found["ndcf"] for name, found in systems.items() if name != model)
    assert systems[model]["ndcf"] <= 0.61
    assert systems[model]["contacts"]["ndcf"] <= 0.60


@pytest.mark.parametrize(
    "picture",
    [
        bars("Error <by> phone", [("A & B", 1.5), ("C", 0.0)], "m"),
        paired_bars("Missed and false", [("rule", 0.2, 0.9)], "missed", "false"),
        curves("Lines", {"one": [(0.0, 0.0), (1.0, 1.0)]}, "across", "up", diagonal=True),
        dots("Dots", [(1.0, 0.9), (12.0, 0.1)], 8.0, "metres", "share"),
    ],
    ids=["bars", "paired bars", "curves", "dots"],
)
def test_pictures_are_well_formed_and_have_a_title(picture: str) -> None:
    tree = ET.fromstring(picture)

    assert "title" == tree[0].tag
    assert tree[0].text


def test_tables_show_text_as_text() -> None:
    assert "&lt;b&gt;" in table(["name", "value"], [["<b>", 1]])


def test_a_maker_that_must_be_corrected_upwards_reads_too_faint() -> None:
    rows = [{"oem": "Quiet", "rssi_correction": "6"}] * 5 + [{"oem": "loud", "rssi_correction": "-4"}] * 5

    offsets = maker_offsets(rows)

    assert {"quiet": -2.5, "loud": 2.5} == offsets


def test_makers_with_few_models_have_no_figure_of_their_own() -> None:
    rows = [{"oem": "rare", "rssi_correction": "6"}] * 4 + [{"oem": "common", "rssi_correction": "6"}] * 5

    assert {"common": 0.0} == maker_offsets(rows)
