"""What goes into a package has its licence with it, or nothing is built; the bill beside it names each by its hash."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from bluezone.citizen.installed import needs_of, plain_name
from bluezone.citizen.licences import BROUGHT, DATA, Inner, Piece, pieces
from scripts.apk import engine
from scripts.apk.bill import bill_of_package, write_bill
from scripts.apk.inputs import ENGINE_PACKAGES, Input, digest_of_inputs, read_inputs
from scripts.apk.licences import INPUTS, Sources, _upstream, brought, lay_out_licences, refuse_what_is_unlicensed
from scripts.apk.packing import _digest_of_native, build
from scripts.releasing.parts import SUMS
from tests.support.sources import PROJECT

VERSION = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def a_wheel(folder: Path, name: str, *files: str, licence: str = "words") -> Path:
    """A wheel with a licence, and these files besides."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{name}-1.0.dist-info/licenses/LICENSE", licence)
        for file in files:
            archive.writestr(file, "x")
    return path


def a_tar(path: Path, **files: str) -> Path:
    with tarfile.open(path, "w:xz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"source-1.0/{name}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return path


def a_package(folder: Path, name: str) -> Path:
    """A package of Debian's with a copyright file, and with nothing else."""
    tree = folder / name
    for path, text in (
        (
            "DEBIAN/control",
            f"Package: {name}\nVersion: 1\nArchitecture: all\nMaintainer: A <a@example.vn>\nDescription: a\n",
        ),
        (f"usr/share/doc/{name}/copyright", f"copyright of {name}"),
        ("usr/share/common-licenses/GPL-3", "GPL"),
    ):
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text)
    subprocess.run(["dpkg-deb", "--build", "-Znone", tree, folder / f"{name}.deb"], check=True, capture_output=True)
    return folder / f"{name}.deb"


@pytest.fixture
def sources(tmp_path) -> Sources:
    """As if everything had been fetched, each with a text of its own."""
    if shutil.which("dpkg-deb") is None:
        pytest.skip("packages of Debian's are taken apart where Debian's tools are")
    folder = tmp_path / "debian"
    folder.mkdir()
    debian = {}
    for one in read_inputs():
        if one.kind == "source":
            debian[one.name] = a_tar(
                folder / one.name, **{"LICENSE": one.name, "LICENSE.txt": one.name, "Doc/license.rst": "rst"}
            )
        elif one.kind == "text" or one.name.endswith(":arm64"):
            debian[one.name] = a_package(folder, one.name.partition(":")[0])
    a_wheel(tmp_path / "tools", "ziglang", "ziglang/LICENSE")
    return Sources(debian, tmp_path / "tools")


@pytest.fixture
def laid(tmp_path, sources) -> tuple[Path, Path]:
    """Where modules lie in a package that needs one wheel, and that wheel."""
    site, wheels = tmp_path / "site", tmp_path / "wheels"
    data = site / "bluezone/citizen/data"
    data.mkdir(parents=True)
    (data / "units.LICENCE.txt").write_bytes((DATA / "units.LICENCE.txt").read_bytes())
    engine.describe_ours(site)
    with zipfile.ZipFile(a_wheel(wheels, "segno", "segno/__init__.py")) as opened:
        opened.extractall(site)
    lay_out_licences(sources, site)
    return site, wheels


def test_every_text_is_read_where_the_list_says(sources):
    found = {piece.name: piece for piece in brought(sources)}

    assert ["python3.13-source", "rst"] == [text.text for text in found["Python"].texts]
    assert ["copyright of gcc-14-base", "GPL"] == [text.text for text in found["libgcc"].texts]
    assert ["x"] == [text.text for text in found["Zig"].texts]
    assert "musl:arm64: usr/share/doc/musl/copyright" == found["musl"].texts[0].name
    assert ("3.13.5", "1.3.1", "1.2.5", "") == tuple(
        found[name].version for name in ("Python", "zlib", "musl", "libffi")
    )


@pytest.mark.parametrize(
    "place",
    [
        "zlib-source: COPYING",
        "libffi8: usr/share/doc/libffi8/licence",
        "ziglang: LICENSE",
        "nobody: LICENSE",
    ],
)
def test_a_text_that_is_not_there_has_nothing_built(sources, place):
    with pytest.raises(SystemExit, match="not built: there is no licence"):
        sources.read(place)


