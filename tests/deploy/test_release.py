"""The offline bundle: what is in it is listed, summed and signed; the machine that installs takes nothing else."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from scripts.releasing.gathering import committed, gather_guides, gather_protocol
from scripts.releasing.listing import bill_of_materials
from scripts.releasing.packing import pack
from scripts.releasing.parts import PARTS, take_parts
from scripts.releasing.parts import SUMS as SUMS_OF_PARTS
from scripts.releasing.publishing import publish
from scripts.releasing.signing import SIGNATURE, SUMS, sign, write_sums
from tests.support.sources import PROJECT, PROTOCOL_PAGES

pytestmark = pytest.mark.every_run

MOMENT = 1_700_000_000
VERIFIED = "Python 3.11 or later is needed"
"""What install.sh says where everything about the bundle was right and PYTHON names none."""
PIN = re.compile(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==([^ ;]+)", re.MULTILINE)


def a_wheel(folder: Path, name: str, *needs: str) -> Path:
    path = folder / f"{name}-1.0-py3-none-any.whl"
    needed = "".join(f"Requires-Dist: {need}\n" for need in needs)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            f"{name}-1.0.dist-info/METADATA",
            f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\nLicense-Expression: MIT\n{needed}\nWords.\n",
        )
    return path


@pytest.fixture
def keys(tmp_path) -> tuple[Path, Path]:
    """Two private keys in files; of each the public one lies beside it, with `.pub` at the end."""
    files = (tmp_path / "release.pem", tmp_path / "another.pem")
    for file in files:
        key = Ed25519PrivateKey.generate()
        form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        file.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        Path(f"{file}.pub").write_bytes(public)
    return files


@pytest.fixture
def bundle(tmp_path, keys) -> Path:
    """A small one, signed with the first key."""
    folder = tmp_path / "bluezone-0-offline"
    (folder / "wheels").mkdir(parents=True)
    a_wheel(folder / "wheels", "first", "second>=1", "elsewhere")
    a_wheel(folder / "wheels", "second")
    (folder / "requirements.txt").write_text("bluezone==0\n")
    shutil.copy(PROJECT / "deploy" / "install.sh", folder)
    write_sums(folder)
    sign(folder, keys[0])
    return folder


def installed(bundle: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", bundle / "install.sh", "--prefix", bundle.parent / "prefix", *words],
        env={**os.environ, "PYTHON": "false"},
        capture_output=True,
        text=True,
        check=False,
    )


def refused(ended: subprocess.CompletedProcess[str]) -> str:
    assert 1 == ended.returncode
    assert 1 == ended.stderr.count("\n")
    return ended.stderr


def test_the_released_bundle_is_taken(bundle, keys):
    assert VERIFIED in refused(installed(bundle, "--key", f"{keys[0]}.pub"))
    assert VERIFIED in refused(installed(bundle, "--unsigned"))


def test_nobody_is_asked_to_believe_a_bundle_by_itself(bundle, keys):
    assert "give --key" in refused(installed(bundle))

    (bundle / SIGNATURE).unlink()
    assert "carries no signature" in refused(installed(bundle, "--key", f"{keys[0]}.pub"))


def test_another_key_did_not_release_it(bundle, keys):
    assert "not of this key" in refused(installed(bundle, "--key", f"{keys[1]}.pub"))


def test_sums_that_somebody_wrote_anew_are_not_signed(bundle, keys):
    (bundle / "requirements.txt").write_text("bluezone==1\n")
    write_sums(bundle)

    assert "not of this key" in refused(installed(bundle, "--key", f"{keys[0]}.pub"))


def typed_first() -> str:
    """The commands of the guide by which somebody takes a bundle."""
    guide = (PROJECT / "docs" / "operating" / "install.md").read_text("utf-8")
    (typed,) = re.findall(r"^openssl pkeyutl.*?install\.sh [^\n]*$", guide, re.DOTALL | re.MULTILINE)
    return str(typed)


def changed(bundle: Path) -> None:
    (bundle / "requirements.txt").write_text("bluezone==1\n")


def added(bundle: Path) -> None:
    a_wheel(bundle / "wheels", "third")


def gone(bundle: Path) -> None:
    next((bundle / "wheels").glob("second*")).unlink()


def linked(bundle: Path) -> None:
    (bundle.parent / "evil.service").write_text("[Service]\n")
    (bundle / "wheels" / "evil.service").symlink_to(bundle.parent / "evil.service")


def a_linked_folder(bundle: Path) -> None:
    (bundle / "wheels" / "pip-0.whl").symlink_to(bundle.parent)


def named_like_the_sums(bundle: Path) -> None:
    (bundle / "wheels" / SUMS).write_text("evil")


@pytest.mark.parametrize("alter", [changed, added, gone, linked, a_linked_folder, named_like_the_sums])
def test_a_file_that_was_not_released_is_not_installed(bundle, keys, alter):
    alter(bundle)

    assert "released" in refused(installed(bundle, "--key", f"{keys[0]}.pub"))
    assert not (bundle.parent / "prefix").exists()


@pytest.mark.parametrize("alter", [lambda _: None, changed, added, gone])
def test_what_the_guide_has_typed_first_runs_no_installer_that_somebody_changed(bundle, keys, alter):
    alter(bundle)
    (bundle / "install.sh").write_text("#!/bin/sh\ntouch ../ran\n")
    shutil.copy(f"{keys[0]}.pub", bundle.parent / "release.pub")

    ended = subprocess.run(["sh", "-c", typed_first()], cwd=bundle, capture_output=True, text=True, check=False)

    assert (1, False) == (ended.returncode, (bundle.parent / "ran").exists())
    assert "Signature Verified Successfully" in ended.stdout


def test_a_bundle_for_another_python_says_so_and_writes_nothing(bundle, keys):
    """Its wheels would be refused one by one, in pip's own words, once half of it lay there."""
    (bundle / "wheels" / "third-1.0-cp399-cp399-manylinux_2_28_x86_64.whl").write_bytes(b"")
    write_sums(bundle)
    sign(bundle, keys[0])
    words = ["--prefix", bundle.parent / "prefix", "--key", f"{keys[0]}.pub"]

    ended = subprocess.run(["sh", bundle / "install.sh", *words], capture_output=True, text=True, check=False)

    assert "this bundle is for Python 3.99" in refused(ended)
    assert not (bundle.parent / "prefix").exists()


