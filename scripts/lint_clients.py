"""What is wrong with the client in another language, as far as its files alone can say.

`scripts/check` runs it over `clients/js`: node reads each file as a module, no line is too long, every name that is
imported is used, and what is exported elsewhere, and nothing is imported but node's own modules and the client's. What
the client does is asked by `tests/clients`.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CLIENT = Path(__file__).parent.parent / "clients" / "js"
LONGEST = 120
_EXPORT = re.compile(r"^export (?:async )?(?:function\*?|const|class) (\w+)", re.MULTILINE)
_IMPORT = re.compile(r"^import (?:\{([^}]*)\}|\* as (\w+)) from '([^']+)';$", re.MULTILINE)


def main() -> int:
    found = [f"{path.relative_to(CLIENT.parent.parent)}: {fault}" for path in sources() for fault in faults(path)]
    found += unused_exports({str(path.relative_to(CLIENT)): path.read_text(encoding="utf-8") for path in sources()})
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found else 0


def sources() -> list[Path]:
    return sorted(CLIENT.rglob("*.js"))


def faults(path: Path) -> Iterator[str]:
    """Complains in one line of each thing that is wrong with a file."""
    checked = subprocess.run([node(), "--check", path], capture_output=True, text=True, check=False)
    if checked.returncode != 0:
        yield "node cannot read it: " + next(line for line in checked.stderr.splitlines() if "Error" in line)
    yield from faults_of_text(path.read_text(encoding="utf-8"))


def faults_of_text(source: str) -> Iterator[str]:
    yield from (f"{at}: longer than {LONGEST}" for at, line in enumerate(source.split("\n"), 1) if len(line) > LONGEST)
    code = _IMPORT.sub("", source)
    for names, everything, origin in _IMPORT.findall(source):
        if not origin.startswith(("node:", "./", "../")):
            yield f"imports {origin}, which is neither node's nor the client's"
        for name in [everything] if everything else names.split(","):
            own = name.split(" as ")[-1].strip()
            if own and not re.search(rf"\b{own}\b", code):
                yield f"imports {own} and does not use it"
    yield from (
        f"imports in a form that is not read here: {line}" for line in code.splitlines() if line[:6] == "import"
    )


def unused_exports(files: dict[str, str]) -> list[str]:
    """What a file gives and no other takes."""
    given = [(name, what) for name, source in files.items() for what in _EXPORT.findall(source)]
    return [
        f"{name}: exports {what}, which no other file names"
        for name, what in given
        if not any(re.search(rf"\b{what}\b", source) for other, source in files.items() if other != name)
    ]


def node() -> str:
    """The node that comes with the browser driver, as the hashed requirements install it; else the machine's own."""
    driver = importlib.util.find_spec("playwright")
    bundled = Path(str(driver.origin)).parent / "driver" / "node" if driver is not None else Path()
    found = str(bundled) if bundled.is_file() else shutil.which("node")
    if found is None:
        raise FileNotFoundError("There is no node: neither with the browser driver nor on this machine.")
    return found


if __name__ == "__main__":
    sys.exit(main())
