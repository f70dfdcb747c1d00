"""The portal's two storeys as a contract of import-linter: pages stand on cores, and no core knows a page.

Which cores stand above which, the layers contract says. This one knows only the names that pages have in every app.
"""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


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