def test_another_bundle_of_a_version_that_is_there_is_refused(bundle, keys):
    there = bundle.parent / "prefix" / "versions" / "0"
    there.mkdir(parents=True)
    (there / ".installed").write_text("the sums of another one\n")
    words = ["--prefix", bundle.parent / "prefix", "--key", f"{keys[0]}.pub"]

    ended = subprocess.run(["sh", bundle / "install.sh", *words], capture_output=True, text=True, check=False)

    assert "another bundle of version 0" in refused(ended)
    assert not (bundle.parent / "prefix" / "current").is_symlink()


def test_nobody_is_told_to_remove_the_version_that_runs(bundle, keys):
    """It is what serves, and the way back."""
    prefix = bundle.parent / "prefix"
    (prefix / "versions" / "0").mkdir(parents=True)
    (prefix / "versions" / "0" / ".installed").write_text("the sums of another one\n")
    (prefix / "current").symlink_to("versions/0")
    words = ["--prefix", prefix, "--key", f"{keys[0]}.pub"]

    ended = subprocess.run(["sh", bundle / "install.sh", *words], capture_output=True, text=True, check=False)

    assert "ask for one with a version of its own" in refused(ended)
    assert "remove" not in ended.stderr


def test_every_file_is_summed_but_the_sums_and_their_signature(bundle):
    listed = {line[66:]: line[:64] for line in (bundle / SUMS).read_text().splitlines()}
    files = {str(path.relative_to(bundle)): path for path in bundle.rglob("*") if path.is_file()}

    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()} == listed | {
        name: hashlib.sha256(files[name].read_bytes()).hexdigest() for name in (SUMS, SIGNATURE)
    }


def test_the_specification_is_published_with_its_known_answers_and_signed(tmp_path, keys):
    """With the schema, and what former releases left: a stranger needs nothing else, and takes it from nobody else."""
    folder = tmp_path / "bluezone-0-protocol"
    gather_protocol(folder, PROJECT)

    publish(folder, tmp_path, keys[0], MOMENT)
    with tarfile.open(tmp_path / "bluezone-0-protocol.tar") as tar:
        tar.extractall(tmp_path / "out", filter="data")
    out = tmp_path / "out" / "bluezone-0-protocol"
    shutil.copy(f"{keys[0]}.pub", out.parent / "release.pub")
    typed, _ = typed_first().split("\\\n  && ./install.sh")
    verified = subprocess.run(["sh", "-c", typed], cwd=out, capture_output=True, text=True, check=False)
    (out / "known-answers.json").write_text("{}")
    changed = subprocess.run(["sh", "-c", typed], cwd=out, capture_output=True, text=True, check=False)

    pages, client, published = (
        {str(path.relative_to(base)) for path in folder.rglob("*") if path.is_file()}
        for folder, base in ((PROTOCOL_PAGES, PROTOCOL_PAGES), (PROJECT / "clients" / "js", PROJECT), (out, out))
    )
    assert pages | client | {"original/bluezone_ids.json", "LICENSE", SUMS, SIGNATURE} == published
    assert {"clients/js/answer.js", "clients/js/exchange.js"} <= client
    assert {"known-answers.json", "known-answers.schema.json", "releases/2026-11-24/v1/index"} <= pages
    assert (0, 1) == (verified.returncode, changed.returncode), verified.stderr