def test_an_input_that_was_not_fetched_has_nothing_built(sources):
    with pytest.raises(SystemExit, match="not built: zlib-source is not there"):
        Sources({}, sources.tools).read("zlib-source: LICENSE")


def test_the_pages_of_a_package_show_ours_its_wheels_and_what_is_no_wheel(laid):
    site, wheels = laid

    shown = {piece.name: piece for piece in refuse_what_is_unlicensed(site, wheels)}

    assert {"bluezone", "segno", "Python", "OpenSSL", "musl", "SQLCipher", "vietnamadminunits"} <= set(shown)
    assert VERSION == shown["bluezone"].version
    assert (PROJECT / "LICENSE").read_text() == shown["bluezone"].texts[0].text
    assert all(text.text.strip() for piece in shown.values() for text in piece.texts)


def test_a_wheel_without_a_text_has_nothing_built(laid):
    site, wheels = laid
    (site / "segno-1.0.dist-info/licenses/LICENSE").write_text(" \n")

    with pytest.raises(SystemExit, match=r"not built: no licence text came with segno\Z"):
        refuse_what_is_unlicensed(site, wheels)


def test_a_piece_without_a_text_has_nothing_built(laid):
    site, wheels = laid
    (site / "bluezone/citizen/data" / BROUGHT).write_text('[{"name": "libbare"}]')

    with pytest.raises(SystemExit, match=r"not built: no licence text came with libbare\Z"):
        refuse_what_is_unlicensed(site, wheels)


def test_a_wheel_that_no_page_would_tell_of_has_nothing_built(laid):
    site, wheels = laid
    with zipfile.ZipFile(a_wheel(wheels, "stowaway")) as opened:
        opened.extractall(site)

    with pytest.raises(SystemExit, match="not built: no requirement leads to stowaway"):
        refuse_what_is_unlicensed(site, wheels)


def test_a_wheel_of_which_nobody_wrote_down_what_is_compiled_into_it_has_nothing_built(laid):
    site, wheels = laid
    a_wheel(wheels, "compiled", "compiled/_core.abi3.so")

    with pytest.raises(SystemExit, match="not built: nobody has written down what compiled has inside"):
        refuse_what_is_unlicensed(site, wheels)


def test_what_has_others_inside_is_in_the_package():
    """A name that no wheel of the list bears would never be looked for."""
    table = tomllib.loads(INPUTS.read_text("utf-8"))
    wheels = {line.partition("==")[0] for line in ENGINE_PACKAGES.read_text("utf-8").splitlines() if "==" in line}
    named = {name for one in table["piece"] for name in one.get("inside", ())} | set(table["wheels"]["alone"])

    assert set() == named - wheels - {"Python", "bluezone"}
    assert {one.name for one in read_inputs()} >= {one["version"] for one in table["piece"] if "version" in one}


def test_every_wheel_of_a_phone_brings_a_text_at_the_version_that_is_locked():
    """They are installed here, as made for this machine: one that left its text out is seen before a build."""
    listed = {line.partition("==")[0] for line in ENGINE_PACKAGES.read_text("utf-8").splitlines() if "==" in line}
    here = {plain_name(piece.name): piece for piece in pieces()}

    assert set() == listed - set(here)
    assert [] == sorted(name for name in listed if not here[name].texts)


def test_a_package_describes_ours_as_an_installation_does(tmp_path):
    engine.describe_ours(tmp_path)

    (folder,) = tmp_path.glob("*.dist-info")
    ours, installed = metadata.Distribution.at(folder), metadata.distribution("bluezone")
    assert (installed.version, installed.metadata["License-Expression"]) == (
        ours.version,
        ours.metadata["License-Expression"],
    )
    extras = {line.split()[0].lower() for line in installed.requires or () if "extra ==" not in line}
    assert {re.match(r"[a-z0-9-]+", one)[0] for one in extras} == needs_of(ours)  # type: ignore[index] # each has a name


