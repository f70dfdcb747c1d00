"""`bluezone proximity …`: fit, judge and show how well nearness can be told from Bluetooth (`bluezone.lab.proximity`).

The seven commands stand in one table, `_COMMANDS`: each reads files, asks the laboratory and writes what came out.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

from bluezone.cli.whole_numbers import whole_number

_SEED = 20200811
_DUTIES = ("40/300", "20/60", "adaptive")
_MINUTES = ("minutes_low", "minutes", "minutes_high")


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the group and its commands."""
    sentence = "Fit, use and show the model that turns signal strengths into distances and minutes."
    group = commands.add_parser("proximity", help=sentence, description=sentence)
    subcommands = group.add_subparsers(metavar="what", required=True)
    for name, (sentence, add_arguments, run) in _COMMANDS.items():
        parser = subcommands.add_parser(name, help=sentence, description=sentence)
        add_arguments(parser)
        parser.set_defaults(run=run)


def _fit_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, metavar="DATA", help="folder with samples.csv.gz and labels.csv")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the model: .json")
    parser.add_argument("--seed", type=int, default=_SEED, help=f"of folds and trees (default {_SEED})")
    parser.add_argument("--repeats", type=whole_number(1, 100), default=3, help="forests that are averaged (default 3)")


def _fit(arguments: argparse.Namespace) -> int:
    from bluezone.lab.proximity.fitting import fit_model
    from bluezone.lab.proximity.model_file import write_model
    from bluezone.lab.proximity.samples import read_labelled

    samples, truths = read_labelled(arguments.data)
    write_model(fit_model(samples, truths, arguments.seed, arguments.repeats), arguments.out)
    print(f"fitted to {len(samples)} windows; the model is in {arguments.out}")
    return 0


def _predict_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("samples", type=Path, metavar="SAMPLES", help="recorded windows: .csv or .csv.gz")
    parser.add_argument("--out", type=Path, required=True, metavar="PRED", help="answers: .csv")
    parser.add_argument("--model", type=Path, metavar="FILE", help="a model fitted elsewhere, instead of the built-in")


def _predict(arguments: argparse.Namespace) -> int:
    from bluezone.lab.proximity.judging import judge
    from bluezone.lab.proximity.model_file import read_model
    from bluezone.lab.proximity.samples import read_samples

    samples = read_samples(arguments.samples)
    verdicts = judge(read_model(arguments.model), samples)
    with arguments.out.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(("sample_id", "score", "close", "distance_m"))
        for sample, verdict in zip(samples, verdicts, strict=True):
            lines.writerow((sample.sample_id, f"{verdict.score:.6f}", int(verdict.close), f"{verdict.distance_m:.3f}"))
    print(f"{len(samples)} windows judged, {sum(verdict.close for verdict in verdicts)} of them within two metres")
    return 0


def _judge_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("samples", type=Path, metavar="SAMPLES", help="recorded windows: .csv or .csv.gz")
    parser.add_argument(
        "--listen", choices=_DUTIES, required=True, help="how the phone listens: seconds on, in how many"
    )
    parser.add_argument(
        "--phases", type=whole_number(1, 100), default=6, help="phones a contact, each from another moment (default 6)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the moments (default 1)")
    parser.add_argument(
        "--said", action="store_true", help="as if senders of the models that were measured said their power"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="OUT", help="one line a contact and phase: .csv")


def _judge(arguments: argparse.Namespace) -> int:
    from bluezone.device.data import read_sending_powers
    from bluezone.lab.proximity.on_phone import judged_by_phone
    from bluezone.lab.proximity.samples import read_samples

    powers = read_sending_powers() if arguments.said else {}
    samples = read_samples(arguments.samples)
    judged = list(judged_by_phone(samples, arguments.listen, arguments.phases, arguments.seed, powers))
    with arguments.out.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(("contact_id", "phase", "told", "probability", *_MINUTES, "scans"))
        for one in judged:
            minutes = [f"{each:.1f}" for each in (one.minutes_low, one.minutes, one.minutes_high)]
            lines.writerow((one.contact_id, one.phase, int(one.told), f"{one.probability:.4f}", *minutes, one.scans))
    told = sum(one.told for one in judged)
    print(f"{len(judged)} times a phone judged a contact; {told} times it told its owner")
    return 0


