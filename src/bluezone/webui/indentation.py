"""Leaves the indentation of templates out of the pages made from them: a reader needs it, a slow line carries it.

White space between two tags or two words counts as one, however long; what pages show of facts is not touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_SPACE = re.compile(r"[ \t\n]+")


class Unindented(Extension):
    """Takes indentation out of every environment's pages; the formatter indents, and asks that white space stays."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            yield Token(token.lineno, "data", _SPACE.sub(_short, token.value)) if token.type == "data" else token


def _short(space: re.Match[str]) -> str:
    return "\n" if "\n" in space[0] else " "
