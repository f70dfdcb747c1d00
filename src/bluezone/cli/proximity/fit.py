"""`bluezone proximity fit DATA`: from labelled recordings to the numbers that a phone carries."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bluezone.cli.whole_numbers import whole_number

if TYPE_CHECKING:
    from bluezone.cli.proximity.samples import Label, Sample

SEED = 20200811


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Fit distance laws and trees to labelled recordings; the same data give the same file."
    parser = commands.add_parser("fit", help=sentence, description=sentence)
    parser.add_argument("data", type=Path, metavar="DATA", help="folder with samples.csv.gz and labels.csv")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the model: .json")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of folds and trees (default {SEED})")
    parser.add_argument("--repeats", type=whole_number(1, 100), default=3, help="forests that are averaged (default 3)")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.cli.proximity.model_file import write_model
    from bluezone.cli.proximity.samples import labelled, read_labels, read_samples

    labels = read_labels(arguments.data / "labels.csv")
    samples, truths = labelled(read_samples(arguments.data / "samples.csv.gz"), labels)
    write_model(fit_model(samples, truths, arguments.seed, arguments.repeats), arguments.out)
    print(f"fitted to {len(samples)} windows; the model is in {arguments.out}")
    return 0


def fit_model(samples: Sequence[Sample], labels: Sequence[Label], seed: int, repeats: int) -> dict[str, Any]:
    """Trees from all windows; thresholds from trees that had not seen the windows they were chosen on."""
    from bluezone.cli.proximity.folds import grouped_folds, out_of_fold, track_thresholds
    from bluezone.cli.proximity.growing import Grown

    scores = out_of_fold(samples, labels, grouped_folds(samples, seed), seed, repeats)
    thresholds = track_thresholds(scores, labels)
    track_of = {sample.source: label.track for sample, label in zip(samples, labels, strict=True)}
    numbers = Grown(samples, labels, seed, repeats).written_down({s: thresholds[t] for s, t in track_of.items()})
    return {"about": _ABOUT, "seed": seed, "windows": len(samples), **numbers}


_ABOUT = "Written by `bluezone proximity fit`; parameters only, no recording. See docs/decisions/0004-proximity.md."
