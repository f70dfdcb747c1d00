"""What all phones are told, under the signatures of persons; two where phones would erase what they need."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bluezone.protocol.calendar import HOUR_MS
from bluezone.protocol.signature import Kind
from tests.support.commands import Finished, bluezone, refused
from tests.support.exchange import served
from tests.support.exchange.ceremonies import Ceremony, Follower
from tests.support.exchange.exchanges import NOON_MS

pytestmark = pytest.mark.in_turn(of=3)


@pytest.fixture
def ceremony(tmp_path: Path) -> Ceremony:
    """An exchange whose first list names two persons beside the exchange's own key."""
    served.set_clock(tmp_path, NOON_MS)
    made = Ceremony(tmp_path)
    people = [made.draw("config", f"{name}.key").with_name(f"{name}.key.pub") for name in ("alice", "bob")]
    made.begin("--add", people[0], "--add", people[1])
    return made


@pytest.fixture
def running(ceremony: Ceremony) -> Iterator[served.Served]:
    exchange = served.start(ceremony.folder)
    try:
        yield exchange
    finally:
        exchange.kill()


def step(ceremony: Ceremony, running: served.Served, what: str, *options: object) -> Finished:
    internal = ("--internal", running.internal, "--internal-key", ceremony.data / "internal.key")
    published = ("--published", running.public, "--root", ceremony.folder / "root.key.pub")
    around = internal if what in ("propose", "publish") else published
    proposal = ("--out", ceremony.folder / "proposal") if what == "propose" else (ceremony.folder / "proposal",)
    return bluezone("exchange", "configuration", what, *proposal, *around, *options)


def propose(ceremony: Ceremony, running: served.Served, document: Any) -> Finished:
    file = ceremony.folder / "wanted.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    return step(ceremony, running, "propose", file)


def sign(ceremony: Ceremony, running: served.Served, *names: str) -> None:
    for name in names:
        fingerprint = step(ceremony, running, "show").json["fingerprint"]
        key = ("--key", ceremony.folder / f"{name}.key", "--fingerprint", fingerprint)
        assert step(ceremony, running, "sign", *key).status == 0


def configuration_of_a_phone(ceremony: Ceremony, running: served.Served) -> Any:
    phone = Follower(running.public, ceremony.root)
    phone.update()
    return phone.feed.configuration


def test_one_person_changes_what_harms_nobody(ceremony: Ceremony, running: served.Served) -> None:
    propose(ceremony, running, {"hotline": "1900 9095"})
    shown = step(ceremony, running, "show").json
    sign(ceremony, running, "alice")

    published = step(ceremony, running, "publish").json

    assert ("config", 2) == (published["kind"], published["sequence"])
    assert (False, 1, "1900 9095") == (shown["erases"], shown["required_signatures"], shown["changes"]["hotline"])
    assert "1900 9095" == configuration_of_a_phone(ceremony, running).hotline


@pytest.mark.every_run
@pytest.mark.parametrize("grave", [{"shutdown_s": 1_900_000_000}, {"retention_days": 3}])
def test_what_has_phones_erase_takes_two_persons(
    ceremony: Ceremony, running: served.Served, grave: dict[str, int]
) -> None:
    propose(ceremony, running, grave)
    assert (True, 2) == tuple(step(ceremony, running, "show").json[name] for name in ("erases", "required_signatures"))

    sign(ceremony, running, "alice")
    assert "takes two signatures" in refused(step(ceremony, running, "publish"))
    alone = httpx.post(
        f"{running.internal}/internal/v1/configurations",
        headers=running.bearer,
        json={"sequence": 0, "issued_s": 0, **grave},
        timeout=60,
    )
    sign(ceremony, running, "bob")
    published = step(ceremony, running, "publish")

    assert (400, 0) == (alone.status_code, published.status)
    assert grave.items() <= {name: getattr(configuration_of_a_phone(ceremony, running), name) for name in grave}.items()
    assert 0 == bluezone("inspect", "log", ceremony.data / "public").status


@pytest.mark.every_run
def test_how_strongly_models_send_takes_two_persons_and_that_nothing_is_said_takes_one(
    ceremony: Ceremony, running: served.Served
) -> None:
    propose(ceremony, running, {"power": {"models": {"cph1715": -25}}})
    shown = step(ceremony, running, "show").json
    sign(ceremony, running, "alice")
    assert "takes two signatures" in refused(step(ceremony, running, "publish"))
    sign(ceremony, running, "bob")
    assert 0 == step(ceremony, running, "publish").status
    named = configuration_of_a_phone(ceremony, running)
    propose(ceremony, running, {"power": {"is_said": False}})
    sign(ceremony, running, "alice")

    assert 0 == step(ceremony, running, "publish").status

    assert (True, False, 2) == (shown["moves_levels"], shown["silences"], shown["required_signatures"])
    assert {"cph1715": -25} == named.power.models
    silent = configuration_of_a_phone(ceremony, running).power
    assert (False, {}) == (silent.is_said, silent.models)


@pytest.mark.every_run
def test_an_exchange_comes_to_ask_for_two_persons_without_a_phone_that_must_refuse(
    ceremony: Ceremony, running: served.Served
) -> None:
    asked = ceremony.request("--keep-keys", "--config-signatures", "2")
    ceremony.sign(asked.json["fingerprint"])
    assert "could not read config 1" in refused(ceremony.install())

    propose(ceremony, running, {"hotline": "1022"})
    sign(ceremony, running, "alice", "bob")
    assert 0 == step(ceremony, running, "publish").status
    assert {"sequence": 2, "announced": True, "required_witnesses": 0} == ceremony.install().json

    assert 2 == ceremony.keys.signatures_for(Kind.CONFIG)
    assert "1022" == configuration_of_a_phone(ceremony, running).hotline
    running.kill()
    again = served.start(ceremony.folder)
    try:
        assert "1022" == configuration_of_a_phone(ceremony, again).hotline
    finally:
        again.kill()


@pytest.mark.every_run
def test_a_proposal_that_another_one_overtook_is_refused(ceremony: Ceremony, running: served.Served) -> None:
    propose(ceremony, running, {"hotline": "1"})
    sign(ceremony, running, "alice")
    step(ceremony, running, "publish")
    served.set_clock(ceremony.folder, NOON_MS + HOUR_MS)

    assert "configuration 2 is in force" in refused(step(ceremony, running, "publish"))


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"hotlin": "1"}, "no field hotlin"),
        ({"profile": {"close_minute": 1}}, "no field profile.close_minute"),
        ({"cover_per_day": 0.1}, "is no configuration"),
        ("[]", "no JSON object"),
        ("{", "no JSON"),
    ],
)
def test_what_no_phone_would_take_is_not_proposed(
    ceremony: Ceremony, running: served.Served, document: Any, reason: str
) -> None:
    assert reason in refused(propose(ceremony, running, document))
    assert not (ceremony.folder / "proposal").exists()
