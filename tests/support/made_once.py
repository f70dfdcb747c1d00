"""What is dear to make and the same for everybody: made once in a run of the tests and copied by whoever needs it.

Whichever worker comes first makes it, the others wait for it. The run's folder is named by tests/conftest.py and gone
after the run; a program outside a run has a folder of its own.
"""

from __future__ import annotations

import atexit
import fcntl
import functools
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

RUN_FOLDER = "BLUEZONE_TEST_RUN_FOLDER"


def made_once(name: str, make: Callable[[Path], None], *, run: Path | None = None, of: Path | None = None) -> Path:
    """The folder of this name, as `make` filled it; to be read and copied, never to be written to.

    `make` is given an empty folder of another name. If it fails, the next who asks begins anew. Whoever has lost the
    run's environment says which folder it has. What tells what stands in sources says of which: some tests begin a run
    within the run, with sources of their own.
    """
    run = run or _run_folder()
    name = name if of is None else f"{name}-{crc32(bytes(of))}"
    done, scratch = run / name, run / f"{name}.new"
    with done.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(scratch, ignore_errors=True)
            scratch.mkdir(mode=0o700)
            make(scratch)
            scratch.rename(done)
    return done


@functools.cache
def _run_folder() -> Path:
    if named := os.environ.get(RUN_FOLDER):
        return Path(named)
    own = Path(tempfile.mkdtemp(prefix="bluezone-run-"))
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own
