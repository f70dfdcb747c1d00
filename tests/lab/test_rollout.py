"""The measuring command adds up what it made, and says how long each part took."""

from __future__ import annotations

from tests.support.commands import bluezone, refused


def test_it_measures_adding_up_opening_and_the_dashboard() -> None:
    said = bluezone("bench", "rollout", "--units", 250, "--indicators", 8, "--json").json

    assert {"consolidate_s", "open_s", "expect_s", "dashboard_s", "units", "indicators", "ranked"} == set(said)
    assert (250, 8) == (said["units"], said["indicators"])
    assert 250 == said["ranked"]


def test_nothing_cannot_be_measured() -> None:
    assert "--units" in refused(bluezone("bench", "rollout", "--units", 0), status=2)
