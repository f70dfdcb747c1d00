"""A guide: what one role does in a day, part by part, some beside a picture of their page, and what to do when it goes
wrong.

Words that stand on the screen are written in braces, in English, as the catalogue knows them: `Press {Print}`. They are
shown in the reader's language, so that no guide can call a button otherwise than its page does: each is one that the
room of the part's pages says (`tests/portal/guides/test_words.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext
from msgspec import Struct

from bluezone.portal.identity.roles import Role
from bluezone.vietnam.words import Words

WIDE, TALL = (820, 560), (390, 600)
"""Width and height of a picture of a desk's screen and of a telephone's, in pixels: on paper its words can be read."""
_SHOWN = re.compile(r"\{([^{}]+)\}")


class Picture(Struct, frozen=True, forbid_unknown_fields=True):
    """What a page looks like, of invented people, in both languages (`scripts/take_guide_pictures.py`)."""

    name: str
    """Of its files: guide-NAME-vi.png and guide-NAME-en.png."""
    shows: Words
    """For whoever does not see it."""
    is_wide: bool = False
    """Taken of a desk's screen, and not of a telephone's."""

    def file(self, language: str) -> str:
        return f"guide-{self.name}-{'en' if language == 'en' else 'vi'}.png"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of its file, in pixels."""
        return WIDE if self.is_wide else TALL


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that is done on a page or two."""

    title: Words
    steps: tuple[Words, ...]
    at: tuple[str, ...]
    """The pages' names in the apps' urls; the words in braces are those of their rooms."""
    picture: Picture | None = None

    @property
    def shape(self) -> str:
        """How the part is laid out."""
        if self.picture is None:
            return "plain"
        return "wide" if self.picture.is_wide else "tall"


class Trouble(Struct, frozen=True, forbid_unknown_fields=True):
    """What one may see, and what to do then."""

    seen: Words
    do: Words


class Guide(Struct, frozen=True, forbid_unknown_fields=True):
    """All of a role's work on a few sheets of paper."""

    title: Words
    aim: Words
    """What this work is for, in two sentences at most."""
    symbol: str
    roles: tuple[Role, ...]
    parts: tuple[Part, ...]
    troubles: tuple[Trouble, ...]

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(part.picture for part in self.parts if part.picture is not None)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a sentence."""

    text: str
    is_shown: bool
    """Whether it stands on the screen in these very words."""


def pieces(sentence: str) -> list[Piece]:
    """Takes a sentence apart into its own words and, in the reader's language, those of the screen."""
    own_and_shown = _SHOWN.split(sentence)
    found = (Piece(gettext(text) if at % 2 else text, bool(at % 2)) for at, text in enumerate(own_and_shown))
    return [piece for piece in found if piece.text]


def shown_words(sentence: str) -> list[str]:
    """Says which words of the screen a sentence names, as the catalogue knows them."""
    return _SHOWN.findall(sentence)
