"""Run with a data directory, and with the address of a database where it has one elsewhere, in a process of its own:
visitors say their names at a door, and two open their rows.

A portal has one set of settings a process, and the tests' own process has others.
"""

from __future__ import annotations

import sys
from pathlib import Path

NAMES = ("Zyxwv Bimatten", "Qwrtp Khongthay")
PHONE, PLATE, HOST = "0912345987", "22B9-876.54", "Xqz Nguoiduocgap"
SAID = (*NAMES, PHONE, PLATE, HOST)
"""What was typed, and stands nowhere else."""


def main() -> None:
    data, database = sys.argv[1], next(iter(sys.argv[2:]), None)
    from bluezone.joining.portal.opening import Place, open_portal

    open_portal(Place(Path(data), database))

    from tests.support.portal.doorposts import a_case_at, a_gate, row, sealed
    from tests.support.portal.offices import Office

    gate = a_gate(Office())
    for number, name in enumerate(NAMES):
        gate.send(row(number, sealed=sealed(name=name, phone=PHONE, plate=PLATE, host=HOST)))
    seen = a_case_at(gate)
    assert len(NAMES) == seen.agree(seen.ask())


if __name__ == "__main__":
    main()
