"""What a start makes anew, whatever the one before left."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

from bluezone.portal.operations import preparing


def test_a_list_of_names_that_a_power_cut_emptied_keeps_no_portal_from_its_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "STATIC_ROOT", str(tmp_path))
    (tmp_path / CompressedManifestStaticFilesStorage.manifest_name).touch()
    opened: list[str] = []

    def collect(name: str, **_options: object) -> None:
        CompressedManifestStaticFilesStorage()  # reads the list that is there
        opened.append(name)

    monkeypatch.setattr(preparing, "call_command", collect)
    preparing.prepare_files()

    assert ["collectstatic"] == opened