@pytest.mark.parametrize(
    ("version", "upstream"),
    [
        ("3.13.5-2+deb13u5", "3.13.5"),
        ("1:1.3.dfsg+really1.3.1-1", "1.3.1"),
        ("1.2.5-3.1~deb13u1", "1.2.5"),
        ("7.1", "7.1"),
    ],
)
def test_a_version_is_that_of_the_makers(version, upstream):
    assert upstream == _upstream(Input("x", version, "", "source"))


def walk(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        for one in part.values():
            yield from walk(one)
    elif isinstance(part, list):
        for one in part:
            yield from walk(one)


def test_the_bill_names_every_input_by_its_hash_and_each_once(laid, sources):
    site, wheels = laid
    a_wheel(wheels, "faker")  # fetched, and in no package

    told = bill_of_package(wheels, sources.tools, list(refuse_what_is_unlicensed(site, wheels)), digest_of_inputs())

    references = [part["bom-ref"] for part in walk(told) if "bom-ref" in part]
    assert sorted(set(references)) == sorted(references)
    assert all(set(part["dependsOn"]) <= set(references) for part in told["dependencies"])
    assert all(part["ref"] in references for part in told["dependencies"])
    hashes = {part["content"] for part in walk(told) if part.get("alg") == "SHA-256"}
    assert {one.sha256 for one in read_inputs()} <= hashes
    assert ("CycloneDX", "1.5", VERSION) == (
        told["bomFormat"],
        told["specVersion"],
        told["metadata"]["component"]["version"],
    )
    names = {part["name"] for part in told["components"]}
    assert {"segno", "python3.13", "openssl", "zlib", "musl", "zxing.wasm"} <= names
    assert "faker" not in names
    assert {"ziglang", "aapt", "apksigner"} <= {part["name"] for part in told["metadata"]["tools"]["components"]}
    assert [{"name": "bluezone:inputs_sha256", "value": digest_of_inputs()}] == told["metadata"]["properties"]


def test_what_a_wheel_has_inside_stands_under_it_once(laid, sources):
    _, wheels = laid
    told = [
        Piece(name="segno", inner=(Inner("libgcc"), Inner("crate"))),
        Piece(name="libgcc", inside_of=("segno",)),
        Piece(name="libffi", inside_of=("cffi",)),
    ]

    listed = bill_of_package(wheels, sources.tools, told, "")

    (segno,) = (part for part in listed["components"] if part["name"] == "segno")
    assert ["libgcc", "crate"] == [part["name"] for part in segno["components"]]


def test_the_same_inputs_give_the_same_bill(tmp_path, laid, sources):
    site, wheels = laid
    for name in ("one", "two"):
        write_bill(tmp_path / name, wheels, sources.tools, pieces([str(site)], site / "bluezone/citizen/data"), "00")

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert str(tmp_path) not in (tmp_path / "one").read_text()
    json.loads((tmp_path / "one").read_text())


def test_another_licence_text_builds_no_python_anew(monkeypatch):
    before, inputs = _digest_of_native(), read_inputs()
    changed = [Input(one.name, one.version, "0" * 64, one.kind) if one.kind == "text" else one for one in inputs]
    monkeypatch.setattr("scripts.apk.packing.read_inputs", lambda: changed)
    assert before == _digest_of_native()
    changed[:] = [Input(one.name, one.version, "0" * 64, one.kind) if one.kind == "source" else one for one in inputs]

    assert before != _digest_of_native()


def test_parts_of_pages_that_are_others_than_those_listed_have_nothing_built(tmp_path, monkeypatch):
    (tmp_path / SUMS).parent.mkdir(parents=True)
    shutil.copy(PROJECT / SUMS, tmp_path / SUMS)
    monkeypatch.setattr("scripts.apk.packing.ROOT", tmp_path)

    with pytest.raises(SystemExit, match=r"not built: LICENCES\.txt is not the one of"):
        build(tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_a_package_carries_no_typeface():
    """Whoever adds one brings its licence along (docs/guides/android.md)."""
    folders = [PROJECT / "src/bluezone" / room for room in engine.ROOMS]

    faces = [
        path for folder in folders for path in folder.rglob("*") if path.suffix in {".ttf", ".otf", ".woff", ".woff2"}
    ]

    assert [] == faces
