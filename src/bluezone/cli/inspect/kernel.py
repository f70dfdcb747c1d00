"""`bluezone inspect kernel`: which implementation of the kernel runs here, how it hashes, and why this one."""

from __future__ import annotations

import argparse
import json


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Say which kernel runs, native or pure, how it hashes, and why."
    parser = commands.add_parser("kernel", help=sentence, description=sentence)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone import kernel
    from bluezone.kernel import choosing

    try:
        paths = list(choosing.native_module().PATHS)
    except kernel.NativeUnavailableError:
        paths = []
    if arguments.json:
        choice = kernel.CHOSEN.choice
        said = {"kernel": choice.name, "path": choice.path, "why": choice.why, "native_paths": paths}
        print(json.dumps(said | {"source_number": choosing.SOURCE_NUMBER}))
    else:
        print(kernel.describe())
        print("native paths of this processor: " + (", ".join(paths) or "none"))
    return 0
