"""Words: the catalogues compiled where Django looks for them, and refusals said in the reader's language."""

from __future__ import annotations

import io
from importlib.resources import files
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation import get_language, gettext

from bluezone.portal.errors import RefusedError

LANGUAGE = "vi"
"""The source language of all sentences is English and needs no catalogue."""


def told(refusal: RefusedError) -> str:
    """The refusal as a sentence. Its text is a message of the catalogue (tests/portal/test_language.py), or it brings
    its words along."""
    words = refusal.words
    text = gettext(str(refusal)) if words is None else words.said("en" if get_language() == "en" else "vi")
    return text[0].upper() + text[1:] + "."


def compile_catalogue(folder: Path) -> None:
    """Writes the catalogue into this folder as Django reads it; always, so that it is never older than the program."""
    source = files("bluezone.portal").joinpath("locale", LANGUAGE, "LC_MESSAGES", "django.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=LANGUAGE))
    target = folder / LANGUAGE / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".new")
    unfinished.write_bytes(compiled.getvalue())
    unfinished.replace(target)