def test_every_page_to_which_a_guide_sends_its_reader_is_in_the_bundle_and_no_link_leads_out_of_it(tmp_path):
    gather_guides(tmp_path / "guides", PROJECT)

    pages = {page.name: page.read_text("utf-8") for page in (tmp_path / "guides").iterdir()}
    links = {link for text in pages.values() for link in re.findall(r"\[[^\]\n]+\]\(([^)\s]+)\)", text)}
    named = {link.partition("#")[0] for link in links if not re.match(r"#|https?:", link)}
    assert {"ceremony.md", "processes.md", "decisions-0045-processes.md", "guides-tracing.md", "drills.md"} <= named
    assert set() == named - pages.keys()
    about = {page.name for page in (PROJECT / "docs" / "operating").glob("*.md")}
    assert about <= pages.keys()


def test_a_link_to_what_is_not_brought_along_leaves_its_words_and_all_else_stays_as_it_was(tmp_path):
    docs = tmp_path / "docs"
    for name, text in {
        "operating/a.md": "See [b](b.md#part), [why](../decisions/1.md), [here](#x), [them](https://a.vn), `[x]`.",
        "operating/b.md": "Nothing.",
        "decisions/1.md": "Back to [a](../operating/a.md), [two](2.md), [code](../../src/x.py), ![a curve](x.svg).",
        "decisions/2.md": "Two.",
    }.items():
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_text(text)

    gather_guides(tmp_path / "guides", tmp_path)

    assert {
        "a.md": "See [b](b.md#part), [why](decisions-1.md), [here](#x), [them](https://a.vn), `[x]`.",
        "b.md": "Nothing.",
        "decisions-1.md": "Back to [a](a.md), two, code, a curve.",
    } == {page.name: page.read_text() for page in (tmp_path / "guides").iterdir()}


def test_two_packed_at_other_times_are_the_same_to_the_byte(bundle, tmp_path):
    first = pack(bundle, tmp_path / "one.tar", MOMENT)
    for path in bundle.rglob("*"):
        os.utime(path, (1, 1))
    (bundle / "requirements.txt").chmod(0o600)

    assert first == pack(bundle, tmp_path / "two.tar", MOMENT)
    with tarfile.open(tmp_path / "two.tar") as tar:
        assert {(0, 0, "", MOMENT)} == {(one.uid, one.gid, one.uname, one.mtime) for one in tar}
        assert 0o755 == tar.getmember("bluezone-0-offline/install.sh").mode


def test_what_stands_in_the_folder_and_in_no_commit_is_not_released(tmp_path):
    """Requirements, units, guides and install.sh are of the commit that a second person builds, as the wheel is."""
    work = tmp_path / "work"
    work.mkdir()
    (work / "install.sh").write_text("committed")
    git = ["git", "-C", work, "-c", "user.name=A", "-c", "user.email=a@example.vn"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "one"]):
        subprocess.run([*git, *words], check=True)
    (work / "install.sh").write_text("changed")
    (work / "added.service").write_text("[Service]")

    tree = committed(work, tmp_path / "tree")

    assert {"install.sh": "committed"} == {path.name: path.read_text() for path in tree.iterdir()}


def test_the_bill_names_every_wheel_with_its_hash_and_no_place(bundle):
    bill = bill_of_materials("0", bundle / "wheels")

    found = {one["name"]: one["hashes"][0]["content"] for one in bill["components"]}
    assert {
        path.name.partition("-")[0]: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (bundle / "wheels").iterdir()
    } == found
    assert {"pkg:pypi/first@1.0": ["pkg:pypi/second@1.0"], "pkg:pypi/second@1.0": []} == {
        one["ref"]: one["dependsOn"] for one in bill["dependencies"]
    }
    assert "://" not in json.dumps(bill)


