"""Faults planted in rooms: a sample of each, the warm process, the cold ones, and what nobody noticed."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from textwrap import shorten
from typing import Any

from drills.drill import Drill, Outcome
from drills.mutants.explaining import why
from drills.mutants.keeping import Kept, kept
from drills.mutants.planting import Mutant, as_json, mutants_of, sample
from drills.mutants.rooms import OF_EVERY_APP, ROOMS, ROOT, Room
from drills.mutants.running import file_of, is_mirror
from drills.mutants.warm import Known, tests_of_lines, within
from tests.support.made_once import RUN_FOLDER

ENOUGH = 0.9
"""Of a hundred faults the tests of a room must notice so many."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"all unless said: {', '.join(ROOMS)}")
    parser.add_argument("--count", type=int, default=200, help="faults a room (200)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (1)")
    parser.add_argument("--jobs", type=int, default=2, help="children at once (2)")
    parser.add_argument(
        "--seconds",
        type=float,
        default=math.inf,
        help="of tests, for each fault (all that come by it)",
    )
    parser.add_argument(
        "--kept", type=Path, metavar="FOLDER", help="where to keep what was told, and to find what was told before"
    )
    parser.add_argument("--again", type=Path, metavar="FILE", help="only what survived in this JSON report")


def run(chosen: Namespace) -> Outcome:
    """One room after another."""
    unknown = [name for name in chosen.rooms if name not in ROOMS]
    if unknown:
        raise SystemExit(f"no such room: {', '.join(unknown)} (there are {', '.join(ROOMS)})")
    before = _survivors_in(chosen.again) if chosen.again else None
    rooms = [ROOMS[name] for name in chosen.rooms or ROOMS]
    judged = {room.name: _judge(room, chosen, before) for room in rooms}
    counts: dict[str, int | float] = {}
    for name, told in judged.items():
        counts |= {f"{name} planted": told["planted"], f"{name} killed": told["killed"]}
    return Outcome(all(told["rate"] >= ENOUGH for told in judged.values()), counts, judged, _part(chosen))


def _part(chosen: Namespace) -> str:
    """The sample, as the row names it."""
    bounded = f", {chosen.seconds:.0f} s of tests a fault" if math.isfinite(chosen.seconds) else ""
    again = ", earlier survivors alone" if chosen.again else ""
    return f"of seed {chosen.seed}{bounded}{again}"


DRILL = Drill(
    "mutants",
    "Small faults planted in the code of a room: its tests must notice nine of ten.",
    run,
    arguments,
)


def _judge(room: Room, chosen: Namespace, before: set[tuple[str, int, str]] | None) -> dict[str, Any]:
    began = time.perf_counter()
    seed = f"{chosen.seed} {room.name}"
    mutants = sample(room.modules(), ROOT, count=chosen.count, seed=seed) if before is None else _again(room, before)
    with kept(room, chosen.kept, chosen.seconds) as home:
        verdicts = _verdicts(room, mutants, chosen, home)
    told = [_told(mutant, verdicts[mutant]) for mutant in mutants]
    killed = sum(each["verdict"] == "killed" for each in told)
    survivors = [each for each in told if each["verdict"] != "killed"]
    seconds = time.perf_counter() - began
    _progress(f"{room.name}: {killed} of {len(mutants)} noticed in {seconds:.0f} s")
    for each in survivors:
        _progress(line_of(each))
    return {
        "planted": len(mutants),
        "killed": killed,
        "rate": round(killed / len(mutants), 3) if mutants else 1.0,
        "explained": sum(bool(each["why"]) for each in survivors),
        "seconds": round(seconds),
        "survivors": survivors,
    }


def _again(room: Room, before: set[tuple[str, int, str]]) -> list[Mutant]:
    """The faults of an earlier report that can still be planted where they were, whatever a sample would be today."""
    paths = [str(path.relative_to(ROOT)) for path in room.modules()]
    every = (mutant for path in paths for mutant in mutants_of(path, (ROOT / path).read_bytes()))
    return [mutant for mutant in every if _sign(mutant) in before]


