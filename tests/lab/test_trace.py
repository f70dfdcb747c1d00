"""The measuring command draws an outbreak, changes it, and says how long each took."""

from __future__ import annotations

from tests.support.commands import bluezone, refused


def test_it_measures_levels_changes_and_chains() -> None:
    said = bluezone("bench", "trace", "--persons", 400, "--exposures", 900, "--edits", 60, "--json").json
    again = bluezone("bench", "trace", "--persons", 400, "--exposures", 900, "--edits", 60, "--json").json

    assert (400, 900, 60) == (said["persons"], said["exposures"], said["edits"])
    assert said["from_scratch_ms"] <= said["from_scratch_worst_ms"]
    assert said["edit_p50_ms"] <= said["edit_p95_ms"] <= said["edit_worst_ms"]
    assert 0 < said["what_if_moved"] <= 400
    assert 40 < said["with_level"] <= 400
    drawn = ("levels_moved", "what_if_moved", "largest_chain", "with_level")
    assert [said[name] for name in drawn] == [again[name] for name in drawn]


def test_one_person_alone_is_no_outbreak() -> None:
    assert "--persons" in refused(bluezone("bench", "trace", "--persons", 1), status=2)
