"""What import-linter does not bring along: the portal's two storeys, and rooms that are closed to the world.

Pages stand on cores, and no core knows a page: which cores stand above which, the layers contract says; here stand only
the names that pages have in every app. A closed room knows what its contract lists, and no list of what is forbidden
need keep up with what there is to import.
"""

from __future__ import annotations

from collections.abc import Iterator

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

ARITHMETIC = {
    "__future__",
    "_typeshed",
    "abc",
    "array",
    "base64",
    "binascii",
    "bisect",
    "collections",
    "contextlib",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "functools",
    "heapq",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "statistics",
    "struct",
    "types",
    "typing",
    "unicodedata",
}
"""Of Python's own what every room may know: it reaches nothing. What of it would read a clock, the linter bans."""


class PagesOnTopContract(Contract):
    """No module of `container` imports a page module, except other page modules."""

    container = fields.StringField()
    pages = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = sorted(
            (importer, imported)
            for importer in graph.modules
            if self._is_within(importer) and not self._is_page(importer)
            for imported in graph.find_modules_directly_imported_by(importer)
            if self._is_page(imported)
        )
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} is no page and imports {imported}")

    def _is_within(self, module: str) -> bool:
        return module.startswith(f"{self.container}.")

    def _is_page(self, module: str) -> bool:
        """`bluezone.portal.cases.views.desk` is one by the part after its app; the portal's own `urls` is one, too."""
        if not self._is_within(module):
            return False
        app, *inside = module.removeprefix(f"{self.container}.").split(".")
        return app in self.pages or (bool(inside) and inside[0] in self.pages)


class ClosedRoomContract(Contract):
    """A room imports arithmetic and what it `knows`: a library, one of our rooms, or either for one module of it
    (`importer -> imported`). What it no longer knows has to leave the list."""

    room = fields.StringField()
    knows = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        inside = [module for module in graph.modules if _is_of(self.room, module)]
        found = {(importer, one) for importer in inside for one in graph.find_modules_directly_imported_by(importer)}
        outside = {(importer, one) for importer, one in found if not _is_of(self.room, one)} - {*_arithmetic(found)}
        used = {entry for pair in outside for entry in self.knows if _lets_in(entry, *pair)}
        broken = sorted(pair for pair in outside if not any(_lets_in(entry, *pair) for entry in self.knows))
        idle = sorted(self.knows - used)
        return ContractCheck(kept=not (broken or idle), metadata={"broken": broken, "idle": idle})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} -> {imported}")
        for entry in check.metadata["idle"]:
            output.print_error(f"nothing of {self.room} asks for: {entry}")


def _arithmetic(found: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((importer, imported) for importer, imported in found if imported in ARITHMETIC)


def _lets_in(entry: str, importer: str, imported: str) -> bool:
    only_for, _, known = entry.rpartition(" -> ")
    return _is_of(known, imported) and only_for in {"", importer}


def _is_of(package: str, module: str) -> bool:
    return module == package or module.startswith(f"{package}.")