def _verdicts(room: Room, mutants: list[Mutant], chosen: Namespace, kept: Kept) -> dict[Mutant, dict[str, Any]]:
    """Of each fault: first the faults inside functions, then whatever acts while modules are imported."""
    before = kept.verdicts()
    inside = [as_json(mutant) for mutant in mutants if mutant.inside and mutant not in before]
    _ask("warm", room, chosen, kept, {"mutants": inside, "seconds": chosen.seconds, **kept.runs()})
    known = Known.kept_in(kept.known)
    if known is None or known.failed:
        raise SystemExit(
            "\n".join([f"{room.name}: tests do not hold without a fault", *(known.failed if known else ())])
        )
    doubted = _doubted(mutants, kept, known)
    _progress(f"{room.name}: {len(doubted)} of {len(mutants)} to be imported anew")
    if doubted:
        faults = [{"mutant": as_json(one), "tests": within(chosen.seconds, tests_for(one, known))} for one in doubted]
        _ask("cold", room, chosen, kept, {"faults": faults})
        if fallen := [told for told in kept.control() if told["verdict"] != "survived"]:
            raise SystemExit(f"without any fault the tests do not hold where faults are imported: {fallen}")
    return kept.verdicts()


def _doubted(mutants: list[Mutant], kept: Kept, known: Known) -> list[Mutant]:
    verdicts, imported = kept.verdicts(), {(name, line) for name, lines in known.imported.items() for line in lines}
    asked = kept.imported_anew()
    return [
        mutant
        for mutant in mutants
        if mutant not in asked and (mutant not in verdicts or is_doubtful(mutant, verdicts[mutant], imported))
    ]


def is_doubtful(mutant: Mutant, verdict: dict[str, Any], imported: set[tuple[str, int]]) -> bool:
    """It could not be put into the living process, or its line runs while modules are imported, too."""
    lines = range(mutant.lines[0], mutant.lines[1] + 1)
    acts_in_import = any((mutant.path, line) in imported for line in lines)
    return verdict["verdict"] == "cold" or (verdict["verdict"] == "survived" and acts_in_import)


def _ask(kind: str, room: Room, chosen: Namespace, kept: Kept, words: dict[str, Any]) -> None:
    """Starts the process, and has its answers added to what is kept."""
    files = [str(path.relative_to(ROOT)) for path in room.modules()]
    asked = {"tests": list(room.tests), "files": files, "jobs": chosen.jobs, "database": str(kept.database), **words}
    request, answers = kept.home / f"{kind}.json", kept.answers(kind)
    request.write_text(json.dumps(asked))
    command = [sys.executable, "-m", f"drills.mutants.{kind}", str(request), str(answers)]
    surroundings = {**os.environ, RUN_FOLDER: str(kept.home)}  # what is made once, the first run without a fault makes
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    broken = kept.broken(kind)
    if done.returncode or broken:
        raise SystemExit("\n".join([f"{room.name}: the drill itself fell", *broken, done.stdout[-3000:]]))


def tests_for(mutant: Mutant, known: Known) -> dict[str, float]:
    """Those that come by the fault, or else by its file; where the fault acts during import, before them the file that
    mirrors the source (a table is read by tests that come by none of its lines) and what holds for every app, and then
    all others. Of a decorator that is gone what holds for every app is asked first: these tests are about it, and a
    slow mirror leaves them no seconds."""
    if mutant.inside and (near := tests_of_lines(mutant, known)):
        return near
    files = [lambda name: is_mirror(name, mutant.path), OF_EVERY_APP.__contains__]
    files = files[::-1] if mutant.fault == "decorator" else files
    before = [known.in_order((test for test in known.seconds if of(file_of(test))), mutant.path) for of in files]
    numbers = {number for found in known.lines.get(mutant.path, {}).values() for number in found}
    first = before[0] | before[1] | known.in_order((known.tests[number] for number in numbers), mutant.path)
    return first | known.in_order(set(known.seconds) - first.keys(), mutant.path)


def _told(mutant: Mutant, verdict: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": mutant.path,
        "line": mutant.line,
        "start": mutant.start,
        "fault": mutant.fault,
        "before": mutant.before,
        "after": mutant.text,
        "verdict": verdict["verdict"],
        "by": verdict["by"],
        "why": why(mutant),
    }


def line_of(survivor: dict[str, Any]) -> str:
    """A survivor in one line, for whoever reads along: a report in JSON has them whole."""
    before, after = (shorten(str(survivor[one]), 100) for one in ("before", "after"))
    return f"  {survivor['path']}:{survivor['line']}, {survivor['fault']}: {before} -> {after}"


def _survivors_in(report: Path) -> set[tuple[str, int, str]]:
    told = json.loads(report.read_text(encoding="utf-8"))["details"]
    return {(one["path"], one["start"], one["after"]) for room in told.values() for one in room["survivors"]}


def _sign(mutant: Mutant) -> tuple[str, int, str]:
    return mutant.path, mutant.start, mutant.text


def _progress(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
