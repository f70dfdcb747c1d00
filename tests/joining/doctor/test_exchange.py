"""What the doctor says of an exchange."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bluezone.exchange.operations.health import Health
from bluezone.exchange.operations.noted_copies import NotedCopies
from bluezone.exchange.store.leading import Leader
from bluezone.joining.doctor.check import State
from bluezone.joining.doctor.exchange import (
    EXCHANGE_RULES,
    Looked,
    backup_is_fresh,
    backup_was_tried,
    configuration_is_taken,
    index_is_signed_anew,
    one_process_publishes,
)

NOW_S = 1_700_000_000
WELL = Looked(
    Health(
        keys_end_s=NOW_S + 10**9,
        root_lies_here=False,
        signs_for_two=False,
        changes_to_come=0,
        closed_until_s=NOW_S - 600,
        index_issued_s=NOW_S - 600,
        required_witnesses=1,
        configuration_refused=None,
        copies=NotedCopies(backup_s=NOW_S - 3_600, restored_s=NOW_S - 6 * 86_400),
    ),
    NOW_S,
    is_drill=False,
)


LEADS = Leader(
    term=3,
    holder=b"x",
    name="may-2/4711",
    since_ms=NOW_S * 1000 - 60_000,
    until_ms=NOW_S * 1000 + 9_000,
    is_busy=False,
    head_issued_s=NOW_S,
    head_size=9,
    index_issued_s=NOW_S,
    now_ms=NOW_S * 1000,
)


def test_of_several_processes_it_names_the_one_that_publishes_and_since_when() -> None:
    told = one_process_publishes(replace(WELL, health=replace(WELL.health, leader=LEADS)))

    assert (State.OK, "Process may-2/4711 publishes, since 05:12 15/11/2023.") == (told.state, told.said.en)


def test_of_a_healthy_exchange_all_is_well():
    assert [State.OK] * len(EXCHANGE_RULES) == [rule(WELL).state for rule in EXCHANGE_RULES]


@pytest.mark.parametrize(
    ("name", "changes", "state", "said"),
    [
        ("exchange-store", {"changes_to_come": 3}, State.BAD, "3 changes"),
        ("hours", {"closed_until_s": None}, State.WARN, "No hour"),
        ("hours", {"closed_until_s": NOW_S - 3 * 3_600}, State.BAD, "for 3 hours"),
        ("index", {"index_issued_s": NOW_S - 2 * 3_600}, State.BAD, "for 120 minutes"),
        ("index", {"index_issued_s": None}, State.WARN, "no index"),
        ("keys", {"keys_end_s": NOW_S + 9 * 86_400}, State.WARN, "9 days"),
        ("keys", {"keys_end_s": NOW_S - 1}, State.BAD, "0 days"),
        ("root", {"root_lies_here": True}, State.WARN, "this very machine"),
        ("configuration", {"configuration_refused": "it takes two signatures"}, State.BAD, "it takes two signatures"),
        (
            "publisher",
            {"leader": replace(LEADS, until_ms=NOW_S * 1000 - 1)},
            State.BAD,
            "No process publishes; the last",
        ),
        ("own-keys", {"signs_for_two": True}, State.BAD, "for two persons'"),
        ("exchange-backup", {"copies": NotedCopies(None, NOW_S)}, State.BAD, "No backup was ever"),
        ("exchange-backup", {"copies": NotedCopies(NOW_S - 3 * 3_600 - 1, NOW_S)}, State.WARN, "at 02:13 15/11/2023"),
        ("exchange-backup", {"copies": NotedCopies(NOW_S - 2 * 86_400 - 1, NOW_S)}, State.BAD, "13/11/2023"),
        ("exchange-restored", {"copies": NotedCopies(NOW_S, None)}, State.WARN, "was ever restored"),
        ("exchange-restored", {"copies": NotedCopies(NOW_S, NOW_S - 14 * 86_400 - 1)}, State.WARN, "01/11/2023"),
    ],
)
def test_each_trouble_is_told_under_its_name(name, changes, state, said):
    troubled = replace(WELL, health=replace(WELL.health, **changes))
    found = {check.name: check for check in (rule(troubled) for rule in EXCHANGE_RULES)}

    assert state == found[name].state
    assert said in found[name].said.en
    assert [name] == [one.name for one in found.values() if one.state != State.OK]


def test_what_an_earlier_store_has_in_force_is_not_called_taken_before_somebody_looked() -> None:
    earlier = replace(WELL, health=replace(WELL.health, changes_to_come=1))

    said = configuration_is_taken(earlier).said.en

    assert "was not looked at: bluezone upgrade --check-only" in said


@pytest.mark.parametrize(("required", "do"), [(0, "Start the exchange"), (1, "Have the witnesses co-sign")])
def test_an_index_that_is_not_signed_anew_leads_to_who_can_help(required: int, do: str) -> None:
    late = replace(WELL, health=replace(WELL.health, index_issued_s=NOW_S - 4_000, required_witnesses=required))

    assert do in index_is_signed_anew(late).do.en


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"health": replace(WELL.health, copies=None)}, "its own tools"), ({"is_drill": True}, "needs no backup")],
)
def test_of_copies_that_other_tools_write_and_of_a_drill_nothing_is_asked(changes, said) -> None:
    never = replace(WELL, health=replace(WELL.health, copies=NotedCopies(None, None)))
    told = [rule(replace(never, **changes)) for rule in (backup_is_fresh, backup_was_tried)]

    assert [(State.OK, True)] * 2 == [(one.state, said in one.said.en) for one in told]


def test_a_drills_clock_is_told():
    found = [rule(replace(WELL, is_drill=True)) for rule in EXCHANGE_RULES]

    assert ["exchange-clock"] == [one.name for one in found if one.state == State.WARN]
