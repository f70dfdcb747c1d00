"""What can be set about a portal: checked at once, carried whole, secrets closed to others."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bluezone.exchange.store import opening
from bluezone.portal.configuration import Configuration
from bluezone.portal.errors import ConfigurationError
from bluezone.portal.operations.preparing import prepare_folder
from bluezone.portal.secrets_on_disk import read_drawn_secret, read_secret_text
from bluezone.portal.settings.database import NOTICES_A_CUT, database_of

CHANCE = random.Random(3).randbytes


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "portal.example.vn"},
        {"origin": "ftp://portal.example.vn"},
        {"origin": "http://portal.example.vn"},
        {"origin": "https://portal.example.vn/path"},
        {"database": "mysql://x"},
        {"exchange": "http://127.0.0.1:1"},
        {"exchange_key": Path("key")},
    ],
)
def test_a_wrong_setting_is_refused_at_birth(wrong):
    with pytest.raises(ConfigurationError):
        Configuration(**wrong)


def test_it_travels_as_environment():
    chosen = Configuration(
        Path("/d"), "postgresql://u@h/db", "https://portal.example.vn", "http://x", Path("/k"), Path("/c")
    )

    assert chosen == Configuration.from_environment(chosen.as_environment())
    assert Configuration() == Configuration.from_environment({})


def test_sqlite_waits_its_turn_and_survives_a_power_cut(tmp_path):
    options = database_of(Configuration(tmp_path))["OPTIONS"]

    assert "IMMEDIATE" == options["transaction_mode"]
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_an_address_of_postgresql_is_taken_apart():
    found = database_of(Configuration(database="postgresql://us%40er:pa%2Fss@db.example:5433/portal"))

    assert ("us@er", "pa/ss", "db.example", "5433", "portal") == (
        found["USER"],
        found["PASSWORD"],
        found["HOST"],
        found["PORT"],
        found["NAME"],
    )


def test_what_an_address_says_of_the_line_is_kept_to():
    """Left out, the server would be believed whoever it is, and nothing need be encrypted."""
    address = "postgresql://office@db.example/portal?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem"

    found = database_of(Configuration(database=address))

    assert {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}.items() <= found["OPTIONS"].items()


def test_what_is_prepared_keeps_one_plan_and_a_cut_line_is_noticed_unless_the_address_says_otherwise():
    plain = database_of(Configuration(database="postgresql://office@db.example/portal"))
    otherwise = "options=-c%20jit%3Don&connect_timeout=9"
    own = database_of(Configuration(database=f"postgresql://office@db.example/portal?{otherwise}"))

    one_plan = "-c plan_cache_mode=force_generic_plan -c jit=off -c random_page_cost=1.1"
    one_plan += " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4"
    one_plan += " -c tcp_user_timeout=30000"
    cut = NOTICES_A_CUT
    assert {"prepare_threshold": 5, "options": one_plan} | cut == plain["OPTIONS"]
    assert {"prepare_threshold": 5, "options": "-c jit=on"} | cut | {"connect_timeout": "9"} == own["OPTIONS"]


def test_a_portal_waits_as_long_for_its_databases_machine_as_an_exchange():
    assert opening._NOTICES_A_CUT == NOTICES_A_CUT


@pytest.mark.parametrize("address", [None, "postgresql://office@localhost/portal"])
def test_a_thread_keeps_its_connection_from_page_to_page(tmp_path, address):
    """With SQLite, too: the journal is emptied beside open connections (tests/scenario/test_erased.py)."""
    assert 60 == database_of(Configuration(data=tmp_path, database=address))["CONN_MAX_AGE"]


SECRETS = ("secret.key", "report-wrapping.key")
"""What is drawn before anybody asks the store."""


def test_secrets_are_made_once_and_are_nobody_elses(tmp_path):
    data = tmp_path / "data"
    assert SECRETS == prepare_folder(Configuration(data), CHANCE)
    first = {name: (data / name).read_text() for name in SECRETS}

    again = prepare_folder(Configuration(data), CHANCE)

    assert () == again
    assert first == {name: (data / name).read_text() for name in first}
    assert {0o600} == {(data / name).stat().st_mode & 0o777 for name in first}
    assert 0o700 == data.stat().st_mode & 0o777
    assert len(SECRETS) == len(set(first.values()))


def test_names_are_nobody_elses_also_in_a_folder_that_is_open_to_all(tmp_path):
    """As an operator makes one with mkdir, and as a portal of before left its store in it."""
    tmp_path.chmod(0o755)
    (tmp_path / "portal.db").write_bytes(b"")
    (tmp_path / "portal.db").chmod(0o644)

    prepare_folder(Configuration(tmp_path), CHANCE)

    assert 0o600 == (tmp_path / "portal.db").stat().st_mode & 0o777


def test_beside_postgresql_there_is_no_store_in_the_folder(tmp_path):
    prepare_folder(Configuration(tmp_path, database="postgresql://x@localhost/x"), CHANCE)

    assert not (tmp_path / "portal.db").exists()


@pytest.mark.parametrize("fault", ["missing", "open", "empty"])
def test_a_doubtful_secret_is_refused(tmp_path, fault):
    path = tmp_path / "secret.key"
    if fault != "missing":
        path.write_text("" if fault == "empty" else "abc")
        path.chmod(0o644 if fault == "open" else 0o600)

    with pytest.raises(ConfigurationError, match=r"secret\.key"):
        read_secret_text(path)


def test_of_a_key_that_a_migration_draws_this_is_said_and_of_no_other(tmp_path):
    with pytest.raises(ConfigurationError, match=r"secret\.key is missing; `bluezone portal migrate` makes it$"):
        read_drawn_secret(tmp_path / "secret.key")
    with pytest.raises(ConfigurationError, match=r"exchange\.key is missing$"):
        read_secret_text(tmp_path / "exchange.key")


def test_without_a_folder_nothing_is_prepared():
    with pytest.raises(ConfigurationError, match="data directory"):
        prepare_folder(Configuration(), CHANCE)


@pytest.mark.parametrize("half", [{"published": "https://exchange.example.vn"}, {"published_root": "00" * 32}])
def test_what_is_published_comes_with_the_key_that_signed_it(half):
    with pytest.raises(ConfigurationError, match="both"):
        Configuration(**half)
