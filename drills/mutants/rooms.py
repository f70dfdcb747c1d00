"""The one place that says which sources make up a room and which tests hold it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Room:
    """Paths from the root of the project."""

    name: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]
    """Folders and files whose tests are asked."""
    without: tuple[str, ...] = ()
    """Folders of the sources that are another room's."""

    def modules(self) -> list[Path]:
        """The modules that faults are planted in, in order; migrations are history and no code that anybody changes."""
        found = (path for source in self.sources for path in sorted((ROOT / source).rglob("*.py")))
        apart = [ROOT / path for path in self.without]
        return [
            path
            for path in found
            if "migrations" not in path.parts and not any(other in path.parents for other in apart)
        ]


def module_of(path: str) -> str:
    """The name by which a file of ours is imported."""
    parts = Path(path).relative_to("src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


OF_EVERY_APP = (
    "tests/architecture/test_frozen_values.py",
    "tests/architecture/test_whole_acts.py",
    "tests/portal/audit/test_words.py",
    "tests/portal/frame/test_models.py",
    "tests/portal/frame/test_names_of_rows.py",
    "tests/portal/frame/test_pages.py",
    "tests/portal/frame/test_ways_of_asking.py",
)
"""What holds for each app of the portal: its tables are what its migrations say, its pages take what they take, its
values are frozen, its acts are done whole and have words, its rows have names."""

ROOMS = {
    room.name: room
    for room in (
        Room(
            "lists",
            ("src/bluezone/portal/lists",),
            (
                *("tests/portal/lists", "tests/portal/premises/test_joined.py"),
                *("tests/portal/tracing/test_in_registers.py", *OF_EVERY_APP),
            ),
        ),
        Room(
            "directives",
            ("src/bluezone/portal/directives",),
            ("tests/portal/directives", *OF_EVERY_APP),
        ),
        Room(
            "papers",
            ("src/bluezone/portal/papers",),
            ("tests/portal/papers", *OF_EVERY_APP),
        ),
        Room(
            "staff",
            ("src/bluezone/portal/identity", "src/bluezone/portal/staff"),
            ("tests/portal/identity", "tests/portal/staff", *OF_EVERY_APP),
        ),
        Room(
            "documents",
            ("src/bluezone/conformance", "src/bluezone/documents"),
            (
                *("tests/conformance", "tests/documents"),
                "tests/exchange/test_conformance.py",
                "tests/architecture/test_frozen_values.py",
            ),
        ),
        Room("trace", ("src/bluezone/trace",), ("tests/trace",)),
    )
}
