"""The release of 24/11/2026 and today's: phones of either live with files and messages of the other (versions.md)."""

from __future__ import annotations

import functools
import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from bluezone.protocol.signature import VerifyingKey
from scripts.freeze_exchange import freeze
from scripts.freeze_fields import fields, said, table
from scripts.lint_clients import CLIENT, node
from tests.support.commands import bluezone
from tests.support.exchange.ceremonies import Follower
from tests.support.other_phone import other_phones
from tests.support.other_town import DAY_MS, Town
from tests.support.sources import PROTOCOL_PAGES

pytestmark = pytest.mark.every_run

FORMER = PROTOCOL_PAGES / "releases" / "2026-11-24"
FACTS = json.loads((FORMER / "calls.json").read_text())
OF_THEN = json.loads((FORMER / "fields.json").read_text())
ROOT = (FORMER / "v1" / "root").read_bytes()
OPEN = {"kinds of signatures", "marks", "addresses"}
"""Of what there may be more without a new version; a reader of then refuses a level or a kind of place of now."""
CALL_BYTES, ANSWER_BYTES = 4096, 1024
BLOCK_BYTES = 73
"""A signature block with one signature."""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *said: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def former() -> Iterator[str]:
    """Where the files of that release are served, as any web server can."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(FORMER))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_todays_phone_reads_what_that_release_published(former: str) -> None:
    steps = Follower(former, VerifyingKey(ROOT)).update()

    assert ["Withdraw", "Examine", "Examine"] == [type(step).__name__ for step in steps]


def test_the_client_of_today_meets_those_who_disclosed_then(former: str, tmp_path: Path) -> None:
    day, seed = FACTS["seeds"][0]
    (tmp_path / "clock").write_bytes(FACTS["now_ms"].to_bytes(8, "little"))
    with other_phones(tmp_path) as phones:
        phone = phones.new(former, ROOT.hex())
        phone.does("hear", given=[{"id": ids_of(seed, day)[0], "atMs": day * DAY_MS, "rssi": -60, "periodS": 60}])

        said = phone.does("update")
        met = phone.does("told")["met"]

    assert (3, 1) == (said["batches"], said["revoked"])
    assert [1] == [each["heard"] for each in met]


def ids_of(seed: str, day: int) -> list[str]:
    return list(asked([{"what": "day", "given": {"seed": seed, "day": day}}])[0]["ids"])


def asked(questions: list[dict[str, Any]]) -> list[Any]:
    """The client's answers."""
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    command = [node(), str(CLIENT / "answer.js")]
    said = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in said.stdout.splitlines()]


def test_both_phones_of_today_read_each_message_of_then_alike(tmp_path: Path) -> None:
    questions = []
    for number, call in enumerate(FACTS["calls"]):
        for what, size in (("request", CALL_BYTES), ("answer", ANSWER_BYTES)):
            given = {"begins": call[what], "bytes": size}
            questions.append({"name": f"{what} {number}", "page": "5-calls.md", "what": what, "given": given})
    theirs = asked(questions)
    answered = [{**question, "answer": answer} for question, answer in zip(questions, theirs, strict=True)]
    (tmp_path / "then.json").write_text(json.dumps({"version": 1, "questions": answered}))

    ours = bluezone("conformance", "phone", tmp_path / "then.json")

    assert 0 == ours.status, ours.out
    assert all(answer["taken"] for answer in theirs)


def test_todays_exchange_answers_each_call_of_a_phone_of_then(town: Town) -> None:
    got = []
    for call in FACTS["calls"]:
        sent = bytes.fromhex(call["request"]).ljust(CALL_BYTES, b"\0")
        got.append(httpx.post(f"{town.exchange.public}/v1/call", content=sent, timeout=60).content)
    answers = asked([{"what": "answer", "given": {"begins": each.hex(), "bytes": len(each)}} for each in got])

    assert [call["elsewhere"] for call in FACTS["calls"]] == [
        {name: answer[name] for name in ("type", "reason") if name in answer} for answer in answers
    ]
    assert {"time", "refused", "accepted"} == {answer["type"] for answer in answers}


def test_whatever_a_reader_of_then_looks_for_stands_in_todays_files_where_it_stood(town: Town) -> None:
    """Fields and elements may be added (versions.md); none is gone, moved, or of another type."""
    paths = {path: path for path in ("v1/index", "v1/newest-keys", "v1/config/1")}
    paths["v1/batch/1"] = f"v1/batch/{town.publishes()}"

    missing = {
        then: lost(
            document((FORMER / then).read_bytes()),
            document(httpx.get(f"{town.exchange.public}/{now}", timeout=60).content),
        )
        for then, now in paths.items()
    }

    assert {} == {path: gone for path, gone in missing.items() if gone}


