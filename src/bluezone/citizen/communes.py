"""The communes of Viet Nam, for the one question that needs them: which health station is mine. Read on demand."""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bluezone.vietnam.folding import fold

MAX_FOUND = 20


@dataclass(frozen=True, slots=True)
class Commune:
    """One unit with its province."""

    code: str
    name: str
    province: str
    province_code: str


def find_communes(text: str) -> list[Commune]:
    """Communes whose name or province contains every word typed, tone marks or not; at most `MAX_FOUND`.

    Those whose own name says it all come first: who types "son" seldom means all of Sơn La.
    """
    words = fold(text).split()
    if not words:
        return []
    found = (commune for commune, folded in _all().values() if all(word in folded for word in words))

    def rank(commune: Commune) -> tuple[bool, int, str]:
        named = fold(commune.name)
        return not all(word in named for word in words), len(commune.name), commune.name

    return sorted(found, key=rank)[:MAX_FOUND]


def commune_of(code: str) -> Commune | None:
    known = _all().get(code)
    return None if known is None else known[0]


@cache
def _all() -> dict[str, tuple[Commune, str]]:
    packed = files(__package__).joinpath("data", "units.csv.gz").read_bytes()
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(packed).decode())))
    provinces = {row["code"]: row["name"] for row in rows if not row["parent"]}
    communes = (
        Commune(row["code"], row["name"], provinces[row["parent"]], row["parent"]) for row in rows if row["parent"]
    )
    return {c.code: (c, fold(f"{c.name} {c.province}")) for c in communes}
