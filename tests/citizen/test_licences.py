"""Whose work lies in Bluezone: read from the package's own files, and shown to the owner with its own words."""

from __future__ import annotations

import asyncio
import json
import re
from html import unescape
from pathlib import Path

import msgspec
import pytest

from bluezone import webui
from bluezone.citizen.licences import BROUGHT, DATA, Inner, Piece, Text, pieces
from tests.support.citizen.owners import an_owner, prefers

pytestmark = pytest.mark.in_turn(of=3)

UNITS = DATA / "units.LICENCE.txt"


def a_distribution(site: Path, name: str, version: str = "1.0", *said: str, **files: str) -> Path:
    """What a wheel leaves behind; `files` are those of its dist-info, with `__` for a slash."""
    folder = site / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(
        "\n".join(["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *said])
    )
    for file, text in files.items():
        path = folder / file.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture
def site(tmp_path) -> Path:
    """A package of ours that needs one other."""
    site = tmp_path / "site"
    a_distribution(
        site, "bluezone", "1.2", "License-Expression: Apache-2.0", "Requires-Dist: needed>=1", licenses__LICENSE="A"
    )
    return site


@pytest.fixture
def data(tmp_path) -> Path:
    """The folder of data in a package, without what a builder puts there."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / UNITS.name).write_bytes(UNITS.read_bytes())
    return tmp_path / "data"


def found(site: Path, data: Path) -> dict[str, Piece]:
    return {piece.name: piece for piece in pieces([str(site)], data)}


def test_what_a_requirement_leads_to_is_shown_with_its_texts_and_nothing_else_is(site, data):
    a_distribution(
        site, "needed", "2.0", "Requires-Dist: Fur.Ther", "License: BSD", licenses__a__LICENSE="B", NOTICE="N"
    )
    a_distribution(site, "fur_ther", "3.0", "Classifier: License :: OSI Approved :: MIT License", LICENSE="C")
    a_distribution(site, "elsewhere", LICENSE="D")

    shown = found(site, data)

    assert "elsewhere" not in shown
    assert (Text("a/LICENSE", "B"), Text("NOTICE", "N")) == tuple(sorted(shown["needed"].texts, key=lambda t: t.text))
    assert ("3.0", "MIT License", (Text("LICENSE", "C"),)) == (
        shown["fur_ther"].version,
        shown["fur_ther"].licence,
        shown["fur_ther"].texts,
    )
    assert ("BSD", "Apache-2.0") == (shown["needed"].licence, shown["bluezone"].licence)


def test_ours_stands_first(site, data):
    a_distribution(site, "needed", "1.0", "Requires-Dist: aardvark", LICENSE="B")
    a_distribution(site, "aardvark", LICENSE="C")

    assert "aardvark" in found(site, data)
    assert "bluezone" == pieces([str(site)], data)[0].name


def test_what_a_maker_lists_of_its_own_insides_is_told_by_name(site, data):
    bill = {
        "components": [
            {"name": "crate", "version": "1", "licenses": [{"expression": "MIT OR Apache-2.0"}]},
            {"name": "crate", "version": "1"},
            {"name": "builder", "scope": "excluded"},
            {"name": "needed", "purl": "pkg:pypi/needed@1.0"},
        ]
    }
    folder = a_distribution(site, "needed", LICENSE="B") / "sboms"
    folder.mkdir()
    (folder / "rust.json").write_text(json.dumps(bill))
    (folder / "torn.json").write_text('{"components": [')

    assert (Inner("crate", "1", "MIT OR Apache-2.0"),) == found(site, data)["needed"].inner


def test_a_whole_text_where_the_name_of_a_licence_belongs_is_none(site, data):
    a_distribution(site, "needed", "1.0", f"License: {'word ' * 30}", LICENSE="B")

    assert "" == found(site, data)["needed"].licence


def test_what_a_builder_put_beside_the_pages_is_shown_too(site, data):
    musl = Piece(name="musl", version="1.2.5", texts=(Text("copyright", "M"),), inside_of=("Python",))
    (data / BROUGHT).write_bytes(msgspec.json.encode([musl]))

    assert musl == found(site, data)["musl"]


@pytest.mark.skipif(not webui.has_parts(), reason="scripts/page_parts has not brought them")
def test_each_part_that_pages_carry_has_its_own_text(site, data):
    shown = found(site, data)

    for name in ("tweetnacl", "tweetnacl-sealedbox-js", "blakejs", "zxing-wasm", "qrcode-generator"):
        (text,) = shown[name].texts
        assert "Copyright" in text.text or "public domain" in text.text.lower(), name
        assert "as published on npm" not in text.text
    assert shown["bluezone"].texts == shown["zxing-cpp in pages"].texts
    assert not any("zxing-cpp" in text.text for text in shown["qrcode-generator"].texts)


def test_data_of_others_name_their_makers(site, data):
    shown = found(site, data)

    assert "Copyright (c) 2025" in shown["vietnamadminunits"].texts[0].text
    assert all("Google, CC BY 4.0" in text.text for text in shown["Calibration of phones"].texts)


def test_no_two_pieces_that_run_here_have_one_address():
    keys = [piece.key for piece in pieces()]

    assert sorted(set(keys)) == sorted(keys)
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in keys)


def see(folder, *paths):
    async def play():
        async with an_owner(folder) as owner:
            return [await owner.gets(path) for path in paths]

    return asyncio.run(play())


@pytest.mark.slow
def test_the_owner_reads_every_text_of_what_is_installed_here(tmp_path):
    here = {piece.key: piece for piece in pieces()}
    keys = ["bluezone", "cryptography", "sqlcipher3", "litestar"]

    listed, *shown = see(tmp_path, "/licences", *(f"/licences/{key}" for key in keys))

    assert all(f'/licences/{key}"' in listed.text for key in here)
    for key, answer in zip(keys, shown, strict=True):
        assert here[key].texts
        told = re.findall(r'<pre class="licence">(.*?)</pre>', answer.text, re.DOTALL)
        assert [text.text.split() for text in here[key].texts] == [unescape(one).split() for one in told]


def test_settings_and_about_lead_there_and_an_unknown_piece_is_not_found(tmp_path):
    settings, about, nothing = see(tmp_path, "/settings", "/about", "/licences/nothing")

    assert '/licences"' in settings.text
    assert '/licences"' in about.text
    assert 404 == nothing.status_code


def test_who_has_agreed_to_nothing_yet_may_read_them(tmp_path):
    async def play():
        async with an_owner(tmp_path) as owner:
            prefers(owner.device, introduced=False, language="en")
            owner.phone.__post_init__()
            return await owner.gets("/licences/cryptography"), await owner.gets("/settings")

    licence, settings = asyncio.run(play())

    assert "Apache License" in licence.text
    assert 303 == settings.status_code


def test_where_a_piece_brought_no_text_its_page_says_so(tmp_path, monkeypatch):
    bare = Piece(name="bare", licence="MIT")
    monkeypatch.setattr("bluezone.citizen.screens.licences.piece_called", lambda _key: bare)

    (answer,) = see(tmp_path, "/licences/bare")

    assert "It came without a text of its own." in answer.text
