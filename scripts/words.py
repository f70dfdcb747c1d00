"""Brings the portal's catalogues in line with its sentences: `python -m scripts.words`.

A new sentence gets an empty line in its app's catalogue, to be filled in; one that nobody says any more goes; one that
moved, or that several apps say now, goes to where it belongs. What is still to be translated is printed, and the exit
code says whether there is anything.
"""

from __future__ import annotations

import sys

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
    said = said_where()
    known = {first(message.id): message for message in whole_catalogue() if message.id}
    homes = {text: next(iter(apps)) if len(apps) == 1 else "frame" for text, apps in said.items()}
    homes |= dict.fromkeys(OF_ALLAUTH - set(said), "staff")
    written: dict[str, Catalog] = {}
    for text, app in sorted(homes.items()):
        message = known.get(text) or Message(text, "")
        written.setdefault(app, Catalog(locale=LANGUAGE)).add(
            message.id, message.string, flags=message.flags, context=message.context
        )
    for folder in ROOM.iterdir():
        target = folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        if folder.name in written:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as out:
                out.write(HEAD.encode())
                write_po(out, written[folder.name], width=120, sort_output=True, omit_header=True, no_location=True)
        elif target.is_file():
            target.unlink()
    missing = sorted(text for text in homes if text not in known or not first(known[text].string))
    print("\n".join(f"to be translated, in {homes[text]}: {text}" for text in missing) or "all sentences have words")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
