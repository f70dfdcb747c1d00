"""Nothing is installed without a reason that can be read."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from tests.support.sources import PROJECT

DECISION = PROJECT / "docs" / "decisions" / "0002-dependencies.md"
ROW = re.compile(r"^\| (?P<name>[a-z0-9-]+) \| (?P<reason>.+) \|$", re.MULTILINE)


def declared() -> set[str]:
    project: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    names = {re.split(r"[\[>=<;! ]", line, maxsplit=1)[0].lower() for line in lines}
    return names | set(of_pages()[""]["dependencies"]) | of_builders()


def of_pages() -> dict[str, Any]:
    """What npm brings for pages, as its lock has it."""
    lock = (PROJECT / "requirements" / "pages" / "package-lock.json").read_text(encoding="utf-8")
    return dict(json.loads(lock)["packages"])


def of_builders() -> set[str]:
    """What a package for a phone is built with, and what a drill brings besides; each where its lock holds it."""
    return {name for lock in ("phone-tools", "spark") for name in _named_and_locked(lock)}


def _named_and_locked(lock: str) -> set[str]:
    folder = PROJECT / "requirements"
    named = {re.split("[=><]", line)[0] for line in (folder / f"{lock}.in").read_text(encoding="utf-8").split()}
    locked = (folder / f"{lock}.txt").read_text(encoding="utf-8")
    return {
        name
        for name in named
        if re.search(rf"^{name}==.*(?:\n +--hash=sha256:[0-9a-f]{{64}}.*)+", locked, re.MULTILINE)
    }


def reasons() -> dict[str, str]:
    rows = ROW.finditer(DECISION.read_text(encoding="utf-8"))
    return {row["name"]: row["reason"] for row in rows if row["name"] != "package"}


def test_every_dependency_has_a_reason_and_every_reason_a_dependency() -> None:
    assert declared() == set(reasons())


def test_every_reason_is_one() -> None:
    assert [] == [name for name, reason in reasons().items() if len(reason) < 9]


def test_every_package_is_locked_by_version_and_hash_and_installed_by_them() -> None:
    for lock in ("all.txt", "bootstrap.txt", "phone.txt", "phone-tools.txt", "spark.txt"):
        text = (PROJECT / "requirements" / lock).read_text(encoding="utf-8").replace("\\\n", " ")
        packages = [line for line in text.splitlines() if line and not line.lstrip().startswith(("#", "--"))]

        assert packages
        assert [] == [
            line.split()[0] for line in packages if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)
        ]
    bootstrap = (PROJECT / "scripts" / "bootstrap").read_text(encoding="utf-8")
    installs = [line for line in bootstrap.splitlines() if "pip" in line and "requirements/" in line]

    assert 2 == len(installs)
    assert [] == [line for line in installs if "--require-hashes" not in line]


def test_every_package_of_a_page_is_locked_by_integrity_and_has_no_address() -> None:
    brought = {name: facts for name, facts in of_pages().items() if name}

    assert brought
    assert [] == [name for name, facts in brought.items() if not facts["integrity"].startswith("sha512-")]
    assert [] == [name for name, facts in brought.items() if "resolved" in facts]
    assert "npm ci" in (PROJECT / "scripts" / "page_parts").read_text(encoding="utf-8")
    assert "ignore-scripts=true" in (PROJECT / "requirements" / "pages" / ".npmrc").read_text(encoding="utf-8")


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in DECISION.parent.glob("*.md")]

    assert sorted(set(numbers)) == sorted(numbers)
