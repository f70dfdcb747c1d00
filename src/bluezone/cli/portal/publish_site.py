"""`bluezone portal publish-site DIR`: the public site as a folder of plain pages, replaced as a whole."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bluezone.cli.portal.place import opened_again
from bluezone.joining.portal.opening import world_from
from bluezone.joining.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bluezone.portal.public_site.facts import LogHead
    from bluezone.protocol.index import Head

_LONGEST_NAME = 100


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command."""
    sentence = "Write the public site: pages that need no script, posters and scripts, news, checksums, log heads."
    parser = commands.add_parser("publish-site", help=sentence, description=sentence)
    parser.add_argument("folder", type=Path, metavar="DIR", help="empty, missing, or written by this command before")
    parser.add_argument(
        "--origin", type=_address, default="", metavar="URL", help="where the site will be reached; posters carry it"
    )
    parser.add_argument(
        "--portal", type=_address, default="", metavar="URL", help="the portal, whose page verifies signatures"
    )
    parser.add_argument(
        "--app", type=_address, default="", metavar="URL", help="where people get the app, once there is one"
    )
    parser.add_argument("--hotline", type=_hotline, default="", metavar="PHONE", help="whom to call")
    parser.add_argument(
        "--issuer", type=_name, nargs=2, metavar=("VI", "EN"), help="who speaks, in Vietnamese and in English"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="a portal's data: its news and its issued papers")
    parser.add_argument("--database", metavar="URL", help="postgresql://…; default: SQLite in the data directory")
    parser.add_argument(
        "--figures",
        action="store_true",
        help="a page with a map of the cases that were confirmed in the portal's last four weeks, by commune",
    )
    parser.add_argument("--clock", type=Path, metavar="FILE", help=argparse.SUPPRESS)
    parser.add_argument("--exchange", metavar="URL|FOLDER", help="what an exchange publishes, for the head of its log")
    parser.add_argument("--root", metavar="HEX|FILE", help="the exchange's root key, which must have signed it")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from bluezone.portal.public_site.building import build_site
    from bluezone.portal.public_site.facts import SiteFacts
    from bluezone.portal.public_site.folder import publish_folder, require_ours
    from bluezone.vietnam.words import Words

    if (arguments.exchange is None) != (arguments.root is None):
        raise RefusedError("an exchange is given together with its root key")
    if arguments.figures and arguments.data is None:
        raise RefusedError("figures come from a portal's data: name it with --data")
    require_ours(arguments.folder)
    facts: dict[str, Any] = {"heads": _heads(arguments)}
    if arguments.issuer:
        facts["issuer"] = Words(*arguments.issuer)
    for name in ("origin", "portal", "app", "hotline"):
        facts[name] = getattr(arguments, name)
    files = build_site(SiteFacts(**facts, **_told_by_the_portal(arguments)))
    changed = publish_folder(arguments.folder, files)
    print(f"{len(files)} files, {'written' if changed else 'unchanged'}", file=sys.stderr)
    return 0


def _address(text: str) -> str:
    from bluezone.portal.public_site.facts import require_address

    return _required(require_address, text.rstrip("/"))


def _hotline(text: str) -> str:
    from bluezone.portal.public_site.facts import require_hotline

    return _required(require_hotline, text)


def _required(rule: Callable[[str], None], text: str) -> str:
    from bluezone.portal.errors import ConfigurationError

    try:
        rule(text)
    except ConfigurationError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _name(text: str) -> str:
    if not text.strip() or len(text) > _LONGEST_NAME or not text.isprintable():
        raise argparse.ArgumentTypeError(f"a name has 1 to {_LONGEST_NAME} characters on one line")
    return text


def _told_by_the_portal(arguments: argparse.Namespace) -> dict[str, Any]:
    """Reads announcements and papers of a portal, if one is named, and its figures if they are asked for."""
    if arguments.data is None:
        return {}
    world = world_from(opened_again(arguments))

    from bluezone.portal.announcements.selectors import published_announcements
    from bluezone.portal.cases.publication import published_figures
    from bluezone.portal.leaving import Way, leave_by
    from bluezone.portal.papers.publication import published_papers

    leave_by(Way.PUBLICATION)
    return {
        "announcements": published_announcements(),
        "papers": published_papers(),
        "figures": published_figures(world.today()) if arguments.figures else None,
    }


def _heads(arguments: argparse.Namespace) -> tuple[LogHead, ...]:
    """Reads the heads that this folder told before, and today's, which must extend every one of them."""
    from bluezone.portal.public_site.building import HEADS_FILE
    from bluezone.portal.public_site.facts import LogHead, read_heads, with_head

    known = arguments.folder / HEADS_FILE
    earlier = read_heads(known.read_bytes()) if known.is_file() else ()
    if arguments.exchange is None:
        return earlier

    from bluezone.cli.exchange.mirror import read_mirror

    mirror = read_mirror(arguments.exchange, arguments.root)
    head = mirror.verified.head
    heads = with_head(earlier, LogHead(head.size, head.root.hex(), head.issued_s))
    _require_extends(_leaves(mirror.fetch, head), earlier)
    return heads


def _leaves(fetch: Callable[[str], bytes], head: Head) -> list[bytes]:
    """Reads every leaf hash up to the head, once they make its root."""
    from bluezone.protocol.log import HASH_BYTES, TILE_LEAVES, root_of

    leaves: list[bytes] = []
    for number in range(-(-head.size // TILE_LEAVES)):
        tile = fetch(f"v1/log/tile/{number}")
        leaves += [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)][:TILE_LEAVES]
    if len(leaves) < head.size or root_of(leaves[: head.size]) != head.root:
        raise RefusedError("the published leaves do not make the signed root")
    return leaves[: head.size]


def _require_extends(leaves: list[bytes], earlier: tuple[LogHead, ...]) -> None:
    from bluezone.protocol.log import root_of

    for head in earlier:
        if root_of(leaves[: head.size]).hex() != head.root:
            raise RefusedError(f"the log has forked: of {head.size} leaves this site told another root")
