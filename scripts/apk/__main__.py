"""`scripts/android`: the application for Android, checked without Android or built from hashed inputs."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from scripts.apk.checking import check, touched
from scripts.apk.compiling import compile_application
from scripts.apk.listing import DECLARATIONS, cut_out
from scripts.apk.packing import ABI, build
from scripts.apk.places import APPLICATION


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/android", description=__doc__)
    parser.add_argument("--check", action="store_true", help="check all that needs no Android, in seconds")
    parser.add_argument(
        "--listing", type=Path, metavar="DIR", help="cut android/listing.txt out of the unpacked package"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="build a package into this folder")
    parser.add_argument("--abi", choices=[ABI], default=ABI, help="the processors that it is for")
    parser.add_argument("--json", action="store_true", help="say what came of it as JSON")
    options = parser.parse_args()
    if options.listing:
        return _cut(options.listing)
    return _build(options.out, as_json=options.json) if options.out else _check(as_json=options.json)


def _check(*, as_json: bool) -> int:
    checked = check()
    if as_json:
        print(json.dumps(checked.as_json(), indent=2))
    else:
        print(f"{checked.references} references to Android, {checked.java_tests} checks in Java")
        for name, value in checked.as_json().items():
            if isinstance(value, list) and value:
                print(f"{name}: {', '.join(value)}", file=sys.stderr)
    return 0 if checked.is_well else 1


def _build(out: Path, *, as_json: bool) -> int:
    built = build(out)
    if as_json:
        print(json.dumps(built.as_json(), indent=2))
    else:
        print(f"{built.apk}: {built.bytes / 1e6:.1f} MB, {built.build_s} s, sha256 {built.sha256}")
    return 0


def _cut(package: Path) -> int:
    with tempfile.TemporaryDirectory(prefix="bz-android") as folder:
        compile_application(APPLICATION, Path(folder))
        classes, names = touched(Path(folder))
    with (package / DECLARATIONS).open(encoding="utf-8") as declarations:
        (APPLICATION / "listing.txt").write_text(cut_out(declarations, classes, names))
    return 0


if __name__ == "__main__":
    sys.exit(main())
