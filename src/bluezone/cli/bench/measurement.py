"""A command that measures: its name, its sentence, its options, and the figures that it prints."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measurement:
    """One line of the table of a file."""

    name: str
    sentence: str
    add_options: Callable[[argparse.ArgumentParser], None]
    measure: Callable[[argparse.Namespace], dict[str, object]]
    width: int = 0
    """Of the names where people read the figures in a column; 0 puts a colon behind each."""
    always_json: bool = False
    """There is no other form, and no option for it."""

    def register(self, subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        """Adds the command."""
        parser = subparsers.add_parser(self.name, help=self.sentence, description=self.sentence)
        self.add_options(parser)
        if not self.always_json:
            parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.set_defaults(run=self._run)

    def _run(self, arguments: argparse.Namespace) -> int:
        figures = self.measure(arguments)
        print(json.dumps(figures) if self.always_json or arguments.json else self._in_lines(figures))
        return 0

    def _in_lines(self, figures: dict[str, object]) -> str:
        if self.width:
            return "\n".join(f"{name:{self.width}} {value}" for name, value in figures.items())
        return "\n".join(f"{name}: {value}" for name, value in figures.items())
