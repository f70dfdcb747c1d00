"""`bluezone bench letters`: letters to many offices, drafted, numbered in the register, signed twice and issued.

Through the portal's own services and its database in a folder that is gone afterwards; keys of 2048 bits in memory.
One process, because a register gives its numbers one after another. Beside the time stands the processor's, which
other people's work on the same machine does not change.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bluezone.cli.whole_numbers import whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bluezone.documents.paper import Paper

_GOAL = 1_000


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Measure letters to many offices: drafted, numbered, signed by person and organisation, issued."
    parser = subparsers.add_parser("letters", help=sentence, description=sentence)
    parser.add_argument("--papers", type=whole_number(1, 10_000), default=_GOAL, metavar="N", help="letters (1000)")
    parser.add_argument("--database", metavar="URL", help="postgresql://…; default: SQLite")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.cli.documents.silence import silence_libraries

    silence_libraries()
    with tempfile.TemporaryDirectory(prefix="bluezone-bench-") as folder:
        result = _measure(Path(folder), arguments.papers, arguments.database)
    print(json.dumps(result) if arguments.json else "\n".join(f"{name}: {value}" for name, value in result.items()))
    return 0


def _measure(folder: Path, papers: int, database: str | None) -> dict[str, object]:
    from bluezone.cli.bench.documents import credentials
    from bluezone.cli.portal.world import opened, world_from

    place = argparse.Namespace(data=folder / "portal", database=database, clock=None)
    world = world_from(opened(place))

    from bluezone.portal.organisations.models import Kind
    from bluezone.portal.organisations.services import create_organisation
    from bluezone.portal.papers import services
    from bluezone.portal.places.models import Level
    from bluezone.portal.places.selectors import units_on
    from bluezone.portal.staff.services import make_staff

    unit = units_on(world.today()).filter(level=Level.COMMUNE).order_by("pk")[0]
    organisation = create_organisation(
        actor=None, name="Ủy ban đo đạc", kind=Kind.COMMITTEE, unit=unit, now=world.now()
    )
    actor = make_staff(username="bench", full_name="Người Đo", password="not used")  # noqa: S106 - nobody signs in with it
    root, person, body = credentials(world.now())
    began, worked = time.perf_counter(), time.process_time()
    for letter in _letters(papers, person.name):
        now = world.now()
        paper = services.draft_paper(organisation=organisation, paper=letter, by=actor, now=now, entropy=world.entropy)
        paper = services.submit(paper=paper, by=actor, now=now)
        paper = services.sign_as_person(paper=paper, credential=person, by=actor, now=now, roots=(root,))
        paper = services.sign_as_organisation(paper=paper, credential=body, by=actor, now=now, roots=(root,))
        paper = services.issue(paper=paper, by=actor, now=now)
    taken, worked = time.perf_counter() - began, time.process_time() - worked
    if paper.number != papers:
        raise AssertionError("a letter is missing from the register")
    return {
        "papers": papers,
        "store": "postgresql" if database else "sqlite",
        "seconds": round(taken, 1),
        "per_minute": round(60 * papers / taken),
        "a_thousand_s": round(_GOAL * taken / papers, 1),
        "a_thousand_cpu_s": round(_GOAL * worked / papers, 1),
    }


def _letters(count: int, signer: str) -> Iterator[Paper]:
    """No two alike: each urges another office."""
    import msgspec

    from bluezone.cli.documents.example import example_letter

    letter = example_letter()
    signatory = msgspec.structs.replace(letter.signatory, name=signer)
    for number in range(1, count + 1):
        addressees = (f"Ủy ban nhân dân xã thứ {number}",)
        yield msgspec.structs.replace(letter, addressees=addressees, signatory=signatory)
