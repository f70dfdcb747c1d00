"""Making a data directory ready: secrets, words, pages' files. Safe to run at every start."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from bluezone.portal import training
from bluezone.portal.cases.identity_numbers import PERSONS_FILE
from bluezone.portal.catalogue import compile_catalogue
from bluezone.portal.configuration import Configuration
from bluezone.portal.errors import ConfigurationError
from bluezone.portal.premises.codes import VENUE_FILE
from bluezone.portal.reports.wrapping import WRAPPING_FILE
from bluezone.portal.secrets_on_disk import make_secret

SECRET_FILE = "secret.key"  # noqa: S105 - a file's name
MONITOR_KEY_FILE = "monitor.key"
"""Of a monitor (`monitoring.py`): a portal is whole without it, and each start that misses it draws one."""
SECRETS = (SECRET_FILE, WRAPPING_FILE, PERSONS_FILE, VENUE_FILE)
"""Every file that only the owner may read, and without which the portal does not open."""
_DRAWN_AT_ONCE = (SECRET_FILE, WRAPPING_FILE)
"""The others are drawn once the store says that nothing needs the ones before (`keys.py`)."""
GIVEN_UP_FILE = "identity-numbers.given-up"
"""Holds the digest of the key of cards' numbers that was drawn in place of a lost one (`keys.py`): it opens nothing."""
STORE_FILE = training.STORE_FILE


def prepare_folder(configuration: Configuration, entropy: Callable[[int], bytes]) -> tuple[str, ...]:
    """Makes the folder, readable by its owner alone, with its secrets and words; which secrets were not there. Django
    is not needed, nor loaded."""
    if configuration.data is None:
        raise ConfigurationError("a portal lives in a data directory; name one")
    training.require_one_kind(configuration.data, is_on_server=configuration.database is not None)
    configuration.require_no_ways_out_of_training()
    configuration.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    drawn = tuple(name for name in _DRAWN_AT_ONCE if make_secret(configuration.data / name, entropy))
    if configuration.database is None:
        _keep_to_its_owner(configuration.data / STORE_FILE)
    compile_catalogue(configuration.data / "words")
    return drawn


@contextlib.contextmanager
def taken_back(data: Path, drawn: Collection[str]) -> Iterator[None]:
    """Takes the drawn secret back where what follows fails: left there, the next start would take it for the one that
    was lost."""
    try:
        yield
    except BaseException:
        if SECRET_FILE in drawn:
            (data / SECRET_FILE).unlink(missing_ok=True)
        raise


def sqlite_store_of(configuration: Configuration) -> Path | None:
    """The store's file; None on PostgreSQL."""
    if configuration.data is None or configuration.database is not None:
        return None
    return configuration.data / STORE_FILE


def _keep_to_its_owner(store: Path) -> None:
    """Closes the folder to others: names are in it, and somebody may have made it for all to read."""
    os.close(os.open(store, os.O_RDONLY | os.O_CREAT, 0o600))
    store.chmod(0o600)


def prepare_files() -> None:
    """Collects styles and scripts, compressed and named by their content. What stands there goes first, unread: where
    the power failed soon after a start, the list of names is there and empty, and all of it is made anew."""
    if settings.STATIC_ROOT is not None:
        shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
