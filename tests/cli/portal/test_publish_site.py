"""`bluezone portal publish-site`: a folder of pages from what is known, and one plain line where that is wrong."""

from __future__ import annotations

import pytest

from bluezone.cli.__main__ import main
from bluezone.portal.public_site.building import HEADS_FILE
from tests.support import forking
from tests.support.exchange.mirrors import Mirror, mirror
from tests.support.portal.served_portal import BARE, empty_portal, portal_command
from tests.support.protocol.signing import ROOT

ROOT_HEX = ROOT.verifying_key.value.hex()


@pytest.fixture
def exchange(tmp_path) -> Mirror:
    """What an exchange publishes, at the paths under which it is fetched."""
    made = mirror(tmp_path / "exchange" / "v1")
    made.write("newest-keys", (made.folder / "keys" / "1").read_bytes())
    return made


def publish(tmp_path, *options: object) -> int:
    return main(["portal", "publish-site", str(tmp_path / "site"), *map(str, options)])


def from_exchange(exchange: Mirror) -> tuple[object, ...]:
    return "--exchange", exchange.folder.parent, "--root", ROOT_HEX


def content(folder) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_site_is_written_and_written_again_byte_for_byte(tmp_path, capsys):
    options = ("--origin", "https://bluezone.example.vn/", "--issuer", "UBND xã Sơn Dương", "Sơn Dương commune")

    assert 0 == publish(tmp_path, *options)
    first = content(tmp_path / "site")
    assert 0 == publish(tmp_path, *options)

    assert first == content(tmp_path / "site")
    assert "UBND xã Sơn Dương" in first["index.html"].decode()
    assert ["written", "unchanged"] == [line.split()[-1] for line in capsys.readouterr().err.splitlines()]


def test_the_head_of_the_log_is_told_once_it_is_proven(tmp_path, exchange):
    assert 0 == publish(tmp_path, *from_exchange(exchange))
    first = (tmp_path / "site" / HEADS_FILE).read_text()
    exchange.publish_batch(4)
    exchange.sign()
    assert 0 == publish(tmp_path, *from_exchange(exchange))
    second = (tmp_path / "site" / HEADS_FILE).read_text()

    assert first.startswith("5 ")
    assert second.startswith("6 ")
    assert second.split()[1] in (tmp_path / "site" / "log.html").read_text()


def test_heads_stay_when_no_exchange_is_named(tmp_path, exchange):
    publish(tmp_path, *from_exchange(exchange))
    before = (tmp_path / "site" / HEADS_FILE).read_text()

    assert 0 == publish(tmp_path, "--hotline", "1900 9095")
    assert before == (tmp_path / "site" / HEADS_FILE).read_text()


def forked(exchange: Mirror) -> None:
    leaves = exchange.leaves()
    exchange.sign([leaves[1], leaves[0], *leaves[2:], *leaves[:1]])


def shrunk(exchange: Mirror) -> None:
    exchange.sign(exchange.leaves()[:-1])


def lying_tiles(exchange: Mirror) -> None:
    exchange.write("log/tile/0", bytes(32 * 5))


def short_tiles(exchange: Mirror) -> None:
    exchange.write("log/tile/0", bytes(16))


@pytest.mark.parametrize("wrong", [forked, shrunk, lying_tiles, short_tiles], ids=lambda wrong: wrong.__name__)
def test_a_log_that_is_not_what_it_was_is_not_told_and_the_site_stays(tmp_path, exchange, capsys, wrong):
    publish(tmp_path, *from_exchange(exchange))
    before = content(tmp_path / "site")
    capsys.readouterr()

    wrong(exchange)

    assert 1 == publish(tmp_path, *from_exchange(exchange))
    assert 1 == capsys.readouterr().err.count("\n")
    assert before == content(tmp_path / "site")


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (("--origin", "bluezone.vn"), 2, "is no address"),
        (("--app", "https://a.vn/?x=1"), 2, "is no address"),
        (("--hotline", "gọi tôi"), 2, "a hotline is digits"),
        (("--issuer", "", "Nobody"), 2, "a name has 1 to"),
        (("--exchange", "/nowhere"), 1, "together with its root key"),
        (("--exchange", "/nowhere", "--root", ROOT_HEX), 1, "No such file"),
    ],
)
def test_what_is_wrong_is_one_line_and_nothing_is_written(tmp_path, capsys, options, status, said):
    try:
        ended = publish(tmp_path, *options)
    except SystemExit as wrong_use:
        ended = wrong_use.code

    assert status == ended

    assert said in (error := capsys.readouterr().err)
    assert 1 == error.count("\n")
    assert not (tmp_path / "site").exists()


def test_a_folder_with_somebodys_work_in_it_is_refused(tmp_path, capsys):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "thesis.odt").write_text("three years")

    assert 1 == publish(tmp_path)
    assert "thesis.odt, which is not ours" in capsys.readouterr().err
    assert {"thesis.odt": b"three years"} == content(tmp_path / "site")


def test_approved_announcements_of_a_portal_become_its_news(tmp_path):
    data = empty_portal(tmp_path / "data")
    wrote = forking.forked(data, program="tests.support.portal.announcing_office", environment=BARE, timeout=180)
    assert 0 == wrote.returncode, wrote.stderr

    made = [portal_command(f"publish-site {tmp_path / 'site'}", data, "--figures") for _ in range(2)]

    site = content(tmp_path / "site")
    assert ["written\n", "unchanged\n"] == [one.stderr.split()[-1] + "\n" for one in made]
    assert "Cài Bluezone, bảo vệ cả nhà" in site["news.html"].decode()
    assert "không có ca nào được xác nhận" in site["figures.html"].decode()
    assert 2 == sum(name.startswith("files/script-") for name in site)


def test_figures_are_asked_of_a_portal(tmp_path, capsys):
    assert 1 == publish(tmp_path, "--figures")
    assert "figures come from a portal's data" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()
