"""A PostgreSQL as Debian lays one out, within a folder: settings beside data, and pgBackRest as the guide has it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bluezone.lab.throwaway_postgresql import postgresql_binaries
from drills.machines.guide import filled
from drills.restore.technician import block
from tests.support.ports import free_port

USER = "bluezone"
_PATIENCE_S = 900.0
_PATIENTLY = ("-s", "-w", "-t", "900")
_LOOKS_EVERY_S = 0.1


@dataclass
class Cluster:
    """One cluster: its data, its settings, its copies."""

    folder: Path
    port: int

    @property
    def data(self) -> Path:
        return self.folder / "main"

    @property
    def environment(self) -> dict[str, str]:
        """What Debian's packages find at fixed places."""
        names = {"LOG_PATH": "log", "LOCK_PATH": "lock", "CONFIG": "pgbackrest.conf"}
        found = {f"PGBACKREST_{name}": str(self.folder / file) for name, file in names.items()}
        server = {"PG1_PORT": str(self.port), "PG1_SOCKET_PATH": str(self.folder), "PG1_USER": USER}
        return found | {f"PGBACKREST_{name}": said for name, said in server.items()}

    def address(self, name: str) -> str:
        """How a database of it is reached."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{name}"

    def make(self) -> None:
        """Makes an empty one, as a package does."""
        self._run("initdb", "-D", self.data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

    def begin_archiving(self) -> None:
        """Lays down both files of the guide."""
        words = {"/var/lib/postgresql/17/main": str(self.data), "/var/lib/pgbackrest": str(self.folder / "copies")}
        for file, said in (("pgbackrest.conf", "repo1-path"), ("bluezone.conf", "archive_mode")):
            lines = [filled(line, words) for line in block(said).commands]
            (self.folder / file).write_text("\n".join(lines) + "\n", "utf-8")
        for name in ("log", "lock", "copies"):
            (self.folder / name).mkdir(mode=0o700)
        give_to_postgres(self.folder)

    def start(self) -> None:
        """Starts it, and waits until it has recovered whatever it had to."""
        settings = f"-c config_file={self.folder / 'postgresql.conf'}"
        self._run(
            "pg_ctl", "-D", self.data, "-s", "-w", "-t", "900", "-l", self.folder / "log.txt", "-o", settings, "start"
        )
        self._wait("SELECT NOT pg_is_in_recovery()")

    def stop(self, how: str = "fast") -> None:
        """Ends it, `immediate` as a fault of its machine does."""
        self._run("pg_ctl", *_PATIENTLY, "-D", self.data, "-m", how, "stop")

    def destroy(self) -> None:
        """Takes its disk away; another machine has an empty one."""
        self.stop("immediate")
        shutil.rmtree(self.data)
        self.make()

    def archive(self) -> None:
        """Waits until all that was written has left the machine."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            row = connection.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()
            assert row is not None
            connection.execute("SELECT pg_switch_wal()")
        self._wait("SELECT last_archived_wal >= %s FROM pg_stat_archiver", row[0])

    def moment(self) -> str:
        """Its time now, as its restore takes it."""
        with psycopg.connect(self.address("postgres")) as connection:
            said = "to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
            row = connection.execute(f"SELECT {said}").fetchone()
            assert row is not None
            return f"{row[0]}+00"

    def _wait(self, question: str, *given: str) -> None:
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.address("postgres")) as connection:
                if (row := connection.execute(question, given).fetchone()) and row[0]:
                    return
            time.sleep(_LOOKS_EVERY_S)
        raise TimeoutError(question)

    def _run(self, program: str, *words: str | Path) -> None:
        binaries = postgresql_binaries()
        assert binaries is not None
        switch = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        environment = {**os.environ, **self.environment}
        # Whatever it starts keeps what it was given to speak to: nothing that somebody waits for the end of.
        command = [*switch, str(binaries / program), *map(str, words)]
        with (self.folder / "said.txt").open("ab") as said:
            subprocess.run(command, cwd=self.folder, env=environment, stdout=said, stderr=said, check=True)


@contextlib.contextmanager
def running_cluster(folder: Path) -> Iterator[Cluster]:
    """A running cluster with a portal's and an exchange's empty databases, and no archive yet."""
    cluster = Cluster(folder, free_port())
    folder.mkdir()
    hba = "local all all trust\nhost all all 127.0.0.1/32 trust\n"
    (folder / "hba.conf").write_text(hba, "ascii")
    settings = {"data_directory": cluster.data, "hba_file": folder / "hba.conf", "unix_socket_directories": folder}
    lines = [f"{name} = '{said}'" for name, said in settings.items()]
    lines += [f"port = {cluster.port}", "listen_addresses = '127.0.0.1'", "shared_buffers = 256MB"]
    lines += [f"include_if_exists '{folder / 'bluezone.conf'}'"]
    (folder / "postgresql.conf").write_text("\n".join(lines) + "\n", "utf-8")
    give_to_postgres(folder)
    cluster.make()
    cluster.start()
    try:
        with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
            for name in ("portal", "exchange"):
                connection.execute(f"CREATE DATABASE {name}")
        yield cluster
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):  # a drill that got stuck may have left it stopped
            cluster.stop("immediate")


def give_to_postgres(folder: Path) -> None:
    """Has its files belong to whoever runs it."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, "postgres", "postgres")
