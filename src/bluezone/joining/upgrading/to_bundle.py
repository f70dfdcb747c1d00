"""Data carried to the version of a bundle: verified, installed beside the one that runs, and by the new version itself.

`current` leads to the new version once the data are its own, and to the old one until then: whatever ends it before,
the program that starts is the one that the data are of, or says that an upgrade is due.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

from bluezone.joining.refusal import RefusedError
from bluezone.joining.telling import Tell, unheard
from bluezone.joining.upgrading.bundles import INSTALLER, laid_out, verified_version
from bluezone.joining.upgrading.versions import this_version
from bluezone.portal.secrets_on_disk import flush_folder

Ended = subprocess.CompletedProcess[str]
_OF_A_STEP = "upgrade: "
_WORLD_MAY_LOOK = 0o755
"""What a bundle holds is no secret, and the account of the data has to start it."""


class Account(TypedDict, total=False):
    """Whose rights a program runs with; nothing, where they are those of whoever starts it."""

    user: int
    group: int
    extra_groups: tuple[int, ...]


def upgrade_to_bundle(
    bundle: Path, key: Path | None, data: Path, options: list[str], *, check_only: bool, tell: Tell = unheard
) -> str:
    """Has the bundle's own version upgrade the data; what it said. With `check_only` it is installed into a folder that
    is gone afterwards, and tries. Raises RefusedError, with the data and `current` as they stood. Each step is told as
    it begins, the new version's own too."""
    if not data.is_dir():
        raise RefusedError(f"there is no folder {data}")
    tell(f"upgrade: unpacking {bundle.name}")
    with laid_out(bundle) as folder:
        tell(f"upgrade: checking {'the signature and ' if key is not None else ''}every file of the bundle")
        version = verified_version(folder, key)
        _require_no_step_back(version)
        with _place_for_a_try() if check_only else _own_place() as prefix:
            tell(f"upgrade: installing version {version}{', for a try' if check_only else ' beside this one'}")
            _install(folder, prefix, key)
            tell(f"upgrade: version {version} {'tries with' if check_only else 'takes over'} the data")
            said = _upgraded_by(prefix / "versions" / version, data, options, tell)
            if not check_only:
                tell(f"upgrade: having version {version} started from now on")
                _lead_to(prefix, version)
    return said


def own_prefix() -> Path:
    """Finds under which folder the program that runs was installed: PREFIX/versions/VERSION. Raises RefusedError where
    no installer of ours put it."""
    here = Path(sys.prefix)
    if here.parent.name != "versions" or not (here / ".installed").is_file():
        raise RefusedError("this program was not installed by a bundle's install.sh, so none can be put beside it")
    return here.parents[1]


def key_of_this_version() -> Path | None:
    """Finds the key by which install.sh believed the version that runs; None where it was taken unsigned."""
    kept = Path(sys.prefix) / "release.pub"
    return kept if kept.is_file() else None


def _require_no_step_back(version: str) -> None:
    if _numbers(version) < _numbers(this_version()):
        raise RefusedError(f"the bundle is of version {version}, and this is {this_version()} already")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


@contextlib.contextmanager
def _place_for_a_try() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bluezone-try-") as name:
        Path(name).chmod(_WORLD_MAY_LOOK)
        yield Path(name)


@contextlib.contextmanager
def _own_place() -> Iterator[Path]:
    yield own_prefix()


def _install(folder: Path, prefix: Path, key: Path | None) -> None:
    who = ["--unsigned"] if key is None else ["--key", str(key.resolve())]
    words = ["/bin/sh", str(folder / INSTALLER), "--prefix", str(prefix), "--no-switch", *who]
    ended = _ran(words, {**os.environ, "PYTHON": str(Path(sys.executable).resolve())})
    if ended.returncode:
        raise RefusedError(_last_line(ended, "install.sh"))


def _upgraded_by(version: Path, data: Path, options: list[str], tell: Tell) -> str:
    """Has it upgrade the data as the account to which they belong: what root wrote, the service could not open."""
    words = [str(version / "bin" / "bluezone"), "upgrade", "--data", str(data.resolve()), *options]
    of_data = data.stat()
    is_other = os.geteuid() == 0 and of_data.st_uid != 0
    account: Account = {"user": of_data.st_uid, "group": of_data.st_gid, "extra_groups": ()} if is_other else {}
    ended = _ran(words, dict(os.environ), account, tell)
    if ended.returncode:
        raise RefusedError(_last_line(ended, "the new version").removeprefix("bluezone: "))
    return ended.stdout


def _ran(words: list[str], environment: dict[str, str], account: Account | None = None, tell: Tell = unheard) -> Ended:
    """Runs it to its end. What it tells of its steps is told as it comes; what else it complains of is kept."""
    of_whom: Account = {} if account is None else account
    complained: list[str] = []
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as said,  # a pipe that nobody empties would hold it up
        subprocess.Popen(  # noqa: S603 - out of a bundle that was verified
            words, stdout=said, stderr=subprocess.PIPE, text=True, cwd="/", env=environment, **of_whom
        ) as running,
    ):
        for line in running.stderr or ():
            if line.startswith(_OF_A_STEP):
                tell(line.rstrip("\n"))
            else:
                complained.append(line)
        status = running.wait()
        said.seek(0)
        return Ended(words, status, said.read(), "".join(complained))


def _last_line(ended: Ended, who: str) -> str:
    said = ended.stderr.strip().splitlines()
    return said[-1] if said else f"{who} ended with {ended.returncode}"


def _lead_to(prefix: Path, version: str) -> None:
    """Exchanges the link in one step."""
    unfinished = prefix / ".current.new"
    unfinished.unlink(missing_ok=True)
    unfinished.symlink_to(f"versions/{version}")
    unfinished.replace(prefix / "current")
    flush_folder(prefix)
