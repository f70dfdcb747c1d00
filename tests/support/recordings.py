"""Recorded contacts as the laboratory reads them, with a steady pace of packets at one level."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

from bluezone.lab.proximity.samples import Sample


def window(contact: str = "c1", start_s: float = 0.0, rssi_dbm: float = -60.0, every_s: int = 1) -> Sample:
    """Five minutes of a recorded contact with packets at a steady pace."""
    times = tuple(float(second) for second in range(0, 300, every_s))
    return Sample(
        sample_id=f"{contact} {start_s:g}",
        source="dp3t05",
        contact_id=contact,
        split_id=f"pair of {contact}",
        scene="office",
        receiver_os="android",
        sender_os="android",
        receiver_model="phone A",
        sender_model="phone B",
        start_s=start_s,
        length_s=300.0,
        packets=len(times),
        times_s=times,
        rssi_dbm=(rssi_dbm,) * len(times),
        tx_power_dbm=None,
        calibrated=False,
    )


def contact(name: str, rssi_dbm: float, windows: int = 6, every_s: int = 1) -> list[Sample]:
    return [window(name, 300.0 * number, rssi_dbm, every_s) for number in range(windows)]


def write_labelled(folder: Path, samples: Sequence[Sample], near_from_dbm: float) -> None:
    """The samples as a data set: near is who is heard at this level or louder."""
    with gzip.open(folder / "samples.csv.gz", "wt", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(
            ["sample_id", "source", "contact_id", "split_id", "env", "w_start_s", "window_s", "n_pkts", "t_s", "rssi"]
        )
        for one in samples:
            times, levels = (" ".join(f"{number:g}" for number in row) for row in (one.times_s, one.rssi_dbm))
            named = [one.sample_id, one.source, one.contact_id, one.split_id, one.scene]
            rows.writerow([*named, one.start_s, one.length_s, one.packets, times, levels])
    with (folder / "labels.csv").open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["sample_id", "track", "distance_m"])
        rows.writerows(
            [one.sample_id, "real_android", 1.0 if one.rssi_dbm[0] >= near_from_dbm else 5.0] for one in samples
        )
