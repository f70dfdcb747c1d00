"""What the measuring commands of the portal refuse before they begin."""

from __future__ import annotations

from pathlib import Path

from tests.support.commands import bluezone, refused


def test_whoever_keeps_a_portal_on_postgresql_names_the_server_that_stays(tmp_path: Path) -> None:
    said = refused(bluezone("bench", "tracing", "--store", "postgresql", "--data", tmp_path / "kept"))

    assert "--store-url" in said
    assert not (tmp_path / "kept").exists()
