"""A calibration table becomes what a configuration tells phones of their models."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from bluezone.joining.refusal import RefusedError
from bluezone.lab.proximity.models import read_models
from bluezone.protocol.config import Configuration
from tests.support.commands import bluezone

HEAD = "oem,device,model,rssi_correction,tx_power,confidence\n"


def table(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "table.csv"
    path.write_text(head + "".join(f"{row}\n" for row in rows))
    return path


def test_a_model_is_named_as_phones_name_theirs(tmp_path: Path) -> None:
    found = read_models(table(tmp_path, "vivo,1723,vivo 1723,4,-20,3", "samsung,a51,SM-A515F,1,-27,3"))

    assert {"vivo1723": -20, "sma515f": -27} == found


def test_only_what_was_measured_counts_and_several_measurements_by_their_mean(tmp_path: Path) -> None:
    guessed, two = "nokia,a,Nokia 3.4,4,-10,2", ("htc,a,HTC 10,1,-33,3", "htc,b,HTC 10,1,-31,3")

    assert {"htc10": -32} == read_models(table(tmp_path, guessed, *two))


@pytest.mark.parametrize(
    "rows",
    [[], ["a,b,c,1,strong,3"], ["a,b,c,1,11,3"], ["a,b,c,1,-61,3"], [f"a,b,x{at},1,-25,3" for at in range(2_001)]],
    ids=["empty", "words", "too strong", "too weak", "too many"],
)
def test_what_no_configuration_could_say_is_refused(tmp_path: Path, rows: list[str]) -> None:
    with pytest.raises(RefusedError, match=r"table|configuration"):
        read_models(table(tmp_path, *rows))


def test_another_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="no calibration table"):
        read_models(table(tmp_path, "a,b", head="oem,figure\n"))


def test_what_the_command_writes_is_part_of_a_configuration(tmp_path: Path) -> None:
    source, out = table(tmp_path, "samsung,a51,SM-A515F,1,-27,3"), tmp_path / "models.json"

    said = bluezone("proximity", "models", source, "--out", out)

    read = msgspec.convert({"sequence": 1, "issued_s": 0, **json.loads(out.read_text())}, Configuration, str_keys=True)
    assert 0 == said.status
    assert {"sma515f": -27} == read.power.models
