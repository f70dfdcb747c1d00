"""A portal in its own process with a reporter's office in it, and the links of its field teams."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.exchange.served import set_clock
from tests.support.forking import forked
from tests.support.portal.fielding import NOON
from tests.support.portal.served_portal import BARE, empty_portal, served_portal

TEAMS = (*(f"D{number}" for number in range(50, 66)), "E90", "E80", "E20")
_WEEK_MS = 8 * 24 * 3_600_000


@dataclass
class FieldPortal:
    """Where it is, its links, and what its store says."""

    origin: str
    data: Path
    clock: Path
    tokens: dict[str, str]

    def new_link(self, team: str) -> str:
        return f"{self.origin}/field/#{self.tokens[team]}"

    def another_link(self, team: str) -> str:
        """A second one of the same team and day."""
        self.tokens |= json.loads(office(self.data, self.clock, "links", team))
        return self.new_link(team)

    def revoke(self, team: str) -> None:
        office(self.data, self.clock, "revoke", team)

    def sums(self, team: str) -> tuple[int, ...]:
        """(helped, installed, no smartphone, refused, entries), read from the disk."""
        columns = "helped, installed, no_smartphone, refused, entries"
        return self._row(f"SELECT {columns} FROM field_teamday WHERE team = ?", team)

    def photos(self, team: str) -> int:
        """How many different ones are there."""
        join = "field_fieldphoto AS photo JOIN field_teamday AS day ON day.id = photo.team_day_id"
        return self._row(f"SELECT COUNT(DISTINCT photo.file_id) FROM {join} WHERE team = ?", team)[0]

    @contextlib.contextmanager
    def ended(self, team: str, how: str) -> Iterator[None]:
        """The team's link is revoked; or a week passes, and comes back afterwards."""
        if how == "revoked":
            self.revoke(team)
            yield
            return
        set_clock(self.clock.parent, _noon_ms() + _WEEK_MS)
        try:
            yield
        finally:
            set_clock(self.clock.parent, _noon_ms())

    def _row(self, statement: str, team: str) -> tuple[int, ...]:
        with contextlib.closing(sqlite3.connect(self.data / "portal.db")) as store:
            return tuple(store.execute(statement, (team,)).fetchone())


@contextlib.contextmanager
def field_portal(folder: Path, environment: Mapping[str, str] = BARE) -> Iterator[FieldPortal]:
    """With a link for each of TEAMS."""
    data, clock = empty_portal(folder / "data"), set_clock(folder, _noon_ms())
    tokens = json.loads(office(data, clock, "links", *TEAMS))
    with served_portal(data, "--clock", str(clock), environment=environment) as running:
        yield FieldPortal(running.origin, data, clock, tokens)


def office(data: Path, clock: Path, act: str, *teams: str) -> str:
    words = (data, clock, act, *teams)
    done = forked(*words, program="tests.support.portal.field_office", environment=BARE, timeout=180)
    assert 0 == done.returncode, done.stderr
    return done.stdout


def _noon_ms() -> int:
    return int(NOON.timestamp() * 1000)
