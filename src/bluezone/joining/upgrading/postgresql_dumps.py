"""A store on PostgreSQL, kept and put back with its own tools: pg_dump and psql, which stand on no command line with a
password in it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg.pq import Conninfo

from bluezone.joining.patience import try_for
from bluezone.joining.refusal import RefusedError
from bluezone.joining.upgrading.written_since import NOTHING, WrittenSince, question, told
from bluezone.portal.operations.kept_upgrade import Note
from bluezone.portal.secrets_on_disk import flush_folder

_WAITS_S = 5.0
_EMPTIED = """DO $$ DECLARE one record; BEGIN
FOR one IN SELECT oid::regclass AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
LOOP EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', one.name); END LOOP;
FOR one IN SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
LOOP EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', one.name); END LOOP;
END $$;
"""
"""Everything of ours goes, also tables that the dump does not know."""
_OTHERS = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user
    AND backend_type = 'client backend' AND pid <> ALL(%s)"""


def dump(database: str, target: Path) -> None:
    """Writes the whole store as SQL into a file that only its owner may read; there whole or not at all."""
    unfinished = target.with_name(f"{target.name}.new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        # without comments: of an extension's only its owner disposes
        left_out = ("--no-owner", "--no-privileges", "--no-comments")
        _run(database, "pg_dump", *left_out, "--no-password", into=file.fileno())
        os.fsync(file.fileno())
    unfinished.replace(target)
    flush_folder(target.parent)


def put_back(database: str, source: Path) -> None:
    """Empties the store and fills it from a dump, in one transaction: all of it or nothing. It is counted at once: a
    dump says nothing of how many rows there are, and by itself PostgreSQL counts within a minute."""
    together = source.with_name("emptied.sql")
    together.write_text(_EMPTIED, "utf-8")
    try:
        told = ("--no-psqlrc", "--no-password", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        _run(database, "psql", *told, f"--file={together}", f"--file={source}", "--command=ANALYZE")
    finally:
        together.unlink()


@contextlib.contextmanager
def one_at_a_time(database: str) -> Iterator[int]:
    """Keeps every portal that begins on this database waiting, wherever its folder is; gives the number of our own
    session, with which it ends."""
    from bluezone.portal.operations.tables import TURN

    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [TURN])
        yield connection.info.backend_pid


def require_no_others(database: str, *own: int) -> None:
    """Raises RefusedError where somebody of this role stays connected besides our own sessions. A session that ended a
    moment ago, ours or a dump's, is counted until the server has let go of it; so it is asked again for a while."""
    with psycopg.connect(database, autocommit=True) as connection:
        found = [0]

        def is_alone() -> bool:
            asked = connection.execute(_OTHERS, [[*own, connection.info.backend_pid]]).fetchone()
            found[0] = int(asked[0]) if asked is not None else 0
            return not found[0]

        if not try_for(_WAITS_S, is_alone):
            raise RefusedError(f"{found[0]} other sessions of this role are in the database: stop the services first")


def applied_changes(database: str) -> int:
    """Counts the changes of tables that the store has seen."""
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
    return int(found[0]) if found is not None else 0


def written_since(database: str, note: Note) -> WrittenSince:
    """Counts the lines of the audit since the upgrade."""
    with psycopg.connect(database) as connection:
        found = connection.execute(*question(note, "%s")).fetchone()
    return NOTHING if found is None else told(*found)


def _run(database: str, name: str, *told: str, into: int = subprocess.DEVNULL) -> None:
    command = [_program(name), *told]
    ended = subprocess.run(command, env=_around(database), stdout=into, stderr=subprocess.PIPE, check=False)  # noqa: S603 - PostgreSQL's own programs; the address travels in the environment
    if ended.returncode:
        said = ended.stderr.decode(errors="replace").strip().splitlines()
        raise RefusedError(f"{name} failed, and the data stand as they stood: {said[-1] if said else ended.returncode}")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise RefusedError(f"{name} is not here: install postgresql-client, in the server's version")
    return found


def _around(database: str) -> dict[str, str]:
    """What an address says, as these programs read it from around them: how the line is to be secured, too."""
    said = Conninfo.parse(database.encode())
    return {**os.environ, **{one.envvar.decode(): one.val.decode() for one in said if one.envvar and one.val}}
