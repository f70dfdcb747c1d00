"""Tables and plans from a few rows, for tests that begin where reading ends."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType

from bluezone.lists.cleaning.communes import Gazetteer
from bluezone.lists.layout.finding import find_table
from bluezone.lists.layout.table import Table
from bluezone.lists.mapping.mapping import mapping_of
from bluezone.lists.mapping.proposing import propose
from bluezone.lists.planning.building import build_plan
from bluezone.lists.planning.plan import Plan
from bluezone.lists.planning.reading_rows import Answers
from bluezone.lists.reading.sheet import Cell, Sheet, SheetRow
from bluezone.lists.schemas.fields import Schema
from bluezone.lists.schemas.kinds import STAFF
from tests.support.rollout.son_duong import UNITS

TODAY = dt.date(2020, 8, 20)


def table_of(*rows: list[Cell]) -> Table:
    """The table in a sheet of these rows."""
    table = find_table(Sheet("", tuple(SheetRow(number, tuple(cells)) for number, cells in enumerate(rows, 1))))
    assert table is not None
    return table


def plan_of(
    *rows: list[Cell], schema: Schema = STAFF, answers: Answers = MappingProxyType({}), today: dt.date = TODAY
) -> Plan:
    """What importing these rows would store, with every proposal taken."""
    table = table_of(*rows)
    mapping = mapping_of(schema, propose(table, schema))
    return build_plan(table, mapping, gazetteer=Gazetteer(UNITS), today=today, answers=answers)
