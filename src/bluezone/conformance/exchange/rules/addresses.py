"""Where files are, what caches are told of them, and what is not there (docs/protocol/3-batches.md, "Addresses")."""

from __future__ import annotations

from collections.abc import Iterator

from bluezone.conformance.exchange.door import Reply
from bluezone.conformance.exchange.rule import Rule, require
from bluezone.conformance.exchange.visit import INDEX, MOST_REFUSAL_BYTES, NEWEST_KEYS, TILE, Visit
from bluezone.protocol.index import LISTED_KINDS
from bluezone.protocol.log import HASH_BYTES, TILE_LEAVES
from bluezone.protocol.messages import CALL_PATH

CHECKED, KEPT, NEVER = "no-cache", "public, max-age=31536000, immutable", "no-store"
_PAGE = "3-batches.md, Addresses"
_OCTETS = "application/octet-stream"
_FAR = (1 << 63) - 1
_OTHER_METHODS = ("POST", "PUT", "DELETE", "HEAD", "OPTIONS")
_OF_CALLS = (("GET", CALL_PATH), ("DELETE", CALL_PATH), ("HEAD", CALL_PATH), ("OPTIONS", CALL_PATH))
_INTERNAL = ("/internal/v1/published", "/internal/v1/codes", "/internal/v1/head", "/health", "/ready", "/metrics")


def files_tell_caches_how_long(visit: Visit) -> str:
    told = 0
    for path, reply in _served(visit):
        wanted = CHECKED if path in (INDEX, NEWEST_KEYS) else KEPT
        if path.startswith(TILE) and len(reply.body) < TILE_LEAVES * HASH_BYTES:
            wanted = CHECKED
        said = reply.header("cache-control")
        require(said == wanted, f"{path} says {said!r} to caches, and not {wanted!r}")
        told += 1
    return f"{told} addresses"


def files_are_octets_with_strong_tags(visit: Visit) -> str:
    told = 0
    for path, reply in _served(visit):
        kind, tag = reply.header("content-type"), reply.header("etag")
        require(kind == _OCTETS, f"{path} calls itself {kind!r}")
        require(len(tag) > 2 and tag[0] == tag[-1] == '"', f"{path} has the ETag {tag!r}, which is not a strong one")
        part = visit.door.ask(
            "GET", path, most=max(len(reply.body), MOST_REFUSAL_BYTES), headers={"range": "bytes=0-0"}
        )
        whole = part.status == 200 and "content-range" not in part.headers
        require(whole, f"{path} was answered by {part.status} where a range was asked, and not by the whole file")
        told += 1
    return f"{told} addresses"


def who_has_a_file_is_not_sent_it_again(visit: Visit) -> str:
    path = NEWEST_KEYS
    tag = visit.reply(path, MOST_REFUSAL_BYTES).header("etag")
    for told in (tag, f'"another", {tag}', "*"):
        again = visit.door.ask("GET", path, most=MOST_REFUSAL_BYTES, headers={"if-none-match": told})
        sent = f"{path} was sent again, with {again.status}, to whoever has it and says {told}"
        require((again.status, again.body) == (304, b""), sent)
    return "304"


def what_is_not_there_is_not_found_and_not_kept(visit: Visit) -> str:
    absent = [f"/v1/{kind}/{_FAR}" for kind in sorted(LISTED_KINDS)]
    for path in (*absent, f"{TILE}/{_FAR}", "/v1/head"):
        _require_not_found(path, visit.reply(path))
    return f"{len(absent) + 2} addresses"


def a_number_is_written_in_one_way(visit: Visit) -> str:
    newest = {line.kind: line for line in visit.listed(*sorted(LISTED_KINDS))}.values()
    numbers = [f"/v1/{line.kind}/{spelt}" for line in newest for spelt in _other_spellings(line.sequence)]
    slashes = [f"/v1//{line.kind}/{line.sequence}" for line in newest]
    spellings = [*numbers, *slashes, f"{INDEX}/", INDEX.replace("/i", "//i"), INDEX.replace("i", "%69")]
    for path in spellings:
        reply = visit.reply(path)
        require(reply.status != 200, f"{path} is answered as if it were written in the one way there is")
        _require_not_found(path, reply)
    return f"{len(spellings)} spellings"


