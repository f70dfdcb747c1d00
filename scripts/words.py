"""Brings the portal's catalogues in line with its sentences: `python -m scripts.words`.

A new sentence gets an empty line in its app's catalogue, to be filled in; one that nobody says any more goes; one that
moved, or that several apps say now, goes to where it belongs. What is still to be translated is printed, and the exit
code says whether there is anything.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from bluezone.portal.catalogue import LANGUAGE, whole_catalogue
from tests.portal.test_language import OF_ALLAUTH, ROOM, first, said_where

HEAD = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: vi\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def main() -> int:
    homes, known, written = _homes(), _known(), catalogues_as_written()
    for target, content in written.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    for left in set(catalogues_there()) - set(written):
        left.unlink()
    missing = sorted(text for text in homes if text not in known or not first(known[text].string or ""))
    print("\n".join(f"to be translated, in {homes[text]}: {text}" for text in missing) or "all sentences have words")
    return 1 if missing else 0


def catalogues_as_written() -> dict[Path, bytes]:
    """Lays out every app's catalogue anew, by the file it is kept in."""
    known, written = _known(), dict[str, Catalog]()
    for text, app in sorted(_homes().items()):
        message = known.get(text) or Message(text, "")
        written.setdefault(app, Catalog(locale=LANGUAGE)).add(
            message.id, message.string, flags=message.flags, context=message.context
        )
    return {_catalogue_of(app): _laid_out(catalogue) for app, catalogue in written.items()}


def catalogues_there() -> list[Path]:
    """Finds the catalogues that the apps have."""
    return list(ROOM.glob(f"*/locale/{LANGUAGE}/LC_MESSAGES/django.po"))


def _homes() -> dict[str, str]:
    """Finds in which app's catalogue each sentence belongs."""
    homes = {text: next(iter(apps)) if len(apps) == 1 else "frame" for text, apps in said_where().items()}
    return homes | dict.fromkeys(OF_ALLAUTH - set(homes), "staff")


def _known() -> dict[str, Message]:
    return {first(message.id): message for message in whole_catalogue() if message.id}


def _catalogue_of(app: str) -> Path:
    return ROOM / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def _laid_out(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalogue, width=120, sort_output=True, omit_header=True, no_location=True)
    return HEAD.encode() + out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
