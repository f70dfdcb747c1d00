"""A place of a commune, from the clerk's form to an alert about it: a real portal, a real exchange, and the code on the
poster as a phone reads it, under the list that the exchange publishes.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pypdfium2 as pdfium
import pytest
import zxingcpp

from bluezone.protocol.calendar import HOUR_MS, Day
from bluezone.protocol.place_codes import read_typed
from bluezone.protocol.venue import alert_entry, venue_on_poster
from tests.support.commands import bluezone
from tests.support.exchange.exchanges import NOON_MS
from tests.support.exchange.served import set_clock
from tests.support.portal.served_portal import ServedPortal, demo_portal, portal_command
from tests.support.portal.staff_pages import Visitor, signed_in
from tests.support.scenario.towns import COMMUNE, Town, a_town

pytestmark = [pytest.mark.timeout(300), pytest.mark.in_turn(of=4, family="authority")]
NAME = "Nhà nghỉ Hoa Mai"
PLACE = {"name": NAME, "kind": "hotel", "address": "Tổ dân phố Đăng Châu", "phone": "", "place": "xã sơn dương"}
CASE = "CA-2026-00001"


@dataclass
class Street:
    town: Town
    portal: ServedPortal


@pytest.fixture
def street(tmp_path) -> Iterator[Street]:
    data = demo_portal(tmp_path / "portal")
    with a_town(tmp_path, data) as town, town.portal(data, *town.published) as running:
        yield Street(town, running)


def decides(visitor: Visitor, page: str, step: str) -> httpx.Response:
    """Presses the button of a page that was read."""
    read = re.search(r'name="read" value="([0-9a-f]{64})"', visitor.gets(page).text)
    assert read is not None
    return visitor.sends(f"{page}/{step}", on=page, read=read[1])


def test_a_clerk_a_colleague_a_poster_and_an_alert(street, tmp_path):
    portal, exchange = street.portal, street.town.exchange
    with signed_in(portal, "hung") as hung, signed_in(portal, "lan") as lan:
        page = hung.sends("/premises/new", **PLACE).url.path
        assert "Is there such a place?" in lan.gets(page).text
        decides(lan, page, "approve")
        pdf = lan.gets(f"{page}/poster.pdf?size=A4").content
    (seen,) = zxingcpp.read_barcodes(pdfium.PdfDocument(pdf)[0].render(scale=2).to_pil())

    # a phone believes it, by the list that the exchange publishes
    keys = tmp_path / "keys"
    keys.write_bytes(httpx.get(f"{exchange.public}/v1/newest-keys", timeout=60).content)
    root = httpx.get(f"{exchange.public}/v1/root", timeout=60).content.hex()
    now = dt.datetime.fromtimestamp(NOON_MS / 1000, dt.UTC)
    read = bluezone("inspect", "venue", seen.text, "--keys", keys, "--root", root, "--at", now.isoformat())
    assert (0, NAME, COMMUNE, "valid") == (read.status, read.json["name"], read.json["unit"], read.json["signature"])

    # the whole commune's from a command
    out = tmp_path / "posters"
    clock = ("--clock", str(tmp_path / "clock"))
    made = portal_command(
        "posters", portal.data, *clock, "--unit", COMMUNE, "--size", "A3", "--out", str(out), "--json"
    )
    told = json.loads(made.stdout)
    assert (1, [(NAME, seen.text)]) == (
        told["posters"],
        [(one["premises"], one["qr_text"]) for one in told["codes"]],
    )
    assert told["codes"][0]["qr_mm"] > 210
    assert read_typed(told["codes"][0]["typed"]) == told["codes"][0]["typed"]
    assert sorted(told["files"]) == sorted(str(path) for path in out.iterdir())

    # and the desk alerts about it by its name: the exchange has the entries already when they are sent once more
    set_clock(tmp_path, NOON_MS + 2 * HOUR_MS)
    when = {"typed": "hoa mai", "day": "2026-11-24", "begins": "19:10", "ends": "20:40"}
    with signed_in(portal, "lan") as lan:
        shown = lan.sends(f"/cases/{CASE}/alerts", **when)
        assert NAME in re.findall(r"<strong>([^<]+)</strong>", shown.text)
        sent = lan.sends(f"/cases/{CASE}/alerts", **when, sure="1")
    assert NAME in sent.text
    venue, day = venue_on_poster(seen.text), Day.of(dt.date(2026, 11, 24))
    entries = [alert_entry(venue.venue_id, venue.salt, day, half).hex() for half in (24, 25, 26, 27)]
    address = f"{exchange.internal}/internal/v1/venue-alerts"
    with httpx.Client(headers=exchange.bearer, timeout=60) as desk:
        again = [
            desk.post(address, json={"day": "2026-11-24", "entries": those}).json()["new"]
            for those in (entries, ["ab" * 16])
        ]
    assert [0, 1] == again


@pytest.mark.breadth
def test_where_phones_do_not_know_the_key_nothing_is_approved_nor_printed(tmp_path):
    data = demo_portal(tmp_path / "portal")
    with a_town(tmp_path, data) as town:
        (data / "venue.key").unlink()
        with (
            town.portal(data, *town.published) as portal,
            signed_in(portal, "hung") as hung,
            signed_in(portal, "lan") as lan,
        ):
            page = hung.sends("/premises/new", **PLACE).url.path
            answer = decides(lan, page, "approve")
            poster = lan.gets(f"{page}/poster.pdf")

    assert (409, 409) == (answer.status_code, poster.status_code)
    assert "Phones do not know this portal" in answer.text
    none = portal_command("posters", data, "--unit", COMMUNE, "--out", str(tmp_path / "posters"))
    nowhere = portal_command("posters", data, "--unit", "00000", "--out", str(tmp_path / "posters"))
    assert (1, 1, True) == (none.returncode, none.stderr.count("\n"), "no approved premises of" in none.stderr)
    assert (1, "bluezone: there is no unit 00000\n") == (nowhere.returncode, nowhere.stderr)
    assert not (tmp_path / "posters").exists()
