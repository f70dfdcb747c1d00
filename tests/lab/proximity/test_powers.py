"""How strongly a model sends, from recordings, on the scale of a table."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest

from bluezone.device.core.own_power import plain_model
from bluezone.device.data import read_sending_powers
from bluezone.joining.refusal import RefusedError
from bluezone.lab.proximity.powers import fit_powers, powers_on_scale
from bluezone.lab.proximity.samples import Label, Sample

LOUDER_DB = 6
LOUD, FAINT, SELDOM = "SM-LOUD", "SM-FAINT", "SM-SELDOM"


def window(pair: int, sender: str, distance_m: float, chance: random.Random) -> Sample:
    level = -75 - 12 * math.log10(distance_m) + LOUDER_DB * (sender == LOUD)
    rssi = tuple(float(round(level + chance.gauss(0, 3))) for _ in range(20))
    return Sample(
        sample_id=f"{pair} {sender} {distance_m}",
        source=("dp3t05", "dp3t34")[pair % 2],
        contact_id=f"{pair} {sender}",
        split_id=f"pair {pair}",
        scene="office",
        receiver_os="android",
        sender_os="android",
        receiver_model=FAINT,
        sender_model=sender,
        start_s=0.0,
        length_s=300.0,
        packets=20,
        times_s=tuple(15.0 * number for number in range(20)),
        rssi_dbm=rssi,
        tx_power_dbm=None,
        calibrated=False,
    )


@pytest.fixture(scope="module")
def recorded() -> tuple[list[Sample], list[Label]]:
    """Forty pairs at many distances, of which one sends 6 dB louder; a third model in three of them."""
    chance = random.Random(5)
    samples, labels = [], []
    for pair in range(40):
        for sender in (LOUD, FAINT, *([SELDOM] if pair < 3 else [])):
            for _ in range(6):
                distance_m = round(math.exp(chance.gauss(0.7, 0.6)), 2)
                samples.append(window(pair, sender, distance_m, chance))
                labels.append(Label("real_android", distance_m))
    return samples, labels


def table(path: Path, rows: str) -> Path:
    path.write_text("oem,model,tx_power\n" + rows)
    return path


def test_who_is_heard_louder_at_the_same_distance_sends_more_strongly(
    recorded: tuple[list[Sample], list[Label]], tmp_path: Path
) -> None:
    both = table(tmp_path / "table.csv", f"maker,{LOUD},-23\nmaker,{FAINT},-29\nmaker,other,0\n")

    assert {"smloud": -23, "smfaint": -29} == fit_powers(*recorded, both)["powers"]


def test_the_table_gives_the_scale_and_no_more(recorded: tuple[list[Sample], list[Label]]) -> None:
    """Where it has both the other way round, their mean stays, and what was heard stands."""
    assert {"smloud": -23, "smfaint": -29} == powers_on_scale(*recorded, {"smloud": -30.0, "smfaint": -22.0})


def test_a_model_of_few_pairs_has_no_figure(recorded: tuple[list[Sample], list[Label]]) -> None:
    assert plain_model(SELDOM) not in powers_on_scale(*recorded, {"smloud": -23.0, "smseldom": -20.0})


@pytest.mark.parametrize("rows", ["maker,another,-20\n", "maker,SM-LOUD,strong\n"])
def test_a_table_without_these_models_or_without_numbers_is_refused(
    recorded: tuple[list[Sample], list[Label]], tmp_path: Path, rows: str
) -> None:
    with pytest.raises(RefusedError, match="table"):
        fit_powers(*recorded, table(tmp_path / "table.csv", rows))


def test_the_powers_that_travel_with_the_phone_can_be_said_and_lie_within_what_is_believed() -> None:
    powers = read_sending_powers()

    assert powers
    assert all(model == plain_model(model) for model in powers)
    assert all(abs(power + 25) <= 6 for power in powers.values()), json.dumps(dict(powers))
