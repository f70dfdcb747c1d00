"""A new file just before each cut that nobody flushes: where it is always there afterwards, nothing was cut. (An old
one written anew would be: ext4 flushes a file that takes the place of its own content.)
"""

from __future__ import annotations

from drills.machines.machine import Machine

_FILE = "~/unflushed-{}"


def write_unflushed(machine: Machine, cut: int) -> None:
    """Writes the file of this cut."""
    machine.does(f"echo {cut} > {_FILE.format(cut)}")


def lost_unflushed(machine: Machine, cut: int) -> bool:
    """Whether it is gone, or empty."""
    return machine.types(f"[ -s {_FILE.format(cut)} ]").status != 0
