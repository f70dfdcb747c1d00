"""Sentences of README, guides and screens that promise something, held against the code that would have to keep it.

Who makes one of these untrue finds here which words to change with it.
"""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator

import pytest

from bluezone.device.core.warnings import VIET_NAM
from bluezone.device.rhythm import until_next_update_ms
from bluezone.documents.errors import PaperError
from bluezone.documents.posters import Poster
from bluezone.exchange.ports import HOUR_S
from bluezone.exchange.staging import window_for
from bluezone.protocol.advertisement import Advertisement
from bluezone.protocol.calendar import MINUTE_MS, Day
from bluezone.protocol.identifiers import RollingId
from bluezone.protocol.signature import Kind, SigningKey
from bluezone.protocol.venue import Venue, VenueKind, write_venue
from tests.support.sources import PACKAGE, PROJECT, modules, modules_naming, name_of, syntax_of

README = (PROJECT / "README.md").read_text(encoding="utf-8")
LONGEST_WAIT_MS = until_next_update_ms(lambda size: b"\xff" * size)
SHORTEST_WAIT_MS = until_next_update_ms(bytes)
TODAY = Day(18_500)


def test_phones_look_for_news_as_often_as_the_readme_says() -> None:
    assert "Phones look for news every 45 to 75 minutes" in README

    assert 45 * MINUTE_MS == SHORTEST_WAIT_MS
    assert 74 * MINUTE_MS < LONGEST_WAIT_MS <= 75 * MINUTE_MS


def test_keys_of_a_day_that_is_over_are_known_within_two_hours_and_a_quarter() -> None:
    assert "within about two hours and a quarter of the upload" in README
    nine_in_the_morning_s = TODAY.start_ms // 1000 + 2 * HOUR_S

    waits_s = [
        window_for(TODAY.plus(-1), uploaded_s) - uploaded_s
        for uploaded_s in range(nine_in_the_morning_s, TODAY.end_ms // 1000, 61)
    ]

    assert max(waits_s) <= HOUR_S
    assert max(waits_s) * 1000 + LONGEST_WAIT_MS <= 2.25 * HOUR_S * 1000


def test_keys_of_a_day_come_out_from_nine_in_the_morning_of_the_next() -> None:
    assert "those of a day, which ends at 07:00 in Viet Nam, from 09:00 (02:00 UTC) on" in README

    ends_s, first_s = TODAY.end_ms // 1000, window_for(TODAY, TODAY.start_ms // 1000)

    assert "07:00" == f"{dt.datetime.fromtimestamp(ends_s, VIET_NAM):%H:%M}"
    assert "09:00" == f"{dt.datetime.fromtimestamp(first_s, VIET_NAM):%H:%M}"
    assert 2 * HOUR_S == first_s - ends_s


@pytest.mark.parametrize("prefix", ["BZT1:", "BZM1:", "BZD1:"])
def test_each_code_for_a_door_is_known_to_one_module_and_to_the_page_at_the_door(prefix: str) -> None:
    """mark.html and declaration_proof.html say what a door refuses: tests/protocol/test_door_codes.py."""
    files = [path for ending in ("*.py", "*.js", "*.html") for path in PACKAGE.rglob(ending)]

    knowing = {name_of(path) for path in files if prefix in path.read_text(encoding="utf-8")}

    assert {"protocol/door_codes.py", "webui/static/door-codes.js"} == knowing


def test_a_place_s_code_is_too_long_to_type_and_to_stand_under_itself_on_a_poster() -> None:
    """places_scan.html sends whoever has no camera to another program."""
    venue = Venue(bytes(16), "Chợ Sơn Dương", VenueKind.MARKET, "02536", 0, 1_600_000_000, bytes(16))

    text = write_venue(venue, SigningKey(Kind.VENUE, bytes(32)))

    assert len(text) > 200
    with pytest.raises(PaperError):
        Poster(lines=("Quét mã",), code=text, place=venue.name, under_code=text)


def test_no_phone_runs_the_trees_of_the_laboratory() -> None:
    """docs/performance.md and the report say of the last row that it is on no phone."""
    laboratory = {"bluezone.device.core.proximity.trees", "bluezone.device.core.proximity.window_model"}
    rooms = ("device/", "citizen/", "simulation/", "cli/device/", "cli/simulate/", "joining/demo/", "joining/device/")

    asking = {
        name_of(path)
        for path in modules()
        if name_of(path).startswith(rooms)
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.ImportFrom) and node.module in laboratory
    }

    assert {"device/core/proximity/window_model.py"} == asking
    assert "laboratory, on no phone" in (PROJECT / "docs" / "performance.md").read_text(encoding="utf-8")


def test_every_phone_with_pages_tells_its_owner_by_itself() -> None:
    """README and the first run say that nobody has to look; tests/scenario/test_told_story.py plays it."""
    assert "its owner need not look" in README

    telling = {
        name_of(path)
        for path in modules_naming("keep_telling")
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "keep_telling"
    }

    assert {"joining/device/pages.py"} == telling


