"""What the drill of planted faults tells whoever reads along: each survivor, where it stands, in a line."""

from __future__ import annotations

from drills.mutants.drill import line_of


def test_a_survivor_is_told_in_a_line_however_long_what_was_changed() -> None:
    fault = {"path": "src/room.py", "line": 7, "fault": "result", "before": "return\n  whole(" + "one, " * 90 + ")"}

    said = line_of(fault | {"after": "return None"})

    assert said.startswith("  src/room.py:7, result: return whole(one, ")
    assert said.endswith("[...] -> return None")
    assert "\n" not in said
    assert len(said) < 160
