"""The guides of a bundle: every page about operating, and those to which one of them sends its reader, for there is no
network to look them up. They lie side by side, and each link leads to a page that is there: where it led to a page that
is not brought along, or to a picture, its words stand without it.
"""

from __future__ import annotations

import re
from pathlib import Path

_LINK = re.compile(r"!?\[(?P<words>[^\]\n]+)\]\((?P<to>[^)\s]+)\)")
_ELSEWHERE = re.compile(r"[a-z]+:|#")


def gather_guides(folder: Path, tree: Path) -> None:
    """Lays the pages out, each under a name of its own."""
    folder.mkdir()
    docs = tree.resolve() / "docs"
    operating = sorted((docs / "operating").glob("*.md"))
    further = {page for guide in operating for page in _linked(guide) if page.is_relative_to(docs)}
    names = {page: _name(page, docs) for page in (*operating, *sorted(further))}
    if len(set(names.values())) < len(names):
        raise ValueError("two guides would have one name")
    for page, name in names.items():
        (folder / name).write_text(_relinked(page, names), "utf-8")


def _name(page: Path, docs: Path) -> str:
    """A page about operating keeps its name; another is called after its folder, too."""
    within = page.relative_to(docs)
    return page.name if within.parts[0] in {"operating", page.name} else "-".join(within.parts)


def _linked(page: Path) -> set[Path]:
    found = {_target(page, link["to"]) for link in _LINK.finditer(page.read_text("utf-8"))}
    return {one for one in found if one is not None and one.suffix == ".md" and one.is_file()}


def _target(page: Path, to: str) -> Path | None:
    """The page that is meant; None for an address elsewhere and for a place on the same page."""
    return None if _ELSEWHERE.match(to) else (page.parent / to.partition("#")[0]).resolve()


def _relinked(page: Path, names: dict[Path, str]) -> str:
    def said(link: re.Match[str]) -> str:
        target = _target(page, link["to"])
        if target is None:
            return link[0]
        _, mark, place = link["to"].partition("#")
        return f"[{link['words']}]({names[target]}{mark}{place})" if target in names else link["words"]

    return _LINK.sub(said, page.read_text("utf-8"))
