"""`bluezone bench …` of the portal: how long the authority's work takes with a nation behind it."""

from __future__ import annotations

import argparse
from pathlib import Path

from bluezone.cli.bench.measurement import Measurement
from bluezone.cli.whole_numbers import whole_number

_MOST_ROWS = 5_000_000


def _pages_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cases", type=whole_number(1, 2_000_000), default=300_000, metavar="N", help="how many")
    parser.add_argument("--rounds", type=whole_number(1, 10_000), default=50, metavar="N", help="loads of each page")


def _pages(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.lab.portal.pages import measure

    return measure(arguments.cases, arguments.rounds)


def _audit_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lines", type=whole_number(1, 1_000_000), default=2_000, metavar="N", help="how many")
    parser.add_argument("--writers", type=whole_number(1, 64), default=4, metavar="N", help="threads that write")
    parser.add_argument("--subjects", type=whole_number(0, 10_000), default=1, metavar="N", help="named in each line")
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite", help="of the lines")
    parser.add_argument("--store-url", metavar="URL", help="a PostgreSQL; default: one that is started and removed")


def _audit(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.lab.portal.audit_lines import measure
    from bluezone.lab.throwaway_postgresql import throwaway_postgresql

    with throwaway_postgresql(arguments.store, arguments.store_url) as url:
        return measure(arguments.lines, arguments.writers, arguments.subjects, url)


def _letters_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--papers", type=whole_number(1, 10_000), default=1_000, metavar="N", help="letters (1000)")
    parser.add_argument("--database", metavar="URL", help="postgresql://…; default: SQLite")


def _letters(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.cli.documents.example import example_letter
    from bluezone.cli.documents.silence import silence_libraries
    from bluezone.lab.portal.letters import measure

    silence_libraries()
    return measure(arguments.papers, example_letter(), arguments.database)


def _lists_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rows", type=whole_number(1, _MOST_ROWS), metavar="N", help="rows to import; 20000 unless told otherwise"
    )
    parser.add_argument(
        "--export", type=whole_number(1, _MOST_ROWS), metavar="N", help="rows to write as xlsx and as csv"
    )
    parser.add_argument(
        "--pages", type=whole_number(1, _MOST_ROWS), metavar="N", help="rows to bring in through a portal's pages"
    )
    parser.add_argument(
        "--stored", type=whole_number(1, _MOST_ROWS), metavar="N", help="rows to take out of a portal's register"
    )
    parser.add_argument("--seed", type=whole_number(0, 2**32 - 1), default=1, metavar="N", help="of the people")


def _lists(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.lab.lists import measure

    return measure(
        imported=arguments.rows,
        exported=arguments.export,
        brought_in=arguments.pages,
        taken_out=arguments.stored,
        seed=arguments.seed,
    )


def _rollout_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--units", type=whole_number(1, 40_000), default=10_000, metavar="N", help="organisations")
    parser.add_argument("--indicators", type=whole_number(3, 39), default=20, metavar="N", help="figures in a report")
    parser.add_argument("--pages", action="store_true", help="measure whole pages from the database instead")
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite", help="of the pages")
    parser.add_argument("--store-url", metavar="URL", help="a PostgreSQL; default: one that is started and removed")
    parser.add_argument("--rounds", type=whole_number(1, 1_000), default=5, metavar="N", help="loads of each page")


def _rollout(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.lab.portal.rollout_pages import measure_pages
    from bluezone.lab.rollout import measure
    from bluezone.lab.throwaway_postgresql import throwaway_postgresql

    if not arguments.pages:
        return measure(arguments.units, arguments.indicators)
    with throwaway_postgresql(arguments.store, arguments.store_url) as url:
        return measure_pages(arguments.units, arguments.indicators, url, arguments.rounds)


def _tracing_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--contacts", type=whole_number(20, 2_000_000), default=300_000, metavar="N", help="how many")
    parser.add_argument("--cases", type=whole_number(1, 500_000), default=10_000, metavar="N", help="about how many")
    parser.add_argument("--staff", type=whole_number(1, 100_000), default=5_000, metavar="N", help="accounts")
    parser.add_argument("--users", type=whole_number(1, 500), default=50, metavar="N", help="who load pages at once")
    parser.add_argument(
        "--rest", type=whole_number(0, 600), default=5, metavar="S", help="seconds for which each reads a page"
    )
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite", help="of the portal")
    parser.add_argument("--store-url", metavar="URL", help="a PostgreSQL; default: one that is started and removed")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="keep the filled portal here, and measure the one that is here; a PostgreSQL beside it is named",
    )


def _tracing(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.cli.telling import to_stderr
    from bluezone.joining.refusal import RefusedError
    from bluezone.lab.portal.tracing.measuring import Sizes, measure
    from bluezone.lab.throwaway_postgresql import throwaway_postgresql

    if arguments.data is not None and arguments.store == "postgresql" and not arguments.store_url:
        raise RefusedError("--data keeps a portal whose PostgreSQL stays, too: name it by --store-url")
    sizes = Sizes(arguments.contacts, arguments.cases, arguments.staff, arguments.users, arguments.rest)
    with throwaway_postgresql(arguments.store, arguments.store_url) as url:
        return measure(sizes, url, to_stderr, arguments.data)


def _doors_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--posts", type=whole_number(1, 10_000), default=1_000, metavar="N", help="doors that send")
    parser.add_argument("--rows", type=whole_number(1, 5_000), default=500, metavar="N", help="rows of each")
    parser.add_argument(
        "--stored", type=whole_number(0, 20_000_000), default=100_000, metavar="N", help="rows beside an opened hour"
    )
    parser.add_argument(
        "--at-work", type=whole_number(1, 3_600), default=60, metavar="SECONDS", help="so long all doors are at work"
    )
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite", help="of the portal")
    parser.add_argument("--store-url", metavar="URL", help="a PostgreSQL; default: one that is started and removed")


def _doors(arguments: argparse.Namespace) -> dict[str, object]:
    from bluezone.lab.portal.doors import Sizes, measure
    from bluezone.lab.throwaway_postgresql import throwaway_postgresql

    sizes = Sizes(arguments.posts, arguments.rows, arguments.stored, arguments.at_work)
    with throwaway_postgresql(arguments.store, arguments.store_url) as url:
        return measure(sizes, url)


COMMANDS = (
    Measurement(
        "doors", "Measure doors: rows taken from many at once, an hour opened, posters set.", _doors_options, _doors
    ),
    Measurement(
        "tracing", "Measure tracing: import, levels, a cascade, pages for many at once.", _tracing_options, _tracing
    ),
    Measurement("portal", "Measure the pages of the code desk with many cases behind them.", _pages_options, _pages),
    Measurement("audit", "Measure how many lines of the audit are written in a second.", _audit_options, _audit),
    Measurement(
        "letters",
        "Measure letters to many offices: drafted, numbered, signed by person and organisation, issued.",
        _letters_options,
        _letters,
    ),
    Measurement(
        "lists",
        "Measure importing a list with duplicate candidates, and exporting one in constant memory.",
        _lists_options,
        _lists,
    ),
    Measurement(
        "rollout", "Measure consolidating reports and computing a dashboard from them.", _rollout_options, _rollout
    ),
)
