"""`bluezone proximity`: from recordings to numbers, and from numbers to answers, as a user would run it."""

from __future__ import annotations

import csv
import gzip
import json
import math
import random
from pathlib import Path

import pytest

from bluezone.cli.__main__ import main
from bluezone.joining.refusal import RefusedError
from bluezone.lab.proximity.folds import grouped_folds
from bluezone.lab.proximity.growing import Grown
from bluezone.lab.proximity.judging import judge
from bluezone.lab.proximity.model_file import read_model
from bluezone.lab.proximity.samples import labelled, read_labels, read_samples

pytestmark = pytest.mark.in_turn(of=2, family="recordings")

COLUMNS = [
    "sample_id",
    "source",
    "track",
    "split_id",
    "session_id",
    "contact_id",
    "env",
    "w_start_s",
    "window_s",
    "rx_os",
    "tx_os",
    "rx_model",
    "tx_model",
    "rx_carriage",
    "tx_carriage",
    "tx_power_dbm",
    "rssi_calibrated",
    "n_pkts",
    "t_s",
    "rssi",
]
PAIRS, WINDOWS = 40, 4


def make_recordings(folder: Path) -> None:
    """Invented contacts that obey a distance law, with noise: forty pairs, four windows each."""
    chance = random.Random(1)
    samples, labels = [], []
    for pair in range(PAIRS):
        metres = math.exp(chance.gauss(math.log(2), 0.8))
        for number in range(WINDOWS):
            rssi = [round(-74 - 25 * math.log10(metres) + chance.gauss(0, 3)) for _ in range(12)]
            name = f"dp3t05-{pair:03}{number}"
            place = {"sample_id": name, "source": "dp3t05", "track": "real_android", "contact_id": f"c{pair}"}
            samples.append(
                {
                    **dict.fromkeys(COLUMNS, ""),
                    **place,
                    "split_id": f"k{pair}",
                    "env": f"scene {pair % 3}",
                    "w_start_s": 300 * number,
                    "window_s": 300.0,
                    "rx_os": "android",
                    "tx_os": "android",
                    "rx_model": f"phone {pair % 4}",
                    "tx_model": f"phone {pair % 3}",
                    "n_pkts": 12,
                    "t_s": " ".join(str(20 * packet) for packet in range(12)),
                    "rssi": " ".join(map(str, rssi)),
                }
            )
            labels.append({**place, "window_s": 300.0, "distance_m": metres, "label_close": int(metres <= 2)})
    write(folder / "samples.csv", samples)
    (folder / "samples.csv.gz").write_bytes(gzip.compress((folder / "samples.csv").read_bytes()))
    write(folder / "labels.csv", labels)


def write(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recordings")
    make_recordings(folder)
    return folder


@pytest.fixture(scope="module")
def model(recordings: Path) -> Path:
    path = recordings / "model.json"
    assert 0 == main(["proximity", "fit", str(recordings), "--repeats", "1", "--out", str(path)])
    return path


def test_a_fitted_model_tells_near_from_far_in_the_recordings_it_learnt(recordings: Path, model: Path) -> None:
    answers = recordings / "answers.csv"

    status = main(
        ["proximity", "predict", str(recordings / "samples.csv"), "--model", str(model), "--out", str(answers)]
    )

    with answers.open() as lines:
        rows = list(csv.DictReader(lines))
    truths = read_labels(recordings / "labels.csv")
    right = sum((row["close"] == "1") == truths[row["sample_id"]].close for row in rows)
    assert 0 == status
    assert ["sample_id", "score", "close", "distance_m"] == list(rows[0])
    assert right > 0.9 * len(rows)


def test_the_same_recordings_give_the_same_file(recordings: Path, model: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.json"

    main(["proximity", "fit", str(recordings), "--repeats", "1", "--out", str(again)])

    assert model.read_bytes() == again.read_bytes()


def test_plain_numbers_answer_as_the_learning_library_does(recordings: Path) -> None:
    """The phone's trees against the library's own evaluation of the trees it grew. The library reads rows in single
    precision, so that a number that equals a cut may fall on its other side: one small tree in hundreds, now and then.
    """
    samples, labels = labelled(read_samples(recordings / "samples.csv"), read_labels(recordings / "labels.csv"))
    grown = Grown(samples, labels, seed=3, repeats=2)
    path = recordings / "plain.json"
    path.write_text(json.dumps(grown.written_down({"dp3t05": 0.0})))

    plain = [verdict.score for verdict in judge(read_model(path), samples)]

    apart = [abs(a - b) for a, b in zip(grown.scores(samples), plain, strict=True)]
    assert max(apart) < 0.02
    assert sum(difference < 1e-5 for difference in apart) > 0.9 * len(apart)


def test_no_split_unit_is_in_two_folds(recordings: Path) -> None:
    samples = read_samples(recordings / "samples.csv")

    folds = grouped_folds(samples, seed=1)

    assert PAIRS == len({(sample.split_id, fold) for sample, fold in zip(samples, folds, strict=True)})
    assert set(range(5)) == set(folds)


def test_names_of_sessions_splits_scenes_and_carriage_change_no_answer(recordings: Path, model: Path) -> None:
    """They are not features: an app cannot know them."""
    with (recordings / "samples.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    hidden = ("split_id", "session_id", "env", "rx_carriage", "tx_carriage")
    write(recordings / "renamed.csv", [{**row, **dict.fromkeys(hidden, "elsewhere")} for row in rows])

    before = judge(read_model(model), read_samples(recordings / "samples.csv"))
    after = judge(read_model(model), read_samples(recordings / "renamed.csv"))

    assert before == after


def test_the_built_in_model_knows_the_recordings_it_was_fitted_to() -> None:
    assert {"dp3t05", "dp3t34", "mitll_ua", "mitre_ras"} <= set(read_model(None).laws)


BAD_ROWS = [
    ("rssi", "-80 loud", "rssi"),
    ("rssi", "-80", "times for"),
    ("window_s", "0", "window_s"),
    ("w_start_s", "nan", "w_start_s"),
    ("contact_id", "", "contact_id"),
]


@pytest.mark.parametrize(("column", "word", "complaint"), BAD_ROWS)
def test_a_row_that_makes_no_sense_is_named_by_its_line(
    recordings: Path, tmp_path: Path, column: str, word: str, complaint: str
) -> None:
    with (recordings / "samples.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    rows[3][column] = word
    write(tmp_path / "bad.csv", rows)

    with pytest.raises(RefusedError, match=f"line 5.*{complaint}"):
        read_samples(tmp_path / "bad.csv")


def test_a_recording_of_an_unknown_kind_is_refused_in_one_line(
    recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (recordings / "samples.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    write(tmp_path / "new.csv", [{**row, "source": "submarine"} for row in rows])

    status = main(["proximity", "predict", str(tmp_path / "new.csv"), "--out", str(tmp_path / "out.csv")])

    assert 1 == status
    assert "'submarine'" in capsys.readouterr().err
