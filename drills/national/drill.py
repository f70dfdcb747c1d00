"""National figures of an invented country: files as its provinces' portals would write them, every question put to
DuckDB and to a Spark on this machine, each in its own SQL. All answers have to be the same to the last digit, and what
was counted has to lie within them.

Spark comes by its hashes (`requirements/spark.txt`) into a folder that is gone afterwards, and speaks to this machine
alone.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from pathlib import Path
from typing import Any

from bluezone.indicators.questions import QUESTIONS
from drills.drill import Drill, Outcome
from drills.surroundings import ROOT

JAVAS = range(17, 22)
"""With which Spark 4.0 starts; from 24 on Java has no security manager, and it falls."""
_MOST_DIFFERENCES = 20
_Answers = dict[str, list[list[Any]]]


def _run(arguments: Namespace) -> Outcome:
    if (version := java_version()) not in JAVAS:
        return Outcome(held=False, counts={}, details={"not run": f"java {version}: Spark wants one of 17 to 21"})
    with tempfile.TemporaryDirectory(prefix="bz-national") as name:
        return _compared(Path(name), arguments)


def java_version() -> int:
    """The Java that Spark would start; 0 where there is none."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin" if home else None)
    if java is None:
        return 0
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else 0


def _compared(folder: Path, arguments: Namespace) -> Outcome:
    nation = folder / "nation"
    nation.mkdir()
    began = time.perf_counter()
    truth = _written(nation, arguments)
    wrote_s = time.perf_counter() - began
    rows = _rows_in(nation)
    ours, ours_s = _duckdb_answers(nation)
    packages = _spark(folder)
    theirs = _spark_answers(packages, folder, nation)
    spark = {name: one["rows"] for name, one in theirs["answers"].items()}
    differing, outside = differences(ours, spark), beyond(ours["by-province"], truth)
    counts: dict[str, int | float] = {
        "provinces": arguments.provinces,
        "communes": arguments.provinces * arguments.communes,
        "days": arguments.days,
        "rows": rows,
        "MB": round(_size_of(nation) / 1e6, 1),
        "s to write": round(wrote_s),
        "questions": len(QUESTIONS),
        "answers": sum(map(len, ours.values())),
        "differing": len(differing),
        "outside": len(outside),
        "s of DuckDB": round(ours_s, 1),
        "s of Spark": round(sum(one["seconds"] for one in theirs["answers"].values()), 1),
        "s until Spark starts": round(theirs["start_s"], 1),
        "MB of Spark": round(_size_of(packages) / 1e6),
    }
    found = {"differing": differing[:_MOST_DIFFERENCES], "outside": outside[:_MOST_DIFFERENCES]}
    details = {"spark": theirs["version"], "java": java_version(), **found}
    return Outcome(held=not differing and not outside, counts=counts, details=details)


def _written(nation: Path, arguments: Namespace) -> Counter[tuple[str, str]]:
    """Writes the files, and tells what each province truly counted of each indicator."""
    from tests.support.national import write_nation

    truth: Counter[tuple[str, str]] = Counter()
    shape = {"provinces": arguments.provinces, "communes": arguments.communes, "days": arguments.days}
    for at, counts in enumerate(write_nation(nation, **shape, seed=arguments.seed), 1):
        for cell, count in counts.items():
            truth[cell.province, cell.indicator] += count
        print(f"province {at} of {arguments.provinces} is written", file=sys.stderr)
    return truth


def _rows_in(nation: Path) -> int:
    from bluezone.indicators.reading import collected

    with collected(nation) as files:
        return int(files.answer("SELECT count(*) FROM indicators")[0][0])


def _duckdb_answers(nation: Path) -> tuple[_Answers, float]:
    from bluezone.indicators.asking import sql_of
    from bluezone.indicators.reading import collected

    with collected(nation) as files:
        began = time.perf_counter()
        answers = {name: files.answer(sql_of(name, "duckdb")) for name in QUESTIONS}
        seconds = time.perf_counter() - began
    return {name: [[_plain(cell) for cell in row] for row in rows] for name, rows in answers.items()}, seconds


def _plain(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, dt.date) else cell


def _spark(folder: Path) -> Path:
    """Spark in a folder of its own, by its hashes, built with what the tests have."""
    packages = folder / "spark"
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(packages)]
    how = [
        "--python",
        sys.executable,
        "--require-hashes",
        "--no-build-isolation",
        "-r",
        str(ROOT / "requirements" / "spark.txt"),
    ]
    subprocess.run([*command, *how], check=True)
    return packages


def _spark_answers(packages: Path, folder: Path, nation: Path) -> dict[str, Any]:
    from bluezone.indicators.asking import sql_of

    questions = folder / "questions.json"
    questions.write_text(json.dumps({name: sql_of(name, "spark") for name in QUESTIONS}), encoding="utf-8")
    around = {
        **os.environ,
        "PYTHONPATH": str(packages),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder),
    }
    command = [sys.executable, str(Path(__file__).with_name("spark.py")), str(nation), str(questions)]
    finished = subprocess.run(command, env=around, cwd=folder, capture_output=True, text=True, check=False)
    if finished.returncode:
        raise RuntimeError(f"Spark ended with {finished.returncode}: {finished.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(finished.stdout)
    return answer


def differences(ours: _Answers, theirs: _Answers) -> list[str]:
    """Every row that is in one engine's answer and not at its place in the other's."""
    found = []
    for name in sorted({*ours, *theirs}):
        one, other = ours.get(name, []), theirs.get(name, [])
        if len(one) != len(other):
            found.append(f"{name}: {len(one)} rows and {len(other)}")
        found += [f"{name}: {mine} and {its}" for mine, its in zip(one, other, strict=False) if mine != its]
    return found


def beyond(answer: list[list[Any]], truth: Counter[tuple[str, str]]) -> list[str]:
    """Sums of provinces between whose bounds what was counted does not lie."""
    return [
        f"{province} {indicator}: {truth[province, indicator]} is not between {low} and {high}"
        for province, indicator, low, high in answer
        if not low <= truth[province, indicator] <= high
    ]


def _size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def _arguments(parser: ArgumentParser) -> None:
    for name, default, what in (
        ("provinces", 34, "how many there are"),
        ("communes", 98, "in each of them"),
        ("days", 90, "of which each tells"),
        ("seed", 1, "from which what is counted is drawn"),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N", help=f"{what}; default: {default}")


DRILL = Drill(
    "national",
    "National figures of 34 provinces and 90 days: every question answered alike by DuckDB and by Spark.",
    _run,
    _arguments,
)