_TOLD = ("type(error).__name__", "file.kind.value", "file.sequence", "file.size")
"""All that a line of the exchange's log holds besides words that stand in the source."""


def lines_of_a_log(syntax: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(syntax):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_log."):
            yield node


def loggers(syntax: ast.AST) -> Iterator[str]:
    """Whatever writes lines, by the name that the module gives it."""
    for node in ast.walk(syntax):
        if isinstance(node, ast.Assign) and ast.unparse(node.value).endswith(("get_logger()", "getLogger(__name__)")):
            yield ast.unparse(node.targets[0])


def told_beyond(line: ast.Call) -> list[str]:
    """What of the line is neither a fixed word nor on the list."""
    words = [ast.unparse(word) for word in line.args if not isinstance(word, ast.Constant)]
    values = [ast.unparse(value.value) for value in line.keywords if not isinstance(value.value, ast.Constant)]
    return [*words, *(value for value in values if value not in _TOLD)]


_TOLD_BY_A_PORTAL = {
    "how",  # the type of an error in a process that ended
    "match.view_name if match else ''",
    "name",  # of a work of the clock
    "number",
    "request.method",
    "str(error)",  # of a clock that is not believed: what it shows
    "type(error).__name__",
    "type(error).__name__ if error else ''",
    "where",
    "where_of(error)",
    "work",
    "work.name",
}
"""The same of a portal's: who, what row and which address stand in none of them."""


def lines_of_any_log(syntax: ast.AST) -> Iterator[ast.Call]:
    """Whatever is said by a logger, however one comes by it."""
    levels = {"critical", "debug", "error", "exception", "info", "log", "warning"}
    for node in ast.walk(syntax):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in levels:
            yield node


def test_a_portals_log_has_nothing_of_anybody() -> None:
    """docs/operating/portal.md and SECURITY.md: a line says where and of what kind, and names nobody."""
    named = modules_naming("structlog", "getLogger")
    read = {
        name_of(path): syntax_of(path) for path in named if name_of(path).startswith(("portal/", "joining/portal/"))
    }
    told = {name: {one for line in lines_of_any_log(syntax) for one in told_of(line)} for name, syntax in read.items()}

    assert _TOLD_BY_A_PORTAL == set().union(*told.values())
    assert {"joining/portal/clock_guard.py"} == {name for name, values in told.items() if "str(error)" in values}
    assert {"portal/frame/troubles.py", "joining/portal/one_work.py"} <= {
        name for name, values in told.items() if values
    }


def told_of(line: ast.Call) -> list[str]:
    said = [*line.args, *(one.value for one in line.keywords)]
    return [ast.unparse(one) for one in said if not isinstance(one, ast.Constant)]


@pytest.mark.parametrize(
    "planted",
    [
        "_log.info('confirmed', case=case.number)",
        "structlog.get_logger('bluezone.portal').error(f'{case} fell')",
        "logging.getLogger(__name__).warning('%s fell', case.number)",
    ],
)
def test_a_line_about_somebody_is_seen(planted: str) -> None:
    [line] = lines_of_any_log(ast.parse(planted))

    assert set() != {*told_of(line)} - _TOLD_BY_A_PORTAL


def test_the_exchanges_log_has_nothing_of_a_caller() -> None:
    """docs/operating/exchange.md: no address, id, key or code is ever logged."""
    rooms = ("exchange/", "joining/exchange/", "doors/")
    read = [syntax_of(path) for path in modules() if name_of(path).startswith(rooms)]
    lines = [line for syntax in read for line in lines_of_a_log(syntax)]

    assert len(lines) > 5
    assert [] == [told for line in lines for told in told_beyond(line)]
    assert {"_log"} == {name for syntax in read for name in loggers(syntax)}


@pytest.mark.parametrize(
    "line",
    ["_log.error('refused', code=code)", "_log.info(f'from {address}')", "_log.warning('failed', error=str(error))"],
)
def test_a_line_that_tells_of_a_caller_is_seen(line: str) -> None:
    (planted,) = lines_of_a_log(ast.parse(line))

    assert told_beyond(planted)


def test_nobody_is_asked_whether_a_certificate_was_withdrawn() -> None:
    """SECURITY.md, "Withdrawn certificates": who has it asked changes that paragraph."""
    contexts = [
        {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        for path in modules_naming("ValidationContext")
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("ValidationContext")
    ]

    assert contexts
    assert {"False"} == {context.get("allow_fetching", "left to the library") for context in contexts}


def test_a_phone_takes_as_many_bytes_of_another_as_its_pages_say() -> None:
    said = (PACKAGE / "citizen" / "templates" / "answers.html").read_text(encoding="utf-8")
    assert "takes only thirteen bytes from others" in said
    least, most = (Advertisement(RollingId(bytes([byte]) * 12), hidden_power=byte).pack() for byte in (0, 255))

    assert 13 == sum(one != other for one, other in zip(least, most, strict=True))
