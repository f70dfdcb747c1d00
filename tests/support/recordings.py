"""Recorded contacts as the laboratory reads them, with a steady pace of packets at one level."""

from __future__ import annotations

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


def contact(name: str, rssi_dbm: float, windows: int = 6) -> list[Sample]:
    return [window(name, 300.0 * number, rssi_dbm) for number in range(windows)]
