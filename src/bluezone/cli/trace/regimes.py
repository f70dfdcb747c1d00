"""`bluezone trace regimes`: the rules that can be traced under, each figure with where it is stated."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bluezone.trace.regimes.regime import Figure, Regime
    from bluezone.vietnam.words import Language


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "List the rules of each time: windows, quarantine, tests, and the source of every figure."
    parser = commands.add_parser("regimes", help=sentence, description=sentence)
    parser.add_argument("--language", choices=("vi", "en"), default="en", help="of names and definitions (default en)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.trace.regimes.shipped import REGIMES, shipped_regime

    regimes = [shipped_regime(name) for name in REGIMES]
    if arguments.json:
        print(json.dumps({"regimes": [_as_json(one, arguments.language) for one in regimes]}, ensure_ascii=False))
    else:
        print("\n\n".join("\n".join(_in_lines(one, arguments.language)) for one in regimes))
    return 0


def _as_json(regime: Regime, language: Language) -> dict[str, object]:
    return {
        "id": regime.id,
        "name": regime.name.said(language),
        "begins": None if regime.begins is None else regime.begins.isoformat(),
        "place": regime.place,
        "f1_means": regime.f1_means.said(language),
        "figures": {
            name: {"value": _plain(figure), "source": figure.source} for name, figure in regime.figures().items()
        },
        "sources": {source.id: f"{source.title} ({source.where})" for source in regime.sources},
        "not_stated": list(regime.not_stated),
    }


def _in_lines(regime: Regime, language: Language) -> list[str]:
    begins = "never in force" if regime.begins is None else f"from {regime.begins.isoformat()}"
    return [
        f"{regime.id}: {regime.name.said(language)} ({begins}, {regime.place})",
        f"  F1: {regime.f1_means.said(language)}",
        *(f"  {name} = {_said(figure)} [{figure.source}]" for name, figure in regime.figures().items()),
        *(f"  [{source.id}] {source.title} ({source.where})" for source in regime.sources),
    ]


def _said(figure: Figure[object]) -> str:
    value = _plain(figure)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _plain(figure: Figure[object]) -> object:
    """What JSON knows."""
    from bluezone.trace.regimes.regime import Kind

    value = figure.value
    if isinstance(value, Kind):
        return value.value
    return list(value) if isinstance(value, tuple) else value
