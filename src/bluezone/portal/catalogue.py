"""The catalogues of all apps, compiled into one where Django looks for it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGE = "vi"
"""The source language of all sentences is English and needs no catalogue."""


def compile_catalogue(folder: Path) -> None:
    """Writes the catalogue into this folder as Django reads it; always, so that it is never older than the program."""
    compiled = io.BytesIO()
    write_mo(compiled, whole_catalogue())
    target = folder / LANGUAGE / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".new")
    unfinished.write_bytes(compiled.getvalue())
    unfinished.replace(target)


def whole_catalogue() -> Catalog:
    """Joins every app's sentences. A sentence that two apps say belongs to the frame, so no two files hold it."""
    whole = Catalog(locale=LANGUAGE)
    for _app, catalogue in catalogues():
        for message in catalogue:
            if message.id:
                whole.add(message.id, message.string, flags=message.flags, context=message.context)
    return whole


def catalogues() -> Iterator[tuple[str, Catalog]]:
    """Finds the catalogue of every app that says anything, with the app's name."""
    for app in sorted(files("bluezone.portal").iterdir(), key=lambda folder: folder.name):
        source = app.joinpath("locale", LANGUAGE, "LC_MESSAGES", "django.po")
        if source.is_file():
            yield app.name, read_po(io.BytesIO(source.read_bytes()), locale=LANGUAGE)