def test_the_fields_of_that_release_are_those_that_its_files_have() -> None:
    """Whoever wrote them wrote every field, whether or not it may be left out."""
    keys, index, configuration = (
        document((FORMER / f"v1/{name}").read_bytes()) for name in ("keys/1", "index", "config/1")
    )
    parts = {"pathogen profile": "profile", "radio duty": "duty", "risk": "risk"}
    written = {"key list": keys, "index": index, "configuration": configuration}
    written |= {name: configuration[part] for name, part in parts.items()}

    listed = {name: {word.rstrip("?") for word in said(OF_THEN[name])} for name in written}

    assert listed == {name: set(fields) for name, fields in written.items()}
    assert [4, 5] == [len(keys["keys"][0]), len(index["files"][0])]
    assert [4, 5] == [OF_THEN[name]["elements"] for name in ("listed key", "listed file")]


def test_the_page_says_since_when_each_field_is_there() -> None:
    """`python -m scripts.freeze_fields table` writes it."""
    page = (PROTOCOL_PAGES / "versions.md").read_text(encoding="utf-8")

    assert table() in page


def test_nothing_of_that_release_is_gone_and_nothing_new_is_demanded() -> None:
    now = fields()

    broken = {name: broken_by(then, now.get(name, {"fields": []})) for name, then in OF_THEN.items()}

    assert {} == {name: what for name, what in broken.items() if what}
    closed = {name for name, then in OF_THEN.items() if "values" in then} - OPEN
    assert {name: OF_THEN[name] for name in closed} == {name: now[name] for name in closed}


def broken_by(then: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What of a document of then a reader of now would miss, or would demand although it was not there."""
    old, new = said(then), said(now)
    lost = [word for word in old if word.rstrip("?") not in {one.rstrip("?") for one in new}]
    demanded = [word for word in new if word not in old and not word.endswith("?")] if "fields" in now else []
    more = now.get("elements", 0) - then.get("elements", 0)
    return lost + demanded + (["elements"] if more > now.get("may be left out", 0) else [])


@pytest.mark.parametrize(
    ("then", "now", "broken"),
    [
        ({"fields": ["a"]}, {"fields": ["a?", "b?"]}, []),
        ({"fields": ["a", "b?"]}, {"fields": ["a"]}, ["b?"]),
        ({"fields": ["a"]}, {"fields": ["a", "b"]}, ["b"]),
        ({"fields": ["a?"]}, {"fields": ["a"]}, ["a"]),
        ({"elements": 2}, {"elements": 3, "may be left out": 1}, []),
        ({"elements": 2}, {"elements": 3, "may be left out": 0}, ["elements"]),
        ({"elements": 2}, {"elements": 1, "may be left out": 0}, ["element 2"]),
        ({"values": [1, 2]}, {"values": [1, 2, 3]}, []),
        ({"values": [1, 2]}, {"values": [1]}, ["2"]),
    ],
)
def test_what_breaks_a_document_of_then_is_seen(then: dict[str, Any], now: dict[str, Any], broken: list[str]) -> None:
    assert broken == broken_by(then, now)


@pytest.mark.breadth
def test_this_release_can_leave_the_same_behind(tmp_path: Path) -> None:
    freeze(tmp_path)

    facts = json.loads((tmp_path / "calls.json").read_text())
    assert paths_in(FORMER) == paths_in(tmp_path)
    assert (FACTS.keys(), len(FACTS["calls"])) == (facts.keys(), len(facts["calls"]))


def paths_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def document(file: bytes) -> Any:
    """The body of a file with one signature, or the header of a batch."""
    body = file[:-BLOCK_BYTES]
    if body[:4] == b"BZB1":
        body = body[8 : 8 + int.from_bytes(body[4:8], "big")]
    return msgspec.msgpack.decode(body)


def lost(then: Any, now: Any, where: str = "") -> list[str]:
    """What a reader of `then` would miss in `now`, by its place."""
    if type(then) is not type(now):
        return [f"{where} is {type(now).__name__}"]
    if isinstance(then, dict):
        gone = [f"{where}.{key}" for key in then if key not in now]
        return gone + [each for key in then if key in now for each in lost(then[key], now[key], f"{where}.{key}")]
    if isinstance(then, list):
        short = [f"{where} has {len(now)} elements"] if len(now) < len(then) and not rows(then) else []
        pairs = enumerate(zip(then, now, strict=False))
        return short + [each for at, (old, new) in pairs for each in lost(old, new, f"{where}[{at}]")]
    return []


def rows(value: list[Any]) -> bool:
    """Whether these are rows of a table, of which there may be more or fewer."""
    return bool(value) and all(isinstance(each, list) for each in value)


@pytest.mark.parametrize(
    ("then", "now", "missed"),
    [
        ({"a": 1}, {"a": 2, "b": 3}, []),
        ({"a": 1}, {"b": 3}, [".a"]),
        ({"a": 1}, {"a": "1"}, [".a is str"]),
        (["x", 1], ["x", 1, 2], []),
        (["x", 1], ["x"], [" has 1 elements"]),
        ([["x", 1], ["y", 2]], [["x", "1"]], ["[0][1] is str"]),
    ],
)
def test_what_a_reader_of_then_would_miss_is_seen(then: Any, now: Any, missed: list[str]) -> None:
    assert missed == lost(then, now)