def nothing_of_the_desk_is_here(visit: Visit) -> str:
    for path in _INTERNAL:
        status = visit.reply(path).status
        require(status == 404, f"{path} was answered by {status} where phones reach it")
    return f"{len(_INTERNAL)} addresses"


def only_calls_are_posted(visit: Visit) -> str:
    for method, path in (*_OF_CALLS, *((method, INDEX) for method in _OTHER_METHODS)):
        reply = visit.door.ask(method, path, most=MOST_REFUSAL_BYTES, body=b"" if method in ("POST", "PUT") else None)
        require(reply.status == 405, f"{method} {path} was answered by {reply.status}")
        said = reply.header("cache-control")
        require(said == NEVER, f"{method} {path} says {said!r} to caches, and not {NEVER!r}")
    return "405"


def nobody_is_given_a_mark(visit: Visit) -> str:
    for path, reply in _served(visit):
        require("set-cookie" not in reply.headers, f"{path} sets a cookie")
    return "no cookie"


def _served(visit: Visit) -> Iterator[tuple[str, Reply]]:
    """The index, the newest key list, one file of each kind, and the first tile, as far as they are there."""
    newest = {line.kind: line for line in visit.listed(*sorted(LISTED_KINDS))}
    sizes = {line.path: line.most_bytes for line in newest.values()}
    for path, most in {INDEX: 0, NEWEST_KEYS: 0, **sizes, f"{TILE}/0": TILE_LEAVES * HASH_BYTES}.items():
        reply = visit.reply(path, most or MOST_REFUSAL_BYTES)
        if reply.status == 200:
            yield path, reply


def _other_spellings(number: int) -> tuple[str, ...]:
    arabic = "".join(f"%D9%A{digit}" for digit in str(number))
    escaped = "".join(f"%3{digit}" for digit in str(number))
    return f"0{number}", f"+{number}", f"{number}.0", f"{number}e0", f"%20{number}", arabic, escaped, f"{number}/"


def _require_not_found(path: str, reply: Reply) -> None:
    require(reply.status == 404, f"{path} was answered by {reply.status}, and is nothing")
    said = reply.header("cache-control")
    require(said == NEVER, f"{path} is not there and says {said!r} to caches, and not {NEVER!r}")


RULES = (
    Rule("caching", _PAGE, "Every file tells caches what the table says.", files_tell_caches_how_long),
    Rule(
        "octets",
        _PAGE,
        "Every file is application/octet-stream with a strong ETag, and whole where a part is asked.",
        files_are_octets_with_strong_tags,
    ),
    Rule(
        "not-modified",
        _PAGE,
        "Whoever has a file, told by its ETag, alone or among others, or by `*`, gets 304 without a body.",
        who_has_a_file_is_not_sent_it_again,
    ),
    Rule(
        "not-found",
        _PAGE,
        "What is not there is 404, and no cache keeps that.",
        what_is_not_there_is_not_found_and_not_kept,
    ),
    Rule(
        "one-spelling",
        _PAGE,
        "An address with a sign, zeros in front, other or escaped digits or a slash more is not found.",
        a_number_is_written_in_one_way,
    ),
    Rule(
        "methods",
        _PAGE,
        "Only calls are posted; another method, HEAD and OPTIONS among them, is 405.",
        only_calls_are_posted,
    ),
    Rule(
        "no-desk",
        "5-calls.md, Codes",
        "Nothing of the internal interface is where phones reach it.",
        nothing_of_the_desk_is_here,
    ),
    Rule("no-mark", "5-calls.md, Shape", "No answer sets a cookie.", nobody_is_given_a_mark),
)