def test_a_server_is_given_what_was_tried_here_and_nothing_of_the_workshop():
    tried, given = (
        dict(PIN.findall((PROJECT / "requirements" / name).read_text("utf-8"))) for name in ("all.txt", "server.txt")
    )

    assert given.items() <= tried.items()
    assert {"django", "litestar", "typst", "psycopg"} <= given.keys()
    assert set() == {"pytest", "mypy", "playwright", "numpy", "setuptools"} & given.keys()


@pytest.mark.breadth
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_bundle_of_this_tree_installs_without_a_network_and_runs(tmp_path, keys):
    """As it is built for a machine like this one; the network is taken away where we may."""
    built = [
        subprocess.run(
            [PROJECT / "scripts" / "release", "--out", tmp_path / name, "--key", keys[0], "--json"],
            capture_output=True,
            text=True,
            check=False,
        )
        for name in ("one", "two")
    ]
    assert [0, 0] == [one.returncode for one in built], built
    told, again = (json.loads(one.stdout) for one in built)
    with tarfile.open(told["bundle"]) as tar:
        tar.extractall(tmp_path / "out", filter="data")
    (folder,) = (tmp_path / "out").iterdir()
    alone = ["unshare", "--net"] if os.geteuid() == 0 else []

    made = subprocess.run(
        [*alone, folder / "install.sh", "--prefix", tmp_path / "prefix", "--key", f"{keys[0]}.pub"],
        capture_output=True,
        text=True,
        check=False,
    )
    begun = subprocess.run(
        [*alone, tmp_path / "prefix/current/bin/bluezone", "portal", "migrate", "--data", tmp_path / "data"],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (told["sha256"], told["protocol_sha256"]) == (again["sha256"], again["protocol_sha256"])
    assert (folder / "protocol" / "known-answers.json").read_bytes() == (
        PROJECT / "docs" / "protocol" / "known-answers.json"
    ).read_bytes()
    assert Path(told["protocol"]).exists()
    assert (told["wheels"], True) == (len(list((folder / "wheels").iterdir())), told["signed"])
    assert 0 == made.returncode, made.stderr
    assert 0 == begun.returncode, begun.stderr
    assert (tmp_path / "prefix/current/release.pub").read_bytes() == Path(f"{keys[0]}.pub").read_bytes()
    bill = json.loads((tmp_path / "out" / told["sbom"]).read_text())
    assert told["wheels"] == len(bill["components"]) + 1
    assert not re.findall(rb"https?://", (folder / "requirements.txt").read_bytes())


@pytest.fixture
def brought(tmp_path) -> tuple[Path, Path]:
    """Where parts of pages were brought to, and what a commit holds of them."""
    root, tree = tmp_path / "root", tmp_path / "tree"
    (root / PARTS).mkdir(parents=True)
    (root / PARTS / "seal.js").write_text("seal()")
    (tree / SUMS_OF_PARTS).parent.mkdir(parents=True)
    (tree / SUMS_OF_PARTS).write_text(f"{hashlib.sha256(b'seal()').hexdigest()}  seal.js\n")
    return root, tree


def test_of_what_was_brought_for_pages_a_bundle_takes_what_its_commit_names(brought):
    root, tree = brought
    (root / PARTS / "more.js").write_text("send()")

    take_parts(root, tree)

    assert {"seal.js", ".made"} == {path.name for path in (tree / PARTS).iterdir()}


@pytest.mark.parametrize("change", [lambda part: part.write_text("send()"), lambda part: part.unlink()])
def test_a_part_of_pages_that_is_another_or_missing_enters_no_bundle(brought, change):
    root, tree = brought
    change(root / PARTS / "seal.js")

    with pytest.raises(SystemExit, match=r"seal\.js is not the one"):
        take_parts(root, tree)


@pytest.mark.skipif(not (PROJECT / PARTS / ".made").exists(), reason="scripts/page_parts has not been run")
def test_the_commit_names_what_the_lock_brings(tmp_path):
    (tmp_path / SUMS_OF_PARTS).parent.mkdir(parents=True)
    shutil.copy(PROJECT / SUMS_OF_PARTS, tmp_path / SUMS_OF_PARTS)

    take_parts(PROJECT, tmp_path)

    names = {path.name for path in (PROJECT / PARTS).iterdir()}
    assert names == {path.name for path in (tmp_path / PARTS).iterdir()}
