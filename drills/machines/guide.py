"""What a guide tells somebody to type, read out of its page: the fenced blocks, line by line. So no drill follows
anything else than what stands there. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_GOES_ON = re.compile(r" *\\\n *")
_HEADING = re.compile(r"^## (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: under which heading it stands, and its commands in their order."""

    heading: str
    commands: tuple[str, ...]


def blocks_of(page: str) -> tuple[Block, ...]:
    """Every block of a page with something to type."""
    headings = [(found.start(), found[1]) for found in _HEADING.finditer(page)]
    return tuple(
        Block(next((text for at, text in reversed(headings) if at < found.start()), ""), _commands(found[1]))
        for found in _FENCE.finditer(page)
    )


def block_with(page: str, words: str) -> Block:
    """The one block in which these words stand. Raises LookupError where there is none, or another."""
    found = [block for block in blocks_of(page) if any(words in command for command in block.commands)]
    if len(found) != 1:
        raise LookupError(f"{len(found)} blocks of the guide say {words!r}, and not one")
    return found[0]


def filled(command: str, words: Mapping[str, str]) -> str:
    """A command with what stands in the guide for something of one's own put in its place (X.Y.Z, DIR)."""
    for name, word in words.items():
        command = command.replace(name, word)
    return command


def _commands(text: str) -> tuple[str, ...]:
    """Its lines, one that ends with a backslash together with the next; no comment that fills a line."""
    lines = _GOES_ON.sub(" ", text).splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))
