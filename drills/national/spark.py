"""Run by a Python that has Spark, without anything of ours: answers every question over a folder of parquet files.

It is given the folder and a file of {name: SQL}, and prints {name: {"rows": …, "seconds": …}}.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from pathlib import Path
from typing import Any


def main() -> None:
    """Starts Spark on this machine alone, and asks."""
    folder, questions = sys.argv[1:]
    from pyspark.sql import SparkSession  # type: ignore[import-not-found] # it is brought at drill time alone

    began = time.perf_counter()
    settings = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark = settings.config("spark.sql.shuffle.partitions", "4").getOrCreate()
    started = time.perf_counter() - began
    spark.read.parquet(folder).createOrReplaceTempView("indicators")
    answers: dict[str, Any] = {"version": spark.version, "start_s": started, "answers": {}}
    for name, sql in json.loads(Path(questions).read_text(encoding="utf-8")).items():
        began = time.perf_counter()
        rows = [[_plain(cell) for cell in row] for row in spark.sql(sql).collect()]
        answers["answers"][name] = {"rows": rows, "seconds": time.perf_counter() - began}
    spark.stop()
    sys.stdout.write(json.dumps(answers))


def _plain(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, dt.date) else cell


if __name__ == "__main__":
    main()
