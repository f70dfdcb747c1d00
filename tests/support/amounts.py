"""How often: the one place for the amounts of checks that repeat something many times.

Each has two numbers. The few are for every change: they would catch what breaks plainly. The full ones are for
`scripts/drill`, which runs the same tests with BLUEZONE_AMOUNTS=full for as long as they need. docs/drills.md tells
both numbers of each, and a test holds the page to this file.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

FULL = os.environ.get("BLUEZONE_AMOUNTS") == "full"
UNTIL = "BLUEZONE_UNTIL"
"""Until when, by the clock that only runs on, the present test of a drill with so many minutes repeats something."""

Step = TypeVar("Step")


@dataclass(frozen=True, slots=True)
class Amount:
    """How often something is done in every run of the suite, and how often in the drill of that name."""

    drill: str
    what: str
    few: int
    full: int

    def chosen(self) -> int:
        """The number of this run."""
        return self.full if FULL else self.few


AMOUNTS: list[Amount] = []


def _amount(drill: str, what: str, *, few: int, full: int) -> int:
    amount = Amount(drill, what, few, full)
    AMOUNTS.append(amount)
    return amount.chosen()


def is_limited() -> bool:
    """Whether this run was given so many minutes (drills/budget.py)."""
    return UNTIL in os.environ


def is_over() -> bool:
    """Whether the present test has had its share of them; never where nobody counts minutes."""
    return time.monotonic() >= float(os.environ.get(UNTIL, "inf"))


def within_time(steps: Iterable[Step], *, least: int) -> Iterator[Step]:
    """These, or the first of them where the present test has had its share before the end."""
    for at, one in enumerate(steps):
        if at >= least and is_over():
            return
        yield one


def examples(few: int) -> int:
    """Of a property with an amount of its own: sixty times as many in a drill."""
    return few * 60 if FULL else few


EXCHANGE_KILLS = _amount("kills", "kills of an exchange on SQLite", few=2, full=50)
EXCHANGE_KILLS_ON_POSTGRESQL = _amount("kills", "kills of an exchange on PostgreSQL", few=1, full=50)
EXCHANGE_KILLS_WITH_A_BUCKET = _amount("kills", "kills of an exchange that publishes into a bucket", few=1, full=50)
PROCESS_ROUNDS = _amount("partition", "harms to three processes of an exchange", few=4, full=60)
HOST_ROUNDS = _amount("partition", "harms to machines of an exchange and what it stands on", few=0, full=72)
RESTORED_EXCHANGE_KILLS = _amount("kills", "kills of an exchange that was restored elsewhere", few=0, full=20)
FIRST_START_KILLS = _amount("kills", "kills of a first start", few=1, full=100)
ROTATION_KILLS = _amount("kills", "changes of keys, each with three kills", few=0, full=20)
REVOCATION_KILLS = _amount("kills", "kills of a revocation", few=1, full=30)
PHONE_STORE_KILLS = _amount("kills", "kills of a writer of a phone's store", few=3, full=60)
PHONE_MOVE_KILLS = _amount("kills", "kills of a phone that hands over, and of one that takes over", few=5, full=90)
APPLICATION_KILLS = _amount("kills", "kills of an application for Android, or of its engine", few=3, full=512)
DEMO_KILLS = _amount("kills", "kills of a demo", few=0, full=40)
TRACING_KILLS = _amount("kills", "kills of each of four acts of tracing, at most one a statement", few=3, full=60)
AUDIT_KILLS = _amount("kills", "kills of a process whose writers fill the audit, on each database", few=8, full=60)
UPGRADE_KILLS = _amount("upgrade", "kills of an upgrade, on each database", few=3, full=40)
DOOR_KILLS = _amount("doors", "kills of a door's browser, portal or network", few=30, full=210)
INTERVIEW_KILLS = _amount("interview", "kills of a browser in mid-interview", few=3, full=60)
DOOR_FRAMES = _amount("doors", "frames of a door's camera, of each of six kinds", few=0, full=100)

RANDOM_INPUTS = _amount("fuzz", "random inputs a fuzz entry", few=25, full=3_000)
SPOILT_INPUTS = _amount("fuzz", "spoilt genuine inputs a fuzz entry", few=25, full=6_000)
SPOILT_ORDERS = _amount("fuzz", "orders to the application for Android, most of them spoilt", few=600, full=100_000)
ORDERS_IN_A_ROW = _amount("fuzz", "orders and acts of a phone's owner in a row, in every order", few=2, full=3)
MUTATED_REVISIONS = _amount("fuzz", "additions to signed files, each drawn by two readers", few=15, full=2_500)
REQUESTS_BY_DESCRIPTION = _amount("fuzz", "requests to each operation of the exchange", few=4, full=400)
MUTATED_FOR_TWO_PHONES = _amount("fuzz", "mutated files and messages, each read by two phones", few=250, full=60_000)
NASTY_POSTS = _amount("fuzz", "nasty forms to each view of the portal that takes one", few=1, full=100_000)
NASTY_ADDRESSES = _amount("fuzz", "nasty things that each address of the portal names", few=1, full=17)

CODE_GUESSES = _amount("load", "guesses at codes", few=0, full=50_000)
DISCLOSURES_TIMED = _amount("load", "disclosures and covers whose intervals are compared", few=60, full=600)
CALLS_TOLD_APART = _amount("load", "sequences of calls that traffic analysis compares", few=300, full=6_000)
DAYS_TOLD_APART = _amount("load", "days with an owner's acts that are compared with days of cover", few=120, full=3_000)
CLERKS_AT_ONCE = _amount("load", "clerks who sign in the same moment", few=6, full=24)
PARCELS_AT_ONCE = _amount("load", "copies of one parcel of field counts, eight at once", few=16, full=320)
CROWDS = _amount("load", "strangers who stand before a service and ask nothing", few=100, full=2_000)
CROWD_CALLS = _amount("load", "calls beside them", few=5, full=200)
HOSTILE_PHOTOS = _amount("load", "photos made to take long", few=12, full=600)
FAILURES_COUNTED = _amount("load", "wrong guesses from as many networks", few=100_000, full=1_000_000)
KEYS_BY_THE_BOOK = _amount("load", "keys whose ids are worked out by the book", few=400, full=10_000)
KEYS_ON_ARM = _amount("arm", "keys that an emulated ARM processor hashes, on each of two", few=300, full=10_000)
LEAVES_AUDITED = _amount("load", "leaves of a log that is audited", few=1_000, full=10_000)

SCREENS_OF_A_KIND = _amount("breadth", "screens to which links of one kind are followed", few=1, full=2)
SHAPES_LOOKED_AT = _amount("breadth", "shapes of a page of the portal that are looked at", few=1, full=2)
SHAPES_READ = _amount("breadth", "shapes of a page of the portal that axe reads", few=1, full=2)
LANGUAGES_LOOKED_AT = _amount("breadth", "languages in which every screen of the portal is looked at", few=1, full=2)
WIDTHS_IN_ENGLISH = _amount("breadth", "widths at which every screen of a phone is looked at in English", few=0, full=2)
LANGUAGES_READ = _amount("breadth", "languages in which axe reads every screen", few=1, full=2)
WIDTHS_READ = _amount("breadth", "widths at which axe reads every screen of the portal", few=1, full=2)
WIDTHS_IN_THE_DARK = _amount("breadth", "widths at which axe asks for colours of a phone in the dark", few=1, full=2)
SCREENS_TWENTY_TIMES_SLOWER = _amount("breadth", "screens of a phone that come up twenty times slower", few=2, full=36)
ROLES_IN_TURN = _amount("breadth", "roles that follow all that the portal shows them, of each five", few=1, full=5)
SCREENS_IN_TURN = _amount("breadth", "screens of the portal that are looked at, of each three found", few=1, full=3)
PHONE_SCREENS_IN_TURN = _amount("breadth", "screens of phones that are looked at, of each five", few=1, full=5)
OUTBREAK_ROUNDS = _amount("breadth", "days of an outbreak on which its contacts are asked", few=0, full=14)

WARNED_HISTORIES = _amount("hypothesis", "histories whose warnings and reports are compared", few=25, full=500)

TRACED_ACTS = _amount("hypothesis", "acts of officers after each of which all levels are checked", few=30, full=10_000)
EDIT_SEQUENCES = _amount("hypothesis", "sequences of edits whose levels are worked out anew", few=80, full=10_000)

TWO_LENGTH = _amount("two", "acts in a row by which one person tries what takes two", few=2, full=4)
GAMES_CHECKED = _amount("two", "holes and games by which the playing is checked, of each six", few=1, full=6)
TWO_WALKS = _amount("two", "ways drawn through each game, to compare where they meet", few=0, full=500)

PROPERTY_EXAMPLES = _amount("hypothesis", "examples a property, where it has no number of its own", few=10, full=2_000)
