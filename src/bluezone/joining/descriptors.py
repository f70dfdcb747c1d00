"""How many files and connections a service may have open."""

from __future__ import annotations

import contextlib
import resource

_WANTED = 65_536


def open_many_files() -> None:
    """Raises this process's soft limit towards its hard one: many systems begin with 1,024, which callers use up."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED if hard == resource.RLIM_INFINITY else min(_WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
