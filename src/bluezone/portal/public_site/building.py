"""A whole site as files: pages, one style sheet, prints, and the lists that a machine can read."""

from __future__ import annotations

from pathlib import Path

from bluezone import webui
from bluezone.portal.public_site.facts import IssuedPaper, SiteFacts
from bluezone.portal.public_site.pages import Frame, render_pages
from bluezone.portal.public_site.printing import prints_of

HEADS_FILE, PAPERS_FILE = "log-heads.txt", "papers.txt"
_ROBOTS = b"User-agent: *\nAllow: /\n"
"""For search engines, which ask before they read: all of it is meant to be found."""
_STATIC = Path(__file__).parent / "static"


def build_site(facts: SiteFacts) -> dict[str, bytes]:
    """Builds every file of the site, (name, content). The same facts make the same bytes."""
    assets = webui.read_assets(_STATIC)
    style = webui.join_assets("site.css", [assets["tokens.css"], assets["components.css"], assets["site.css"]])
    prints = tuple(prints_of(facts))
    frame = Frame(facts, f"site-{style.version}.css", prints)
    files = dict(render_pages(frame))
    files |= {f"files/{one.name}": one.pdf for one in prints}
    files[f"assets/{frame.style}"] = style.body
    files["assets/site.svg"] = assets["site.svg"].body
    files["robots.txt"] = _ROBOTS
    files[PAPERS_FILE] = "".join(_paper_line(paper) for paper in facts.papers).encode()
    files[HEADS_FILE] = "".join(f"{head.line}\n" for head in facts.heads).encode()
    return files


def _paper_line(paper: IssuedPaper) -> str:
    """Writes a paper's line, SHA-256 first, so that `grep` finds a file's own sum at the beginning of a line."""
    recalled = f"recalled {paper.recalled_on}" if paper.recalled_on else ""
    return "\t".join((paper.sha256, str(paper.date), paper.number, paper.issuer, recalled)).rstrip() + "\n"
