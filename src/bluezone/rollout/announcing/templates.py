"""Announcements to begin from: data that ships with the product (`rollout/data/announcements.toml`), in Vietnamese.

What an office has to fill in stands in square brackets, is shown as it stands while it is written, and is never said:
`gaps_in` names it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bluezone.rollout.announcing.facts import Facts, Told
from bluezone.vietnam.words import Words

_DATA = "announcements.toml"
_PLACE = "[xã]"
_GAP = re.compile(r"\[[^\[\]\n]{1,40}\]")


@dataclass(frozen=True, slots=True)
class Template:
    """One announcement to begin from."""

    key: str
    name: Words
    facts: Facts


@cache
def templates() -> tuple[Template, ...]:
    """Reads what ships with the product, in the order in which it is offered."""
    data = tomllib.loads(files("bluezone.rollout.data").joinpath(_DATA).read_text(encoding="utf-8"))
    return tuple(_template(row) for row in data["template"])


def template_for(key: str, place: str = "") -> Facts | None:
    """The facts of the template with this key, said of this place where one is known; None for an unknown key."""
    row = next((one.facts for one in templates() if one.key == key), None)
    return row if row is None or not place else _said_of(row, place)


def gaps_in(text: str) -> tuple[str, ...]:
    """What is still to be filled in, each as it stands, such as [số điện thoại]."""
    return tuple(dict.fromkeys(_GAP.findall(text)))


def _said_of(facts: Facts, place: str) -> Facts:
    single = {name: _named(getattr(facts, name), place) for name in ("headline", "action", "contact", "issuer")}
    return Facts(facts=tuple(_named(told, place) for told in facts.facts), **single)


def _named(told: Told, place: str) -> Told:
    """Names the place: small within a sentence, as Vietnamese writes xã Sơn Dương, and great at its beginning."""
    text = told.vi.replace(_PLACE, place[:1].lower() + place[1:])
    return Told(text[:1].upper() + text[1:])


def _template(row: dict[str, Any]) -> Template:
    single = {name: Told(row[name]) for name in ("headline", "action", "contact", "issuer")}
    return Template(row["key"], Words(**row["name"]), Facts(facts=tuple(map(Told, row["facts"])), **single))
