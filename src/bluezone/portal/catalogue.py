"""The catalogues of all apps, compiled into one where Django looks for it."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGE = "vi"
"""The source language of all sentences is English and needs no catalogue."""
_NO_MOMENT = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""Where a catalogue says when it was made: else the same words came to other bytes in the next minute."""


def compile_catalogue(folder: Path) -> None:
    """Writes the catalogue into this folder as Django reads it, unless it stands there, made of the same words."""
    target = folder / LANGUAGE / "LC_MESSAGES" / "django.mo"
    made_of, words = target.with_suffix(".sha256"), _digest_of_sources()
    if target.exists() and made_of.exists() and made_of.read_text("ascii") == words:
        return
    compiled = io.BytesIO()
    write_mo(compiled, whole_catalogue())
    target.parent.mkdir(parents=True, exist_ok=True)
    made_of.unlink(missing_ok=True)
    for file, content in ((target, compiled.getvalue()), (made_of, words.encode("ascii"))):
        _put_on_disk(file, content)


def _put_on_disk(file: Path, content: bytes) -> None:
    """Whole, and flushed before it has its name: a digest whose catalogue a power cut emptied would hold for ever."""
    unfinished = file.with_suffix(".new")
    with unfinished.open("wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    unfinished.replace(file)


def whole_catalogue() -> Catalog:
    """Joins every app's sentences. A sentence that two apps say belongs to the frame, so no two files hold it."""
    whole = Catalog(locale=LANGUAGE, creation_date=_NO_MOMENT)
    for _app, catalogue in catalogues():
        for message in catalogue:
            if message.id:
                whole.add(message.id, message.string, flags=message.flags, context=message.context)
    return whole


def catalogues() -> Iterator[tuple[str, Catalog]]:
    """Finds the catalogue of every app that says anything, with the app's name."""
    for app, source in _sources():
        yield app, read_po(io.BytesIO(source), locale=LANGUAGE)


def _digest_of_sources() -> str:
    whole = hashlib.sha256()
    for app, source in _sources():
        whole.update(f"{app} {len(source)}\n".encode() + source)
    return whole.hexdigest()


def _sources() -> Iterator[tuple[str, bytes]]:
    for app in sorted(files("bluezone.portal").iterdir(), key=lambda folder: folder.name):
        source = app.joinpath("locale", LANGUAGE, "LC_MESSAGES", "django.po")
        if source.is_file():
            yield app.name, source.read_bytes()
