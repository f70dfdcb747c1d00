"""What the demo leaves on a terminal of 24 lines of 80: what came of it, and how to look in."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from bluezone.cli.demo.view import LiveView, PlainView, warned_table

PHONES = ["Every phone's pages, start here: http://127.0.0.1:8790/"]
PORTAL = [
    "The authority's portal: http://localhost:8791/",
    *(
        f"  {name:<8} role            bluezone-{name}-12345678"
        for name in ("lan", "hung", "mai", "nga", "thao", "khanh", "huyen", "quantri")
    ),
    "All others: /dev/shm/bluezone-drill-12345678/portal/demo-logins.txt",
    "Leader and clerk sign and seal with /dev/shm/bluezone-drill-12345678/portal/demo-certificates/*.p12, passphrase x",
    "Second step, here for lan:",
    "/home/somebody/.venv/bin/bluezone portal demo-data --data /dev/shm/bluezone-drill-12345678/portal --code lan",
]
ROWS = [(person, "Wed 10/06", 5 * person, 3.5 * person) for person in range(1, 41)]
END = "Press Ctrl-C to end."


def told(height: int, rows: list[tuple[int, str, int, float]] = ROWS) -> list[str]:
    """The lines of such a terminal after a whole story, each broken where the terminal breaks it."""
    out = io.StringIO()
    view = LiveView("Bluezone", Console(file=out, width=80, height=height, force_terminal=True))
    view.stage("living", 1, 2)
    view.ways(PHONES)
    view.ways(PORTAL)
    for number in range(30):
        view.line(f"something happens for the {number}. time")
    view.warned(rows)
    view.line("Why some are told fewer minutes than the rule names: " + "x" * 100)
    view.line("40 people are warned")
    view.scored({})
    view.line(END)
    view.close()
    last = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.getvalue().rpartition("\x1b[2K")[2])
    broken = [line[at : at + 80] for line in last.split("\n") for at in range(0, max(1, len(line)), 80)]
    return broken[-height:]


@pytest.mark.parametrize("height", [24, 50])
def test_all_of_the_end_is_on_the_screen(height: int) -> None:
    screen = "\n".join(told(height))

    for line in (
        "Warned: phone, day it tells",
        "   1 Wed 10/06   5 (3.5)",
        "40 people are warned",
        PHONES[0],
        *PORTAL,
        END,
    ):
        assert line in screen.replace("\n", "") or line in screen


def test_a_terminal_of_more_lines_shows_more_of_those_who_are_warned() -> None:
    few, all_of_them = ("\n".join(told(height)) for height in (24, 50))

    assert "; the first 6 of 40" in few
    assert "the first" not in all_of_them
    assert all(f"{person:>4} Wed 10/06" in all_of_them for person, *_ in ROWS)


def test_a_command_is_printed_as_one_line_so_that_it_can_be_copied() -> None:
    out = io.StringIO()
    view = LiveView("Bluezone", Console(file=out, width=80, height=24, force_terminal=True))
    view.ways(PORTAL)
    view.scored({})
    view.close()

    assert PORTAL[-1] in out.getvalue().replace("\x1b[0m", "").split("\n")


def test_the_table_fills_columns_from_the_top_and_no_line_is_too_long() -> None:
    lines = warned_table(ROWS, 6)

    assert 6 == len(lines)
    assert lines[1].split()[0::5] == ["1", "6", "11"]
    assert max(map(len, lines)) <= 80


def test_where_nobody_watches_each_line_is_printed_as_it_comes(capsys) -> None:
    view = PlainView(json_wanted=False)
    view.ways(PORTAL)

    assert PORTAL == capsys.readouterr().err.splitlines()