def _report_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder for index.html, figures.json and reliability.svg"
    )
    parser.add_argument(
        "--data", type=Path, metavar="DATA", help="measure anew on labelled recordings (minutes), not the kept figures"
    )
    parser.add_argument(
        "--phone-alone", action="store_true", help="of --data: the phone alone (a minute), beside the laboratory's kept"
    )


def _report(arguments: argparse.Namespace) -> int:
    from bluezone.joining.refusal import RefusedError
    from bluezone.lab.proximity.report import kept_evaluation, page, reliability_picture

    if arguments.phone_alone and arguments.data is None:
        raise RefusedError("--phone-alone measures anew, so it takes --data DATA")
    found = kept_evaluation()
    if arguments.data is not None:
        found = {**found, **_evaluated(arguments.data, phone_alone=arguments.phone_alone)}
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "figures.json").write_text(json.dumps(found) + "\n", encoding="utf-8")
    (arguments.out / "index.html").write_text(page(found), encoding="utf-8")
    (arguments.out / "reliability.svg").write_text(reliability_picture(found), encoding="utf-8")
    print(f"the report is in {arguments.out / 'index.html'}")
    return 0


def _evaluated(data: Path, *, phone_alone: bool) -> dict[str, object]:
    from bluezone.lab.proximity.evaluation import evaluate
    from bluezone.lab.proximity.phone_table import phone_figures
    from bluezone.lab.proximity.report import ALONE
    from bluezone.lab.proximity.samples import read_labelled

    samples, labels = read_labelled(data)
    if phone_alone:
        return {"phone": phone_figures(samples, labels, _SEED), ALONE: True}
    return evaluate(samples, labels, _SEED)


def _offsets_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", type=Path, metavar="TABLE", help="columns oem and rssi_correction: .csv")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="offsets: .json")


def _offsets(arguments: argparse.Namespace) -> int:
    from bluezone.lab.proximity.offsets import read_offsets

    found = read_offsets(arguments.table)
    arguments.out.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(found['makers'])} makers; the offsets are in {arguments.out}")
    return 0


def _powers_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, metavar="DATA", help="folder with samples.csv.gz and labels.csv")
    parser.add_argument("table", type=Path, metavar="TABLE", help="for the scale; columns model and tx_power: .csv")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="powers: .json")


def _powers(arguments: argparse.Namespace) -> int:
    from bluezone.lab.proximity.powers import fit_powers
    from bluezone.lab.proximity.samples import read_labelled

    found = fit_powers(*read_labelled(arguments.data), arguments.table)
    arguments.out.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(found['powers'])} models; the powers are in {arguments.out}")
    return 0


def _models_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", type=Path, metavar="TABLE", help="columns model, tx_power, confidence: .csv")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="for a configuration's power: .json")


def _models(arguments: argparse.Namespace) -> int:
    from bluezone.lab.proximity.models import read_models

    found = read_models(arguments.table)
    arguments.out.write_text(json.dumps({"power": {"models": dict(found)}}, indent=1) + "\n", encoding="utf-8")
    print(f"{len(found)} models; what a configuration says of them is in {arguments.out}")
    return 0


_COMMANDS = {
    "fit": (
        "Fit distance laws and trees to labelled recordings; the same data give the same file.",
        _fit_arguments,
        _fit,
    ),
    "predict": (
        "Say for each recorded window how far apart two phones were, and whether within two metres.",
        _predict_arguments,
        _predict,
    ),
    "judge": (
        "Let the phone's own code judge recorded contacts: whom it tells, how surely, of how many minutes.",
        _judge_arguments,
        _judge,
    ),
    "report": (
        "Write a page with pictures: how often near and far are told apart, beside other systems' rules.",
        _report_arguments,
        _report,
    ),
    "offsets": (
        "Condense a calibration table of phone models into one receiver offset for each maker.",
        _offsets_arguments,
        _offsets,
    ),
    "powers": (
        "Fit to labelled recordings how strongly each model of phones sends; the same data give the same file.",
        _powers_arguments,
        _powers,
    ),
    "models": (
        "Write how strongly the models of a calibration table send, as the signed configuration tells it to phones.",
        _models_arguments,
        _models,
    ),
}
"""Name: (sentence, its arguments, what it does), in the order of the help text."""
