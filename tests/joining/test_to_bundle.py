"""`bluezone upgrade --to`: a bundle is believed by its signature before anything in it runs, and `current` leads to the
new version once the data are of it."""

from __future__ import annotations

import os
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bluezone.joining.refusal import RefusedError
from bluezone.joining.upgrading.to_bundle import upgrade_to_bundle
from scripts.releasing.signing import sign, write_sums
from tests.support.commands import bluezone, refused

INSTALLER = """#!/bin/sh
touch "{ran}"
while [ $# -gt 0 ]; do case $1 in --prefix) prefix=$2; shift 2 ;; *) shift ;; esac; done
mkdir -p "$prefix/versions/9.10.0/bin"
cat > "$prefix/versions/9.10.0/bin/bluezone" <<'THE_NEW'
#!/bin/sh
echo "upgrade: copying the store" >&2
echo "a library grumbles" >&2
for _ in $(seq 100); do if [ ! -f "$3/waits" ]; then break; fi; sleep .1; done
[ ! -f "$3/waits" ] || {{ echo "bluezone: nobody heard of the first step" >&2; exit 1; }}
[ ! -f "$3/refuses" ] || {{ echo "bluezone: an administrator is missing" >&2; exit 1; }}
echo "$(id -u) $*"
THE_NEW
chmod 755 "$prefix/versions/9.10.0/bin/bluezone"
"""


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """The public key; the private one lies beside it, with `.pem` at the end."""
    return drawn(tmp_path / "release")


def drawn(file: Path) -> Path:
    private = Ed25519PrivateKey.generate()
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    Path(f"{file}.pem").write_bytes(private.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    file.write_bytes(private.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo))
    return file


@pytest.fixture
def bundle(tmp_path: Path, key: Path) -> Path:
    folder = tmp_path / "bluezone-9.10.0-offline"
    (folder / "wheels").mkdir(parents=True)
    (folder / "wheels" / "one.whl").write_bytes(b"one")
    (folder / "install.sh").write_text(INSTALLER.format(ran=tmp_path / "ran"))
    _released(folder, "9.10.0", key)
    return folder


def _released(folder: Path, version: str, key: Path) -> None:
    (folder / "requirements.txt").write_text(f"bluezone=={version} \\\n    --hash=sha256:0\n")
    write_sums(folder)
    sign(folder, Path(f"{key}.pem"))


