"""The log's leaves in the store, the marks of the exchange itself, and the queue of sealed reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bluezone.exchange.store.at_once import Question, Told, told_at_once
from bluezone.exchange.store.replacing import add_or_replace
from bluezone.exchange.store.tables import leaves, marks, reports
from bluezone.protocol.calendar import Day
from bluezone.protocol.index import Published
from bluezone.protocol.log import leaf_hash
from bluezone.protocol.signature import Kind

_LEAVES_FROM = f"{sa.select(leaves)} WHERE {leaves.c.number} >= {{}} ORDER BY {leaves.c.number}"
MARKS = Question(str(sa.select(marks)))


@dataclass(frozen=True, slots=True)
class Leaf:
    """One published file as the log knows it."""

    number: int
    published: Published

    @property
    def hash(self) -> bytes:
        return leaf_hash(self.published.kind, self.published.sequence, self.published.identity)


def all_leaves(connection: sa.Connection) -> list[Leaf]:
    """Every leaf, in the log's order."""
    return leaves_from(connection, 0)


def leaves_from(connection: sa.Connection, number: int) -> list[Leaf]:
    """The leaves from this number on."""
    return leaves_in(*told_at_once(connection, [asked_of_leaves(connection.dialect, number)]))


def asked_of_leaves(dialect: sa.Dialect, number: int) -> Question:
    """Asks about the leaves from this number on."""
    if dialect.name == "postgresql":
        return Question(_LEAVES_FROM.format("%s::bigint"), (str(number),))
    return Question(_LEAVES_FROM.format("?"), (number,))


def leaves_in(answer: Told) -> list[Leaf]:
    """What was answered to that."""
    return [Leaf(number, Published(Kind(kind), *published)) for number, kind, *published in answer.rows]


def add_leaf(connection: sa.Connection, leaf: Leaf) -> None:
    file = leaf.published
    connection.execute(
        leaves.insert().values(
            number=leaf.number,
            kind=file.kind.value,
            sequence=file.sequence,
            identity=file.identity,
            size=file.size,
            window_end_s=file.window_end_s,
        )
    )


def mark(connection: sa.Connection, name: str) -> int | None:
    return connection.execute(sa.select(marks.c.value).where(marks.c.name == name)).scalar()


def marks_in(answer: Told) -> dict[str, int]:
    """Every mark, by name, in the answer to `MARKS`."""
    return dict(answer.rows)


def set_mark(connection: sa.Connection, name: str, value: int) -> None:
    add_or_replace(connection, marks, "name", {"name": name, "value": value}, instead={"value": value})


def add_report(connection: sa.Connection, report_id: bytes, sealed: bytes, day: Day) -> None:
    connection.execute(reports.insert().values(id=report_id, sealed=sealed, received_day=day.number))


def waiting_reports(connection: sa.Connection, limit: int) -> list[tuple[bytes, bytes]]:
    """(id, sealed) of the reports that nobody has acknowledged, ordered by their random id and so by nothing."""
    query = sa.select(reports.c.id, reports.c.sealed).order_by(reports.c.id).limit(limit)
    return [(row.id, row.sealed) for row in connection.execute(query)]


def delete_reports(connection: sa.Connection, ids: Sequence[bytes]) -> int:
    return connection.execute(reports.delete().where(reports.c.id.in_(ids))).rowcount


def count_reports(connection: sa.Connection) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(reports)).scalar_one()
