"""`bluezone proximity predict SAMPLES.csv.gz --out PRED.csv`: was each window within two metres?"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bluezone.cli.proximity.samples import Sample
    from bluezone.device.core.proximity.window_model import Verdict, WindowModel


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Say for each recorded window how far apart two phones were, and whether within two metres."
    parser = commands.add_parser("predict", help=sentence, description=sentence)
    parser.add_argument("samples", type=Path, metavar="SAMPLES", help="recorded windows: .csv or .csv.gz")
    parser.add_argument("--out", type=Path, required=True, metavar="PRED", help="answers: .csv")
    parser.add_argument("--model", type=Path, metavar="FILE", help="a model fitted elsewhere, instead of the built-in")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.cli.proximity.model_file import read_model
    from bluezone.cli.proximity.samples import read_samples

    samples = read_samples(arguments.samples)
    verdicts = judge(read_model(arguments.model), samples)
    with arguments.out.open("w", encoding="utf-8", newline="") as out:
        out.write("sample_id,score,close,distance_m\n")
        for sample, verdict in zip(samples, verdicts, strict=True):
            out.write(f"{sample.sample_id},{verdict.score:.6f},{verdict.close:d},{verdict.distance_m:.3f}\n")
    print(f"{len(samples)} windows judged, {sum(verdict.close for verdict in verdicts)} of them within two metres")
    return 0


def judge(model: WindowModel, samples: Sequence[Sample]) -> list[Verdict]:
    """A verdict for each sample, from itself and the other windows of its contact."""
    from bluezone.cli.proximity.samples import contacts_of

    verdicts: dict[int, Verdict] = {}
    for places in contacts_of(samples):
        source = samples[places[0]].source
        windows = [samples[place].window(model.law(source)) for place in places]
        verdicts.update(zip(places, model.judge(source, windows), strict=True))
    return [verdicts[place] for place in range(len(samples))]
