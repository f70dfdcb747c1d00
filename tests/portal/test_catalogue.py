"""The words of a portal: compiled where Django looks for them, and never older than the program."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from bluezone.portal import catalogue


def compiled(folder: Path) -> Path:
    catalogue.compile_catalogue(folder)
    return folder / "vi" / "LC_MESSAGES" / "django.mo"


def test_its_sentences_are_those_of_the_apps(tmp_path):
    with compiled(tmp_path).open("rb") as file:
        words = gettext.GNUTranslations(file)

    assert "Ca bệnh" == words.gettext("Cases")


def test_it_is_not_compiled_again_for_the_same_words(tmp_path):
    before = compiled(tmp_path).stat().st_mtime_ns

    assert before == compiled(tmp_path).stat().st_mtime_ns


@pytest.mark.parametrize("trouble", ["other words", "nothing says what it was made of", "it is gone"])
def test_it_is_compiled_anew_when_it_may_be_another(tmp_path, monkeypatch, trouble):
    target = compiled(tmp_path)
    good = target.read_bytes()
    target.write_bytes(b"old")
    if trouble == "other words":
        monkeypatch.setattr(catalogue, "_digest_of_sources", lambda: "0" * 64)
    elif trouble == "it is gone":
        target.unlink()
    else:
        target.with_suffix(".sha256").unlink()

    assert good == compiled(tmp_path).read_bytes()


def test_the_same_words_come_to_the_same_bytes_at_any_time(tmp_path):
    assert b"POT-Creation-Date: 1970-01-01 00:00+0000" in compiled(tmp_path).read_bytes()


def test_it_is_on_the_disk_before_what_says_of_which_words_it_is(tmp_path, monkeypatch):
    flushed: list[int] = []
    monkeypatch.setattr(catalogue.os, "fsync", lambda file: flushed.append(os.fstat(file).st_size))

    target = compiled(tmp_path)

    assert [target.stat().st_size, target.with_suffix(".sha256").stat().st_size] == flushed