@pytest.fixture
def prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program that runs was installed."""
    installed(tmp_path / "prefix", monkeypatch)
    return tmp_path / "prefix"


def installed(prefix: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = prefix / "versions" / "0.1.0"
    here.mkdir(parents=True)
    (here / ".installed").write_text("sums\n")
    (prefix / "current").symlink_to("versions/0.1.0")
    monkeypatch.setattr(sys, "prefix", str(here))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir(mode=0o700)
    return tmp_path / "data"


def changed(bundle: Path) -> None:
    (bundle / "wheels" / "one.whl").write_bytes(b"onE")


def added(bundle: Path) -> None:
    (bundle / "wheels" / "two.whl").write_bytes(b"two")


def gone(bundle: Path) -> None:
    (bundle / "wheels" / "one.whl").unlink()


def linked(bundle: Path) -> None:
    shutil.move(bundle / "wheels" / "one.whl", bundle.parent / "one.whl")
    (bundle / "wheels" / "one.whl").symlink_to(bundle.parent / "one.whl")


def another_installer(bundle: Path) -> None:
    (bundle / "install.sh").write_text(f"#!/bin/sh\ntouch {bundle.parent / 'ran'}\n")


def summed_anew(bundle: Path) -> None:
    another_installer(bundle)
    write_sums(bundle)


def unsigned(bundle: Path) -> None:
    (bundle / "SHA256SUMS.sig").unlink()


def no_bundle(bundle: Path) -> None:
    (bundle / "SHA256SUMS").unlink()


ALTERED = [changed, added, gone, linked, another_installer, summed_anew, unsigned, no_bundle]


@pytest.mark.parametrize("alter", ALTERED)
def test_of_a_bundle_that_is_not_the_released_one_nothing_runs(
    bundle: Path, key: Path, prefix: Path, data: Path, alter: Callable[[Path], None]
) -> None:
    alter(bundle)

    with pytest.raises(RefusedError, match=r"bundle|signature"):
        upgrade_to_bundle(bundle, key, data, [], check_only=False)

    assert not (bundle.parent / "ran").exists()
    assert Path("versions/0.1.0") == (prefix / "current").readlink()


def test_a_strangers_bundle_and_one_of_an_earlier_version_are_refused(
    bundle: Path, key: Path, prefix: Path, data: Path
) -> None:
    with pytest.raises(RefusedError, match="not of this key"):
        upgrade_to_bundle(bundle, drawn(bundle.parent / "stranger"), data, [], check_only=False)
    _released(bundle, "0.0.9", key)
    with pytest.raises(RefusedError, match=r"of version 0\.0\.9"):
        upgrade_to_bundle(bundle, key, data, [], check_only=False)

    assert not (bundle.parent / "ran").exists()


def test_the_new_version_upgrades_and_then_current_leads_to_it(
    bundle: Path, key: Path, prefix: Path, data: Path
) -> None:
    with tarfile.open(bundle.with_suffix(".tar"), "w") as tar:
        tar.add(bundle, bundle.name)

    said = upgrade_to_bundle(bundle.with_suffix(".tar"), key, data, ["--json"], check_only=False)

    assert f"{os.geteuid()} upgrade --data {data} --json\n" == said
    assert Path("versions/9.10.0") == (prefix / "current").readlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone becomes another account")
def test_root_upgrades_as_the_account_of_the_data(
    bundle: Path, key: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.chown(data, 65_534, 65_534)
    with tempfile.TemporaryDirectory() as prefix:  # not in a test's folder, into which root alone may look
        Path(prefix).chmod(0o755)
        installed(Path(prefix), monkeypatch)

        assert upgrade_to_bundle(bundle, key, data, [], check_only=False).startswith("65534 ")


def test_a_try_installs_nothing_that_stays_and_the_old_version_runs_on(
    bundle: Path, key: Path, prefix: Path, data: Path
) -> None:
    said = upgrade_to_bundle(bundle, key, data, ["--check-only"], check_only=True)

    assert said.endswith("--check-only\n")
    assert ["0.1.0"] == [version.name for version in (prefix / "versions").iterdir()]
    assert Path("versions/0.1.0") == (prefix / "current").readlink()


def test_each_step_is_told_as_it_begins_the_new_versions_own_too(
    bundle: Path, key: Path, prefix: Path, data: Path
) -> None:
    """The new version waits here until its first step was heard."""
    (data / "waits").touch()
    told: list[str] = []

    def hear(line: str) -> None:
        assert (bundle.parent / "ran").exists() == (len(told) > 2)
        told.append(line.removeprefix("upgrade: "))
        if told[-1] == "copying the store":
            (data / "waits").unlink()

    upgrade_to_bundle(bundle, key, data, [], check_only=False, tell=hear)

    assert told == [
        "unpacking bluezone-9.10.0-offline",
        "checking the signature and every file of the bundle",
        "installing version 9.10.0 beside this one",
        "version 9.10.0 takes over the data",
        "copying the store",
        "having version 9.10.0 started from now on",
    ]


def test_steps_stand_on_stderr_and_what_the_new_version_prints_alone_on_stdout(
    bundle: Path, key: Path, prefix: Path, data: Path
) -> None:
    ended = bluezone("upgrade", "--data", data, "--to", bundle, "--key", key, "--json")

    assert (0, f"{os.geteuid()} upgrade --data {data} --json\n") == (ended.status, ended.out)
    assert "upgrade: copying the store" in ended.err.splitlines()
    assert all(line.startswith("upgrade: ") for line in ended.err.splitlines())


def test_where_the_new_version_refuses_the_data_the_old_one_stays(
    bundle: Path, key: Path, prefix: Path, data: Path
) -> None:
    (data / "refuses").touch()

    with pytest.raises(RefusedError, match=r"^an administrator is missing$"):
        upgrade_to_bundle(bundle, key, data, [], check_only=False)

    assert Path("versions/0.1.0") == (prefix / "current").readlink()


def test_a_bundle_is_believed_by_the_key_that_is_named_or_by_the_one_of_the_version_that_runs(
    bundle: Path, key: Path, prefix: Path, data: Path
) -> None:
    words = ("upgrade", "--data", data, "--to", bundle, "--check-only")
    assert "give --key FILE" in refused(bluezone(*words))
    assert 0 == bluezone(*words, "--key", key).status
    assert 0 == bluezone(*words, "--unsigned").status

    shutil.copy(key, Path(sys.prefix) / "release.pub")
    assert 0 == bluezone(*words).status
    shutil.copy(drawn(bundle.parent / "stranger"), Path(sys.prefix) / "release.pub")
    assert "not of this key" in refused(bluezone(*words))
    assert "name it by --to" in refused(bluezone("upgrade", "--data", data, "--unsigned"))


@pytest.mark.parametrize("brought", ["empty", "words", "folder", "nowhere"])
def test_what_is_no_bundle_is_refused_in_one_line(data: Path, tmp_path: Path, brought: str) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "words").write_text("no archive")
    (tmp_path / "folder").mkdir()

    said = refused(bluezone("upgrade", "--data", data, "--to", tmp_path / brought, "--unsigned"))

    assert ("No such file" if brought == "nowhere" else "is no bundle") in said
