"""The portal's settings for tests: its own, on a folder that is gone afterwards, with cheap passwords."""

from __future__ import annotations

import atexit
import os
import random
import shutil
import tempfile
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

from bluezone.portal.cases.identity_numbers import PERSONS_FILE
from bluezone.portal.configuration import Configuration
from bluezone.portal.operations.preparing import prepare_folder
from bluezone.portal.premises.codes import VENUE_FILE
from bluezone.portal.secrets_on_disk import make_secret
from tests.support.made_once import RUN_FOLDER

_FOLDER = Path(tempfile.mkdtemp(prefix="bluezone-portal-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
_CHOSEN = Configuration(
    data=_FOLDER, origin="http://localhost:8791", database=os.environ.get("BLUEZONE_TEST_PORTAL_DATABASE")
)
_CHANCE = random.Random(1)
prepare_folder(_CHOSEN, _CHANCE.randbytes)
for _name in (PERSONS_FILE, VENUE_FILE):
    make_secret(_FOLDER / _name, _CHANCE.randbytes)
os.environ.update(_CHOSEN.as_environment())

from bluezone.portal.settings import *  # noqa: E402, F403 - the settings read the environment that stands above
from bluezone.portal.settings import TEMPLATES  # noqa: E402 - the same
from bluezone.portal.settings.chosen import CONFIGURATION  # noqa: E402 - the same

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
(_FOLDER / "static").mkdir()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def share_compiled_templates() -> None:
    """Each process of a run would compile three hundred templates for itself."""
    if run := os.environ.get(RUN_FOLDER):
        (compiled := Path(run, "templates")).mkdir(exist_ok=True)
        TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = FileSystemBytecodeCache(str(compiled))


def in_a_folder_of_its_own() -> None:
    """For a process that was forked when these settings were there: what one process of tests writes into the data
    directory is not another's."""
    from django.conf import settings

    own = Path(tempfile.mkdtemp(prefix="bluezone-portal-"))
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    shutil.copytree(_FOLDER, own, dirs_exist_ok=True)
    object.__setattr__(CONFIGURATION, "data", own)
    os.environ.update(CONFIGURATION.as_environment())
    settings.DATA_FOLDER = own
    settings.STATIC_ROOT = str(own / "static")
    settings.LOCALE_PATHS = [str(own / "words")]
    share_compiled_templates()


share_compiled_templates()
