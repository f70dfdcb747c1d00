"""What a start makes anew, whatever the one before left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.test import override_settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

from bluezone.portal.operations import preparing
from bluezone.portal.settings import pages

FINDER = "django.contrib.staticfiles.finders.FileSystemFinder"
"""Of the folders that are named, and not of those of all apps."""


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


def test_what_pages_load_is_all_there_is_pressed_and_named_by_its_content(tmp_path: Path) -> None:
    """Whatever an earlier version left, or a start that was cut off. Portals that tests fork copy what the first of
    them collected (tests/support/forking.py), and most begin in an empty folder."""
    (styles := tmp_path / "ours").mkdir()
    (styles / "page.css").write_text("body { margin: 0 }\n" * 100)
    (own := tmp_path / "static").mkdir()
    (own / "former.0123456789ab.css").touch()
    (own / CompressedManifestStaticFilesStorage.manifest_name).write_text('{"version": "1.1", "paths"')

    ours = {"STATICFILES_FINDERS": [FINDER], "STATICFILES_DIRS": [str(styles)], "STORAGES": pages.STORAGES}
    with override_settings(STATIC_ROOT=str(own), **ours):
        preparing.prepare_files()
        name = storages["staticfiles"].url("page.css").removeprefix(settings.STATIC_URL)

    assert {name, f"{name}.gz", CompressedManifestStaticFilesStorage.manifest_name} == {
        path.name for path in own.iterdir()
    }
    assert re.fullmatch(r"page\.[0-9a-f]{12}\.css", name)
