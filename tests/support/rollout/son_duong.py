"""The communes of the directive's district, as they were in August 2020."""

from __future__ import annotations

import csv

from bluezone.lists.cleaning.communes import Unit
from tests.support.sources import PROJECT

FILE = PROJECT / "tests" / "vectors" / "communes_son_duong.csv"
_ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
_NAMES = {row["code"]: row["name"] for row in _ROWS}
UNITS = [Unit(row["code"], row["name"], (_NAMES["076"], _NAMES["08"])) for row in _ROWS if len(row["code"]) == 5]
