"""Faults planted in rooms: a sample of each, the warm process, the cold ones, and what nobody noticed."""

from __future__ import annotations

import itertools
import json
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from drills.drill import Drill, Outcome
from drills.mutants.planting import Mutant, mutants_of, sample
from drills.mutants.rooms import ROOMS, ROOT, Room
from drills.mutants.running import cheapest_first, file_of
from tests.support.made_once import RUN_FOLDER

ENOUGH = 0.9
"""Of a hundred faults the tests of a room must notice so many."""
EXPLAINED = Path(__file__).with_name("explained.toml")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"all unless said: {', '.join(ROOMS)}")
    parser.add_argument("--count", type=int, default=200, help="faults a room (200)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (1)")
    parser.add_argument("--jobs", type=int, default=2, help="children at once (2)")
    parser.add_argument(
        "--seconds",
        type=float,
        default=math.inf,
        help="of tests, for a fault that acts during import (all of the room)",
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
    bounded = f", {chosen.seconds:.0f} s of tests at import" if math.isfinite(chosen.seconds) else ""
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
    with tempfile.TemporaryDirectory(prefix="bluezone-drill-") as folder:
        verdicts = _verdicts(room, mutants, chosen, Path(folder))
    told = [_told(mutant, verdicts[mutant]) for mutant in mutants]
    killed = sum(each["verdict"] == "killed" for each in told)
    survivors = [each for each in told if each["verdict"] != "killed"]
    seconds = time.perf_counter() - began
    _progress(f"{room.name}: {killed} of {len(mutants)} noticed in {seconds:.0f} s")
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


def _verdicts(room: Room, mutants: list[Mutant], chosen: Namespace, folder: Path) -> dict[Mutant, dict[str, Any]]:
    known, verdicts = _warm(room, [mutant for mutant in mutants if mutant.inside], chosen.jobs, folder)
    imported = {(name, int(line)) for name, lines in known["imported"].items() for line in lines}
    doubted = [mutant for mutant in mutants if not mutant.inside or is_doubtful(mutant, verdicts[mutant], imported)]
    _progress(f"{room.name}: {len(doubted)} of {len(mutants)} to be imported anew")
    return verdicts | _cold(doubted, known, chosen, folder)


def is_doubtful(mutant: Mutant, verdict: dict[str, Any], imported: set[tuple[str, int]]) -> bool:
    """It could not be put into the living process, or its line runs while modules are imported, too."""
    lines = range(mutant.lines[0], mutant.lines[1] + 1)
    acts_in_import = any((mutant.path, line) in imported for line in lines)
    return verdict["verdict"] == "cold" or (verdict["verdict"] == "survived" and acts_in_import)


def _warm(
    room: Room, mutants: list[Mutant], jobs: int, folder: Path
) -> tuple[dict[str, Any], dict[Mutant, dict[str, Any]]]:
    request, answers = folder / "request.json", folder / "answers.jsonl"
    asked = {
        "tests": list(room.tests),
        "files": [str(path.relative_to(ROOT)) for path in room.modules()],
        "mutants": [_as_json(mutant) for mutant in mutants],
        "jobs": jobs,
        "database": str(folder / "database"),
    }
    request.write_text(json.dumps(asked))
    command = [sys.executable, "-m", "drills.mutants.warm", str(request), str(answers)]
    with subprocess.Popen(
        command, cwd=ROOT, env=_in_one_run(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        said = process.stdout.read() if process.stdout else ""
    told = [json.loads(line) for line in answers.read_text().splitlines()]
    if not told or process.returncode or told[0]["known"]["failed"]:
        failed = told[0]["known"]["failed"] if told else []
        raise SystemExit("\n".join([f"{room.name}: the tests do not hold without any fault", *failed, said[-3000:]]))
    broken = [each["by"] for each in told[1:] if each["verdict"] == "broken"]
    if broken:
        raise SystemExit(f"{room.name}: the drill itself fell: {broken[0]}")
    return told[0], {_from_json(each["mutant"]): each for each in told[1:]}


def _in_one_run(folder: Path) -> dict[str, str]:
    """The surroundings of all processes of a room: what is made once in a run, the first run without a fault makes."""
    return {**os.environ, RUN_FOLDER: str(folder)}


def _cold(
    mutants: list[Mutant], known: dict[str, Any], chosen: Namespace, folder: Path
) -> dict[Mutant, dict[str, Any]]:
    if not mutants:
        return {}
    waiting, verdicts = iter(mutants), dict[Mutant, dict[str, Any]]()
    lock = threading.Lock()

    def work() -> None:
        with _ColdProcess(known["foreign"], folder / "database") as process:
            while True:
                with lock:
                    mutant = next(waiting, None)
                if mutant is None:
                    return
                verdict = verdicts[mutant] = process.judge(
                    mutant, within(chosen.seconds, _tests_for(mutant, known["known"]))
                )
                _progress(f"{verdict['verdict']} after {verdict['seconds']:.0f} s: {mutant.path}:{mutant.line}")

    workers = [threading.Thread(target=work) for _ in range(chosen.jobs)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    _require_control(verdicts, known, folder)
    return verdicts


def _require_control(verdicts: dict[Mutant, dict[str, Any]], known: dict[str, Any], folder: Path) -> None:
    """Whatever found a fault holds without one, in the same surroundings."""
    finders = {verdict["by"].removeprefix("time in ").removeprefix("a crash in ") for verdict in verdicts.values()}
    with _ColdProcess(known["foreign"], folder / "database") as process:
        every = known["known"]["seconds"]
        control = process.judge(None, _in_order(finders & every.keys() or [next(iter(every))], known["known"]))
    if control["verdict"] != "survived":
        raise SystemExit(f"without any fault the tests do not hold in a cold process: {control}")


class _ColdProcess:
    """One cold process, asked and answering."""

    def __init__(self, foreign: list[str], database: Path) -> None:
        command = [sys.executable, "-m", "drills.mutants.cold"]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=_in_one_run(database.parent),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._write({"foreign": foreign, "database": str(database)})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def judge(self, mutant: Mutant | None, tests: dict[str, float]) -> dict[str, Any]:
        self._write({"mutant": _as_json(mutant) if mutant else None, "tests": tests})
        assert self._process.stdout is not None
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def _write(self, words: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()


def _tests_for(mutant: Mutant, known: dict[str, Any]) -> dict[str, float]:
    """Those that come by the file, the cheapest first; then, where the fault acts during import, all others."""
    lines = known["lines"].get(mutant.path, {})
    near = {known["tests"][number] for numbers in lines.values() for number in numbers}
    first = _in_order(near, known)
    return first if mutant.inside and first else first | _in_order(set(known["seconds"]) - near, known)


def within(seconds: float, tests: dict[str, float]) -> dict[str, float]:
    """The first of the tests, as many as take no longer than that together; at least one."""
    ends = itertools.accumulate(tests.values())
    return {
        name: took
        for at, ((name, took), end) in enumerate(zip(tests.items(), ends, strict=True))
        if at == 0 or end <= seconds
    }


def _in_order(names: Iterable[str], known: dict[str, Any]) -> dict[str, float]:
    """Each with the seconds that it takes where it is the first of its file."""
    wanted = cheapest_first(set(names) - set(known["skipped"]), known["seconds"], known["opening"])
    return {name: known["seconds"][name] + known["opening"][file_of(name)] for name in wanted}


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
        "why": _explanations().get((mutant.path, mutant.before, mutant.text), ""),
    }


def _explanations() -> dict[tuple[str, str, str], str]:
    """Survivors that were read and change nothing that anybody could notice."""
    if not EXPLAINED.exists():
        return {}
    told = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))
    return {(each["path"], each["before"], each["after"]): each["why"] for each in told.get("explained", [])}


def _survivors_in(report: Path) -> set[tuple[str, int, str]]:
    told = json.loads(report.read_text(encoding="utf-8"))["details"]
    return {(one["path"], one["start"], one["after"]) for room in told.values() for one in room["survivors"]}


def _sign(mutant: Mutant) -> tuple[str, int, str]:
    return mutant.path, mutant.start, mutant.text


def _as_json(mutant: Mutant) -> dict[str, Any]:
    return {name: getattr(mutant, name) for name in Mutant.__slots__}


def _from_json(told: dict[str, Any]) -> Mutant:
    return Mutant(**{**told, "lines": tuple(told["lines"])})


def _progress(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
