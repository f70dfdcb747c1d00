"""Reading labelled recordings: one row is one window of packets, heard by one phone from one other.

The columns are those of the data set's README. What an app cannot know is not read into a window: carriage never,
session and place names only for dividing the data into folds.
"""

from __future__ import annotations

import csv
import gzip
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bluezone.device.core.proximity.window_model import CLOSE_DISTANCE_M, SourceLaw
from bluezone.device.core.proximity.windows import Window
from bluezone.joining.refusal import RefusedError

_MOST_PACKETS = 100_000
_DBM = (-150.0, 30.0)


@dataclass(frozen=True, slots=True)
class Sample:
    """A window as recorded, before any model's offsets."""

    sample_id: str
    source: str
    contact_id: str
    split_id: str
    """Kept whole when dividing. Never a feature."""
    scene: str
    """Only to leave one out. Never a feature."""
    receiver_os: str
    sender_os: str
    receiver_model: str
    sender_model: str
    start_s: float
    length_s: float
    packets: int
    times_s: tuple[float, ...]
    rssi_dbm: tuple[float, ...]
    tx_power_dbm: float | None
    calibrated: bool
    """Google's correction is already added."""

    def window(self, law: SourceLaw) -> Window:
        """The window as the model sees it."""
        return Window(
            self.start_s,
            self.length_s,
            self.packets,
            self.times_s,
            self.rssi_dbm,
            self.tx_power_dbm,
            law.offset_db(self.receiver_model, self.sender_model),
            self.receiver_os == "ios",
            self.sender_os == "ios",
        )

    @property
    def level_dbm(self) -> float:
        """The mean of the stronger half."""
        stronger = sorted(self.rssi_dbm, reverse=True)[: (len(self.rssi_dbm) + 1) // 2]
        return sum(stronger) / len(stronger)

    @property
    def mean_dbm(self) -> float:
        """The plain mean, which the rules of other systems use."""
        return sum(self.rssi_dbm) / len(self.rssi_dbm)


@dataclass(frozen=True, slots=True)
class Label:
    """The truth of a window."""

    track: str
    distance_m: float

    @property
    def close(self) -> bool:
        return self.distance_m <= CLOSE_DISTANCE_M


def read_samples(path: Path) -> list[Sample]:
    """Reads every window of a file, plain or gzipped. Refuses a row that cannot be read, naming its line, and a file
    that has none."""
    found = [_sample(row, f"{path.name} line {line}") for line, row in _rows(path)]
    if not found:
        raise RefusedError(f"no recorded window is in {path.name}")
    return found


def read_labels(path: Path) -> dict[str, Label]:
    """Reads the truths of a file, by sample."""
    labels = {}
    for line, row in _rows(path):
        where = f"{path.name} line {line}"
        labels[_text(row, "sample_id", where)] = Label(
            _text(row, "track", where), _number(row, "distance_m", where, 0.0, 10_000.0)
        )
    return labels


def read_labelled(folder: Path) -> tuple[list[Sample], list[Label]]:
    """Reads the samples of a data set whose truth is known, and their truths, side by side."""
    labels = read_labels(folder / "labels.csv")
    return labelled(read_samples(folder / "samples.csv.gz"), labels)


def contacts_of(samples: Sequence[Sample]) -> list[list[int]]:
    """Places of the windows of each contact, in order of time; contacts in order of their first window."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, sample in enumerate(samples):
        places[sample.source, sample.contact_id].append(place)
    return [
        sorted(together, key=lambda place: (samples[place].start_s, samples[place].sample_id))
        for together in places.values()
    ]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as lines:
        try:
            yield from enumerate(csv.DictReader(lines), start=2)
        except (UnicodeDecodeError, csv.Error, EOFError, gzip.BadGzipFile) as error:
            raise RefusedError(f"{path.name} is no readable table: {error}") from error


def _sample(row: dict[str, str], where: str) -> Sample:
    times = _numbers(row, "t_s", where, -1.0, 1e6)
    rssi = _numbers(row, "rssi", where, *_DBM)
    if len(times) != len(rssi):
        raise RefusedError(f"{where}: {len(times)} times for {len(rssi)} packets")
    power = (row.get("tx_power_dbm") or "").strip()
    return Sample(
        sample_id=_text(row, "sample_id", where),
        source=_text(row, "source", where),
        contact_id=_text(row, "contact_id", where),
        split_id=row.get("split_id") or "",
        scene=row.get("env") or "",
        receiver_os=row.get("rx_os") or "",
        sender_os=row.get("tx_os") or "",
        receiver_model=row.get("rx_model") or "",
        sender_model=row.get("tx_model") or "",
        start_s=_number(row, "w_start_s", where, -1e9, 1e10),
        length_s=_number(row, "window_s", where, 1e-3, 1e6),
        packets=round(_number(row, "n_pkts", where, 1, 1e9)),
        times_s=times,
        rssi_dbm=rssi,
        tx_power_dbm=_number(row, "tx_power_dbm", where, *_DBM) if power else None,
        calibrated=(row.get("rssi_calibrated") or "") == "1",
    )


def _text(row: dict[str, str], column: str, where: str) -> str:
    text = row.get(column)
    if not text:
        raise RefusedError(f"{where}: no {column}")
    return text


def _number(row: dict[str, str], column: str, where: str, least: float, most: float) -> float:
    return _checked(_text(row, column, where), column, where, least, most)


def _numbers(row: dict[str, str], column: str, where: str, least: float, most: float) -> tuple[float, ...]:
    words = _text(row, column, where).split()
    if len(words) > _MOST_PACKETS:
        raise RefusedError(f"{where}: more than {_MOST_PACKETS} packets")
    return tuple(_checked(word, column, where, least, most) for word in words)


def _checked(word: str, column: str, where: str, least: float, most: float) -> float:
    try:
        number = float(word)
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        raise RefusedError(f"{where}: {column} {word[:20]!r} is no number from {least:g} to {most:g}")
    return number


def labelled(samples: Iterable[Sample], labels: dict[str, Label]) -> tuple[list[Sample], list[Label]]:
    """The samples whose truth is known, and their truths, side by side."""
    known = [sample for sample in samples if sample.sample_id in labels]
    if not known:
        raise RefusedError("no sample has a label")
    return known, [labels[sample.sample_id] for sample in known]
